"""Who sits at a meeting, who was there, and whether that is enough."""

from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil

from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from maillage.accounts.queries.tokens import fingerprint
from maillage.governance.enums import Answer, MandateRole, MeetingState, Presence
from maillage.governance.models import Attendance, BodyRules, Convocation, Mandate, Meeting, MemberGroup

OPENS_BEFORE = timedelta(hours=2)
CLOSES_AFTER = timedelta(hours=3)
THERE = (Presence.PRESENT, Presence.REMOTE)
FORESEEN = {
    Answer.YES: Presence.PRESENT,
    Answer.SUBSTITUTE: Presence.PRESENT,
    Answer.NO: Presence.EXCUSED,
    Answer.PROXY: Presence.REPRESENTED,
}
WITH_NAMES = ("person", "seat__group", "seat__organisation")


@dataclass
class Line:
    """One seat on the roll: who holds it that day, what they answered, what was noted."""

    mandate: Mandate
    alternates: list[Mandate] = field(
        default_factory=list
    )  # of the same seat first, then of the same college
    convocation: Convocation | None = None
    attendance: Attendance | None = None

    @property
    def group(self) -> MemberGroup:
        return self.mandate.seat.group

    @property
    def foreseen(self) -> str:
        """What the answer lets expect; it counts for nothing until someone confirms it."""
        return FORESEEN.get(self.convocation.answer, "") if self.convocation else ""


@dataclass(frozen=True)
class GroupCount:
    group: MemberGroup
    seats: int
    counted: int


@dataclass(frozen=True)
class Quorum:
    voters: int  # seats with a vote that someone holds that day
    present: int
    remote: int
    represented: int  # by someone who is there
    counted: int
    unmarked: int  # seats of which nothing is known yet, with a vote or without
    needed: int | None  # None: neither the law nor the rules of procedure ask for a quorum
    is_second_call: bool
    remote_counts: bool
    groups: tuple[GroupCount, ...]

    @property
    def is_met(self) -> bool:
        return self.needed is None or self.is_second_call or self.counted >= self.needed

    @property
    def missing(self) -> int:
        return max((self.needed or 0) - self.counted, 0)


def rules_in_force(rules: Iterable[BodyRules], day) -> BodyRules | None:
    """The last ones adopted by that day."""
    return max(
        (each for each in rules if each.adopted_on <= day), key=lambda each: each.adopted_on, default=None
    )


def rules_of(meeting) -> BodyRules | None:
    return rules_in_force(BodyRules.everywhere.filter(body=meeting.body_id), meeting.day)


def mandates_at(meeting) -> list[Mandate]:
    """Every mandate that runs on the day, titular and alternate, college by college."""
    running = Mandate.everywhere.held(meeting.day).filter(seat__group__body=meeting.body_id)
    noted = Mandate.everywhere.filter(attendances__meeting=meeting)
    rows = (running | noted).distinct().select_related(*WITH_NAMES)
    return sorted(
        rows, key=lambda each: (each.seat.group.order, each.seat.group_id, each.seat.order, each.seat_id)
    )


def roll_of(meeting) -> list[Line]:
    """One line a seat, in four queries: its titular, or its alternate where it has none."""
    convocations = {
        row.mandate_id: row
        for row in Convocation.everywhere.filter(meeting=meeting).select_related("substitute", "proxy_to")
    }
    attendances = {
        row.mandate_id: row
        for row in Attendance.everywhere.filter(meeting=meeting).select_related(
            "substitute__person", "proxy_to__person"
        )
    }
    seats = defaultdict(list)
    for mandate in mandates_at(meeting):
        seats[mandate.seat_id].append(mandate)
    heads = [holder_of(mandates, attendances) for mandates in seats.values()]
    spare = [each for mandates in seats.values() for each in mandates if each.role == MandateRole.ALTERNATE]
    return [
        Line(
            mandate=head,
            alternates=alternates_for(head, spare),
            convocation=convocations.get(head.pk),
            attendance=attendances.get(head.pk),
        )
        for head in heads
    ]


