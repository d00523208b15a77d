"""Who stands in the partners' space: a contact by the link of a mail, or an account by the contacts it answers for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps

from django.http import Http404
from django.views.decorators.cache import never_cache

from maillage.accounts.enums import Role
from maillage.common.access import public
from maillage.partners.models import Function, Organisation, Person
from maillage.partners.queries.circles import Reader, circles_of
from maillage.partners.queries.space import visitor_of
from maillage.territories.models import Authority


@dataclass(frozen=True)
class Guest:
    """One human being and their cards in one authority: one by a link, none or several by an account."""

    authority: Authority
    people: tuple[Person, ...]
    user: object | None = None  # the account; None for whoever came by a link

    @property
    def person(self) -> Person | None:
        return self.people[0] if self.people else None

    @property
    def name(self) -> str:
        return str(self.person or self.user)

    @cached_property
    def reader(self) -> Reader:
        """What they may be shown here: as a partner, whatever else their account may open elsewhere."""
        circles = circles_of(self.cards) if self.people else frozenset()
        return Reader(partner_of=frozenset({self.authority.pk}), circles=circles)

    @property
    def cards(self):
        return Person.everywhere.filter(pk__in=[each.pk for each in self.people])

    @cached_property
    def functions(self) -> list[Function]:
        held = Function.everywhere.held().filter(person__in=[each.pk for each in self.people])
        return list(held.select_related("organisation", "organisation__authority"))

    @property
    def organisations(self) -> list[Organisation]:
        return list({each.organisation_id: each.organisation for each in self.functions}.values())

    def speaks_for(self, organisation_id: int) -> bool:
        return any(each.organisation_id == organisation_id for each in self.functions)


def guest_of(request) -> Guest | None:
    """Nobody but a contact of this authority, and the accounts that it invited as partners."""
    authority, user = request.authority, request.user
    if visitor := visitor_of(request):
        return Guest(authority, (visitor,))
    if not user.is_authenticated or authority.pk not in user.authority_ids():
        return None
    own = Person.everywhere.filter(authority=authority, email__in=user.proven_addresses(), erased_on=None)
    people = tuple(own)
    is_partner = user.roles().get(authority.pk) == Role.PARTNER
    return Guest(authority, people, user) if people or is_partner else None


def for_guests(view: Callable) -> Callable:
    """A page of the partners' space: no account asked, 404 for whoever is no guest. Gives `request.guest`."""

    @wraps(view)
    def inside(request, *args, **kwargs):
        request.guest = guest_of(request)
        if request.guest is None:
            raise Http404
        return view(request, *args, **kwargs)

    return public(never_cache(inside))
