from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.accounts.domain import privacy
from maillage.common.errors import DomainError
from maillage.common.personal_data import HOLDINGS
from maillage.journal.models import Entry
from maillage.journal.queries import named
from maillage.partners.domain import contacts as domain
from maillage.partners.domain.retention import forget_person
from maillage.partners.models import Function, Interaction, Organisation, Person
from tests.partners.factories import (
    function_of,
    make_contact,
    make_exchange,
    make_organisation,
    person_facts,
)

HELD = {"title": "directrice", "starts_on": date(2026, 1, 6)}


def lines_of(authority) -> list[tuple]:
    entries = Entry.everywhere.filter(authority=authority).order_by("pk")
    return [(entry.actor_name, entry.verb, entry.target_name) for entry in entries]


def test_someone_comes_with_a_function_and_without_a_name_in_the_journal(cast):
    partner = make_organisation(cast.pays)

    domain.add_contact(
        partner, person=person_facts(email=" Lea@Partenaire.example"), function=HELD, by=cast.theo
    )

    person = Person.everywhere.get()
    assert (person.authority, person.email, person.verified_on) == (cast.pays, "lea@partenaire.example", None)
    assert function_of(person).organisation == partner
    assert lines_of(cast.pays) == [
        ("Theo", "a ajouté un contact", ""),
        ("Theo", "a ajouté une fonction", "directrice, Mission locale"),
    ]
    first = Entry.everywhere.order_by("pk").first()
    assert [line.shown_target for line in named([first])] == ["Léa Martin"]


def test_someone_known_elsewhere_gets_one_more_function(cast):
    person = make_contact(make_organisation(cast.pays))
    club = make_organisation(cast.pays, "Club")

    again = domain.add_contact(
        club, person=person_facts(full_name="Lea MARTIN", phone="autre"), function=HELD, by=cast.theo
    )

    assert again == person
    assert Person.everywhere.get().phone == ""  # what was known is not overwritten unseen
    assert Function.everywhere.filter(person=person).count() == 2


def test_an_address_has_one_name(cast):
    partner = make_organisation(cast.pays)
    make_contact(partner)

    with pytest.raises(DomainError, match="déjà celle de Léa Martin"):
        domain.add_contact(partner, person=person_facts(full_name="Zoé Petit"), function=HELD, by=cast.theo)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_contact(partner)

    assert Person.everywhere.count() == 1
    assert lines_of(cast.pays) == []


def test_several_people_may_have_no_address(cast):
    partner = make_organisation(cast.pays)
    make_contact(partner, email="")
    make_contact(partner, "Zoé Petit", email="")

    assert Person.everywhere.count() == 2


@pytest.mark.parametrize("name", ["collected_on", "notice_given_on"])
def test_nobody_was_met_tomorrow(cast, name):
    tomorrow = timezone.localdate() + timedelta(days=1)

    with pytest.raises(DomainError, match="dans le futur"):
        domain.add_contact(
            make_organisation(cast.pays), person=person_facts(**{name: tomorrow}), function=HELD, by=cast.theo
        )

    assert not Person.everywhere.exists()


def test_a_contact_changes_but_does_not_take_the_address_of_another(cast):
    partner = make_organisation(cast.pays)
    person = make_contact(partner)
    make_contact(partner, "Zoé Petit")

    assert domain.change_person(person, by=cast.theo, **person_facts(phone="06 39 98 11 11"))
    assert not domain.change_person(person, by=cast.theo, **person_facts(phone="06 39 98 11 11"))
    with pytest.raises(DomainError, match="déjà celle de Zoé Petit"):
        domain.change_person(person, by=cast.theo, **person_facts(email="ZOE@partenaire.example"))

    assert Person.everywhere.get(pk=person.pk).phone == "06 39 98 11 11"
    assert lines_of(cast.pays) == [("Theo", "a modifié un contact", "")]


def test_the_new_referent_takes_the_place_of_the_one_before(cast):
    partner = make_organisation(cast.pays)
    lea = make_contact(partner, function={"is_referent": True})
    zoe = make_contact(partner, "Zoé Petit")

    domain.name_referent(function_of(zoe), by=cast.theo)
    with pytest.raises(DomainError, match="déjà référente"):
        domain.name_referent(function_of(zoe), by=cast.theo)

    assert (function_of(lea).is_referent, function_of(zoe).is_referent) == (False, True)
    assert lines_of(cast.pays) == [("Theo", "a nommé un référent", "directrice, Mission locale")]
    max_ = domain.add_contact(
        partner,
        person=person_facts(full_name="Max", email=""),
        function={**HELD, "is_referent": True},
        by=cast.theo,
    )
    assert [each.person for each in Function.everywhere.filter(is_referent=True)] == [max_]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ({"title": "Directrice"}, "déjà cette fonction"),
        ({"ends_on": date(2026, 1, 5), "title": "élue"}, "finit avant de commencer"),
    ],
)
def test_a_function_that_cannot_be_is_refused(cast, function, words):
    partner = make_organisation(cast.pays)
    person = make_contact(partner)

    with pytest.raises(DomainError, match=words):
        domain.give_function(partner, person, by=cast.theo, **HELD | function)

    assert Function.everywhere.count() == 1


