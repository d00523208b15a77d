"""What was said, advised and decided, read for the screen, for the law, and for those it concerns."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from maillage.governance.enums import MeetingState, MinutesState, Sense
from maillage.governance.models import (
    Action,
    AgendaItem,
    BodyRules,
    Decision,
    Dissent,
    Meeting,
    MinuteLine,
    Opinion,
)
from maillage.governance.queries.attendance import mandates_at, rules_in_force, rules_of
from maillage.governance.queries.register import RUNNING, whole
from maillage.partners.models import Person


@dataclass(frozen=True)
class Point:
    """One item with all that came out of it."""

    rank: int
    item: AgendaItem
    lines: list[MinuteLine]
    removed: list[MinuteLine]
    opinion: Opinion | None
    votes: list
    dissents: list[Dissent]
    decisions: list[Decision]
    actions: list[Action]


def points_of(meeting: Meeting) -> list[Point]:
    """The agenda with all that came out of it: seven queries for any number of items."""
    items = list(AgendaItem.everywhere.filter(meeting=meeting).select_related("deliberation"))
    lines = by_item(MinuteLine.everywhere.filter(item__meeting=meeting).select_related("author"))
    given = {row.item_id: row for row in whole(Opinion.everywhere.filter(item__meeting=meeting))}
    decisions = by_item(Decision.everywhere.filter(item__meeting=meeting).select_related("owner"))
    actions = by_item(Action.everywhere.filter(item__meeting=meeting).select_related("owner"))
    return [
        Point(
            rank=rank,
            item=item,
            lines=[line for line in lines[item.pk] if line.removed_at is None],
            removed=[line for line in lines[item.pk] if line.removed_at],
            opinion=given.get(item.pk),
            votes=given[item.pk].all_votes if item.pk in given else [],
            dissents=given[item.pk].all_dissents if item.pk in given else [],
            decisions=decisions[item.pk],
            actions=actions[item.pk],
        )
        for rank, item in enumerate(items, start=1)
    ]


def by_item(rows) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found


def actions_of(meeting: Meeting) -> list[Action]:
    """What was promised there, in the order of the agenda."""
    rows = Action.everywhere.filter(item__meeting=meeting).select_related("owner")
    return list(rows.order_by("item__order", "item", "pk"))


def readers_of(meeting: Meeting) -> tuple[list[Person], list[Person]]:
    """The members who get the minutes by mail, and those to whom they go by another way."""
    people = {each.person_id: each.person for each in mandates_at(meeting)}.values()
    by_mail = {each.email: each for each in people if each.email and not each.opposed_on}
    return list(by_mail.values()), [each for each in people if not each.email or each.opposed_on]


def is_published(meeting: Meeting) -> bool:
    """Anyone may read approved minutes, if the rules of procedure in force that day publish them."""
    rules = rules_of(meeting)
    return meeting.minutes_state == MinutesState.APPROVED and rules is not None and rules.is_published


def published_meetings(authority) -> list[Meeting]:
    """Those whose minutes anyone may read, newest first, in two queries."""
    approved = Meeting.everywhere.filter(body__authority=authority, minutes_state=MinutesState.APPROVED)
    rules = defaultdict(list)
    for each in BodyRules.everywhere.filter(body__authority=authority):
        rules[each.body_id].append(each)
    in_force = ((row, rules_in_force(rules[row.body_id], row.day)) for row in approved.select_related("body"))
    return [row for row, found in in_force if found and found.is_published][::-1]


def later_meetings(meeting: Meeting):
    """Where what is wrong in approved minutes can be put right."""
    rows = Meeting.everywhere.filter(body=meeting.body_id, starts_at__gt=meeting.starts_at)
    return rows.filter(minutes_state=MinutesState.DRAFT).exclude(state=MeetingState.CANCELLED)


# For the law


def opinion_dates(deliberation) -> tuple[date, ...]:
    return opinion_dates_of([deliberation]).get(deliberation.pk, ())


def opinion_dates_of(deliberations: Iterable) -> dict[int, tuple[date, ...]]:
    """The days when a body gave its opinion on each deliberation, by its key, in one query. Silence is no opinion."""
    keys = [each.pk for each in deliberations]
    on_them = Q(deliberation__in=keys) | Q(item__deliberation__in=keys)
    rows = Opinion.everywhere.filter(on_them).exclude(sense=Sense.NONE).order_by("given_on")
    found = defaultdict(list)
    for own, of_item, day in rows.values_list("deliberation_id", "item__deliberation_id", "given_on"):
        found[own or of_item].append(day)
    return {key: tuple(days) for key, days in found.items()}


def opinions_of(body) -> list[Opinion]:
    """What a body advised, oldest first, each with its item and the deliberation it was asked for."""
    rows = Opinion.everywhere.filter(item__body=body).select_related("item__meeting", "deliberation")
    return list(whole(rows))


def open_decisions(authority) -> list[Decision]:
    """Decisions in the register that are neither done nor dropped, the most urgent first: for whoever takes over."""
    rows = Decision.everywhere.filter(item__body__authority=authority, entry__isnull=False)
    rows = rows.filter(state__in=RUNNING).select_related("owner", "item__body", "entry")
    return sorted(rows, key=lambda row: (row.due_on is None, row.due_on or row.taken_on, row.pk))


# Personal data


def lines_written_by(user) -> list[dict]:
    rows = MinuteLine.everywhere.filter(author=user).select_related("item__meeting__body")
    return [
        {
            "instance": row.item.meeting.body.name,
            "séance": row.item.meeting.day.isoformat(),
            "point": row.item.title,
            "texte": row.text,
        }
        for row in rows
    ]


def dissents_of(user) -> list[dict]:
    rows = Dissent.everywhere.filter(mandate__person__email__in=user.proven_addresses())
    return [
        {"avis": row.opinion.item.title, "rendu le": row.opinion.given_on.isoformat(), "désaccord": row.text}
        for row in rows.select_related("opinion__item")
    ]
