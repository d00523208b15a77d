"""How long people are kept, how they go, and the trace that names nobody."""

import csv
from datetime import date
from io import StringIO

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone

from maillage.common.personal_data import HOLDINGS
from maillage.governance.models import Mandate, Seat
from maillage.journal.models import Entry
from maillage.partners.domain import retention as domain
from maillage.partners.domain.upkeep import ask_still_you, confirm
from maillage.partners.models import Function, Interaction, Person, PurgeLog, UpkeepSettings
from maillage.partners.queries import retention as queries
from tests.governance.factories import make_body, make_group
from tests.partners.factories import function_of, make_contact, make_exchange, make_organisation
from tests.partners.files import started


def ago(months: int, days: int = 0) -> date:
    return timezone.localdate() - relativedelta(months=months, days=days)


def old(partner, name: str, *, has_left: bool = True, **facts) -> Person:
    since = ago(60)
    function = {"starts_on": since, "ends_on": ago(37) if has_left else None}
    return make_contact(
        partner, name, function=function, **{"collected_on": since, "verified_on": ago(36, 1)} | facts
    )


def seat(person) -> Mandate:
    """Someone who sat in a committee: public record."""
    place = Seat.everywhere.create(group=make_group(make_body(person.authority), "associations"))
    return Mandate.everywhere.create(seat=place, person=person, starts_on=ago(40))


def kept() -> list[str]:
    return list(Person.everywhere.order_by("full_name").values_list("full_name", flat=True))


def test_only_those_without_function_nor_seat_go_by_themselves(cast):
    partner = make_organisation(cast.pays)
    old(partner, "Parti")
    old(partner, "Encore là", has_left=False)
    seat(old(partner, "A siégé"))
    old(partner, "Récent", verified_on=ago(35))
    old(partner, "Opposé hier", opposed_on=ago(0, 1))  # we must remember not to write
    old(partner, "Jamais vérifié", verified_on=None)

    assert domain.purge_everywhere() == 2

    assert kept() == ["A siégé", "Encore là", "Opposé hier", "Récent"]
    log = PurgeLog.everywhere.get()
    assert (log.rule, log.months, log.erased, log.anonymised, log.waiting) == ("unverified", 36, 2, 0, 2)
    assert domain.purge_everywhere() == 0
    assert PurgeLog.everywhere.count() == 1  # nothing done, nothing written
    assert "Parti" not in str(list(Entry.everywhere.values()))


def test_the_authority_sets_its_own_terms(cast):
    old(make_organisation(cast.pays), "Parti", verified_on=ago(30))

    assert domain.purge_everywhere() == 0
    UpkeepSettings.everywhere.create(authority=cast.pays, purge_after_months=29, confirm_after_months=12)
    assert domain.purge_everywhere() == 1


def test_who_sat_is_made_anonymous_and_the_seat_stays(cast):
    person = make_contact(make_organisation(cast.pays), phone="06 39 98 00 00")
    mandate = seat(person)

    assert domain.forget_person(person, by=cast.theo) is False

    person.refresh_from_db()
    assert (person.full_name, person.email, person.phone) == ("Personne effacée", "", "")
    assert (person.erased_on, Mandate.everywhere.get(pk=mandate.pk).person) == (ago(0), person)
    assert not Function.everywhere.exists()
    assert [row.person for row in queries.people_overdue(cast.pays, 0)] == []


def test_erasing_an_account_leaves_its_seat_without_its_name(cast):
    mandate = seat(make_contact(make_organisation(cast.pays), "Theo", email="theo@example.org"))

    assert domain.forget_contact(cast.theo) == 1

    mandate.person.refresh_from_db()
    assert mandate.person.full_name == "Personne effacée"


