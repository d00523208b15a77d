from datetime import date

import pytest

from maillage.governance.domain import bodies as bodies_domain
from maillage.partners.models import Circle
from maillage.partners.queries.circles import Reader, people_in, reader_of_person, reader_of_user
from tests.governance.factories import make_body, make_group, make_mandate, make_seat
from tests.partners.factories import make_contact, make_organisation


@pytest.fixture
def committee(cast):
    return make_body(cast.pays, "Comité technique", kind="technical_committee")


def seated(committee, name, **facts):
    person = make_contact(
        make_organisation(committee.authority, f"Chez {name}"), name, email=facts.pop("email", None)
    )
    group = make_group(committee, name=f"Collège de {name}")
    make_mandate(make_seat(group), person, **facts)
    return person, group


def test_who_sits_is_in_the_circle_of_the_college_and_of_the_body(cast, committee):
    person, group = seated(committee, "Léa Martin")
    other, _ = seated(committee, "Zoé Petit")

    assert list(people_in([group.circle_id])) == [person]
    assert list(people_in([committee.circle_id])) == [person, other]
    assert reader_of_person(person).circles == {committee.circle_id, group.circle_id}


def test_a_mandate_that_ended_opens_nothing(cast, committee):
    person, group = seated(committee, "Léa Martin", ends_on=date(2026, 1, 1))

    assert list(people_in([group.circle_id])) == []
    assert list(people_in([group.circle_id], date(2025, 12, 31))) == [person]
    assert reader_of_person(person) == Reader(partner_of=frozenset({cast.pays.pk}))


def test_a_partner_with_an_account_reads_as_the_contact_under_the_proven_address(cast, committee):
    _, group = seated(committee, "Chloé Simonin", email=cast.chloe.email)

    assert reader_of_user(cast.chloe) == Reader(
        partner_of=frozenset({cast.pays.pk}), circles=frozenset({committee.circle_id, group.circle_id})
    )


def test_the_team_sees_its_authority_whole_and_strangers_nothing(cast, committee):
    assert reader_of_user(cast.theo).whole == {cast.pays.pk}
    assert reader_of_user(cast.eve).whole == {cast.elsewhere.pk}
    assert reader_of_person(None) == Reader()


def test_a_circle_bears_the_name_of_its_body_and_closes_with_it(cast):
    body = bodies_domain.create_body(cast.pays, kind="working_group", name="Groupe jeunes", by=cast.theo)
    bodies_domain.change_body(body, name="Groupe des jeunes", by=cast.theo)
    bodies_domain.close_body(body, on=date(2026, 6, 1), by=cast.theo)

    circle = Circle.everywhere.get(body=body)
    assert (circle.name, circle.closed_on) == ("Groupe des jeunes", date(2026, 6, 1))

    bodies_domain.reopen_body(body, by=cast.theo)
    circle.refresh_from_db()
    assert circle.closed_on is None
