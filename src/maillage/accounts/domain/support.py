from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maillage.accounts.models import SupportAccess, User
from maillage.accounts.queries.team import open_support_of
from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.territories.models import Authority

LASTS = timedelta(hours=1)


@transaction.atomic
def open_support_access(user: User, authority: Authority, reason: str) -> SupportAccess:
    """Let an instance administrator read one authority's workspace for an hour; its pilots see why in their journal."""
    if not user.is_instance_admin:
        raise DomainError("Seule la personne qui administre la machine ouvre un accès d’assistance.")
    if not reason.strip():
        raise DomainError("Dites pourquoi : les pilotes liront ce motif dans leur journal.")
    if any(access.authority_id == authority.pk for access in open_support_of(user)):
        raise DomainError("Votre accès à ce territoire est déjà ouvert.")
    access = SupportAccess.everywhere.create(
        authority=authority, user=user, reason=reason.strip(), expires_at=timezone.now() + LASTS
    )
    record(
        "a ouvert un accès d’assistance",
        actor=user,
        authority=authority,
        **{"motif": access.reason, "jusqu’à": timezone.localtime(access.expires_at).strftime("%H:%M")},
    )
    return access
