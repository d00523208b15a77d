import json

import pytest
from django.utils import timezone

from maillage.governance.domain import drawing
from maillage.governance.models import Candidate, Draw, Stratum
from tests.governance.draw_factories import MEN, WOMEN, make_candidate, make_committed, make_draw
from tests.territories.factories import make_commune

SPACE = "/pays-des-sources/espace/tirages/"
SITE = "/pays-des-sources/tirages/"
WHO = {"full_name": "Zoé Petit", "email": "zoe@exemple.fr", "fits": "on"}


@pytest.fixture
def as_theo(client, cast):
    client.force_login(cast.theo)
    return client


def make_drawn(cast, **facts) -> Draw:
    draw = make_committed(cast.pays, **facts)
    drawing.reveal_draw(draw, by=cast.aicha)
    return draw


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(as_theo, cast, django_assert_num_queries, number):
    for rank in range(number):
        make_draw(cast.pays, name=f"Tirage {rank}")
    with django_assert_num_queries(6):
        response = as_theo.get(SPACE)
    assert text(response).count("inscriptions ouvertes") == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_candidates_ask_the_same_whatever_their_number(as_theo, cast, django_assert_num_queries, number):
    draw = make_draw(cast.pays, people=False)
    for code in WOMEN[:number]:
        make_candidate(draw, code)
    with django_assert_num_queries(7):
        response = as_theo.get(f"{SPACE}{draw.pk}/candidats/")
    assert text(response).count("@habitants.example</a>") == number


def test_theo_prepares_opens_and_closes_a_draw_from_the_screen(as_theo, cast):
    facts = {
        "name": "Habitants",
        "size": "12",
        "reserve_size": "6",
        "term_months": "24",
        "conditions": "Ici.",
    }
    response = as_theo.post(f"{SPACE}nouveau/", facts)
    draw = Draw.everywhere.get()
    assert response["Location"] == f"{SPACE}{draw.pk}/criteres/"

    bad = {"criterion": "âge", "shares": "jeunes : 40\nbonjour", "source": "Insee"}
    assert "« bonjour » : écrivez une valeur" in text(as_theo.post(f"{SPACE}{draw.pk}/criteres/", bad))
    short = bad | {"shares": "jeunes : 40\nautres ; 50,5 %"}
    assert "Les parts font 90,5 %" in text(as_theo.post(f"{SPACE}{draw.pk}/criteres/", short))
    as_theo.post(
        f"{SPACE}{draw.pk}/criteres/", bad | {"shares": "jeunes : 40\nautres ; 60 %", "is_exact": "on"}
    )
    young, others = Stratum.everywhere.all()
    assert [(row.value, row.minimum, row.maximum) for row in (young, others)] == [
        ("jeunes", 5, 5),
        ("autres", 7, 7),
    ]

    limits = {f"{side}_{row.pk}": 6 for row in (young, others) for side in ("min", "max")}
    as_theo.post(f"{SPACE}{draw.pk}/criteres/quotas/", limits)
    young.refresh_from_db()
    assert (young.minimum, young.maximum) == (6, 6)

    as_theo.post(f"{SPACE}{draw.pk}/ouvrir/")
    as_theo.post(f"{SPACE}{draw.pk}/clore/")
    again = as_theo.post(f"{SPACE}{draw.pk}/clore/", follow=True)
    assert "Ce tirage n’en est plus là" in text(again)
    assert Draw.everywhere.get().state == "closed"


def test_names_are_for_the_team_alone(client, cast):
    draw = make_drawn(cast)
    for person, sees in ((cast.theo, True), (cast.bruno, False), (cast.chloe, False)):
        client.force_login(person)
        assert ("Personne F" in text(client.get(f"{SPACE}{draw.pk}/"))) is sees
    client.logout()
    for path in (f"{SITE}{draw.pk}/", f"{SITE}{draw.pk}/procedure.json", SITE):
        page = client.get(path).content.decode()
        assert [
            code for code in (*WOMEN, *MEN) if f"Personne {code}" in page or f"{code.lower()}@" in page
        ] == []


def test_the_public_file_replays_with_the_recipe_of_the_public_page(
    client, cast, tmp_path, monkeypatch, capsys
):
    """What a distrustful reader does: save the file, paste the ten lines, compare."""
    draw = make_drawn(cast)
    monkeypatch.chdir(tmp_path)
    content = client.get(f"{SITE}{draw.pk}/procedure.json").content
    (tmp_path / f"tirage-{draw.pk}.json").write_bytes(content)
    page = client.get(f"{SITE}{draw.pk}/").content.decode()
    recipe = page.split("<code>import hashlib")[1].split("</code>")[0]
    recipe = recipe.replace("&quot;", '"').replace("&#x27;", "'").replace("&lt;", "<").replace("&gt;", ">")

    exec("import hashlib" + recipe, {})  # noqa: S102  the very text that we publish

    document = json.loads(content)
    assert capsys.readouterr().out == f"{document['panel_index']} {document['selected']}\n"
    assert (
        sorted(Candidate.everywhere.filter(outcome="selected").values_list("code", flat=True))
        == (document["selected"])
    )


