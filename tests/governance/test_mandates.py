from datetime import date, timedelta

import pytest
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.governance.domain import mandates as domain
from maillage.governance.models import Body, Mandate
from maillage.governance.queries import bodies as queries
from maillage.journal.models import Entry
from maillage.partners.models import Function, Person
from tests.governance.factories import make_body, make_group, make_mandate, make_member, make_seat
from tests.partners.factories import make_contact, make_organisation, person_facts

DAY = date(2026, 4, 13)


@pytest.fixture
def seat(cast):
    return make_seat(make_group(make_body(cast.pays)), make_organisation(cast.pays))


def ends(mandate) -> tuple:
    mandate.refresh_from_db()
    return mandate.ends_on, mandate.ended_because


# Naming someone


def test_someone_of_the_organisation_takes_its_seat(cast, seat):
    lea = make_contact(seat.organisation)
    mandate = domain.seat_person(seat, lea, starts_on=DAY, act="délibération 41", by=cast.theo)

    line = Entry.everywhere.get(authority=cast.pays)
    assert (mandate.role, mandate.act, mandate.ends_on) == ("titular", "délibération 41", None)
    assert (line.verb, line.target_name) == ("a désigné un membre", "")
    assert line.details == {"instance": "Comité des partenaires", "siège": "Mission locale"}


def test_someone_from_elsewhere_does_not(cast, seat):
    other = make_contact(make_organisation(cast.pays, "CCAS"), "Zoé Petit")
    foreign = make_contact(make_organisation(cast.elsewhere), "Ali Roux")
    gone = make_contact(seat.organisation, "Guy Parti", function={"ends_on": date(2026, 1, 1)})
    with pytest.raises(DomainError, match="n’a pas de fonction"):
        domain.seat_person(seat, other, starts_on=DAY, by=cast.theo)
    with pytest.raises(DomainError, match="n’a pas de fonction"):
        domain.seat_person(seat, other, role="alternate", starts_on=DAY, by=cast.theo)
    with pytest.raises(DomainError, match="n’a pas de fonction"):
        domain.seat_person(seat, gone, starts_on=DAY, by=cast.theo)
    with pytest.raises(DomainError, match="autre territoire"):
        domain.seat_person(seat, foreign, starts_on=DAY, by=cast.theo)


def test_a_seat_without_organisation_takes_anyone_of_the_authority(cast):
    seat = make_seat(make_group(make_body(cast.pays), "drawn_inhabitants"))
    zoe = make_contact(make_organisation(cast.pays, "CCAS"), "Zoé Petit")
    assert domain.seat_person(seat, zoe, starts_on=DAY, by=cast.theo).person == zoe


def test_two_titulars_never_share_a_day_on_a_seat(cast, seat):
    first = make_mandate(seat, starts_on=date(2025, 1, 1), ends_on=DAY)
    lea = make_contact(seat.organisation)
    with pytest.raises(DomainError, match="déjà titulaire de ce siège"):
        domain.seat_person(seat, lea, starts_on=DAY - timedelta(days=1), by=cast.theo)
    assert domain.seat_person(seat, lea, starts_on=DAY, by=cast.theo).starts_on == first.ends_on


def test_nobody_is_titular_of_two_seats_but_may_stand_in_twice(cast, seat):
    lea = make_contact(seat.organisation)
    other = make_seat(seat.group, seat.organisation, label="second", order=1)
    domain.seat_person(seat, lea, starts_on=DAY, by=cast.theo)
    with pytest.raises(DomainError, match="autre siège"):
        domain.seat_person(other, lea, starts_on=DAY, by=cast.theo)
    with pytest.raises(DomainError, match="occupe déjà ce siège"):
        domain.seat_person(seat, lea, role="alternate", starts_on=DAY, by=cast.theo)
    assert domain.seat_person(other, lea, role="alternate", starts_on=DAY, by=cast.theo).role == "alternate"


def test_a_closed_seat_takes_nobody_and_no_mandate_runs_backwards(cast, seat):
    lea = make_contact(seat.organisation)
    with pytest.raises(DomainError, match="finit avant de commencer"):
        domain.seat_person(seat, lea, starts_on=DAY, ends_on=DAY - timedelta(days=1), by=cast.theo)
    seat.closed_on = DAY
    seat.save()
    with pytest.raises(DomainError, match="supprimé"):
        domain.seat_person(seat, lea, starts_on=DAY, by=cast.theo)


def test_a_newcomer_becomes_a_contact_with_a_function(cast, seat):
    mandate = domain.seat_newcomer(seat, person=person_facts(), title="déléguée", starts_on=DAY, by=cast.theo)
    function = Function.everywhere.get(person=mandate.person)
    assert (function.organisation, function.title, function.starts_on) == (seat.organisation, "déléguée", DAY)


def test_a_newcomer_who_is_known_already_is_not_added_twice(cast):
    seat = make_seat(make_group(make_body(cast.pays), "experts"))
    first = domain.seat_newcomer(seat, person=person_facts(), starts_on=DAY, ends_on=DAY, by=cast.theo)
    again = domain.seat_newcomer(seat, person=person_facts(), starts_on=DAY, by=cast.theo)
    assert (first.person, Person.everywhere.filter(authority=cast.pays).count()) == (again.person, 1)


