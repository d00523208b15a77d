"""Mail leaves here, and nowhere else: no other module may open Django's door to the outside.

The row is the truth. Rows are claimed in batches, by one UPDATE, so two workers never send one twice. What a run does
with each of them is marked in a file that outlives a kill (marks.py): whoever comes next takes up where it stood. A
letter whose final dot has left is never sent again; if the answer of the server was lost, the row says so.
"""

import logging
import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from maillage.accounts.domain import marks, outcomes
from maillage.accounts.domain.marks import Mark
from maillage.accounts.domain.outcomes import MAX_ATTEMPTS, Outcome, on_permanent_refusal
from maillage.accounts.domain.transport import open_transport
from maillage.accounts.enums import SIGN_IN_KINDS, MailState
from maillage.accounts.models import OutboundMail
from maillage.accounts.queries.holds import held_among
from maillage.common.jobs import job, nudge
from maillage.journal.domain import record

__all__ = ["deliver_due", "on_permanent_refusal", "purge"]

CLAIM_LASTS = timedelta(minutes=10)
BATCH_LASTS = 60  # seconds; far under CLAIM_LASTS, whatever the server does with the last letter
RUN_LASTS = 240  # seconds; other jobs have their turn, and a worker asked to stop does
KEPT_FOR = timedelta(days=90)

logger = logging.getLogger(__name__)


@job("deliver_mail", every=timedelta(minutes=1), at_start=True)
def deliver_due() -> int:
    """Send every mail that is due. Returns the number that left."""
    settle_dead_runs()
    give_back_lost_claims()
    if not due().exists():
        return 0
    with marks.own_run() as run:
        return Round(run).go()


def due():
    return OutboundMail.everywhere.filter(state=MailState.QUEUED, due_at__lte=timezone.now())


def claim(run: marks.Run) -> list[OutboundMail]:
    """Take the next batch, letters last. The filtered UPDATE decides between two workers."""
    run.start_batch()
    while True:
        first = due().order_by("is_bulk", "due_at", "pk").values("pk")[: marks.SLOTS]
        taken = OutboundMail.everywhere.filter(pk__in=first, state=MailState.QUEUED)
        if taken.update(state=MailState.SENDING, claimed_at=timezone.now(), claimed_by=run.name):
            break
        if not due().exists():
            return []
    ours = OutboundMail.everywhere.filter(state=MailState.SENDING, claimed_by=run.name)
    mails = list(ours.order_by("is_bulk", "due_at", "pk"))
    run.name_batch([mail.pk for mail in mails])
    return mails


class Round:
    """One run: batch after batch, over one connection, until nothing is due or the server has had enough."""

    def __init__(self, run: marks.Run):
        self.run = run
        self.transport = open_transport()
        self.strain = outcomes.Strain()
        self.started = time.monotonic()
        self.last_look = self.last_sent = 0.0

    def go(self) -> int:
        sent = 0
        try:
            while not self.strain.is_too_much and (mails := claim(self.run)):
                done = self.send_batch(mails)
                outcomes.settle(done, self.run.name)
                sent += sum(outcome.state == MailState.SENT for outcome in done)
                if time.monotonic() - self.started > RUN_LASTS:
                    nudge("deliver_mail")
                    break
        finally:
            self.transport.close()
        return sent

    def send_batch(self, mails: list[OutboundMail]) -> list[Outcome]:
        started = time.monotonic()
        held = {mail.pk for mail in mails if mail.kind not in SIGN_IN_KINDS} & self.held(mails)
        done = []
        for slot, mail in enumerate(mails):
            if mail.pk in held:
                done.append(Outcome(mail, MailState.HELD, counts=False))
            elif self.strain.is_too_much or time.monotonic() - started > BATCH_LASTS or self.must_yield(mail):
                done += [Outcome(each, MailState.QUEUED, counts=False) for each in mails[slot:]]
                break
            else:
                done.append(self.send(slot, mail))
        return done

    def held(self, mails: list[OutboundMail]) -> set[int]:
        """Those whose address was put on hold after they were written."""
        held = set()
        for is_bulk in {mail.is_bulk for mail in mails}:
            some = [mail for mail in mails if mail.is_bulk == is_bulk]
            addresses = held_among([mail.to for mail in some], is_bulk)
            held |= {mail.pk for mail in some if mail.to in addresses}
        return held

    def must_yield(self, mail: OutboundMail) -> bool:
        """A sign-in code never waits behind letters: look once a second."""
        now = time.monotonic()
        if not mail.is_bulk or now - self.last_look < 1:
            return False
        self.last_look = now
        return due().filter(is_bulk=False).exists()

    def send(self, slot: int, mail: OutboundMail) -> Outcome:
        self.keep_pace()
        self.run.mark(slot, Mark.TRYING)
        try:
            self.transport.send(mail, lambda mark: self.run.mark(slot, mark))
        except Exception as error:  # noqa: BLE001  whatever the transport raises, the row keeps it
            outcome = outcomes.of_error(mail, error)
        else:
            outcome = Outcome(mail, MailState.SENT)
        self.strain.feel(outcome)
        if outcome.error:
            logger.warning("Mail %s (try %s): %s", mail.pk, mail.attempts + 1, outcome.error)
        return outcome

    def keep_pace(self) -> None:
        if settings.MAIL_PER_SECOND:
            time.sleep(max(0, self.last_sent + 1 / settings.MAIL_PER_SECOND - time.monotonic()))
        self.last_sent = time.monotonic()


def settle_dead_runs() -> int:
    """Note what killed workers of this machine had done, and queue the rest at once. Returns the number of rows."""
    count = 0
    for run in marks.dead_runs():
        found = run.marks()
        mails = OutboundMail.everywhere.filter(state=MailState.SENDING, claimed_by=run.name)
        count += outcomes.settle(
            [outcomes.of_mark(mail, found.get(mail.pk, Mark.NONE)) for mail in mails], run.name
        )
    return count


def give_back_lost_claims() -> int:
    """A claim older than CLAIM_LASTS, without its file here, died with another machine. Returns the number given back."""
    lost = OutboundMail.everywhere.filter(
        state=MailState.SENDING, claimed_at__lt=timezone.now() - CLAIM_LASTS
    ).exclude(claimed_by__in=marks.names_here())
    again = {"claimed_by": "", "attempts": F("attempts") + 1}
    lost.filter(attempts__gte=MAX_ATTEMPTS - 1).update(
        state=MailState.FAILED, last_error=outcomes.INTERRUPTED, **again
    )
    return lost.update(state=MailState.QUEUED, **again)


@job("purge_mail", every=timedelta(days=1))
@transaction.atomic
def purge() -> int:
    """Forget the mails written more than KEPT_FOR ago, whatever became of them. Returns their number."""
    old = OutboundMail.everywhere.filter(created_at__lt=timezone.now() - KEPT_FOR)
    count, _ = old.delete()
    if count:
        record("a purgé", courriels=count, jours=KEPT_FOR.days)
    return count