def test_anyone_registers_without_an_account_and_withdraws_by_their_link(client, cast):
    draw = make_draw(cast.pays, people=False)
    response = client.post(f"{SITE}{draw.pk}/inscription/", WHO | {"critere_0": "femme"})
    assert "Votre candidature est reçue." in text(response)
    zoe = Candidate.everywhere.get()
    assert (zoe.full_name, zoe.answers) == ("Zoé Petit", {"sexe": "femme"})

    row = make_candidate(draw, "HA")
    link = f"{SITE}candidature/jeton-{draw.pk}-HA/"
    client.get(link)  # a scanner opens it
    row.refresh_from_db()
    assert row.withdrawn_at is None
    assert "Merci" in text(client.post(link))
    row.refresh_from_db()
    assert (row.withdrawn_at is None, row.email) == (False, "")
    assert client.get(link).status_code == 404  # forgotten, link and all


def test_a_commune_answers_for_its_group(client, cast):
    cast.pays.communes.set([make_commune("54001", "Amont"), make_commune("54002", "Aval", population=3_000)])
    draw = make_draw(cast.pays, people=False)
    for value, code in (("petites", "54001"), ("grandes", "54002")):
        Stratum.everywhere.create(
            draw=draw, criterion="Taille", value=value, order=2, minimum=0, maximum=2, communes=[code]
        )
    page = text(client.get(f"{SITE}{draw.pk}/inscription/"))
    assert "Votre commune" in page
    assert '<option value="54001">Amont</option>' in page
    client.post(f"{SITE}{draw.pk}/inscription/", WHO | {"critere_0": "femme", "critere_1": "54002"})
    assert Candidate.everywhere.get().answers == {"sexe": "femme", "Taille": "grandes"}


def test_machines_and_forms_that_lack_something_leave_no_candidate(client, cast):
    draw = make_draw(cast.pays, people=False)
    path, good = f"{SITE}{draw.pk}/inscription/", WHO | {"critere_0": "femme"}
    assert "est reçue" in text(client.post(path, good | {"site": "http://spam.example"}))
    assert "sinon, comment vous prévenir" in text(client.post(path, good | {"email": ""}))
    for wrong in ({"critere_0": "x"}, {"fits": ""}, {"full_name": "Z" * 151}):
        assert client.post(path, good | wrong).status_code == 200
    Draw.everywhere.update(state="closed")
    assert "Les inscriptions ne sont pas ouvertes" in text(client.post(path, good))
    assert Candidate.everywhere.count() == 0


def test_a_draft_is_nobodys_business_and_a_foreign_link_leads_nowhere(client, cast):
    draft = make_draw(cast.pays, "draft")
    foreign = make_draw(cast.elsewhere)
    assert client.get(f"{SITE}{draft.pk}/").status_code == 404
    assert client.get(f"{SITE}{foreign.pk}/").status_code == 404
    assert client.get(f"{SITE}candidature/jeton-{foreign.pk}-FA/").status_code == 404
    assert client.get(f"/pays-d-ailleurs/tirages/candidature/jeton-{foreign.pk}-FA/").status_code == 200


def test_aicha_reveals_with_the_public_number_and_the_minutes_are_printed(client, cast):
    draw = make_committed(cast.pays, public_source="Loto du 12 décembre")
    client.force_login(cast.aicha)
    refused = client.post(f"{SPACE}{draw.pk}/reveler/", follow=True)
    assert "Il manque le nombre public annoncé" in text(refused)
    client.post(f"{SPACE}{draw.pk}/reveler/", {"public_number": "4 8 15"})
    draw.refresh_from_db()
    assert (draw.state, draw.public_number) == ("drawn", "4 8 15")

    pdf = client.get(f"{SPACE}{draw.pk}/proces-verbal.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf.content == client.get(f"{SPACE}{draw.pk}/proces-verbal.pdf").content
    assert client.get(f"{SPACE}{draw.pk}/proces-verbal.odt").content.startswith(b"PK")


def test_theo_replaces_seats_and_takes_the_list_away(as_theo, cast):
    draw = make_drawn(cast)
    leaving = draw.candidates(manager="everywhere").filter(outcome="selected").first()
    path = f"{SPACE}candidatures/{leaving.pk}/remplacer/"
    as_theo.post(path, {"reason": "déménage"})
    page = text(as_theo.get(f"{SPACE}{draw.pk}/candidats/"))
    assert f"remplace <code>{leaving.code}</code>" in page
    assert "n’occupe pas de place" in text(as_theo.post(path, {"reason": "encore"}, follow=True))
    assert "Donnez la date" in text(as_theo.post(f"{SPACE}{draw.pk}/installer/", follow=True))
    as_theo.post(f"{SPACE}{draw.pk}/installer/", {"starts_on": timezone.localdate().isoformat()})
    assert "Tout est fait." in text(as_theo.get(f"{SPACE}{draw.pk}/"))
    lines = as_theo.get(f"{SPACE}{draw.pk}/candidats.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 9
    assert lines[0] == "Code;Nom;Courriel;Téléphone;Adresse;sexe;Inscrit le;Retiré le;Issue;Rang"


def test_a_file_comes_in_by_the_screen_and_says_what_is_wrong(as_theo, cast, tmp_path):
    draw = make_draw(cast.pays, people=False)
    path, file = f"{SPACE}{draw.pk}/candidats/importer/", tmp_path / "liste.csv"
    file.write_text("nom;sexe\nZoé;femme\nPaul;autre\n")
    with file.open("rb") as content:
        page = text(as_theo.post(path, {"file": content}))
    assert "liste.csv, ligne 3 : « sexe » vaut « autre » ; on attend : femme, homme." in page
    file.write_text("nom;sexe\nZoé;femme\nPaul;homme\n")
    with file.open("rb") as content:
        page = text(as_theo.post(path, {"file": content}, follow=True))
    assert "2 candidatures de plus." in page
