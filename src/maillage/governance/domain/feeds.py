import secrets

from django.db import transaction
from django.utils import timezone

from maillage.accounts.queries.tokens import fingerprint
from maillage.common.errors import DomainError
from maillage.governance.models import Body, CalendarFeed
from maillage.journal.domain import record

MOST = 20  # open addresses of one person


@transaction.atomic
def open_feed(user, *, authority, body: Body | None = None) -> tuple[CalendarFeed, str]:
    """A secret address for a person's own calendar. Returns it with its token, which is told once."""
    if CalendarFeed.everywhere.filter(user=user, revoked_at=None).count() >= MOST:
        raise DomainError("Vous avez déjà vingt adresses d’agenda : fermez celles qui ne servent plus.")
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.everywhere.create(user=user, body=body, token_hash=fingerprint(token))
    record("a ouvert un flux d’agenda", actor=user, authority=authority, target=feed)
    return feed, token


@transaction.atomic
def close_feed(feed: CalendarFeed, *, authority, by) -> None:
    if not CalendarFeed.everywhere.filter(pk=feed.pk, revoked_at=None).update(revoked_at=timezone.now()):
        raise DomainError("Cette adresse est déjà fermée.")
    record("a fermé un flux d’agenda", actor=by, authority=authority, target=feed)
