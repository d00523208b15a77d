from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from maillage.accounts.domain.membership import grant_role
from maillage.accounts.enums import Role
from maillage.accounts.models import User
from maillage.plan.domain import open_plan
from maillage.territories.domain import create_authority
from maillage.territories.models import Authority

FIRST_PLAN = "Projet de mobilité solidaire"
YEARS = 2  # after the first one: a plan is reviewed by then


@transaction.atomic
def found_authority(
    user: User | None, *, kind: str, name: str, slug: str, places: Iterable[tuple[str, str]]
) -> Authority:
    """Create an authority ready to work in: its communes, its first pilot, its first plan.

    `user` becomes pilot; None when a command does it. Each of the three verbs writes its line of the journal.
    """
    authority = create_authority(kind=kind, name=name, slug=slug, places=places, by=user)
    if user:
        grant_role(user, authority, Role.PILOT, by=user)
    year = timezone.localdate().year
    open_plan(authority, name=FIRST_PLAN, first_year=year, last_year=year + YEARS, by=user)
    return authority
