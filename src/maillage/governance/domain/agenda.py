"""The agenda of a meeting, until it is held: what is written on it, in which order, and what waits for a place."""

from django.db import transaction
from django.db.models import Max

from maillage.common.errors import DomainError
from maillage.governance.models import AgendaItem, Body, Decision, Meeting, Opinion
from maillage.governance.queries.meetings import OPEN_STATES
from maillage.journal.domain import record

CLOSED = "Cette séance est tenue ou annulée : son ordre du jour ne change plus."


@transaction.atomic
def add_item(meeting: Meeting, *, title: str, kind: str, by, **facts) -> AgendaItem:
    """Write one item at the end of the agenda; `facts` are other fields of `AgendaItem`."""
    hold(meeting)
    facts = checked(meeting.body, facts)
    item = AgendaItem.everywhere.create(
        body=meeting.body, meeting=meeting, order=next_rank(meeting), title=title, kind=kind, **facts
    )
    record("a ajouté un point", actor=by, authority=meeting.body.authority, target=item, séance=str(meeting))
    return item


@transaction.atomic
def change_item(item: AgendaItem, *, by, **facts) -> None:
    hold_if_any(item)
    facts = checked(item.body, facts)
    AgendaItem.everywhere.filter(pk=item.pk).update(**facts)
    item.refresh_from_db()
    record("a modifié un point", actor=by, authority=item.body.authority, target=item)


@transaction.atomic
def move_item(item: AgendaItem, step: int, *, by) -> None:
    """One place up (-1) or down (1); at the end of the list, nothing happens."""
    hold(item.meeting)
    rows = list(AgendaItem.everywhere.filter(meeting=item.meeting))
    here = next(rank for rank, row in enumerate(rows) if row.pk == item.pk)
    there = here + step
    if not 0 <= there < len(rows):
        return
    rows.insert(there, rows.pop(here))
    for rank, row in enumerate(rows, 1):
        row.order = rank
    AgendaItem.everywhere.bulk_update(rows, ["order"])
    record("a déplacé un point", actor=by, authority=item.body.authority, target=item)


@transaction.atomic
def remove_item(item: AgendaItem, *, by) -> None:
    """Off the agenda; its documents stay with the meeting."""
    hold_if_any(item)
    if Opinion.everywhere.filter(item=item).exists() or Decision.everywhere.filter(item=item).exists():
        raise DomainError("Un avis ou une décision y est noté : ce point reste à l’ordre du jour.")
    record("a retiré un point", actor=by, authority=item.body.authority, target=item)
    item.delete()


@transaction.atomic
def carry_over(item: AgendaItem, meeting: Meeting, *, by) -> AgendaItem:
    """Write again, on a later agenda, an item that its meeting did not finish. Once."""
    hold(meeting)
    if item.meeting_id in (None, meeting.pk) or item.body_id != meeting.body_id:
        raise DomainError("On reporte un point d’une autre séance de la même instance.")
    if AgendaItem.everywhere.filter(carried_from=item).exists():
        raise DomainError("Ce point est déjà reporté.")
    carried = copy_of(item, meeting, order=next_rank(meeting))
    record("a reporté un point", actor=by, authority=item.body.authority, target=carried, séance=str(meeting))
    return carried


def copy_of(item: AgendaItem, meeting: Meeting, *, order: int) -> AgendaItem:
    same = ("title", "kind", "topics", "minutes", "presenter", "summary", "deliberation_id")
    facts = {name: getattr(item, name) for name in same}
    return AgendaItem.everywhere.create(
        body=meeting.body, meeting=meeting, order=order, carried_from=item, **facts
    )


@transaction.atomic
def propose_item(body: Body, *, title: str, kind: str, by, summary: str = "") -> AgendaItem:
    """A member, or the team, asks for something to be spoken of; whoever prepares the agenda decides when."""
    item = AgendaItem.everywhere.create(body=body, title=title, kind=kind, summary=summary, proposed_by=by)
    record("a proposé un point", actor=by, authority=body.authority, target=item, instance=str(body))
    return item


@transaction.atomic
def take_proposal(item: AgendaItem, meeting: Meeting, *, by) -> None:
    """Put a waiting proposal on an agenda; two people at once put it on one."""
    hold(meeting)
    waiting = AgendaItem.everywhere.filter(pk=item.pk, meeting=None, body=meeting.body_id)
    if not waiting.update(meeting=meeting, order=next_rank(meeting)):
        raise DomainError("Cette proposition n’attend plus.")
    record(
        "a inscrit une proposition",
        actor=by,
        authority=meeting.body.authority,
        target=item,
        séance=str(meeting),
    )


@transaction.atomic
def drop_proposal(item: AgendaItem, *, by) -> None:
    if not AgendaItem.everywhere.filter(pk=item.pk, meeting=None).exists():
        raise DomainError("Cette proposition n’attend plus.")
    record("a écarté une proposition", actor=by, authority=item.body.authority, target=item)
    item.delete()


def hold(meeting: Meeting) -> None:
    """Writers of one agenda take turns; once the meeting is held or cancelled, nobody writes."""
    if Meeting.everywhere.select_for_update().get(pk=meeting.pk).state not in OPEN_STATES:
        raise DomainError(CLOSED)


def hold_if_any(item: AgendaItem) -> None:
    if item.meeting_id:
        hold(item.meeting)


def next_rank(meeting: Meeting) -> int:
    return (AgendaItem.everywhere.filter(meeting=meeting).aggregate(last=Max("order"))["last"] or 0) + 1


def checked(body: Body, facts: dict) -> dict:
    act = facts.get("deliberation")
    if act and act.authority_id != body.authority_id:
        raise DomainError("Cette délibération est celle d’un autre territoire.")
    return facts
