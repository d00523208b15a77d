"""A meeting as its pages show it: the agenda with its clock, and what waits for a place on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from maillage.governance.enums import MeetingState
from maillage.governance.models import (
    AgendaItem,
    BodyRules,
    Decision,
    Mandate,
    Meeting,
    MeetingDocument,
    Opinion,
)
from maillage.governance.queries.bodies import rules_at
from maillage.law.enums import Topic

OPEN_STATES = (MeetingState.PLANNED, MeetingState.CONVENED)


@dataclass(frozen=True)
class Line:
    """One item of the agenda, with its number and the hour when it begins if those before keep to time."""

    number: int
    item: AgendaItem
    starts_at: datetime
    topics: list[str]
    papers: list[MeetingDocument]


@dataclass(frozen=True)
class Agenda:
    lines: list[Line]
    papers: list[MeetingDocument]  # those of the whole meeting
    total: int  # minutes announced
    length: int  # minutes of the meeting
    silent: int  # items without a duration

    @property
    def is_over(self) -> bool:
        return self.total > self.length

    @property
    def in_words(self) -> str:
        """How the agenda fits its meeting, said."""
        if not self.lines:
            return "Aucun point pour l’instant."
        said = f"{duration(self.total)} de points pour une séance de {duration(self.length)}"
        if self.is_over:
            return f"{said} : l’ordre du jour déborde de {duration(self.total - self.length)}."
        if self.silent:
            return f"{said}, et {self.silent} point{'s' * (self.silent > 1)} sans durée."
        if self.total == self.length:
            return f"{said} : aucun temps libre."
        return f"{said} : il reste {duration(self.length - self.total)}."


def duration(minutes: int) -> str:
    """« 45 min », « 2 h », « 1 h 30 », with no-break spaces."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h\u00a0{rest:02}" if rest else f"{hours}\u00a0h"


def agenda_of(meeting: Meeting) -> Agenda:
    """The agenda in order, in a fixed number of queries, in a scope or outside any."""
    papers = list(MeetingDocument.everywhere.filter(meeting=meeting))
    rows = AgendaItem.everywhere.filter(meeting=meeting).select_related(
        "deliberation", "carried_from__meeting", "proposed_by"
    )
    clock, lines = meeting.starts_at, []
    for number, item in enumerate(rows, 1):
        topics = [Topic(topic).label for topic in item.topics if topic in Topic.values]
        own = [paper for paper in papers if paper.item_id == item.pk]
        lines.append(Line(number, item, clock, topics, own))
        clock += timedelta(minutes=item.minutes or 0)
    return Agenda(
        lines=lines,
        papers=[paper for paper in papers if not paper.item_id],
        total=sum(line.item.minutes or 0 for line in lines),
        length=int((meeting.ends_at - meeting.starts_at).total_seconds() // 60),
        silent=sum(line.item.minutes is None for line in lines),
    )


def titles_of(meeting: Meeting) -> list[str]:
    return list(AgendaItem.everywhere.filter(meeting=meeting).values_list("title", flat=True))


def proposals_for(body) -> list[AgendaItem]:
    """What members and the team would like to speak of, not yet on any agenda."""
    return list(AgendaItem.everywhere.filter(body=body, meeting=None).select_related("proposed_by"))


def next_meeting_of(body) -> Meeting | None:
    """The first one that is not over, planned or convened."""
    rows = Meeting.everywhere.filter(body=body, state__in=OPEN_STATES, ends_at__gte=timezone.now())
    return rows.order_by("starts_at", "pk").first()


def meeting_before(meeting: Meeting) -> Meeting | None:
    """The last one of the same body that took place, or should have, before this one."""
    rows = Meeting.everywhere.filter(body=meeting.body_id, starts_at__lt=meeting.starts_at)
    return rows.exclude(state=MeetingState.CANCELLED).order_by("starts_at", "pk").last()


def has_outcomes(meeting: Meeting) -> bool:
    """Whether an opinion or a decision is noted: it met, whatever its state says."""
    return (
        Opinion.everywhere.filter(item__meeting=meeting).exists()
        or Decision.everywhere.filter(item__meeting=meeting).exists()
    )


def items_to_carry(meeting: Meeting) -> list[AgendaItem]:
    """The items of the meeting before that nobody has carried over yet."""
    before = meeting_before(meeting)
    rows = AgendaItem.everywhere.filter(meeting=before) if before else AgendaItem.everywhere.none()
    return list(rows.filter(carried_to=None).select_related("meeting"))


def sits_in(user, body) -> bool:
    """Whether this person holds a mandate there today, under an address that they proved."""
    held = Mandate.everywhere.held().filter(seat__group__body=body)
    return held.filter(person__email__in=user.proven_addresses()).exists()


def rules_of(meeting: Meeting) -> BodyRules | None:
    """The rules of procedure in force on the day of the meeting."""
    return rules_at(meeting.body, meeting.day)


def may_be_called_again(meeting: Meeting) -> bool:
    """A meeting that came and went without quorum may be called once more, unless the rules say otherwise."""
    rules = rules_of(meeting)
    was_called = meeting.state in {MeetingState.CONVENED, MeetingState.HELD}
    return (
        was_called
        and meeting.starts_at <= timezone.now()
        and not meeting.second_call_of_id
        and (rules is None or rules.second_call)
    )
