"""Minutes written by several people at once: nothing typed is ever lost, and nothing approved ever changes."""

from datetime import date

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.governance.domain.attendance import refuse_unless_open, take_turn
from maillage.governance.domain.register import write_entries
from maillage.governance.emails import minutes as emails
from maillage.governance.enums import ItemKind, MeetingState, MinutesState
from maillage.governance.models import AgendaItem, Meeting, MinuteLine
from maillage.governance.queries.attendance import mandates_at
from maillage.governance.queries.minutes import readers_of
from maillage.journal.domain import record
from maillage.law.enums import GroupKind
from maillage.partners.domain.notices import count
from maillage.partners.enums import Event


class StaleLineError(DomainError):
    """Someone wrote on the same line meanwhile: `current` is what they wrote; the caller still holds the other text."""

    def __init__(self, current: MinuteLine):
        super().__init__("Quelqu’un a écrit sur cette ligne en même temps que vous.")
        self.current = current


def open_item(item: AgendaItem) -> Meeting:
    """The meeting of an item, with its minutes still to be written; others wait for the end of this transaction."""
    if item.meeting is None:
        raise DomainError("Ce point n’est à l’ordre du jour d’aucune séance.")
    meeting = take_turn(item.meeting)
    refuse_unless_open(meeting)
    return meeting


# Lines


@transaction.atomic
def add_line(item: AgendaItem, text: str, *, is_restricted: bool = False, by) -> MinuteLine:
    meeting = open_item(item)
    if not text.strip():
        raise DomainError("Écrivez quelque chose.")
    last = MinuteLine.everywhere.filter(item=item).aggregate(last=Max("order"))["last"] or 0
    line = MinuteLine.everywhere.create(
        item=item, text=text.strip(), order=last + 1, is_restricted=is_restricted, author=by
    )
    record(
        "a écrit au compte rendu", actor=by, authority=meeting.body.authority, target=meeting, ligne=line.pk
    )
    return line


@transaction.atomic
def write_line(line: MinuteLine, text: str, *, version: int, is_restricted: bool = False, by) -> MinuteLine:
    """Write over the version that one has read, a removed one included (it comes back); over no other.

    The line itself says who wrote it last and when: saving by itself every few seconds leaves nothing in the journal.
    """
    open_item(line.item)
    if not text.strip():
        raise DomainError("Une ligne vide se retire : rien n’a été changé.")
    current = MinuteLine.everywhere.get(pk=line.pk)
    if (current.text, current.is_restricted, current.removed_at) == (text.strip(), is_restricted, None):
        return current
    written = MinuteLine.everywhere.filter(pk=line.pk, version=version).update(
        text=text.strip(),
        is_restricted=is_restricted,
        version=F("version") + 1,
        author=by,
        updated_at=timezone.now(),
        removed_at=None,
    )
    if not written:
        raise StaleLineError(MinuteLine.everywhere.select_related("author", "item__meeting").get(pk=line.pk))
    current.refresh_from_db()
    return current


@transaction.atomic
def remove_line(line: MinuteLine, *, by) -> None:
    """Out of the minutes, not out of reach: it can come back until they are approved."""
    meeting = open_item(line.item)
    shown = MinuteLine.everywhere.filter(pk=line.pk, removed_at=None)
    if shown.update(removed_at=timezone.now(), version=F("version") + 1):
        record(
            "a retiré une ligne", actor=by, authority=meeting.body.authority, target=meeting, ligne=line.pk
        )


@transaction.atomic
def restore_line(line: MinuteLine, *, by) -> None:
    meeting = open_item(line.item)
    removed = MinuteLine.everywhere.filter(pk=line.pk).exclude(removed_at=None)
    if removed.update(removed_at=None, version=F("version") + 1):
        record("a remis une ligne", actor=by, authority=meeting.body.authority, target=meeting, ligne=line.pk)