def test_the_database_refuses_a_function_that_ends_before_it_starts(cast):
    person = make_contact(make_organisation(cast.pays))

    with pytest.raises(IntegrityError), transaction.atomic():
        Function.everywhere.filter(person=person).update(ends_on=date(2020, 1, 1))


def test_territories_do_not_mix(cast):
    foreigner = make_contact(make_organisation(cast.elsewhere))
    partner = make_organisation(cast.pays)
    elsewhere = function_of(make_contact(make_organisation(cast.pays, "Club")))

    with pytest.raises(DomainError, match="autre territoire"):
        domain.give_function(partner, foreigner, by=cast.theo, **HELD)
    with pytest.raises(DomainError, match="même organisation"):
        domain.add_contact(
            partner,
            person=person_facts(full_name="Zoé", email=""),
            function={**HELD, "substitute_for": elsewhere},
            by=cast.theo,
        )
    with pytest.raises(DomainError, match="pas un contact de cette organisation"):
        domain.record_interaction(
            partner, kind="call", happened_on=date(2026, 1, 6), summary="X", person=foreigner, by=cast.theo
        )


def test_a_function_ends_once_and_stays_in_the_history(cast):
    function = function_of(make_contact(make_organisation(cast.pays)))

    domain.end_function(function, by=cast.theo)
    with pytest.raises(DomainError, match="déjà terminée"):
        domain.end_function(function, by=cast.theo)

    assert Function.everywhere.get().ends_on == timezone.localdate()
    assert not Function.everywhere.held().exists()
    assert lines_of(cast.pays) == [("Theo", "a mis fin à une fonction", "directrice, Mission locale")]


def test_a_function_that_had_not_begun_goes_away(cast):
    tomorrow = timezone.localdate() + timedelta(days=1)
    person = make_contact(make_organisation(cast.pays), function={"starts_on": tomorrow})

    domain.end_function(function_of(person), by=cast.theo)

    assert not Function.everywhere.exists()


def test_a_contact_is_verified_and_opposes_once(cast):
    person = make_contact(make_organisation(cast.pays))

    domain.verify_person(person, by=cast.theo)
    domain.oppose_person(person, by=cast.theo)
    with pytest.raises(DomainError, match="déjà notée"):
        domain.oppose_person(person, by=cast.theo)

    person.refresh_from_db()
    today = timezone.localdate()
    assert (person.verified_on, person.opposed_on, person.email) == (today, today, "lea@partenaire.example")
    assert [line[1] for line in lines_of(cast.pays)] == [
        "a vérifié un contact",
        "a noté l’opposition d’un contact",
    ]


def test_a_forgotten_contact_leaves_the_facts_without_the_name(cast):
    partner = make_organisation(cast.pays, notes="Demander Léa Martin.")
    person = make_contact(partner)
    make_exchange(partner, "Léa Martin relaie le questionnaire.", person=person)

    forget_person(person, by=cast.theo)

    assert not Person.everywhere.exists()
    assert not Function.everywhere.exists()
    exchange = Interaction.everywhere.get()
    assert (exchange.person, exchange.summary) == (None, "[contact effacé] relaie le questionnaire.")
    assert Organisation.everywhere.get().notes == "Demander [contact effacé]."
    assert lines_of(cast.pays) == [("Theo", "a effacé un contact", "")]
    assert [line.shown_target for line in named(Entry.everywhere.all())] == [""]


def test_an_account_carries_away_what_is_kept_under_its_address(cast):
    partner = make_organisation(cast.elsewhere)
    make_contact(partner, "Théo Blanc", email="theo@example.org")
    make_exchange(make_organisation(cast.pays), recorded_by=cast.theo)
    exports = {each.label: each.export(cast.theo) for each in HOLDINGS if each.app == "partners"}

    card = exports["Votre fiche de contact chez un partenaire"]
    assert [(row["autorité"], row["nom"], row["fonctions"]) for row in card] == [
        ("Ailleurs", "Théo Blanc", ["directrice, Mission locale"])
    ]
    noted = exports["Échanges avec les partenaires que vous avez notés"]
    assert [(row["autorité"], row["échange"]) for row in noted] == [
        ("Pays des Sources", "Appel du 2 mars 2026")
    ]

    privacy.erase_person(cast.theo)

    assert not Person.everywhere.exists()
    assert Interaction.everywhere.get().recorded_by is None
