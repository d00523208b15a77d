"""The dates that a pattern gives, and why some are not where it asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from maillage.governance.queries.calendar_days import (
    AUGUST,
    WEEKDAYS,
    Land,
    public_holidays,
    school_holiday,
    school_known_until,
)

SATURDAY = 5
FARTHEST = 45  # days between the date asked and the one found
OTHER_WEEKDAY = 10  # so many days farther, a same weekday is still preferred
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class PatternFacts:
    """The same names as the fields of `MeetingPattern`. `rank`: 1 first … 4 fourth, -1 last of the month."""

    every_months: int
    weekday: int
    rank: int
    starts_at: time
    first_on: date
    last_on: date
    duration: int = 120
    place: str = ""
    zone: str = ""
    avoids_august: bool = True
    market_days: tuple[int, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """One date asked, and the one found. `day` is None when nothing near is free."""

    asked: date
    day: date | None
    reasons: tuple[str, ...] = ()  # why not on the day asked, in French words
    is_school_known: bool = True

    @property
    def is_shifted(self) -> bool:
        return self.day != self.asked


def dates_of(facts: PatternFacts, land: Land | None = None) -> list[Proposal]:
    """One proposal per period, in order; two never share a day."""
    land = land or Land()
    proposals, taken = [], set()
    for asked in asked_days(facts):
        reasons = tuple(obstacles(asked, facts, land))
        day = asked if not reasons else nearest_free(asked, facts, land, taken)
        if day in taken:
            day = nearest_free(asked, facts, land, taken)
        if day:
            taken.add(day)
        known = not facts.zone or (day or asked) <= school_known_until()
        proposals.append(Proposal(asked, day, reasons, is_school_known=known))
    return sorted(proposals, key=lambda each: each.day or each.asked)


def asked_days(facts: PatternFacts) -> Iterator[date]:
    month = facts.first_on.year * 12 + facts.first_on.month - 1
    while True:
        day = day_in_month(month // 12, month % 12 + 1, facts.weekday, facts.rank)
        if day > facts.last_on:
            return
        if day >= facts.first_on:
            yield day
            month += facts.every_months
        else:  # the first month is already past that day: start with the next one
            month += 1


def day_in_month(year: int, month: int, weekday: int, rank: int) -> date:
    """The nth such weekday of a month; -1 is the last."""
    if rank > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (rank - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def obstacles(day: date, facts: PatternFacts, land: Land) -> Iterator[str]:
    """Why a day will not do."""
    if name := public_holidays(day.year, land.own_days).get(day):
        yield f"jour férié ({name})"
    if name := school_holiday(day, facts.zone):
        yield f"{name[0].lower()}{name[1:]} (zone {facts.zone})"
    if facts.avoids_august and day.month == AUGUST:
        yield "août"
    if day.weekday() in facts.market_days:
        yield f"marché le {WEEKDAYS[day.weekday()]}"


def nearest_free(asked: date, facts: PatternFacts, land: Land, taken: set[date]) -> date | None:
    """The closest day that will do, the same weekday rather than another, a later one rather than an earlier."""

    def cost(day: date) -> tuple[int, bool]:
        far = abs((day - asked).days)
        return far + OTHER_WEEKDAY * (day.weekday() != facts.weekday), day < asked

    near = (asked + timedelta(days=shift) for shift in range(-FARTHEST, FARTHEST + 1))
    for day in sorted(near, key=cost):
        is_odd_weekend = day.weekday() >= SATURDAY and facts.weekday < SATURDAY
        if day in taken or is_odd_weekend or not facts.first_on <= day <= facts.last_on:
            continue
        if not any(obstacles(day, facts, land)):
            return day
    return None