@transaction.atomic
def withdraw_member(item: AgendaItem, mandate, *, by) -> MinuteLine:
    """A member with an interest in the matter leaves for its time (CRPA R.133-12 as a model): a line says so."""
    meeting = open_item(item)
    if mandate.pk not in {each.pk for each in mandates_at(meeting)}:
        raise DomainError(f"{mandate} ne siège pas à cette séance.")
    is_drawn = mandate.seat.group.kind == GroupKind.DRAWN_INHABITANTS
    text = f"{mandate}, ayant un intérêt dans cette question, s’est retiré·e et n’a pas pris part à l’avis."
    return add_line(item, text, is_restricted=is_drawn, by=by)


# From draft to approved


@transaction.atomic
def submit_minutes(meeting: Meeting, *, by) -> int:
    """Send the minutes to every member who has an address. Returns how many mails leave.

    The day of the first sending stays: it is the one that the rules of procedure look at.
    """
    take_turn(meeting)
    drafts = Meeting.everywhere.filter(
        pk=meeting.pk, state=MeetingState.HELD, minutes_state=MinutesState.DRAFT
    )
    if not drafts.update(minutes_state=MinutesState.SUBMITTED, updated_at=timezone.now()):
        raise DomainError("Le compte rendu se soumet une fois la séance close, et une seule fois.")
    Meeting.everywhere.filter(pk=meeting.pk, minutes_sent_on=None).update(
        minutes_sent_on=timezone.localdate()
    )
    meeting.refresh_from_db()
    readers, _ = readers_of(meeting)
    for person in readers:
        count(person, Event.MINUTES, emails.minutes_to_approve(meeting, person))
    record(
        "a soumis le compte rendu",
        actor=by,
        authority=meeting.body.authority,
        target=meeting,
        destinataires=len(readers),
    )
    return len(readers)


@transaction.atomic
def take_minutes_back(meeting: Meeting, *, by) -> None:
    """A member asked for a change: the minutes are written again, then submitted again."""
    submitted = Meeting.everywhere.filter(pk=meeting.pk, minutes_state=MinutesState.SUBMITTED)
    if not submitted.update(minutes_state=MinutesState.DRAFT, updated_at=timezone.now()):
        raise DomainError("Seul un compte rendu soumis et pas encore approuvé se reprend.")
    meeting.refresh_from_db()
    record("a repris le compte rendu", actor=by, authority=meeting.body.authority, target=meeting)


@transaction.atomic
def approve_minutes(meeting: Meeting, *, on: date, by) -> int:
    """Freeze the minutes and write their opinions and decisions in the register. Returns how many entries.

    Whoever comes second changes nothing: the state is claimed by one UPDATE.
    """
    if not meeting.day <= on <= timezone.localdate():
        raise DomainError("L’approbation a lieu après la séance, et pas dans le futur.")
    take_turn(meeting)
    submitted = Meeting.everywhere.filter(pk=meeting.pk, minutes_state=MinutesState.SUBMITTED)
    claimed = submitted.update(minutes_state=MinutesState.APPROVED, approved_on=on, updated_at=timezone.now())
    if not claimed:
        raise DomainError("Ce compte rendu n’attend pas d’approbation.")
    meeting.refresh_from_db()
    entries = write_entries(meeting)
    record(
        "a approuvé le compte rendu",
        actor=by,
        authority=meeting.body.authority,
        target=meeting,
        approuvé_le=on.isoformat(),
        inscriptions_au_registre=len(entries),
    )
    return len(entries)


@transaction.atomic
def rectify_minutes(meeting: Meeting, *, at: Meeting, text: str, by) -> MinuteLine:
    """What was approved stays; a later meeting says what was wrong in it."""
    if meeting.minutes_state != MinutesState.APPROVED:
        raise DomainError("Ce compte rendu n’est pas encore approuvé : corrigez-le directement.")
    if at.body_id != meeting.body_id or at.starts_at <= meeting.starts_at:
        raise DomainError("Un rectificatif se note à une séance suivante de la même instance.")
    later = take_turn(at)
    refuse_unless_open(later)
    title = f"Rectificatif au compte rendu du {meeting.day:%d/%m/%Y}"
    last = AgendaItem.everywhere.filter(meeting=later).aggregate(last=Max("order"))["last"] or 0
    item, _ = AgendaItem.everywhere.get_or_create(
        body=later.body,
        meeting=later,
        title=title,
        defaults={"kind": ItemKind.INFORMATION, "order": last + 1},
    )
    return add_line(item, text, by=by)