def test_the_pilot_decides_on_those_who_wait(client, cast):
    partner = make_organisation(cast.pays)
    waiting = old(partner, "Encore là", has_left=False)
    old(partner, "Bientôt", verified_on=ago(25))
    make_contact(partner, "Neuf", verified_on=ago(0))
    client.force_login(cast.aicha)
    path = reverse("partners:retention", args=["pays-des-sources"])

    page = client.get(path).content.decode()
    done = client.post(
        reverse("partners:retention_forget", args=["pays-des-sources", waiting.pk]), follow=True
    )

    assert ["Encore là" in page, "Bientôt" in page, "Neuf" in page] == [True, True, False]
    assert [words in done.content.decode() for words in ("est effacé", "décidé par une personne")] == [
        True,
        True,
    ]
    assert kept() == ["Bientôt", "Neuf"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_terms_cost_the_same_for_one_or_three(client, cast, django_assert_num_queries, count):
    partner = make_organisation(cast.pays)
    for rank in range(count):
        old(partner, f"A{rank}", has_left=False)
        old(partner, f"B{rank}", verified_on=ago(25))
        PurgeLog.everywhere.create(authority=cast.pays, ran_on=ago(1), rule="unverified", months=36, erased=2)
    client.force_login(cast.aicha)

    with django_assert_num_queries(11):
        client.get(reverse("partners:retention", args=["pays-des-sources"]))


def test_the_register_has_a_line_for_each_thing_we_keep(client, cast):
    client.force_login(cast.aicha)

    text = client.get(reverse("partners:register_csv", args=["pays-des-sources"])).content.decode()

    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [row["Traitement"] for row in rows] == [holding.label for holding in HOLDINGS]
    assert all(all(row.values()) for row in rows)


def test_a_person_reads_in_their_export_when_they_were_asked(cast):
    person = make_contact(make_organisation(cast.pays), "Theo", email="theo@example.org")
    confirm(ask_still_you(person))
    export = next(each.export for each in HOLDINGS if each.label.startswith("Votre fiche"))

    (row,) = export(cast.theo)

    assert [each["réponse"] for each in row["demandes de vérification"]] == ["toujours en poste"]
    assert function_of(person).title == "directrice"


# Who is told that we keep them


def informed(client, cast, *people, on=None):
    client.force_login(cast.theo)
    data = {"people": [person.pk for person in people], "on": on or ago(0)}
    return client.post(reverse("partners:to_inform", args=["pays-des-sources"]), data)


def test_those_who_do_not_know_yet_are_listed_until_they_are_told(client, cast):
    partner = make_organisation(cast.pays)
    late, new = (make_contact(partner, name, collected_on=ago(month)) for name, month in (("A", 3), ("B", 0)))
    make_contact(partner, "C", notice_given_on=ago(1))
    make_contact(make_organisation(cast.elsewhere), "D")
    client.force_login(cast.theo)
    page = client.get(reverse("partners:to_inform", args=["pays-des-sources"]))

    assert [row.full_name for row in page.context["page"]] == ["A", "B"]
    assert page.text.count("plus d’un mois") == 1
    assert informed(client, cast, late).status_code == 302
    late.refresh_from_db()
    new.refresh_from_db()
    assert (late.notice_given_on, new.notice_given_on) == (ago(0), None)
    assert Entry.everywhere.filter(verb="a noté que des contacts sont informés").count() == 1


def test_nobody_is_informed_in_the_future_nor_before_being_known_nor_elsewhere(client, cast):
    person = make_contact(make_organisation(cast.pays), "A", collected_on=ago(1))
    foreign = make_contact(make_organisation(cast.elsewhere), "D")

    said = [
        informed(client, cast, person, on=ago(0) + relativedelta(days=1)).text,
        informed(client, cast, person, on=ago(2)).text,
        informed(client, cast).text,
        informed(client, cast, foreign).text,
    ]

    words = (
        "dans le futur",
        "Personne à noter",
        "Cochez au moins une personne",
        "Sélectionnez un choix valide",
    )
    assert [word in text for word, text in zip(words, said, strict=True)] == [True] * 4
    assert not Person.everywhere.exclude(notice_given_on=None).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_those_to_inform_cost_the_same_for_one_or_three(client, cast, django_assert_num_queries, count):
    for rank in range(count):
        make_contact(make_organisation(cast.pays, f"O{rank}"), f"P{rank}")
    client.force_login(cast.theo)

    with django_assert_num_queries(8):
        client.get(reverse("partners:to_inform", args=["pays-des-sources"]))


def test_who_is_forgotten_leaves_the_files_that_wait(cast):
    partner = make_organisation(cast.pays)
    person = make_contact(partner, "Léa Martin")
    make_exchange(partner, "Écrire à lea@partenaire.example, dit Léa Martin.")
    batch = started(cast.pays, cast.theo, b"Structure;Mail\nCCAS;lea@partenaire.example\nMJC;m@x.example")

    domain.forget_person(person)

    batch.refresh_from_db()
    assert [cells for _, cells in batch.rows] == [["MJC", "m@x.example"]]
    assert Interaction.everywhere.get().summary == "Écrire à [contact effacé], dit [contact effacé]."
