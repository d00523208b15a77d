"""The page « Courriel »: how the mail of one authority fares, and what the DNS said of its sender."""

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from maillage.accounts.enums import HOLDS_ALL, UNREACHED, MailState
from maillage.accounts.models import AddressHold, InboundMessage, OutboundMail, SenderCheck

SHOWN = 50


def mail_page(authority, domain: str) -> dict:
    """Everything that the page shows, in a fixed number of queries."""
    mails = OutboundMail.everywhere.filter(authority=authority)
    counts = dict(mails.order_by().values_list("state").annotate(n=Count("pk")))
    return {
        "states": [
            {"state": state, "label": MailState(state).label, "count": counts.get(state, 0)}
            for state in MailState.values
        ],
        "unacknowledged": mails.filter(is_unacknowledged=True).count(),
        "oldest": mails.filter(state=MailState.QUEUED, due_at__lte=timezone.now())
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first(),
        "unreached": list(mails.filter(state__in=UNREACHED).order_by("-created_at", "-pk")[:SHOWN]),
        "holds": list(holds_of(authority)[:SHOWN]),
        "received": received(),
        "check": SenderCheck.objects.filter(domain=domain).first(),
        "domain": domain,
    }


def holds_of(authority):
    """The addresses on hold where this authority has written, or tried to, in the last months: others are none of its."""
    written = OutboundMail.everywhere.filter(authority=authority, to__iexact=OuterRef("address"))
    return AddressHold.objects.filter(Exists(written), lifted_at=None)


def received() -> list[dict]:
    """What came to the mailbox of returns, for the whole machine: numbers alone."""
    rows = InboundMessage.objects.order_by().values("kind").annotate(count=Count("pk")).order_by("kind")
    labels = dict(InboundMessage._meta.get_field("kind").choices)
    return [{"kind": row["kind"], "label": labels[row["kind"]], "count": row["count"]} for row in rows]


def holds_everything(hold: AddressHold) -> bool:
    return hold.reason in HOLDS_ALL
