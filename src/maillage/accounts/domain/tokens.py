import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maillage.accounts.enums import ApiScope
from maillage.accounts.models import ApiToken, User
from maillage.accounts.queries.tokens import fingerprint
from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.territories.models import Authority

SHOWN = 12  # how much of a token the list shows, to tell one from another


@transaction.atomic
def create_token(
    authority: Authority, label: str, scopes: list[str], days: int, *, by: User
) -> tuple[ApiToken, str]:
    """A key for another program. The second value is the key itself: it is shown once and stored nowhere."""
    if not scopes or set(scopes) - set(ApiScope.values):
        raise DomainError("Choisissez au moins un droit parmi ceux de la liste.")
    secret = f"maillage_{secrets.token_urlsafe(32)}"
    token = ApiToken.everywhere.create(
        authority=authority,
        label=label,
        prefix=secret[:SHOWN],
        token_hash=fingerprint(secret),
        scopes=sorted(scopes),
        created_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    record("a créé un jeton", actor=by, authority=authority, target=token, droits=token.scopes, jours=days)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> None:
    if not ApiToken.everywhere.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        raise DomainError("Ce jeton est déjà révoqué.")
    record("a révoqué un jeton", actor=by, authority=token.authority, target=token)
