"""A person's own data: a name to correct, an account to erase, terms that run out."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from maillage.accounts.domain.membership import keep_a_pilot
from maillage.accounts.models import Invitation, Membership, SupportAccess, User
from maillage.accounts.queries.privacy import authorities_led_alone
from maillage.common.errors import DomainError
from maillage.common.jobs import job
from maillage.common.personal_data import erase_all
from maillage.journal.domain import record

KEEPS_INVITATIONS = timedelta(days=90)


@transaction.atomic
def rename(user: User, full_name: str) -> None:
    User.objects.filter(pk=user.pk).update(full_name=full_name)
    user.full_name = full_name
    record("a corrigé son nom", actor=user, target=user)


@transaction.atomic
def erase_person(user: User) -> None:
    """Erase an account and all that the house keeps on the person; what they wrote for a territory stays, unsigned.

    The line of the journal is written first, in each of their territories, and loses its author with the others.
    """
    led = Membership.everywhere.filter(user=user).select_related("authority")
    alone = authorities_led_alone(user)
    if alone:
        names = ", ".join(authority.name for authority in alone)
        raise DomainError(
            f"Vous êtes le dernier pilote de : {names}. Donnez d’abord ce rôle à une autre personne."
        )
    accesses = list(led)
    for access in accesses:
        keep_a_pilot(access)
    for authority in [access.authority for access in accesses] or [None]:
        record("a effacé un compte", actor=user, authority=authority)
    erase_all(user)
    user.delete()


@job("purge_accounts", every=timedelta(days=1))
@transaction.atomic
def purge_accounts() -> dict[str, int]:
    """Delete what has served its term. Returns how much of each; the journal keeps the same counts."""
    now = timezone.now()
    ended = Session.objects.filter(expire_date__lte=now)
    counts = {
        "invitations": Invitation.everywhere.filter(expires_at__lt=now - KEEPS_INVITATIONS).delete()[0],
        "accès d’assistance": SupportAccess.everywhere.filter(expires_at__lte=now).delete()[0],
        "sessions": ended.delete()[0],
        "traces de session": UserSession.objects.exclude(
            session_key__in=Session.objects.values("session_key")
        ).delete()[0],
    }
    purged = {what: count for what, count in counts.items() if count}
    if purged:
        record("a purgé les données échues", **purged)
    return purged