# Ending, renewing, presiding


def test_a_mandate_ends_once_on_a_day_it_was_held(cast, seat):
    mandate = make_mandate(seat)
    with pytest.raises(DomainError, match="avant d’avoir commencé"):
        domain.end_mandate(mandate, on=date(2025, 1, 5), by=cast.theo)
    domain.end_mandate(mandate, on=DAY, because="démission", by=cast.theo)
    with pytest.raises(DomainError, match="déjà terminé"):
        domain.end_mandate(mandate, on=DAY, by=cast.theo)
    assert ends(mandate) == (DAY, "démission")


def test_a_mandate_is_renewed_without_a_day_between(cast, seat):
    mandate = make_mandate(seat, office="chair", ends_on=date(2026, 12, 31))
    new = domain.renew_mandate(mandate, starts_on=DAY, ends_on=date(2032, 4, 1), act="délib. 9", by=cast.theo)
    assert ends(mandate) == (DAY, "renouvelé")
    assert (new.person, new.office, new.starts_on, new.ends_on, new.act) == (
        mandate.person,
        "chair",
        DAY,
        date(2032, 4, 1),
        "délib. 9",
    )
    with pytest.raises(DomainError, match="après celui"):
        domain.renew_mandate(new, starts_on=DAY, by=cast.theo)


def test_one_act_renews_a_whole_body_after_elections(cast, seat):
    stays, leaves = make_mandate(seat), make_mandate(make_seat(seat.group, order=1))
    over = make_mandate(make_seat(seat.group, order=2), ends_on=date(2025, 6, 1))
    body = seat.group.body

    renewed = domain.renew_all(body, keep=[stays], starts_on=DAY, act="délibération 41", by=cast.theo)

    assert [(row.person, row.act) for row in renewed] == [(stays.person, "délibération 41")]
    assert [ends(stays), ends(leaves)] == [(DAY, "renouvelé"), (DAY, "non renouvelé")]
    assert ends(over) == (date(2025, 6, 1), "")
    assert queries.counts_of(queries.composition_at(body, DAY))["members"] == 1
    with pytest.raises(DomainError, match="rechargez"):
        domain.renew_all(body, keep=[leaves], starts_on=DAY + timedelta(days=9), act="x", by=cast.theo)


def test_a_body_has_one_chair_and_whoever_presided_stays_a_member(cast, seat):
    first, second = make_mandate(seat, office="chair"), make_mandate(make_seat(seat.group, order=1))
    domain.name_chair(second, by=cast.theo)
    with pytest.raises(DomainError, match="déjà cette charge"):
        domain.name_chair(second, by=cast.theo)
    offices = dict(Mandate.everywhere.values_list("pk", "office"))
    assert offices == {first.pk: "", second.pk: "chair"}


def test_whoever_is_seated_as_chair_takes_the_chair(cast, seat):
    first = make_mandate(seat, office="chair")
    other = make_seat(seat.group, order=1)
    domain.seat_person(other, make_member(other), starts_on=DAY, office="chair", by=cast.theo)
    first.refresh_from_db()
    assert first.office == ""


# Who may be named


def test_the_people_offered_are_those_of_the_organisation(cast, in_pays, seat):
    lea = make_contact(seat.organisation)
    make_contact(seat.organisation, "Guy Parti", function={"ends_on": date(2025, 2, 1)})
    zoe = make_contact(make_organisation(cast.pays, "CCAS"), "Zoé Petit")
    free = make_seat(seat.group, order=1)
    assert list(queries.people_for(seat)) == [lea]
    assert [list(queries.people_for(free, text)) for text in ("", "petit", "absent")] == [[], [zoe], []]
    assert list(queries.people_for(free, chosen=str(lea.pk))) == [lea]
    assert list(queries.people_for(seat, chosen=str(zoe.pk))) == [lea]


# Who sees which body


def test_a_partner_sees_the_bodies_where_they_sit_under_a_proven_address(cast):
    hers, other = make_body(cast.pays), make_body(cast.pays, "Comité technique")
    seat = make_seat(make_group(hers), make_organisation(cast.pays))
    mandate = make_mandate(seat, make_contact(seat.organisation, "Chloé", email="chloe@example.org"))
    assert list(Body.everywhere.visible_to(cast.chloe)) == [hers]
    assert set(Body.everywhere.visible_to(cast.bruno)) == {hers, other}

    domain.end_mandate(mandate, on=timezone.localdate(), by=cast.theo)
    assert list(Body.everywhere.visible_to(cast.chloe)) == []


def test_the_members_of_a_body_have_their_mandates_in_their_export(cast, seat):
    make_mandate(seat, make_contact(seat.organisation, "Chloé", email="chloe@example.org"), act="arrêté 3")
    [mine] = queries.mandates_under_address_of(cast.chloe)
    assert (mine["instance"], mine["siège"], mine["qualité"], mine["du"], mine["acte"]) == (
        "Comité des partenaires",
        "Mission locale",
        "titulaire",
        "2025-01-06",
        "arrêté 3",
    )
    assert queries.mandates_under_address_of(cast.bruno) == []
