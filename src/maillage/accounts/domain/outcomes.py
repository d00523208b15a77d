"""What became of a mail at sending, and what follows: sent, later, never, or stop pressing the server."""

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from maillage.accounts.domain.marks import Mark
from maillage.accounts.domain.returns import note_return, on_permanent_refusal
from maillage.accounts.domain.transport import CannotConnectError, NoReceiptError
from maillage.accounts.enums import MailState, ReturnKind
from maillage.accounts.models import OutboundMail

__all__ = ["Outcome", "Strain", "of_error", "of_mark", "on_permanent_refusal", "settle"]

BACK_OFF = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)]
MAX_ATTEMPTS = len(BACK_OFF) + 1

NO_SUCH_ADDRESS = {550, 551, 553}  # RFC 5321, 4.2.3
FOR_GOOD = 500  # and above
TOO_LARGE = 552
GOING_AWAY = 421
OF_POLICY = b"5.7."  # RFC 3463, 3.8: they refuse us, not the address

INTERRUPTED = "Envoi interrompu."
NO_RECEIPT = "Lettre remise en entier ; la réponse du serveur s’est perdue."
ENOUGH = 100


@dataclass
class Outcome:
    mail: OutboundMail
    state: MailState
    counts: bool = True  # as a try: what the server refuses to anybody costs a letter nothing
    error: str = ""
    due_at: datetime | None = None
    is_unacknowledged: bool = False
    is_refused: bool = False  # their server says that the address does not exist
    weight: int = 0  # how much it says of the server rather than of the letter, out of ENOUGH


class Strain:
    """Several refusals in a row that are not about the letters: the run stops, and the rest loses nothing."""

    def __init__(self):
        self.weight = 0

    def feel(self, outcome: Outcome) -> None:
        self.weight = 0 if outcome.state == MailState.SENT else self.weight + outcome.weight

    @property
    def is_too_much(self) -> bool:
        return self.weight >= ENOUGH


def of_error(mail: OutboundMail, error: Exception) -> Outcome:
    said = f"{type(error).__name__} : {words_of(error)}"[:250]
    code = code_of(error)
    if isinstance(error, NoReceiptError):
        return Outcome(mail, MailState.SENT, error=NO_RECEIPT, is_unacknowledged=True)
    if isinstance(error, CannotConnectError) or (isinstance(error, SMTPSenderRefused) and code != TOO_LARGE):
        return Outcome(mail, MailState.QUEUED, counts=False, error=said, weight=ENOUGH)
    if code == GOING_AWAY:  # enough for this connection, says the server
        return Outcome(mail, MailState.QUEUED, counts=False, error=said, weight=ENOUGH // 3 + 1)
    if is_permanent_refusal(error, mail.to):
        return Outcome(mail, MailState.FAILED, error=said, is_refused=True)
    if isinstance(error, SMTPSenderRefused) or is_bad_letter(error):
        return Outcome(mail, MailState.FAILED, error=said)
    is_break = isinstance(error, OSError) and not code  # the connection broke, or the provider's API did
    return later(mail, said, weight=ENOUGH // 3 + 1 if is_break else 1)


def later(mail: OutboundMail, error: str, weight: int = 0) -> Outcome:
    if mail.attempts + 1 >= MAX_ATTEMPTS:
        return Outcome(mail, MailState.FAILED, error=error, weight=weight)
    due_at = timezone.now() + BACK_OFF[mail.attempts]
    return Outcome(mail, MailState.QUEUED, error=error, due_at=due_at, weight=weight)


def of_mark(mail: OutboundMail, mark: Mark) -> Outcome:
    """Where a dead run left this letter."""
    if mark == Mark.TAKEN:
        return Outcome(mail, MailState.SENT)
    if mark == Mark.DOT:
        return Outcome(mail, MailState.SENT, error=NO_RECEIPT, is_unacknowledged=True)
    if mark == Mark.NONE:
        return Outcome(mail, MailState.QUEUED, counts=False)
    if mail.attempts + 1 >= MAX_ATTEMPTS:  # perhaps this very letter kills its workers
        return Outcome(mail, MailState.FAILED, error=INTERRUPTED)
    return Outcome(mail, MailState.QUEUED)


def code_of(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code
    if isinstance(error, SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    return 0


def words_of(error: Exception) -> str:
    """What the server said, without the addresses that smtplib adds to it."""
    if isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    elif isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    else:
        return str(error)
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def is_permanent_refusal(error: Exception, address: str) -> bool:
    """The server says that this address does not exist. Trying again would only hurt our name as a sender."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    code, words = next(iter(error.recipients.values()))
    return code in NO_SUCH_ADDRESS and OF_POLICY not in words[:8]


def is_bad_letter(error: Exception) -> bool:
    """The server read it, and will not have it; a refusal of policy may pass."""
    if not isinstance(error, SMTPDataError):
        return False
    return error.smtp_code >= FOR_GOOD and OF_POLICY not in error.smtp_error[:8]


def settle(done: list[Outcome], run: str) -> int:
    """Write the outcomes of a batch, and tell whoever counts on the addresses refused. Returns the number of rows."""
    with transaction.atomic():
        ours = OutboundMail.everywhere.filter(state=MailState.SENDING, claimed_by=run)
        note_sent(ours, done)
        for state in (MailState.QUEUED, MailState.HELD):
            quiet = [
                each.mail.pk for each in done if each.state == state and not each.counts and not each.error
            ]
            ours.filter(pk__in=quiet).update(state=state, claimed_by="")
        for each in done:
            if each.state != MailState.SENT and (each.counts or each.error):
                note_failure(ours, each)
            if each.is_refused:
                note_return(each.mail, each.mail.to, ReturnKind.HARD, each.error)
    return len(done)


def note_sent(ours, done: list[Outcome]) -> None:
    wiped = {"text": "", "html": "", "calendar": "", "headers": {}, "reply_to": ""}
    for is_lost in (False, True):
        pks = [
            each.mail.pk
            for each in done
            if each.state == MailState.SENT and each.is_unacknowledged == is_lost
        ]
        ours.filter(pk__in=pks).update(
            state=MailState.SENT,
            sent_at=timezone.now(),
            attempts=F("attempts") + 1,
            claimed_by="",
            is_unacknowledged=is_lost,
            last_error=NO_RECEIPT if is_lost else "",
            **({} if settings.MAIL_KEEPS_TEXT else wiped),
        )


def note_failure(ours, outcome: Outcome) -> None:
    facts = {"due_at": outcome.due_at} if outcome.due_at else {}
    ours.filter(pk=outcome.mail.pk).update(
        state=outcome.state,
        attempts=F("attempts") + int(outcome.counts),
        claimed_by="",
        last_error=outcome.error,
        **facts,
    )
