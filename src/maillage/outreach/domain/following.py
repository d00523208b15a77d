"""What became of the mails of letters, read from the gate's own rows: a job that was down learns it all later."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maillage.accounts.enums import MailState, ReturnKind
from maillage.common.jobs import job
from maillage.outreach.domain import consent
from maillage.outreach.enums import ConsentChannel, DeliveryState
from maillage.outreach.models import Delivery

# What the row of a mail says → what that makes of the delivery.
OUTCOMES = (
    ({"mail__state": MailState.SENT}, DeliveryState.SENT),
    ({"mail__state": MailState.FAILED}, DeliveryState.REFUSED),
    ({"mail__state": MailState.HELD}, DeliveryState.HELD),
)
LEAVES = {
    ReturnKind.COMPLAINT: ConsentChannel.COMPLAINT,
    ReturnKind.UNSUBSCRIBED: ConsentChannel.PROVIDER,
}


@job("follow_letters", every=timedelta(minutes=1))
def follow_letters() -> int:
    """Bring the state of each delivery up to that of its mail. Returns the number that changed."""
    now = timezone.now()
    posted = Delivery.everywhere.filter(state=DeliveryState.POSTED)
    changed = sum(posted.filter(**facts).update(state=state, changed_at=now) for facts, state in OUTCOMES)
    known = Delivery.everywhere.filter(state__in=[DeliveryState.POSTED, DeliveryState.SENT])
    changed += known.filter(mail__state=MailState.BOUNCED).update(state=DeliveryState.BOUNCED, changed_at=now)
    for kind, channel in LEAVES.items():
        told = known.filter(mail__came_back=kind).select_related("person__authority", "subscriber__authority")
        changed += sum(heard(delivery, channel) for delivery in told)
    return changed


@transaction.atomic
def heard(delivery: Delivery, channel: ConsentChannel) -> int:
    """Whoever calls our letter junk, or leaves by their provider, wants no more of them."""
    rows = Delivery.everywhere.filter(pk=delivery.pk, state=delivery.state)
    if not rows.update(state=DeliveryState.COMPLAINED, changed_at=timezone.now()):
        return 0
    if holder := delivery.subscriber or delivery.person:
        consent.leave(holder, channel)
    return 1
