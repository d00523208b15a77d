"""Who belongs where, and who is on the way."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef
from django.utils import timezone

from maillage.accounts.enums import Role
from maillage.accounts.models import Invitation, Membership
from maillage.accounts.queries.tokens import fingerprint

RANKS = {role: rank for rank, role in enumerate(Role.values)}


def team_of(authority) -> list[Membership]:
    """Everybody with an access, pilots first, each with `has_second_factor`."""
    members = (
        Membership.objects.filter(authority=authority)
        .select_related("user")
        .annotate(has_second_factor=Exists(Authenticator.objects.filter(user=OuterRef("user"))))
    )
    return sorted(members, key=lambda member: (RANKS[member.role], str(member.user).casefold()))


def waiting_invitations(authority) -> list[Invitation]:
    """Sent, neither accepted nor withdrawn; those that expired are there too, to be sent again."""
    waiting = Invitation.objects.filter(authority=authority, accepted_at=None, withdrawn_at=None)
    return list(waiting.select_related("invited_by"))


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation behind a link, open or not."""
    rows = Invitation.everywhere.select_related("authority", "invited_by")
    return rows.filter(token_hash=fingerprint(token)).first()


def other_pilots(membership):
    """The pilots of the same authority, without this one."""
    pilots = Membership.everywhere.filter(
        authority=membership.authority_id, role=Role.PILOT, user__is_active=True
    )
    return pilots.exclude(pk=membership.pk)


def accesses_of(user) -> list[Membership]:
    """A person's role in each authority, by name."""
    return list(
        Membership.everywhere.filter(user=user).select_related("authority").order_by("authority__name")
    )


def open_support_of(user) -> list:
    """The support accesses that a person holds at this minute."""
    return list(
        user.support_accesses(manager="everywhere")
        .filter(expires_at__gt=timezone.now())
        .select_related("authority")
    )
