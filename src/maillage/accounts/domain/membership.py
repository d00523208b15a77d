from django.db import IntegrityError, transaction

from maillage.accounts.enums import Role
from maillage.accounts.models import Membership, User
from maillage.accounts.queries.team import other_pilots
from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.territories.models import Authority


@transaction.atomic
def grant_role(user: User, authority: Authority, role: str, *, by: User | None) -> Membership:
    """Let a person in. `by` is None when the machine does it (a command, the demo)."""
    membership = let_in(user, authority, role)
    record("a donné un accès à", actor=by, authority=authority, target=user, rôle=Role(role).label)
    return membership


@transaction.atomic
def change_role(membership: Membership, role: str, *, by: User) -> None:
    """The last pilot cannot step down: somebody must be able to invite."""
    if membership.role == role:
        raise DomainError("Cette personne a déjà ce rôle.")
    keep_a_pilot(membership)
    before = Membership.everywhere.filter(pk=membership.pk, role=membership.role)
    if not before.update(role=role):
        raise DomainError("Cet accès vient de changer : rechargez la page.")
    record(
        "a changé le rôle de",
        actor=by,
        authority=membership.authority,
        target=membership.user,
        avant=Role(membership.role).label,
        après=Role(role).label,
    )
    membership.role = role
    forget_roles(membership.user)


@transaction.atomic
def end_access(membership: Membership, *, by: User) -> None:
    """Close the door to one person; what they wrote stays."""
    keep_a_pilot(membership)
    if not Membership.everywhere.filter(pk=membership.pk).delete()[0]:
        raise DomainError("Cet accès est déjà retiré.")
    verb = "a quitté l’équipe" if by == membership.user else "a retiré l’accès de"
    record(
        verb,
        actor=by,
        authority=membership.authority,
        target=membership.user,
        rôle=Role(membership.role).label,
    )
    forget_roles(membership.user)


def let_in(user: User, authority: Authority, role: str) -> Membership:
    """The row itself, for the verbs that each write their own line of the journal."""
    try:
        with transaction.atomic():
            membership = Membership.everywhere.create(user=user, authority=authority, role=role)
    except IntegrityError:
        raise DomainError("Cette personne a déjà un accès ici.") from None
    forget_roles(user)
    return membership


def keep_a_pilot(membership: Membership) -> None:
    """Refuse to lose the last pilot; the pilots' rows are locked, so that two cannot leave at once."""
    if membership.role != Role.PILOT:
        return
    pilots = Membership.everywhere.select_for_update().filter(
        authority=membership.authority_id, role=Role.PILOT
    )
    list(pilots.order_by("pk"))
    if not other_pilots(membership).exists():
        raise DomainError(
            "C’est le dernier pilote de ce territoire : donnez d’abord ce rôle à une autre personne."
        )


def forget_roles(user: User) -> None:
    """The roles are read once per request; a verb that changes them says so."""
    user.__dict__.pop("_roles", None)
