"""What the law asks of the authority itself: the facts stated, read by the rules, shown with their gesture."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from maillage.common.errors import DomainError
from maillage.governance.domain import framework as domain
from maillage.governance.models import AgendaItem, MobilityContract, SubstitutedArea
from maillage.governance.queries import framework as queries
from maillage.journal.models import Entry
from maillage.territories.domain import delete_basin
from tests.governance.factories import make_body, make_meeting, make_rules
from tests.territories.factories import make_basin, make_commune

DAY = date(2026, 6, 15)
SIGNED = date(2024, 6, 1)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-06-15 09:00", tick=False):
        yield


@pytest.fixture
def communities(cast):
    """Three communities of communes on the land of the région."""
    codes = ("200000001", "200000002", "200000003")
    for rank, code in enumerate(codes):
        cast.region.communes.add(make_commune(f"5400{rank}", f"Amont {rank}", epci=code))
    return codes


def verdict(authority, rule: str, day=DAY):
    (found,) = [each for each in queries.verdicts_at(authority, day) if each.rule.id == rule]
    return found


def outcomes(authority, rule: str, *days: str) -> list[str]:
    return [verdict(authority, rule, date.fromisoformat(day)).outcome for day in days]


def account(body, day) -> None:
    """An item of the agenda that accounts for the contract, on a meeting that was held."""
    meeting = make_meeting(body, day, state="held")
    AgendaItem.everywhere.create(
        body=body, meeting=meeting, title="Bilan du contrat", kind="information", topics=["contract_account"]
    )


def verbs() -> list[str]:
    return list(Entry.everywhere.order_by("pk").values_list("verb", flat=True))


def test_without_a_contract_there_is_nothing_to_account_for(cast, in_pays):
    assert verdict(in_pays, "CP-15").message == (
        "Aucun contrat opérationnel de mobilité n’est noté en vigueur ce jour-là."
    )


def test_a_contract_is_to_be_accounted_for_each_year(cast, in_pays):
    body = make_body(in_pays)
    domain.note_contract(in_pays, name="Contrat du bassin", starts_on=SIGNED, by=cast.theo)
    account(body, date(2025, 5, 20))

    days = ("2024-05-31", "2025-05-20", "2026-05-20", "2026-05-21")
    assert outcomes(in_pays, "CP-15", *days) == ["not_applicable", "met", "question", "not_met"]
    [said] = verdict(in_pays, "CP-15").facts
    assert said == (
        "Contrat du bassin, depuis le 1er juin 2024 : Dernière fois : 20 mai 2025. "
        "À refaire au plus tard le 20 mai 2026."
    )
    assert verbs()[-1] == "a noté un contrat"


def test_a_planned_item_or_another_body_accounts_for_nothing(cast, in_pays):
    domain.note_contract(in_pays, name="Contrat", starts_on=SIGNED, by=cast.theo)
    body = make_body(in_pays)
    AgendaItem.everywhere.create(
        body=body,
        meeting=make_meeting(body, date(2026, 6, 1)),  # planned, and never held
        title="Bilan",
        kind="information",
        topics=["contract_account"],
    )
    account(make_body(in_pays, "Comité technique", kind="technical_committee"), date(2026, 6, 2))

    assert verdict(in_pays, "CP-15").outcome == "not_met"


def test_a_contract_changes_ends_and_is_taken_off(cast, in_pays):
    basin = make_basin(in_pays)
    contract = domain.note_contract(in_pays, name="Contrat", starts_on=SIGNED, basin=basin, by=cast.theo)
    assert domain.change_contract(contract, name="Contrat", by=cast.theo) is False
    assert domain.change_contract(contract, ends_on=DAY, by=cast.theo) is True
    assert verdict(in_pays, "CP-15").outcome == "not_applicable"
    delete_basin(basin, by=cast.theo)
    contract.refresh_from_db()
    assert (contract.basin, str(contract)) == (None, "Contrat")
    domain.remove_contract(contract, by=cast.theo)

    assert MobilityContract.everywhere.count() == 0
    assert verbs()[-4:] == ["a noté un contrat", "a modifié un contrat", "a supprimé", "a retiré un contrat"]


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"name": "  "}, "Donnez un intitulé au contrat."),
        ({"ends_on": SIGNED}, "Le contrat finit avant de commencer"),
        ({"name": "CONTRAT"}, "est déjà noté à ces dates."),
    ],
)
def test_a_contract_that_makes_no_sense_is_refused(cast, in_pays, facts, message):
    domain.note_contract(in_pays, name="Contrat", starts_on=SIGNED, ends_on=date(2030, 6, 1), by=cast.theo)
    with pytest.raises(DomainError, match=message):
        domain.note_contract(in_pays, **{"name": "Autre", "starts_on": SIGNED, **facts}, by=cast.theo)


def test_the_next_contract_follows_the_last_under_the_same_name(cast, in_pays):
    domain.note_contract(in_pays, name="Contrat", starts_on=SIGNED, ends_on=DAY, by=cast.theo)
    domain.note_contract(in_pays, name="Contrat", starts_on=DAY, by=cast.theo)

    assert outcomes(in_pays, "CP-15", "2026-06-14", "2026-06-15") == ["not_met", "not_applicable"]


def test_a_departement_has_no_account_to_give(cast):
    cast.elsewhere.kind = "departement"
    cast.elsewhere.save()
    with pytest.raises(DomainError, match="Un Département n’organise pas la mobilité"):
        domain.note_contract(cast.elsewhere, name="Contrat", starts_on=SIGNED, by=cast.eve)


# Land where a région stands in


def test_each_area_needs_a_committee_that_is_open(cast, communities):
    north = make_body(cast.region, "Comité du nord", created_on=date(2022, 1, 1))
    first, second, _ = communities
    domain.note_areas(cast.region, epcis=[first], starts_on=date(2021, 7, 1), committee=north, by=cast.greta)
    [area] = domain.note_areas(cast.region, epcis=[second], starts_on=date(2021, 7, 1), by=cast.greta)

    assert verdict(cast.region, "CP-21").facts == (f"1 territoire sur 2 sans comité : CC {second}.",)
    domain.change_area(area, committee=north, by=cast.greta)
    days = ("2021-06-30", "2021-07-01", "2021-12-31", "2022-01-01")
    asked = [
        [
            each.outcome
            for each in queries.verdicts_at(cast.region, date.fromisoformat(day))
            if each.rule.id == "CP-21"
        ]
        for day in days
    ]
    assert asked == [[], ["not_met"], ["not_met"], ["met"]]
    north.closed_on = DAY
    north.save()
    assert verdict(cast.region, "CP-21").outcome == "not_met"
    assert verbs()[-3:] == [
        "a noté des territoires en substitution",
        "a noté des territoires en substitution",
        "a modifié un territoire en substitution",
    ]


def test_a_community_that_takes_the_competence_back_is_covered_no_more(cast, communities):
    [area] = domain.note_areas(cast.region, epcis=communities[:1], starts_on=date(2021, 7, 1), by=cast.greta)
    domain.change_area(area, ends_on=DAY, by=cast.greta)

    assert outcomes(cast.region, "CP-21", "2026-06-14", "2026-06-15") == ["not_met", "not_applicable"]
    assert communities[0] in [epci.pk for epci in queries.epcis_to_cover(cast.region)]


def test_what_a_region_may_not_note_is_refused(cast, in_pays, communities):
    technical = make_body(cast.region, "Comité technique", kind="technical_committee")
    noted = {"starts_on": date(2021, 7, 1), "by": cast.greta}
    domain.note_areas(cast.region, epcis=communities[:1], **noted)
    refused = [
        (in_pays, {"epcis": communities[1:]}, "Seule une Région remplace"),
        (cast.region, {"epcis": []}, "Cochez au moins une communauté"),
        (cast.region, {"epcis": communities[:1]}, "déjà notée"),
        (cast.region, {"epcis": ["200099999"]}, "Pas une communauté de communes de ce territoire"),
        (
            cast.region,
            {"epcis": communities[1:], "committee": technical},
            "Choisissez un comité des partenaires",
        ),
        (cast.region, {"epcis": communities[1:], "committee": make_body(in_pays)}, "d’un autre territoire"),
    ]
    for authority, facts, message in refused:
        with pytest.raises(DomainError, match=message):
            domain.note_areas(authority, **facts, **noted)
    assert SubstitutedArea.everywhere.count() == 1


def test_one_noted_by_mistake_goes(cast, communities):
    [area] = domain.note_areas(cast.region, epcis=communities[:1], starts_on=SIGNED, by=cast.greta)
    with pytest.raises(DomainError, match="La substitution finit avant de commencer"):
        domain.change_area(area, ends_on=SIGNED, by=cast.greta)
    domain.remove_area(area, by=cast.greta)
    assert SubstitutedArea.everywhere.count() == 0
    assert verbs()[-1] == "a retiré un territoire en substitution"


# The screen


def law_page(client, authority, day=""):
    return client.get(reverse("governance:authority_law", args=[authority.slug]), {"le": day} if day else {})


def test_the_page_says_what_is_missing_and_how_to_mend_it(client, cast):
    client.force_login(cast.theo)
    page = law_page(client, cast.pays)
    lines = {line.verdict.rule.id: line for section in page.context["sections"] for line in section.lines}

    assert {rule: line.mend and line.mend.label for rule, line in lines.items()} == {
        "CP-01": "Créer le comité des partenaires",
        "CP-15": "Noter un contrat",
        "CP-23": None,
    }
    text = page.content.decode()
    assert 'en vigueur depuis le <time datetime="2019-12-27">27 décembre 2019</time>' in text
    assert "ne vaut pas avis juridique" in text


def test_a_reader_and_a_past_day_have_no_gesture(client, cast):
    for user, day in ((cast.bruno, ""), (cast.theo, "2024-01-01")):
        client.force_login(user)
        sections = law_page(client, cast.pays, day).context["sections"]
        assert {line.mend for section in sections for line in section.lines} == {None}


def test_a_contract_is_noted_on_the_screen(client, cast):
    client.force_login(cast.theo)
    address = reverse("governance:contract_new", args=[cast.pays.slug])

    refused = client.post(address, {"name": "Contrat", "starts_on": "2024-02-30"})
    late = client.post(address, {"name": "Contrat", "starts_on": "2024-06-01", "ends_on": "2024-06-01"})
    kept = client.post(address, {"name": "Contrat", "starts_on": "2024-06-01"})

    assert refused.context["form"].errors == {"starts_on": ["Écrivez une date, par exemple 31/12/2026."]}
    assert list(late.context["form"].errors) == ["__all__"]
    assert kept["Location"] == reverse("governance:authority_law", args=[cast.pays.slug])
    assert "Contrat" in law_page(client, cast.pays).content.decode()


def test_areas_are_noted_several_at_once(client, cast, communities):
    body = make_body(cast.region, "Comité du nord")
    client.force_login(cast.greta)
    client.post(
        reverse("governance:areas_new", args=[cast.region.slug]),
        {"starts_on": "2021-07-01", "committee": body.pk, "epcis": communities[:2]},
    )

    assert list(SubstitutedArea.everywhere.values_list("epci_id", "committee_id")) == [
        (communities[0], body.pk),
        (communities[1], body.pk),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_fact_and_three(
    client, cast, communities, django_assert_num_queries, count
):
    for rank in range(count):
        body = make_body(cast.region, f"Comité {rank}")
        domain.note_contract(cast.region, name=f"Contrat {rank}", starts_on=SIGNED, by=cast.greta)
        domain.note_areas(
            cast.region, epcis=[communities[rank]], starts_on=SIGNED, committee=body, by=cast.greta
        )
    client.force_login(cast.greta)

    with django_assert_num_queries(19):
        page = law_page(client, cast.region)
    assert (len(page.context["contracts"]), len(page.context["areas"])) == (count, count)


# A meeting


def test_the_page_of_a_meeting_says_what_was_late(client, cast):
    body = make_body(cast.pays)
    make_rules(body, notice_days=5, notice_count="working")
    sent = {"state": "convened", "convened_at": "2026-06-15T08:00:00Z"}
    meeting = make_meeting(body, date(2026, 6, 20), **sent)  # a day late: five whole working days
    client.force_login(cast.bruno)
    address = reverse("governance:meeting_law", args=[cast.pays.slug, meeting.pk])

    page = client.get(address)
    meeting.late_because = "Arrêté préfectoral reçu la veille."
    meeting.save()
    excused = client.get(address)

    assert [each.rule.id for each in page.context["law"].to_weigh] == ["ME-01"]
    assert page.context["law"].to_weigh[0].facts[1] == "Attendue au plus tard le 14 juin 2026."
    assert [each.waived_because for each in excused.context["law"].waived] == [
        "Arrêté préfectoral reçu la veille."
    ]
