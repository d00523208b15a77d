from datetime import date

from maillage.partners.models import Circle, Function, Interaction, Organisation, Person
from maillage.territories.queries.words import plain


def make_organisation(authority, name="Mission locale", **facts) -> Organisation:
    facts = {"kind": "mission_locale", "sphere": "insertion", **facts}
    return Organisation.everywhere.create(authority=authority, name=name, **facts)


def make_contact(organisation, full_name="Léa Martin", *, email=None, function=(), **facts) -> Person:
    """A person with one function there, held since 2025."""
    known = {"origin": "meeting", "legal_basis": "public_task", "collected_on": date(2025, 1, 6)}
    email = f"{plain(full_name).split()[0]}@partenaire.example" if email is None else email
    person = Person.everywhere.create(
        authority=organisation.authority, full_name=full_name, email=email, **known | facts
    )
    held = {"title": "directrice", "starts_on": date(2025, 1, 6), **dict(function)}
    Function.everywhere.create(organisation=organisation, person=person, **held)
    return person


def make_exchange(organisation, summary="Ils relaient le questionnaire.", **facts) -> Interaction:
    facts = {"kind": "call", "happened_on": date(2026, 3, 2), **facts}
    return Interaction.everywhere.create(
        authority=organisation.authority, organisation=organisation, summary=summary, **facts
    )


def function_of(person) -> Function:
    return Function.everywhere.select_related("organisation__authority").get(person=person)


def person_facts(**facts) -> dict:
    known = {
        "full_name": "Léa Martin",
        "email": "lea@partenaire.example",
        "phone": "06 39 98 00 00",
        "origin": "meeting",
        "legal_basis": "public_task",
        "collected_on": date(2026, 1, 6),
        "notice_given_on": None,
    }
    return known | facts


def make_circle(authority, name="Comité technique", **facts) -> Circle:
    return Circle.everywhere.create(authority=authority, name=name, **facts)


def chloe_s_card(cast) -> Person:
    """The contact under the address of Chloé's account, at a partner of her own."""
    return make_contact(make_organisation(cast.pays, "Chez Chloé"), "Chloé Simonin", email=cast.chloe.email)
