"""Addresses on hold: put by what comes back, lifted by a person."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maillage.accounts.enums import HOLDS_ALL, ReturnKind
from maillage.accounts.models import AddressHold, InboundMessage, User
from maillage.common.errors import DomainError
from maillage.common.jobs import job
from maillage.journal.domain import record

FORGOTTEN_AFTER = {  # since the last evidence: then the address is tried again
    ReturnKind.HARD: timedelta(days=365),
    ReturnKind.SOFT: timedelta(days=90),
    ReturnKind.COMPLAINT: timedelta(days=3 * 365),
    ReturnKind.UNSUBSCRIBED: timedelta(days=3 * 365),
}
LIFTED_KEPT_FOR = timedelta(days=90)
INBOUND_KEPT_FOR = timedelta(days=90)

ON_LIFT: list[Callable[[str], object]] = []


@transaction.atomic
def put_on_hold(address: str, reason: ReturnKind, evidence: str) -> AddressHold:
    """Nothing more leaves for this address (see AddressHold). New evidence holds again what had been lifted."""
    hold, _ = AddressHold.objects.update_or_create(
        address=address.strip().lower(),
        reason=reason,
        defaults={
            "evidence": evidence,
            "seen_at": timezone.now(),
            "lifted_at": None,
            "lifted_by": None,
            "lifted_for": "",
        },
    )
    return hold


@transaction.atomic
def lift_hold(hold: AddressHold, reason: str, *, by: User, authority) -> None:
    """The address is good after all, says a person, in writing. What was held stays held: it may be out of date.

    The journal keeps the reason, not the address.
    """
    if not reason.strip():
        raise DomainError("Dites pourquoi cette adresse peut à nouveau recevoir.")
    claim = AddressHold.objects.filter(pk=hold.pk, lifted_at=None)
    if not claim.update(lifted_at=timezone.now(), lifted_by=by, lifted_for=reason.strip()[:250]):
        raise DomainError("Cette adresse n’est plus retenue.")
    record("a levé la retenue d’une adresse", actor=by, authority=authority, motif=reason.strip()[:250])
    for listener in ON_LIFT:
        listener(hold.address)


def lift_refusals(address: str, reason: str, *, by: User, authority) -> int:
    """Lift whatever their server refused at this address, if it did. Returns the number of holds lifted."""
    refusals = AddressHold.objects.filter(
        address=address.strip().lower(), reason__in=HOLDS_ALL, lifted_at=None
    )
    for hold in refusals:
        lift_hold(hold, reason, by=by, authority=authority)
    return len(refusals)


def on_lift(listener: Callable[[str], object]) -> None:
    """Call `listener` with each address that may receive again, in the transaction of whoever lifted its hold."""
    if listener not in ON_LIFT:
        ON_LIFT.append(listener)


@job("purge_returns", every=timedelta(days=1))
@transaction.atomic
def purge_returns() -> int:
    """Forget old holds and the traces of messages read. Returns their number."""
    now = timezone.now()
    count = AddressHold.objects.filter(lifted_at__lt=now - LIFTED_KEPT_FOR).delete()[0]
    for reason, term in FORGOTTEN_AFTER.items():
        count += AddressHold.objects.filter(reason=reason, seen_at__lt=now - term).delete()[0]
    count += InboundMessage.objects.filter(received_at__lt=now - INBOUND_KEPT_FOR).delete()[0]
    if count:
        record("a purgé les retours de courriels", lignes=count)
    return count
