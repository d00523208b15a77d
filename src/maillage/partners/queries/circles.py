"""Who is in a circle, which circles someone is in, and what a reader may thus be shown.

A contact, membership of a body, the right to see, and an account are four things: `Reader` is the third.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from maillage.accounts.enums import Role
from maillage.partners.models import Person

SEES_ALL = (Role.PILOT, Role.TEAM, Role.READER)


@dataclass(frozen=True)
class Membership:
    """How one floor knows who sits together. Each function gives a query, fit for a subquery.

    `circles_of(people)`: ids of circles, from a queryset of `Person`. `people_in(circles, day)`: ids of people.
    """

    circles_of: Callable[[QuerySet], Iterable[QuerySet]]
    people_in: Callable[[Iterable[int], date | None], QuerySet]


MEMBERSHIPS: list[Membership] = []


def knows_circles(membership: Membership) -> None:
    """Declare a floor that fills circles; called from the `ready` of its app."""
    if membership not in MEMBERSHIPS:
        MEMBERSHIPS.append(membership)


def circles_of(people: QuerySet) -> frozenset[int]:
    """The circles where any of these contacts sits today."""
    found = (ids for each in MEMBERSHIPS for ids in each.circles_of(people))
    return frozenset(pk for ids in found for pk in ids if pk is not None)


def people_in(circles: Iterable[int], day: date | None = None) -> QuerySet:
    """The contacts who sit in these circles on a day (today by default)."""
    inside = Q(pk__in=[])
    for each in MEMBERSHIPS:
        inside |= Q(pk__in=each.people_in(list(circles), day))
    return Person.everywhere.filter(inside)


@dataclass(frozen=True)
class Reader:
    """What someone may be shown: authorities seen whole, those where they are a partner, their circles."""

    whole: frozenset[int] = frozenset()
    partner_of: frozenset[int] = frozenset()
    circles: frozenset[int] = frozenset()


def reader_of_user(user) -> Reader:
    """By the roles of an account, and by the contacts under the addresses that it has proven."""
    if not user.is_authenticated:
        return Reader()
    entered, roles = user.authority_ids(), user.roles()
    own = Person.everywhere.filter(authority__in=entered, email__in=user.proven_addresses(), erased_on=None)
    whole = frozenset(pk for pk in entered if roles.get(pk) in SEES_ALL or pk not in roles)
    return Reader(whole=whole, partner_of=frozenset(entered), circles=circles_of(own))


def reader_of_person(person: Person | None) -> Reader:
    """By a contact card alone: whoever came through the link of a mail, without an account."""
    if person is None or person.erased_on:
        return Reader()
    own = Person.everywhere.filter(pk=person.pk)
    return Reader(partner_of=frozenset({person.authority_id}), circles=circles_of(own))
