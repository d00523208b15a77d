import re
from html import unescape

from tests.law.grid import INFORM_ONLY

PAGE = "/droit/composition/"
TEXTS = "/droit/"
WITHOUT_UNION = {
    "instance": "partners_committee",
    "employers": "2",
    "employers_voices": "employers_union",
    "associations": "1",
    "associations_voices": ["users"],
    "drawn_inhabitants": "4",
}


def text_of(response) -> str:
    html = re.sub(r"</?time[^>]*>", "", response.content.decode())
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def groups(response) -> dict[str, list[str]]:
    return {
        group.title: [verdict.rule.id for verdict in group.verdicts] for group in response.context["groups"]
    }


def test_the_page_asks_before_it_answers(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(PAGE)

    assert "groups" not in response.context
    assert 'value="partners_committee" selected' in response.content.decode()
    assert not response.cookies


def test_the_same_committee_at_two_dates(client, db):
    before, after = (client.get(PAGE, {**WITHOUT_UNION, "le": day}) for day in ("2023-12-28", "2023-12-30"))

    assert groups(before) == {
        "À apprécier": ["CP-08"],
        "Respecté": ["CP-02", "CP-05", "CP-06"],
    }
    assert groups(after) == {
        "Non respecté": ["CP-04"],
        "À apprécier": ["CP-08"],
        "Respecté": ["CP-02", "CP-03", "CP-05", "CP-06"],
    }
    assert "Rien d’obligatoire ne manque" in text_of(before)
    assert "1 obligation non respectée." in text_of(after)


def test_each_verdict_says_where_it_comes_from(client, db):
    text = text_of(client.get(PAGE, {**WITHOUT_UNION, "le": "2023-12-30"}))

    assert (
        "Règle CP-04 : code des transports, L.1231-5 (loi 2023-1269, art. 2 et 8), depuis le 29 décembre 2023. "
        "Loi n° 2023-1269 du 27 décembre 2023 relative aux services express régionaux métropolitains (SERM). "
        "Confiance : source secondaire fiable lue. "
        "Lu dans : GART, note sur le comité des partenaires après la loi SERM ; Sénat, amendement 34."
    ) in text
    assert text.count("Ceci ne vaut pas avis juridique.") == 2


def test_a_mistake_is_named_on_its_field(client, db):
    response = client.get(
        PAGE,
        {
            "instance": "cercle",
            "le": "hier",
            "employers": "-1",
            "trade_unions": "201",
            "associations_voices": "users",
            "drawn_inhabitants": "deux",
        },
    )

    assert "groups" not in response.context
    assert response.context["form"].errors == {
        "instance": ["Choisissez une nature de la liste."],
        "le": ["Écrivez une date, par exemple 31/12/2026."],
        "employers": ["Un nombre de membres n’est pas négatif."],
        "trade_unions": ["200 membres au plus."],
        "associations": ["Indiquez combien de membres siègent, puisqu’une case est cochée."],
        "drawn_inhabitants": ["Écrivez un nombre entier."],
    }


def test_an_empty_committee_lacks_everything(client, db):
    response = client.get(PAGE, {"instance": "partners_committee", "le": "30/12/2023"})

    assert groups(response)["Non respecté"] == ["CP-02", "CP-03", "CP-04", "CP-05", "CP-06"]


def test_other_bodies_and_other_times_are_free(client, db):
    for asked in (
        {"instance": "working_group", "le": "2026-01-01"},
        {"instance": "partners_committee", "le": "2019-12-26"},
    ):
        assert "Aucune règle connue ne fixe cette composition ce jour-là." in text_of(client.get(PAGE, asked))


def test_the_last_day_that_a_date_can_hold(client, db):
    assert client.get(PAGE, {**WITHOUT_UNION, "le": "9999-12-31"}).status_code == 200


def rules_shown(response) -> set[str]:
    return {rule.id for _, rules in response.context["texts"] for rule in rules}


def test_all_the_rules_are_there_to_read(client, db):
    response = client.get(TEXTS)

    assert len(rules_shown(response)) == 23 + 9 + 7
    assert rules_shown(response) >= INFORM_ONLY
    assert [text for text, _ in response.context["texts"]][:3] == [
        "Loi n° 2019-1428 du 24 décembre 2019 d’orientation des mobilités (LOM)",
        "Loi n° 2021-1104 du 22 août 2021 portant lutte contre le dérèglement climatique (Climat et résilience)",
        "Loi n° 2023-1269 du 27 décembre 2023 relative aux services express régionaux métropolitains (SERM)",
    ]


def test_the_rules_of_a_day(client, db):
    before, after = (client.get(TEXTS, {"le": day}) for day in ("2023-12-28", "2023-12-29"))

    assert rules_shown(after) - rules_shown(before) == {"CP-03", "CP-04"}
    assert rules_shown(before) - rules_shown(after) == set()
    assert "Règles en vigueur le 28 décembre 2023." in text_of(before)


def test_a_day_that_is_none(client, db):
    response = client.get(TEXTS, {"le": "avant-hier"})

    assert response.context["form"].errors == {"le": ["Écrivez une date, par exemple 31/12/2026."]}
    assert len(rules_shown(response)) == 23 + 9 + 7