def holder_of(mandates: list[Mandate], attendances: dict) -> Mandate:
    """Whoever was noted holds the line; else the titular; else the alternate who sits alone."""
    noted = [each for each in mandates if each.pk in attendances]
    titulars = [each for each in mandates if each.role == MandateRole.TITULAR]
    return (noted or titulars or mandates)[0]


def alternates_for(head: Mandate, spare: list[Mandate]) -> list[Mandate]:
    near = [each for each in spare if each.pk != head.pk and each.seat.group_id == head.seat.group_id]
    return sorted(near, key=lambda each: each.seat_id != head.seat_id)


def quorum_of(meeting, roll: list[Line], rules: BodyRules | None) -> Quorum:
    voting = [line for line in roll if line.group.has_vote]
    remote_counts = rules is None or rules.remote_counts
    counted = counted_lines(
        [line.attendance for line in voting if line.attendance], remote_counts=remote_counts
    )
    kinds = [line.attendance.presence for line in voting if line.attendance]
    percent = rules.quorum_percent if rules else None
    groups = {line.group.pk: line.group for line in roll}
    return Quorum(
        voters=len(voting),
        present=kinds.count(Presence.PRESENT),
        remote=kinds.count(Presence.REMOTE),
        represented=sum(row.presence == Presence.REPRESENTED for row in counted),
        counted=len(counted),
        unmarked=sum(line.attendance is None for line in roll),
        needed=None if percent is None else ceil(len(voting) * percent / 100),
        is_second_call=bool(meeting.second_call_of_id and rules and rules.second_call),
        remote_counts=remote_counts,
        groups=tuple(group_count(group, roll, counted) for group in groups.values()),
    )


def counted_lines(rows: list[Attendance], *, remote_counts: bool) -> list[Attendance]:
    """Who weighs: whoever is there, and whoever gave their voice to someone who is."""
    there = [row for row in rows if row.presence in (THERE if remote_counts else (Presence.PRESENT,))]
    holders = {row.mandate_id for row in there}
    given = [row for row in rows if row.presence == Presence.REPRESENTED and row.proxy_to_id in holders]
    return there + given


def group_count(group, roll: list[Line], counted: list[Attendance]) -> GroupCount:
    """A college without a vote is counted by who is there."""
    lines = [line for line in roll if line.group.pk == group.pk]
    weighing = (
        {row.mandate_id for row in counted}
        if group.has_vote
        else {line.mandate.pk for line in lines if line.attendance and line.attendance.presence in THERE}
    )
    return GroupCount(group, len(lines), sum(line.mandate.pk in weighing for line in lines))


# Signing on one's phone


def presence_token(meeting) -> str:
    """The key of the page where members sign: made from the machine's secret, so that it can be shown again.

    The database keeps its hash alone, from the moment someone opens the page to the moment someone shuts it.
    """
    digest = salted_hmac("governance.presence", str(meeting.uid), algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def presence_path(meeting) -> str:
    """Where members sign; empty while nobody opened that page."""
    token = presence_token(meeting)
    is_open = meeting.presence_hash == fingerprint(token)
    return reverse("governance:presence", args=[token]) if is_open else ""


def meeting_to_sign(token: str) -> Meeting | None:
    meetings = Meeting.everywhere.select_related("body__authority").exclude(presence_hash="")
    return meetings.filter(presence_hash=fingerprint(token)).first()


def may_sign_now(meeting) -> bool:
    opens, closes = meeting.starts_at - OPENS_BEFORE, meeting.ends_at + CLOSES_AFTER
    return opens <= timezone.now() <= closes and meeting.state != MeetingState.CANCELLED


# Personal data


def attendances_of(user) -> list[dict]:
    """For a person's export: the meetings where someone noted them, under any of their proven addresses."""
    return attendances_among(Attendance.everywhere.filter(mandate__person__email__in=user.proven_addresses()))


def attendances_in_words(people) -> list[dict]:
    return attendances_among(Attendance.everywhere.filter(mandate__person__in=people))


def attendances_among(rows) -> list[dict]:
    return [
        {
            "instance": row.meeting.body.name,
            "séance": row.meeting.day.isoformat(),
            "présence": row.get_presence_display(),
            "relevé par": row.get_signed_by_display(),
            "relevé le": row.signed_at.isoformat(),
        }
        for row in rows.select_related("meeting__body")
    ]
