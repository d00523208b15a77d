"""A draw from its first line to its last seat, with the cast."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.utils import timezone

from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.governance.domain import draw_candidates, draws
from maillage.governance.domain.draws import Share
from maillage.governance.models import Candidate, Draw
from maillage.governance.queries.draws import (
    commune_shares,
    pool_of_draw,
)
from maillage.journal.models import Entry
from tests.governance.draw_factories import (
    MEN,
    WOMEN,
    make_candidate,
    make_draw,
)
from tests.governance.factories import make_body
from tests.territories.factories import make_commune

AGES = [Share("16 à 39 ans", 0.4), Share("40 ans et plus", 0.6)]


def outcomes(draw) -> dict[str, str]:
    return dict(draw.candidates(manager="everywhere").values_list("code", "outcome"))


def mails() -> list[tuple[str, str]]:
    return sorted(OutboundMail.everywhere.values_list("kind", "to"))


# Preparing


def test_theo_prepares_a_draw_and_its_quotas_follow(cast, in_pays):
    draw = draws.create_draw(cast.pays, name="Habitants", size=12, reserve_size=6, by=cast.theo)
    draws.set_strata(draw, "âge", AGES, source="Insee, 2022", by=cast.theo)
    assert list(draw.strata.values_list("value", "minimum", "maximum")) == [
        ("16 à 39 ans", 4, 6),
        ("40 ans et plus", 6, 8),
    ]

    draws.change_draw(draw, size=6, by=cast.theo)
    assert list(draw.strata.values_list("minimum", "maximum")) == [(1, 3), (3, 5)]
    assert draws.change_draw(draw, size=6, by=cast.theo) is False

    stratum = draw.strata.first()
    draws.adjust_strata(draw, {stratum.pk: (2, 2)}, by=cast.theo)
    draws.set_strata(
        draw, "âge", AGES, source="Insee, 2023", tolerance=0, by=cast.theo
    )  # the same name: replaced
    assert list(draw.strata.values_list("minimum", "maximum")) == [(2, 2), (4, 4)]
    draws.remove_strata(draw, "âge", by=cast.theo)
    assert draw.strata.count() == 0
    assert list(Entry.everywhere.order_by("pk").values_list("verb", flat=True)) == [
        "a préparé",
        "a fixé un critère de",
        "a modifié",
        "a changé les quotas de",
        "a fixé un critère de",
        "a retiré un critère de",
    ]


def test_shares_that_do_not_hold_are_refused(cast, in_pays):
    draw = make_draw(cast.pays, "draft", people=False)
    short = [Share("16 à 39 ans", 0.4), Share("40 ans et plus", 0.5)]
    for criterion, shares, source, why in (
        ("âge", short, "Insee", "Les parts font 90,0 % ; elles doivent faire 100 %"),
        ("âge", AGES, "", "d’où viennent ces parts"),
        ("âge", [Share("tous", 1)], "Insee", "au moins deux valeurs"),
        ("âge", [Share("Oui", 0.4), Share("oui", 0.6)], "Insee", "le même nom"),
        (" ", AGES, "Insee", "Donnez un nom au critère"),
        ("âge", [Share("a", 1.2), Share("b", -0.2)], "Insee", "jamais négative"),
    ):
        with pytest.raises(DomainError, match=why):
            draws.set_strata(draw, criterion, shares, source=source, by=cast.theo)


def test_facts_that_do_not_hold_are_refused(cast, in_pays):
    elsewhere = make_body(cast.elsewhere)
    for facts, why in (
        ({"name": " ", "size": 12}, "Donnez un nom"),
        ({"name": "Habitants", "size": 0}, "de 1 à 1000"),
        ({"name": "Habitants", "size": 12, "reserve_size": 1_001}, "au plus 1000"),
        ({"name": "Habitants", "size": 12, "body": elsewhere}, "autre territoire"),
    ):
        with pytest.raises(DomainError, match=why):
            draws.create_draw(cast.pays, by=cast.theo, **facts)


def test_communes_are_grouped_from_the_census(cast, in_pays):
    cast.pays.communes.set(
        [
            make_commune("54001", "Amont", epci="200000001", population=300),
            make_commune("54002", "Bourg", epci="200000001", population=2_700),
            make_commune("54003", "Aval", epci="200000002", population=1_000),
        ]
    )
    _criterion, _source, by_size = commune_shares(cast.pays, "size")
    assert [(group.name, group.share) for group in by_size] == [
        ("moins de 500 habitants", 0.075),
        ("de 500 à 1 999", 0.25),
        ("de 2 000 à 9 999", 0.675),
    ]
    draw = make_draw(cast.pays, "draft", people=False, size=4)
    draws.set_commune_strata(draw, grouping="epci", by=cast.theo)
    rows = draw.strata.filter(criterion="Intercommunalité")
    assert list(rows.values_list("value", "minimum", "maximum", "communes")) == [
        ("CC 200000001", 2, 4, ["54001", "54002"]),
        ("CC 200000002", 1, 2, ["54003"]),
    ]
    assert rows.first().source == "population municipale, Insee (COG 2026)"
    with pytest.raises(DomainError, match="par intercommunalité ou par taille"):
        draws.set_commune_strata(draw, grouping="colour", by=cast.theo)
    cast.pays.communes.set([make_commune("54001")])
    with pytest.raises(DomainError, match="qu’un groupe"):
        draws.set_commune_strata(draw, grouping="epci", by=cast.theo)


def test_criteria_are_fixed_once_people_answer_them(cast, in_pays):
    draw = make_draw(cast.pays, "open")
    with pytest.raises(DomainError, match="avant d’ouvrir"):
        draws.set_strata(draw, "âge", AGES, source="Insee", by=cast.theo)
    with pytest.raises(DomainError, match="closez-les"):
        draws.remove_strata(draw, "sexe", by=cast.theo)


def test_registration_opens_closes_and_opens_again_each_once(cast, in_pays):
    draw = make_draw(cast.pays, "draft", people=False)
    stale = Draw.objects.get(pk=draw.pk)
    draws.open_registration(draw, by=cast.theo)
    with pytest.raises(DomainError, match="n’en est plus là"):
        draws.open_registration(stale, by=cast.aicha)
    draws.close_registration(draw, by=cast.theo)
    with pytest.raises(DomainError):
        draw_candidates.register_candidate(draw, full_name="Zoé", answers={"sexe": "femme"})
    draws.reopen_registration(draw, by=cast.theo)
    assert Draw.objects.get().state == "open"

    late = make_draw(cast.pays, "draft", people=False, closes_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(DomainError, match="date de fin"):
        draws.open_registration(late, by=cast.theo)


# Candidates


def test_someone_registers_and_the_mail_alone_holds_their_link(cast, in_pays):
    draw = make_draw(cast.pays, people=False)
    zoe = draw_candidates.register_candidate(
        draw, full_name=" Zoé Petit ", email="Zoe@Exemple.fr ", answers={"sexe": "femme", "taille": "grande"}
    )
    assert (zoe.full_name, zoe.email, zoe.answers) == ("Zoé Petit", "zoe@exemple.fr", {"sexe": "femme"})
    mail = OutboundMail.everywhere.get()
    token = mail.text.split("/tirages/candidature/")[1].split("/")[0]
    assert sha256(token.encode()).hexdigest() == zoe.token_hash
    assert zoe.code in mail.text
    entry = Entry.everywhere.get()
    assert (entry.verb, entry.details) == ("a inscrit une candidature à", {"code": zoe.code})


def test_one_candidacy_for_an_address_and_who_asks_again_gets_a_new_link(cast, in_pays):
    draw = make_draw(cast.pays, people=False)
    first = draw_candidates.register_candidate(
        draw, full_name="Zoé", email="zoe@exemple.fr", answers={"sexe": "femme"}
    )
    again = draw_candidates.register_candidate(
        draw, full_name="Autre", email="ZOE@exemple.fr", answers={"sexe": "homme"}
    )
    assert again.pk == first.pk
    kept = Candidate.objects.get()
    assert (kept.full_name, kept.answers) == ("Zoé", {"sexe": "femme"})
    assert kept.token_hash != first.token_hash
    assert mails() == [("draw_registered", "zoe@exemple.fr")] * 2


def test_an_answer_that_is_no_value_is_refused_and_a_late_candidate_too(cast, in_pays):
    draw = make_draw(cast.pays, people=False)
    with pytest.raises(DomainError, match="Répondez à « sexe »"):
        draw_candidates.register_candidate(draw, full_name="Zoé", answers={"sexe": "autre chose"})
    Draw.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    draw.refresh_from_db()
    with pytest.raises(DomainError, match="sont closes"):
        draw_candidates.register_candidate(draw, full_name="Zoé", answers={"sexe": "femme"})
    by_team = {"full_name": "Venue au guichet", "answers": {"sexe": "femme"}, "by": cast.theo}
    assert draw_candidates.register_candidate(draw, **by_team).email == ""


def test_a_file_of_candidates_is_taken_whole_or_not_at_all(cast, in_pays):
    draw = make_draw(cast.pays, people=False)
    make_candidate(draw, "FA", email="deja@exemple.fr")
    bad = "Nom;Courriel;Sexe\nZoé;deja@exemple.fr;Femme\nPaul;paul;homme\n;a@exemple.fr;femme\n".encode()
    with pytest.raises(DomainError) as refusal:
        draw_candidates.import_candidates(draw, bad, "liste.csv", by=cast.theo)
    assert str(refusal.value).split("\n") == [
        "liste.csv, ligne 3 : « paul » n’est pas une adresse.",
        "liste.csv, ligne 4 : il manque le nom.",
    ]
    again = "nom;courriel;sexe\nZoé;DEJA@exemple.fr;femme\n".encode()
    with pytest.raises(DomainError, match=r"ligne 2 : deja@exemple\.fr est déjà inscrite"):
        draw_candidates.import_candidates(draw, again, "liste.csv", by=cast.theo)
    assert draw.candidates.count() == 1

    good = "Nom,Téléphone,Courriel,SEXE\nZoé,06,zoe@exemple.fr,FEMME\n\nPaul,,,Homme\n".encode("utf-8-sig")
    assert draw_candidates.import_candidates(draw, good, "liste.csv", by=cast.theo) == 2
    assert mails() == [("draw_registered", "zoe@exemple.fr")]
    draws.close_registration(draw, by=cast.theo)
    with pytest.raises(DomainError, match="sont closes"):
        draw_candidates.import_candidates(draw, good, "liste.csv", by=cast.theo)


def test_who_withdraws_in_time_leaves_the_pool_and_is_forgotten(cast, in_pays):
    draw = make_draw(cast.pays)
    row = draw.candidates.get(code="FA")
    draw_candidates.withdraw_candidate(row)
    row.refresh_from_db()
    assert (row.full_name, row.email, row.token_hash) == ("[candidature effacée]", "", "")
    assert sorted(pool_of_draw(draw).candidates) == sorted((*WOMEN[1:], *MEN))
    with pytest.raises(DomainError, match="déjà retirée"):
        draw_candidates.withdraw_candidate(row)
