"""What the law looks at in meetings, for any number of them in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from maillage.governance.enums import ItemKind, MeetingState, MinutesState, Presence
from maillage.governance.models import AgendaItem, Attendance, BodyRules, Decision, Mandate, Meeting, Opinion
from maillage.governance.queries.attendance import THERE, counted_lines, rules_in_force
from maillage.governance.queries.days import last_day_to_send
from maillage.law.enums import GroupKind, Topic
from maillage.law.models import MeetingFacts

TOPICS = set(Topic.values)


def meeting_facts(meetings: Iterable[Meeting]) -> dict[int, MeetingFacts]:
    """The facts of each, by its key, in six queries; a cancelled one has none."""
    rows = [row for row in meetings if row.state != MeetingState.CANCELLED]
    bodies = {row.body_id for row in rows}
    known = {
        "items": by(AgendaItem.everywhere.filter(meeting__body__in=bodies), "meeting_id"),
        "rules": by(BodyRules.everywhere.filter(body__in=bodies), "body_id"),
        "mandates": mandates_of(bodies),
        "attendances": attendances_of(bodies),
        "decisions": decisions_of(bodies),
        "heard": set(
            Opinion.everywhere.filter(item__body__in=bodies).order_by().values_list("item_id", flat=True)
        ),
    }
    return {row.pk: facts_of(row, known) for row in rows}


def by(rows, key: str) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows.order_by():
        found[getattr(row, key)].append(row)
    return found


def mandates_of(bodies) -> dict[int, list[tuple]]:
    """(seat, from, to) of each voting mandate, by body."""
    found = defaultdict(list)
    rows = Mandate.everywhere.filter(seat__group__body__in=bodies, seat__group__has_vote=True).order_by()
    for body, *mandate in rows.values_list("seat__group__body_id", "seat_id", "starts_on", "ends_on"):
        found[body].append(mandate)
    return found


def attendances_of(bodies) -> dict[int, list[Attendance]]:
    rows = Attendance.everywhere.filter(meeting__body__in=bodies)
    return by(rows.select_related("mandate__seat__group", "substitute__seat"), "meeting_id")


def decisions_of(bodies) -> dict[int, list[bool]]:
    """For each decision of a meeting, whether it says who and by when."""
    found = defaultdict(list)
    rows = Decision.everywhere.filter(item__body__in=bodies).order_by()
    for meeting, owner, name, due in rows.values_list("item__meeting_id", "owner_id", "owner_name", "due_on"):
        found[meeting].append(bool((owner or name) and due))
    return found


def facts_of(meeting: Meeting, known: dict) -> MeetingFacts:
    day = meeting.day
    rules = rules_in_force(known["rules"][meeting.body_id], day)
    items, rows = known["items"][meeting.pk], known["attendances"][meeting.pk]
    voting = [row for row in rows if row.mandate.seat.group.has_vote]
    counted = counted_lines(voting, remote_counts=rules is None or rules.remote_counts)
    given = [row.proxy_to_id for row in rows if row.presence == Presence.REPRESENTED]
    decisions = known["decisions"][meeting.pk]
    return MeetingFacts(
        held_on=day,
        topics=frozenset(Topic(each) for item in items for each in item.topics if each in TOPICS),
        notice_last_on=last_day_to_send(day, rules.notice_days, rules.notice_count) if rules else None,
        late_because=meeting.late_because,
        notice_sent_on=timezone.localtime(meeting.convened_at).date() if meeting.convened_at else None,
        is_held=meeting.state == MeetingState.HELD,
        quorum=rules.quorum_percent / 100 if rules and rules.quorum_percent else None,
        voters=len(
            {seat for seat, start, end in known["mandates"][meeting.body_id] if runs(start, end, day)}
        ),
        present=sum(row.presence in THERE for row in counted),
        represented=sum(row.presence == Presence.REPRESENTED for row in counted),
        most_proxies=max((given.count(each) for each in set(given)), default=0),
        foreign_alternates=sum(is_foreign(row) for row in rows if row.presence in THERE),
        is_second_call=bool(meeting.second_call_of_id and rules and rules.second_call),
        minutes_sent_on=meeting.minutes_sent_on,
        minutes_lack=lacks(meeting, items, rows, known["heard"]),
        decisions=len(decisions),
        decisions_without_owner_or_date=decisions.count(False),
    )


def runs(start, end, day) -> bool:
    return start <= day and (end is None or day < end)


def is_foreign(row: Attendance) -> bool:
    """An alternate from another organisation; for a drawn inhabitant, from outside their college (ME-04)."""
    if row.substitute is None:
        return False
    own, other = row.mandate.seat, row.substitute.seat
    if own.group.kind == GroupKind.DRAWN_INHABITANTS:
        return own.group_id != other.group_id
    return own.pk != other.pk and (
        own.organisation_id is None or own.organisation_id != other.organisation_id
    )


def lacks(
    meeting: Meeting, items: list[AgendaItem], rows: list[Attendance], heard: set[int]
) -> tuple[str, ...]:
    """What minutes that went out leave unsaid (ME-05); nothing is asked of those still being written."""
    if meeting.minutes_state == MinutesState.DRAFT or meeting.state != MeetingState.HELD:
        return ()
    lacking = [] if rows else ["les noms des présents"]
    lacking += [] if items else ["les questions traitées"]
    lacking += [
        f"le sens de l’avis sur « {item.title} »"
        for item in items
        if item.kind == ItemKind.OPINION and item.pk not in heard
    ]
    return tuple(lacking)
