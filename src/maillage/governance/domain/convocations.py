"""Calling members to a meeting. The rows are the truth: a job looks for those to send and claims each.

A convocation and its mail are written in one transaction: killed before it ends, the row is still to send; after,
the mail is in the queue of the gate, which sends it once.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from maillage.accounts.enums import UNREACHED
from maillage.accounts.queries.tokens import fingerprint
from maillage.common import jobs
from maillage.common.errors import DomainError
from maillage.governance.domain.agenda import copy_of
from maillage.governance.domain.documents import settle_papers
from maillage.governance.emails import convocations as emails
from maillage.governance.enums import Answer, Channel, ConvocationState, MeetingState
from maillage.governance.models import AgendaItem, Convocation, Meeting, MeetingDocument
from maillage.governance.queries.convocations import (
    SHORTEST_REASON,
    callees_of,
    checks_of,
    notice_of,
    token_of,
    why_not_by_mail,
)
from maillage.governance.queries.meetings import may_be_called_again
from maillage.journal.domain import record
from maillage.partners.domain.notices import count
from maillage.partners.enums import Event

REMINDED_BEFORE = timedelta(days=4)
REMINDED_AFTER = timedelta(days=1)  # whoever was called yesterday has not forgotten
NEWS_ASKS = 2  # minutes, to read that a meeting moved
LEFT = (ConvocationState.SENT, ConvocationState.BOUNCED, ConvocationState.POSTED)

logger = logging.getLogger(__name__)


@transaction.atomic
def convene(meeting: Meeting, *, late_because: str = "", by) -> int:
    """Call whoever sits on the day of the meeting; the mails leave by `send_convocations`. Returns their number.

    What would make the convocation void stops it; a notice too short asks for a written reason, which is kept.
    """
    for check in checks_of(meeting):
        if check.state == "late":
            raise DomainError(check.text)
    late_because = late_because.strip() if notice_of(meeting).is_late else ""
    if notice_of(meeting).is_late and len(late_because) < SHORTEST_REASON:
        raise DomainError(
            "Le délai du règlement intérieur n’est plus tenu. Écrivez pourquoi vous convoquez malgré tout, "
            f"en {SHORTEST_REASON} lettres au moins."
        )
    planned = Meeting.everywhere.filter(pk=meeting.pk, state=MeetingState.PLANNED)
    if not planned.update(state=MeetingState.CONVENED, convened_at=timezone.now(), late_because=late_because):
        raise DomainError("Cette séance est déjà convoquée, tenue ou annulée.")
    meeting.refresh_from_db()
    settle_papers(meeting, by=by)
    callees = callees_of(meeting)
    for callee in callees:
        call(meeting, callee.mandate, callee.channel)
    late = {"délai": "non tenu, motif écrit"} if late_because else {}
    record(
        "a convoqué", actor=by, authority=meeting.body.authority, target=meeting, membres=len(callees), **late
    )
    jobs.nudge("send_convocations")
    return len(callees)


def call(meeting: Meeting, mandate, channel: str) -> Convocation:
    row = Convocation.everywhere.create(meeting=meeting, mandate=mandate, channel=channel)
    Convocation.everywhere.filter(pk=row.pk).update(token_hash=fingerprint(token_of(row)))
    return row


@transaction.atomic
def send_again(meeting: Meeting, *, by) -> int:
    """Tell everyone called that the agenda or the place changed. Returns their number."""
    convened = Meeting.everywhere.filter(
        pk=meeting.pk, state=MeetingState.CONVENED, starts_at__gt=timezone.now()
    )
    if not convened.update(sequence=F("sequence") + 1, updated_at=timezone.now()):
        raise DomainError("Seule une séance convoquée et à venir se renvoie.")
    number = queue_again(meeting)
    record(
        "a renvoyé la convocation", actor=by, authority=meeting.body.authority, target=meeting, membres=number
    )
    return number


def queue_again(meeting: Meeting) -> int:
    """Everyone called is to hear of the meeting again; call it after `sequence` rose. Returns their number."""
    number = Convocation.everywhere.filter(meeting=meeting).update(state=ConvocationState.TO_SEND)
    jobs.nudge("send_convocations")
    return number


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, because: str, by) -> int:
    """The meeting will not take place; whoever was reached hears of it. Returns their number."""
    because = because.strip()
    if not because:
        raise DomainError("Écrivez pourquoi la séance est annulée : les membres le liront.")
    open_ones = Meeting.everywhere.filter(
        pk=meeting.pk, state__in=[MeetingState.PLANNED, MeetingState.CONVENED]
    )
    cancelled = open_ones.update(
        state=MeetingState.CANCELLED,
        cancelled_because=because,
        sequence=F("sequence") + 1,
        updated_at=timezone.now(),
    )
    if not cancelled:
        raise DomainError("Cette séance est déjà tenue ou annulée.")
    Convocation.everywhere.filter(meeting=meeting, sent_at=None).delete()  # never left: nothing to take back
    number = queue_again(meeting)
    meeting.refresh_from_db()
    record("a annulé", actor=by, authority=meeting.body.authority, target=meeting, membres=number)
    return number


@transaction.atomic
def call_again(meeting: Meeting, *, starts_at: datetime, by) -> Meeting:
    """A second convocation on the same agenda, for want of quorum: nobody counts heads then (CRPA R.133-10)."""
    if not may_be_called_again(meeting):
        raise DomainError(
            "Une deuxième convocation suit une séance convoquée qui devait avoir lieu, si le règlement le prévoit."
        )
    if starts_at <= timezone.now():
        raise DomainError("La deuxième séance est à venir : corrigez la date.")
    Meeting.everywhere.select_for_update().get(pk=meeting.pk)
    if Meeting.everywhere.filter(second_call_of=meeting).exclude(state=MeetingState.CANCELLED).exists():
        raise DomainError("Une deuxième convocation existe déjà.")
    same = ("body", "title", "place", "address", "access_note", "video_url")
    second = Meeting.everywhere.create(
        **{name: getattr(meeting, name) for name in same},
        starts_at=starts_at,
        ends_at=starts_at + (meeting.ends_at - meeting.starts_at),
        second_call_of=meeting,
    )
    copy_agenda(meeting, second)
    record("a prévu une deuxième convocation", actor=by, authority=meeting.body.authority, target=second)
    return second


def copy_agenda(meeting: Meeting, second: Meeting) -> None:
    copies = {}
    for item in AgendaItem.everywhere.filter(meeting=meeting):
        copies[item.pk] = copy_of(item, second, order=item.order)
    for paper in MeetingDocument.everywhere.filter(meeting=meeting):
        item = copies.get(paper.item_id)
        again = MeetingDocument.everywhere.create(meeting=second, item=item, document=paper.document)
        MeetingDocument.everywhere.filter(pk=again.pk).update(added_at=paper.added_at)


@jobs.job("send_convocations", every=timedelta(minutes=5))
def send_convocations() -> int:
    """Reach whoever is to be reached. Returns how many were. One that fails waits for the next turn, alone."""
    note_bounces()
    done = 0
    for pk in list(to_send().values_list("pk", flat=True)):
        try:
            done += send_one(pk)
        except Exception:
            logger.exception("Convocation %s did not leave; the next turn tries again.", pk)
    return done


def to_send():
    """A meeting that began calls nobody any more; one that is cancelled still says so."""
    rows = Convocation.everywhere.filter(
        state=ConvocationState.TO_SEND, meeting__starts_at__gt=timezone.now()
    )
    return rows.filter(meeting__state__in=[MeetingState.CONVENED, MeetingState.CANCELLED]).order_by("pk")


@transaction.atomic
def send_one(pk: int) -> bool:
    """Claim one row, then write its mail or put its letter aside: both are kept, or neither."""
    claim = Convocation.everywhere.filter(pk=pk, state=ConvocationState.TO_SEND)
    if not claim.update(state=ConvocationState.SENT):
        return False
    row = Convocation.everywhere.select_related(
        "meeting__body__authority",
        "meeting__second_call_of",
        "mandate__person",
        "mandate__seat__organisation",
    ).get(pk=pk)
    facts = {"sequence": row.meeting.sequence, "token_hash": fingerprint(token_of(row))}
    if row.channel == Channel.LETTER or why_not_by_mail(row.mandate.person):
        facts |= {"channel": Channel.LETTER, "state": ConvocationState.TO_PRINT}
    else:
        is_off = row.meeting.state == MeetingState.CANCELLED
        facts["mail"] = emails.cancellation(row) if is_off else emails.convocation(row)
        facts["sent_at"] = timezone.now()
        asked = NEWS_ASKS if row.sent_at or is_off else lasts(row.meeting)
        count(row.mandate.person, Event.CONVOCATION, facts["mail"], minutes=asked)
    Convocation.everywhere.filter(pk=pk).update(**facts)
    return True


def lasts(meeting: Meeting) -> int:
    return int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)


def note_bounces() -> int:
    """A mail that failed for good, came back or was held reached nobody. Returns how many convocations came back."""
    sent = Convocation.everywhere.filter(state=ConvocationState.SENT, mail__state__in=UNREACHED)
    return sent.update(state=ConvocationState.BOUNCED)


@transaction.atomic
def turn_into_letter(row: Convocation, *, by) -> None:
    """The mail came back, or the member prefers paper."""
    claim = Convocation.everywhere.filter(
        pk=row.pk, state__in=[ConvocationState.BOUNCED, ConvocationState.SENT]
    )
    if not claim.update(state=ConvocationState.TO_PRINT, channel=Channel.LETTER):
        raise DomainError("Cette convocation n’est pas partie par courriel.")
    record("a préparé une lettre", actor=by, authority=row.meeting.body.authority, target=row)


@transaction.atomic
def mark_posted(meeting: Meeting, *, by) -> int:
    """The letters printed so far are in the post. Returns their number."""
    letters = Convocation.everywhere.filter(meeting=meeting, state=ConvocationState.TO_PRINT)
    number = letters.update(state=ConvocationState.POSTED, sent_at=timezone.now())
    if not number:
        raise DomainError("Aucune lettre n’attend d’être postée.")
    record("a posté les lettres", actor=by, authority=meeting.body.authority, target=meeting, lettres=number)
    return number


@jobs.job("remind_convocations", every=timedelta(hours=1))
def remind_convocations() -> int:
    """Ask once more, four days before, whoever was reached by mail and has not answered. Returns how many."""
    now = timezone.now()
    due = Convocation.everywhere.filter(
        state=ConvocationState.SENT,
        answer=Answer.NONE,
        reminded_at=None,
        sent_at__lte=now - REMINDED_AFTER,
        meeting__state=MeetingState.CONVENED,
        meeting__starts_at__gt=now,
        meeting__starts_at__lte=now + REMINDED_BEFORE,
    )
    return sum(remind_one(pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def remind_one(pk: int) -> bool:
    claim = Convocation.everywhere.filter(pk=pk, answer=Answer.NONE, reminded_at=None)
    if not claim.update(reminded_at=timezone.now()):
        return False
    rows = Convocation.everywhere.select_related("meeting__body__authority", "mandate__person")
    row = rows.get(pk=pk)
    if not why_not_by_mail(row.mandate.person):
        count(row.mandate.person, Event.CONVOCATION_REMINDER, emails.reminder(row))
    return True
