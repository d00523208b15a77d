from hashlib import sha256

from django.utils import timezone

from maillage.accounts.enums import ApiScope
from maillage.accounts.models import ApiToken


def fingerprint(secret: str) -> str:
    """What is stored of a drawn secret. It is long and random, so a plain hash is enough."""
    return sha256(secret.encode()).hexdigest()


def tokens_of(authority) -> list[ApiToken]:
    """The keys of an authority, newest first, each with its scopes in words."""
    tokens = list(ApiToken.objects.filter(authority=authority).select_related("created_by"))
    for token in tokens:
        token.scope_labels = [ApiScope(scope).label for scope in token.scopes if scope in ApiScope.values]
    return tokens


def token_behind(secret: str) -> ApiToken | None:
    """The open token that this secret belongs to."""
    tokens = ApiToken.everywhere.filter(revoked_at=None, expires_at__gt=timezone.now())
    return tokens.select_related("authority").filter(token_hash=fingerprint(secret)).first()
