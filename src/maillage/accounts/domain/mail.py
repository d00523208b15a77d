"""Mail leaves here, and nowhere else: no other module may open Django's door to the outside.

The row is the truth. A row is claimed by one UPDATE, so two workers never send it twice; a worker killed after
its claim loses it, and the row goes back to the queue. Killed between the sending and its note, the mail leaves a
second time, under the same Message-ID: readers then show it once.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from maillage.accounts.enums import MailState
from maillage.accounts.models import OutboundMail
from maillage.common.jobs import job
from maillage.journal.domain import record

BACK_OFF = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)]
MAX_ATTEMPTS = len(BACK_OFF) + 1
CLAIM_LASTS = timedelta(minutes=10)
KEPT_FOR = timedelta(days=90)
TRANSPORT_TIMEOUT = 30  # seconds; well under CLAIM_LASTS

NO_SUCH_ADDRESS = {550, 551, 553}  # RFC 5321, 4.2.3
OF_POLICY = b"5.7."  # RFC 3463, 3.8: they refuse us, not the address

ON_REFUSAL: list[Callable[[str], object]] = []

logger = logging.getLogger(__name__)


def on_permanent_refusal(listener: Callable[[str], object]) -> None:
    """Call `listener` with each address that a mail server says does not exist; for the floors above."""
    if listener not in ON_REFUSAL:
        ON_REFUSAL.append(listener)


@job("deliver_mail", every=timedelta(minutes=1))
def deliver_due() -> int:
    """Send every mail that is due. Returns the number that left."""
    give_back_lost_claims()
    connection = open_transport()
    sent = 0
    while mail := claim_next():
        sent += deliver(mail, connection)
    return sent


def give_back_lost_claims() -> int:
    """A claim older than CLAIM_LASTS died with its worker. Returns the number of rows queued again."""
    lost = OutboundMail.everywhere.filter(
        state=MailState.SENDING, claimed_at__lt=timezone.now() - CLAIM_LASTS
    )
    lost.filter(attempts__gte=MAX_ATTEMPTS).update(state=MailState.FAILED, last_error="Envoi interrompu.")
    return lost.update(state=MailState.QUEUED)


def claim_next() -> OutboundMail | None:
    """Take the oldest mail that is due, or None. The filtered UPDATE decides between two workers."""
    now = timezone.now()
    due = OutboundMail.everywhere.filter(state=MailState.QUEUED, due_at__lte=now)
    while (pk := due.order_by("due_at", "pk").values_list("pk", flat=True).first()) is not None:
        if due.filter(pk=pk).update(state=MailState.SENDING, claimed_at=now, attempts=F("attempts") + 1):
            return OutboundMail.everywhere.get(pk=pk)
    return None


def deliver(mail: OutboundMail, connection) -> bool:
    """Hand a claimed mail to the transport and note what became of it."""
    try:
        connection.send_messages([message_of(mail)])
    except Exception as error:  # noqa: BLE001  whatever the transport raises, the row keeps it and waits
        note_failure(mail, error)
        return False
    wiped = {} if settings.MAIL_KEEPS_TEXT else {"text": "", "html": "", "calendar": ""}
    OutboundMail.everywhere.filter(pk=mail.pk).update(
        state=MailState.SENT, sent_at=timezone.now(), last_error="", **wiped
    )
    return True


def note_failure(mail: OutboundMail, error: Exception) -> None:
    logger.warning("Mail %s did not leave (try %s): %s", mail.pk, mail.attempts, type(error).__name__)
    facts = {"last_error": f"{type(error).__name__} : {error}"[:250]}
    is_refused = is_permanent_refusal(error, mail.to)
    if is_refused or mail.attempts >= MAX_ATTEMPTS:
        facts |= {"state": MailState.FAILED}
    else:
        facts |= {"state": MailState.QUEUED, "due_at": timezone.now() + BACK_OFF[mail.attempts - 1]}
    OutboundMail.everywhere.filter(pk=mail.pk, state=MailState.SENDING).update(**facts)
    if is_refused:
        for listener in ON_REFUSAL:
            listener(mail.to)


def is_permanent_refusal(error: Exception, address: str) -> bool:
    """The server says that this address does not exist. Trying again would only hurt our name as a sender."""
    if not isinstance(error, SMTPRecipientsRefused) or address not in error.recipients:
        return False
    code, words = error.recipients[address]
    return code in NO_SUCH_ADDRESS and OF_POLICY not in words[:8]


def message_of(mail: OutboundMail) -> EmailMultiAlternatives:
    """The mail as it travels: no tracking, no answer asked of machines, one name for all its copies."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        headers={
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<maillage.{mail.pk}.{mail.created_at:%Y%m%d%H%M%S}@{domain}>",
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar:  # twice: readers show the first as an invitation, people open the second by hand
        message.attach_alternative(mail.calendar, f"text/calendar; method={mail.calendar_method}")
        message.attach("invitation.ics", mail.calendar.encode(), "application/ics")
    return message


def open_transport():
    """The way out that EMAIL_URL names; settings.EMAIL_BACKEND itself is walled up."""
    url = settings.MAIL_TRANSPORT
    return get_connection(
        backend=url["EMAIL_BACKEND"],
        host=url.get("EMAIL_HOST"),
        port=url.get("EMAIL_PORT"),
        username=url.get("EMAIL_HOST_USER") or "",
        password=url.get("EMAIL_HOST_PASSWORD") or "",
        use_tls=url.get("EMAIL_USE_TLS", False),
        use_ssl=url.get("EMAIL_USE_SSL", False),
        timeout=TRANSPORT_TIMEOUT,
        **({"file_path": url["EMAIL_FILE_PATH"]} if url.get("EMAIL_FILE_PATH") else {}),
    )


@job("purge_mail", every=timedelta(days=1))
@transaction.atomic
def purge() -> int:
    """Forget the mails written more than KEPT_FOR ago, whatever became of them. Returns their number."""
    old = OutboundMail.everywhere.filter(created_at__lt=timezone.now() - KEPT_FOR)
    count, _ = old.delete()
    if count:
        record("a purgé", courriels=count, jours=KEPT_FOR.days)
    return count
