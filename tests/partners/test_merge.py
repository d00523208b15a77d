"""Two records that were one, and pairs that only look so."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse
from django_scopes import scope

from maillage.common.database import append_only_sql
from maillage.common.errors import DomainError
from maillage.governance.models import Mandate, Seat
from maillage.journal.models import Entry
from maillage.partners.domain import imports, merge
from maillage.partners.models import Function, ImportedRow, Interaction, MergedRecord, Organisation, Person
from maillage.partners.queries.duplicates import likely_doubles
from tests.governance.factories import make_body, make_group
from tests.partners.factories import make_contact, make_exchange, make_organisation
from tests.partners.files import csv_of, written


def url(name, *args):
    return reverse(f"partners:{name}", args=["pays-des-sources", *args])


def reasons(authority) -> list[str]:
    with scope(authority=authority):
        return [pair.reason for pair in likely_doubles(authority)]


def make_seat(organisation) -> Seat:
    body = make_body(organisation.authority, f"Comité {organisation.pk}")
    group = make_group(body, "employers")
    return Seat.everywhere.create(group=group, organisation=organisation)


# Organisations


def test_everything_tied_to_either_is_kept_whatever_its_floor(cast):
    kept, other = (make_organisation(cast.pays, name) for name in ("Mission locale", "Mission loc."))
    lea, zoe = make_contact(kept), make_contact(other, "Zoé Petit")
    make_exchange(other, "Un appel.", person=zoe)
    seat = make_seat(other)

    merge.merge_organisations(kept, other, choices={}, by=cast.theo)

    functions = Function.everywhere.filter(organisation=kept).values_list("person__full_name", flat=True)
    seat.refresh_from_db()
    assert list(Organisation.everywhere.all()) == [kept]
    assert sorted(functions) == [str(lea), str(zoe)]
    assert seat.organisation == kept
    summaries = Interaction.everywhere.filter(organisation=kept).values_list("summary", flat=True)
    assert sorted(summaries) == ["Fiche fusionnée avec « Mission loc. ».", "Un appel."]
    assert Entry.everywhere.filter(verb="a fusionné deux partenaires", actor=cast.theo).count() == 1


def test_facts_are_chosen_one_by_one_and_blanks_are_filled(cast):
    kept = make_organisation(cast.pays, "Mission", phone="03 99 00 00 01", notes="Une.")
    facts = {"phone": "03 99 00 00 02", "email": "a@ml.example", "notes": "Deux.", "siret": "73282932000074"}
    other = make_organisation(cast.pays, "Mission locale", siren="732829320", **facts)

    merge.merge_organisations(kept, other, choices={"name": "other", "phone": "kept"}, by=cast.theo)

    kept.refresh_from_db()
    assert (kept.name, kept.phone, kept.email, kept.siret, kept.notes) == (
        "Mission locale",
        "03 99 00 00 01",
        "a@ml.example",
        "73282932000074",
        "Une.\n\nDeux.",
    )


def test_one_referent_stays_and_one_function_held_twice_becomes_one(cast):
    kept, other = (make_organisation(cast.pays, name) for name in ("Mission", "Mission locale"))
    lea = make_contact(kept, function={"is_referent": True, "starts_on": date(2026, 1, 1)})
    Function.everywhere.create(organisation=other, person=lea, title="Directrice", starts_on=date(2024, 1, 1))
    make_contact(other, "Zoé Petit", function={"is_referent": True})

    merge.merge_organisations(kept, other, choices={}, by=cast.theo)

    rows = Function.everywhere.order_by("person__full_name").values_list(
        "person__full_name", "is_referent", "starts_on"
    )
    assert list(rows) == [("Léa Martin", True, date(2024, 1, 1)), ("Zoé Petit", False, date(2025, 1, 6))]


def test_numbers_that_contradict_each_other_are_refused_and_nothing_moves(cast):
    kept = make_organisation(cast.pays, "Mission", siren="356000000")
    other = make_organisation(cast.pays, "Mission locale", siren="732829320", siret="73282932000074")
    make_contact(other)

    with pytest.raises(DomainError, match="n’est pas un établissement de ce SIREN"):
        merge.merge_organisations(kept, other, choices={}, by=cast.theo)

    assert (Organisation.everywhere.count(), Function.everywhere.get().organisation) == (2, other)


def test_a_record_merges_neither_with_itself_nor_twice_nor_abroad(cast):
    kept, other = (make_organisation(cast.pays, name) for name in ("Un", "Autre"))
    abroad = make_organisation(cast.elsewhere, "Ailleurs")

    with pytest.raises(DomainError, match="avec elle-même"):
        merge.merge_organisations(kept, kept, choices={}, by=cast.theo)
    with pytest.raises(DomainError, match="deux territoires"):
        merge.merge_organisations(kept, abroad, choices={}, by=cast.theo)
    merge.merge_organisations(kept, Organisation.everywhere.get(pk=other.pk), choices={}, by=cast.theo)
    with pytest.raises(DomainError, match="n’existe plus"):
        merge.merge_organisations(kept, other, choices={}, by=cast.theo)


def test_old_addresses_lead_to_the_record_that_is_kept_even_twice(client, cast):
    first, second, third = (make_organisation(cast.pays, name) for name in ("Un", "Deux", "Trois"))
    old, older = second.pk, first.pk
    merge.merge_organisations(second, first, choices={}, by=cast.theo)
    merge.merge_organisations(third, second, choices={}, by=cast.theo)
    client.force_login(cast.bruno)

    assert [client.get(url("organisation", pk))["Location"] for pk in (old, older)] == [
        url("organisation", third.pk)
    ] * 2
    client.force_login(cast.eve)
    assert client.get(url("organisation", old)).status_code == 404


def test_an_import_undone_after_a_merge_takes_nothing_that_it_did_not_bring(cast):
    known = make_organisation(cast.pays, "Ancienne fiche")
    batch = written(cast.pays, cast.theo, csv_of("CCAS de Sources;;;Léa;Martin;directrice;lea@ccas.example;"))
    merge.merge_organisations(
        known, Organisation.everywhere.get(name="CCAS de Sources"), choices={}, by=cast.theo
    )

    imports.undo_import(batch, by=cast.theo)

    assert list(Organisation.everywhere.all()) == [known]
    assert not Person.everywhere.exists()


# People


def test_two_entries_of_one_person_become_one(cast):
    first, second = (make_organisation(cast.pays, name) for name in ("Mission", "Club"))
    kept = make_contact(first, phone="", verified_on=date(2026, 1, 1))
    facts = {"phone": "06 39 98 00 00", "opposed_on": date(2026, 2, 2), "verified_on": date(2025, 5, 5)}
    other = make_contact(second, "MARTIN Léa", email="", **facts)
    exchange = make_exchange(second, person=other)
    seat = make_seat(second)
    mandate = Mandate.everywhere.create(seat=seat, person=other, starts_on=date(2026, 1, 1))

    merge.merge_people(kept, other, choices={"full_name": "kept"}, by=cast.theo)

    kept.refresh_from_db()
    exchange.refresh_from_db()
    mandate.refresh_from_db()
    assert (kept.full_name, kept.email, kept.phone) == (
        "Léa Martin",
        "lea@partenaire.example",
        "06 39 98 00 00",
    )
    assert (kept.opposed_on, kept.verified_on) == (date(2026, 2, 2), date(2026, 1, 1))
    assert (exchange.person, mandate.person, Person.everywhere.count()) == (kept, kept, 1)
    assert Function.everywhere.filter(person=kept).count() == 2
    assert MergedRecord.everywhere.get().person == kept
    assert "MARTIN" not in "".join(Interaction.everywhere.values_list("summary", flat=True))


def test_the_same_function_of_both_entries_is_one(cast):
    partner = make_organisation(cast.pays)
    kept, other = make_contact(partner), make_contact(partner, "Lea Martin", email="")

    merge.merge_people(kept, other, choices={}, by=cast.theo)

    assert Function.everywhere.get().person == kept


def test_what_cannot_move_is_said(cast):
    """A table of another floor, whose rows the database freezes."""
    kept, other = (make_organisation(cast.pays, name) for name in ("Un", "Autre"))
    make_seat(other)
    with connection.cursor() as cursor:
        for statement in append_only_sql(connection.vendor, "governance_seat", ["organisation_id"]):
            cursor.execute(statement)

    with pytest.raises(DomainError, match="siège « Autre » ne peut pas changer de fiche"):
        merge.merge_organisations(kept, other, choices={}, by=cast.theo)
    assert Organisation.everywhere.count() == 2


def test_traces_of_imports_do_not_follow(cast):
    kept = make_organisation(cast.pays, "Un")
    written(cast.pays, cast.theo, csv_of("CCAS de Sources;;;;;;;"))

    merge.merge_organisations(
        kept, Organisation.everywhere.exclude(pk=kept.pk).get(), choices={}, by=cast.theo
    )

    assert not ImportedRow.everywhere.exists()


# Likely doubles


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({"name": "Mission locale du Sourçois"}, {"name": "Mission locale Sourçoise"}, ["noms semblables"]),
        ({"name": "C.C.A.S. de Sources"}, {"name": "CCAS Sources"}, ["noms semblables"]),
        ({"name": "Association Emmaüs"}, {"name": "Emmaus"}, ["noms semblables"]),
        ({"name": "Un", "siren": "732829320"}, {"name": "Zut", "siren": "732829320"}, ["même SIREN"]),
        ({"name": "Un", "email": "a@b.example"}, {"name": "Zut", "email": "a@b.example"}, ["même courriel"]),
        (
            {"name": "Foyer rural Sud", "phone": "03 99 00 00 01"},
            {"name": "Foyer Sud", "phone": "+33399000001"},
            ["même téléphone"],
        ),
        ({"name": "Lycée Moulin"}, {"name": "Collège Moulin"}, []),
        ({"name": "École 1"}, {"name": "École 2"}, []),
        ({"name": "Un", "email": "a@gmail.com"}, {"name": "Zut", "email": "b@gmail.com"}, []),
        (
            {"name": "Poste Nord", "siren": "356000000", "siret": "35600000000048"},
            {"name": "Poste Sud-Ouest", "siren": "356000000", "siret": "35600049837506"},
            [],
        ),
    ],
)
def test_what_looks_alike(cast, one, other, found):
    make_organisation(cast.pays, **one)
    make_organisation(cast.pays, **other)
    make_organisation(cast.elsewhere, **one)

    assert reasons(cast.pays) == found


def test_people_who_look_alike(cast):
    mission, club = make_organisation(cast.pays, "Mission"), make_organisation(cast.pays, "Club")
    make_contact(mission)
    make_contact(club, "MARTIN Lea", email="")
    make_contact(club, "Zoé Petit", email="")
    make_contact(club, "Zoe Petite", email="")

    assert reasons(cast.pays) == ["même nom", "noms proches, même structure"]


def test_a_pair_set_aside_is_not_proposed_again(client, cast):
    one, other = (make_organisation(cast.pays, name) for name in ("Emmaüs Sources", "Emaüs Sources"))
    client.force_login(cast.theo)
    assert "Comparer et fusionner" in client.get(url("duplicates")).content.decode()

    done = client.post(url("set_aside", other.pk, one.pk), follow=True).content.decode()

    assert "ne seront plus proposées" in done
    assert "Aucune fiche ne ressemble à une autre" in done


@pytest.mark.parametrize("count", [1, 3])
def test_the_pairs_cost_the_same_for_one_or_three(client, cast, django_assert_num_queries, count):
    for letter in "ABC"[:count]:
        partner = make_organisation(cast.pays, f"Emmaüs {letter * 6}")
        make_organisation(cast.pays, f"Emaüs {letter * 6}")
        make_contact(partner, f"Léa {letter * 5}", email="")
        make_contact(partner, f"{letter * 5} Lea", email="")
    client.force_login(cast.theo)

    with django_assert_num_queries(13):
        page = client.get(url("duplicates"))

    assert len(page.context["pairs"]) == 2 * count


# Screens


def test_two_records_are_merged_side_by_side(client, cast):
    kept = make_organisation(cast.pays, "Mission", phone="03 99 00 00 01")
    other = make_organisation(cast.pays, "Mission locale", phone="03 99 00 00 02")
    client.force_login(cast.theo)

    page = client.get(url("merge", kept.pk, other.pk)).content.decode()
    done = client.post(url("merge", kept.pk, other.pk), {"name": "other", "phone": "kept"}, follow=True)

    assert [word in page for word in ("03 99 00 00 01", "03 99 00 00 02", "Garder plutôt l’autre")] == [
        True
    ] * 3
    assert "n’en font plus qu’une" in done.content.decode()
    kept.refresh_from_db()
    assert (kept.name, kept.phone) == ("Mission locale", "03 99 00 00 01")


def test_what_the_domain_refuses_is_said_on_the_page(client, cast):
    kept = make_organisation(cast.pays, "Mission", siren="356000000")
    other = make_organisation(cast.pays, "Mission locale", siren="732829320", siret="73282932000074")
    client.force_login(cast.theo)

    page = client.post(url("merge", kept.pk, other.pk), {"name": "kept", "siren": "kept"})

    assert (page.status_code, "établissement de ce SIREN" in page.content.decode()) == (200, True)


@pytest.mark.parametrize(("text", "found"), [("", ["Mission locales"]), ("club", ["Club"]), ("zzz", [])])
def test_the_other_record_is_looked_for(client, cast, text, found):
    row, *_ = (make_organisation(cast.pays, name) for name in ("Mission locale", "Mission locales", "Club"))
    client.force_login(cast.theo)

    page = client.get(url("merge_with", row.pk), {"q": text})

    assert [other.name for other in page.context["found"]] == found
