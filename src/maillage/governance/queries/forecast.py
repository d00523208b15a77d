"""Who is likely to be there: the chance of a quorum and of each college, ten days before a meeting.

Each member is a coin of their own (answers are taken as independent). What a word is worth is learned from what the
person did before, drawn towards a prior when little is known:
- silent: their rate of presence, prior 0.6 with the weight of 4 meetings;
- « oui »: 0.95 times how often they kept such a word, prior 1 with the weight of 6;
- « si besoin »: 0.6 times the same; « non »: 0.03.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil, prod

from django.utils import timezone

from maillage.governance.enums import Answer, MandateRole, MeetingState, Presence
from maillage.governance.models import Attendance, BodyRules, Convocation, Mandate, Meeting

PRESENCE, PRESENCE_WEIGHT = 0.6, 4
KEPT, KEPT_WEIGHT = 1.0, 6
YES, MAYBE, NO = 0.95, 0.6, 0.03
SUBSTITUTE, PROXY = 0.85, 0.9
CALLED, ASKED_TO_BE_REPLACED = 0.85, 0.5  # what a call makes of a silence, and of a « non »
SOON = timedelta(days=10)
CALLS = 5
WORTH_A_CALL = 0.005
FRAGILE = 0.8

THERE = (Presence.PRESENT, Presence.REMOTE)


def percent(chance: float) -> int:
    """For the screen: what is not certain is never shown as 0 or 100."""
    return round(100 * chance) if chance in {0, 1} else min(99, max(1, round(100 * chance)))


@dataclass(frozen=True)
class Habit:
    """What one person did when they were called: meetings, presences, times they said yes, and came."""

    called: int = 0
    came: int = 0
    promised: int = 0
    kept: int = 0

    @property
    def presence(self) -> float:
        return (self.came + PRESENCE * PRESENCE_WEIGHT) / (self.called + PRESENCE_WEIGHT)

    @property
    def word(self) -> float:
        return (self.kept + KEPT * KEPT_WEIGHT) / (self.promised + KEPT_WEIGHT)


@dataclass(frozen=True)
class Seated:
    """One member before a meeting: the chance that someone is on their seat, and that it counts for the quorum."""

    mandate: Mandate
    answer: str
    chance: float
    counts: float  # a proxy counts for the quorum, and puts nobody of the college in the room
    if_called: float  # what the chance may become


@dataclass(frozen=True)
class Call:
    mandate: Mandate
    answer: str
    gain: float  # in chance that all goes well


@dataclass(frozen=True)
class GroupChance:
    group: object
    members: int
    chance: float

    @property
    def percent(self) -> int:
        return percent(self.chance)

    @property
    def is_fragile(self) -> bool:
        return self.chance < FRAGILE


@dataclass(frozen=True)
class Forecast:
    meeting: Meeting
    members: int = 0
    expected: float = 0.0
    needed: int | None = None  # for the quorum; None when the rules of procedure ask for none
    quorum: float | None = None
    groups: list[GroupChance] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    @property
    def quorum_percent(self) -> int | None:
        return None if self.quorum is None else percent(self.quorum)

    @property
    def is_soon(self) -> bool:
        return timedelta() <= self.meeting.starts_at - timezone.now() <= SOON

    @property
    def is_fragile(self) -> bool:
        return (self.quorum is not None and self.quorum < FRAGILE) or any(
            each.is_fragile for each in self.groups
        )


def forecast(meeting: Meeting) -> Forecast:
    return forecasts([meeting])[meeting.pk]


def forecasts(meetings: list[Meeting]) -> dict[int, Forecast]:
    """One forecast for each meeting, in a fixed number of queries. Each meeting comes with its body."""
    called = called_to(meetings)
    people = {mandate.person_id for rows in called.values() for mandate, _ in rows}
    before = min((meeting.starts_at for meeting in meetings), default=timezone.now())
    habits = habits_of(people, before)
    quorums = quorums_of(meetings)
    return {
        meeting.pk: foresee(
            meeting,
            [seated(mandate, answer, habits) for mandate, answer in called[meeting.pk]],
            quorums.get(meeting.pk),
        )
        for meeting in meetings
    }


def called_to(meetings: list[Meeting]) -> dict[int, list[tuple[Mandate, str]]]:
    """Who is called and what they answered; before the convocation, the titulars of that day, silent."""
    found = defaultdict(list)
    calls = Convocation.everywhere.filter(meeting__in=meetings).order_by("pk")
    for call in calls.select_related(
        "mandate__person", "mandate__seat__group", "mandate__seat__organisation"
    ):
        found[call.meeting_id].append((call.mandate, call.answer))
    bodies = {meeting.body_id for meeting in meetings}
    sitting = Mandate.everywhere.filter(
        seat__group__body__in=bodies, seat__closed_on=None, role=MandateRole.TITULAR
    )
    sitting = list(sitting.select_related("person", "seat__group", "seat__organisation"))
    for meeting in meetings:
        if not found[meeting.pk]:
            found[meeting.pk] = [
                (mandate, Answer.NONE)
                for mandate in sitting
                if mandate.seat.group.body_id == meeting.body_id and holds_on(mandate, meeting.day)
            ]
    return found


def holds_on(mandate: Mandate, day) -> bool:
    return mandate.starts_on <= day and (mandate.ends_on is None or day < mandate.ends_on)


def habits_of(people: Iterable[int], before) -> dict[int, Habit]:
    """What these people did at the meetings held before a moment, whatever the body."""
    rows = Attendance.everywhere.filter(
        mandate__person__in=people, meeting__state=MeetingState.HELD, meeting__starts_at__lt=before
    ).order_by()
    promises = Convocation.everywhere.filter(
        mandate__person__in=people, meeting__state=MeetingState.HELD, answer=Answer.YES
    ).order_by()
    promised = set(promises.values_list("meeting_id", "mandate_id"))
    counts = defaultdict(lambda: [0, 0, 0, 0])
    for person, meeting, mandate, presence in rows.values_list(
        "mandate__person_id", "meeting_id", "mandate_id", "presence"
    ):
        came, said = presence in THERE, (meeting, mandate) in promised
        for rank, fact in enumerate((True, came, said, said and came)):
            counts[person][rank] += fact
    return {person: Habit(*four) for person, four in counts.items()}


def quorums_of(meetings: list[Meeting]) -> dict[int, int]:
    """The share asked by the rules of procedure in force that day, in %; a second call needs none."""
    rules = BodyRules.everywhere.filter(body__in={meeting.body_id for meeting in meetings})
    newest_first = list(rules.order_by("-adopted_on", "-pk"))
    found = {}
    for meeting in meetings:
        in_force = (
            row for row in newest_first if row.body_id == meeting.body_id and row.adopted_on <= meeting.day
        )
        row = next(in_force, None)
        if row and row.quorum_percent and not (row.second_call and meeting.second_call_of_id):
            found[meeting.pk] = row.quorum_percent
    return found


def seated(mandate: Mandate, answer: str, habits: dict[int, Habit]) -> Seated:
    habit = habits.get(mandate.person_id, Habit())
    chance, counts, if_called = {
        Answer.YES: (YES * habit.word,) * 3,
        Answer.NO: (NO, NO, ASKED_TO_BE_REPLACED),
        Answer.SUBSTITUTE: (SUBSTITUTE,) * 3,
        Answer.PROXY: (NO, PROXY, NO),
    }.get(answer, (habit.presence, habit.presence, max(CALLED, habit.presence)))
    return Seated(mandate, answer, chance, counts, if_called)


def foresee(meeting: Meeting, members: list[Seated], percent: int | None) -> Forecast:
    voters = [each for each in members if each.mandate.seat.group.has_vote]
    needed = max(1, ceil(len(voters) * percent / 100)) if percent else None
    groups = {each.mandate.seat.group.pk: each.mandate.seat.group for each in members}
    chances = [
        GroupChance(group, len(own), at_least(1, own))
        for group in sorted(groups.values(), key=lambda group: (group.order, group.pk))
        if (own := [each.chance for each in members if each.mandate.seat.group_id == group.pk])
    ]
    return Forecast(
        meeting,
        members=len(members),
        expected=sum(each.chance for each in members),
        needed=needed,
        quorum=at_least(needed, [each.counts for each in voters]) if needed else None,
        groups=chances,
        calls=calls_among(members, needed),
    )


def calls_among(members: list[Seated], needed: int | None) -> list[Call]:
    """Whom a call would help most: by how much it raises the chance that quorum and colleges are there."""
    now = success(members, needed)
    calls = []
    for rank, each in enumerate(members):
        if each.if_called > each.chance:
            hoped = Seated(each.mandate, each.answer, each.if_called, each.if_called, each.if_called)
            gain = success([*members[:rank], hoped, *members[rank + 1 :]], needed) - now
            calls.append(Call(each.mandate, each.answer, gain))
    calls.sort(key=lambda call: -call.gain)
    return [call for call in calls[:CALLS] if call.gain >= WORTH_A_CALL]


def success(members: list[Seated], needed: int | None) -> float:
    """How well the meeting goes: the chance of the quorum times that of each college, the rest being equal."""
    groups = defaultdict(list)
    for each in members:
        groups[each.mandate.seat.group_id].append(each.chance)
    quorum = at_least(needed, [each.counts for each in members if each.mandate.seat.group.has_vote])
    return quorum * prod(at_least(1, chances) for chances in groups.values())


def at_least(needed: int | None, chances: list[float]) -> float:
    """The chance that so many of independent events happen (Poisson-binomial, exact); 1 when none is asked.

    P(k among n+1) = P(k among n)·(1-p) + P(k-1 among n)·p; what reaches `needed` stays there.
    """
    if not needed:
        return 1.0
    if needed == 1:
        return 1.0 - prod(1.0 - chance for chance in chances)
    reached = [1.0] + [0.0] * needed
    for chance in chances:
        reached[needed] += reached[needed - 1] * chance
        for count in range(needed - 1, 0, -1):
            reached[count] = reached[count] * (1.0 - chance) + reached[count - 1] * chance
        reached[0] *= 1.0 - chance
    return reached[needed]
