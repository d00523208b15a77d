"""Mail that comes back, by whatever way: refused at sending, by a notice, by the provider. One place hears them all."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maillage.accounts.domain.holds import put_on_hold
from maillage.accounts.enums import HOLDS_ALL, MailState, ReturnKind
from maillage.accounts.models import AddressHold, OutboundMail

SOFT_LIMIT, SOFT_DAYS = 3, timedelta(days=30)  # so many passing refusals in so long: the address is on hold

ON_REFUSAL: list[Callable[[str], object]] = []
ON_RETURN: list[Callable[["Return"], object]] = []

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Return:
    """A mail came back: its row (None if it is purged), the address where it was sent, how, and the words of the server."""

    mail: OutboundMail | None
    address: str
    kind: ReturnKind
    evidence: str


def on_permanent_refusal(listener: Callable[[str], object]) -> None:
    """Call `listener` with each address that a mail server says does not exist; for the floors above."""
    if listener not in ON_REFUSAL:
        ON_REFUSAL.append(listener)


def on_return(listener: Callable[[Return], object]) -> None:
    """Call `listener` with each return: refusals for good or in passing, complaints, unsubscriptions.

    The same return may be told twice: a listener must be idempotent.
    """
    if listener not in ON_RETURN:
        ON_RETURN.append(listener)


@transaction.atomic
def note_return(mail: OutboundMail | None, address: str, kind: ReturnKind, evidence: str) -> bool:
    """A mail to `address` came back. The row says so, the address is put on hold if need be, listeners are told.

    Told twice of the same return, does nothing the second time. Returns whether it was news.
    """
    address, evidence = address.strip().lower(), " ".join(evidence.split())[:250]
    if mail and not note_on_row(mail, kind, evidence):
        return False
    if kind != ReturnKind.SOFT or is_tiresome(address):
        put_on_hold(address, kind, evidence)
    for listener in ON_RETURN:
        tell(listener, Return(mail, address, kind, evidence))
    if kind == ReturnKind.HARD:
        for listener in ON_REFUSAL:
            tell(listener, address)
    return True


def tell(listener: Callable, what) -> None:
    """A listener of one feature that fails must not keep the others from hearing."""
    try:
        with transaction.atomic():
            listener(what)
    except Exception:
        logger.exception("A listener failed on a return of mail.")


def note_on_row(mail: OutboundMail, kind: ReturnKind, evidence: str) -> bool:
    """A refusal for good is the last word on a row. Who complains or leaves has received the mail: it stays sent."""
    rows = OutboundMail.everywhere.filter(pk=mail.pk).exclude(came_back__in=[kind, ReturnKind.HARD])
    is_news = rows.update(came_back=kind, came_back_at=timezone.now(), last_error=evidence)
    if is_news and kind in HOLDS_ALL:
        OutboundMail.everywhere.filter(pk=mail.pk, state=MailState.SENT).update(state=MailState.BOUNCED)
    return bool(is_news)


def is_tiresome(address: str) -> bool:
    """Whether passing refusals have come too often; counted anew since someone lifted the hold."""
    since = timezone.now() - SOFT_DAYS
    lifted = AddressHold.objects.filter(address=address, reason=ReturnKind.SOFT, lifted_at__gt=since).first()
    refusals = OutboundMail.everywhere.filter(
        to=address, came_back=ReturnKind.SOFT, came_back_at__gte=lifted.lifted_at if lifted else since
    )
    return refusals.count() >= SOFT_LIMIT
