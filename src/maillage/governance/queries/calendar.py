"""The meetings of a year, as a calendar, a list and a paper; what clashes; what the year ahead still lacks."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import combinations

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format

from maillage.governance.enums import MeetingState
from maillage.governance.models import Body, Mandate, Meeting, MeetingPattern
from maillage.governance.queries.calendar_days import (
    PARIS,
    Land,
    hour_in_words,
    land_of,
    moment,
    public_holidays,
    school_holiday,
    school_known_until,
)
from maillage.law.enums import BodyKind

COLOURS = (
    6  # classes body-1 … body-6 of the style sheet; the letter tells bodies apart when colours come again
)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
YEAR_AHEAD = timedelta(days=365)

# Meetings to have in the year ahead: the first by L.1231-5, the two others by good practice (rule ME-09).
RHYTHM = {
    BodyKind.PARTNERS_COMMITTEE: 1,
    BodyKind.STEERING_COMMITTEE: 2,
    BodyKind.TECHNICAL_COMMITTEE: 4,
}


@dataclass(frozen=True)
class Mark:
    """A body as the calendar shows it: a letter, and a colour that says nothing the letter does not."""

    body: Body
    letter: str
    colour: int


@dataclass
class DayCell:
    day: date
    holiday: str = ""
    school: str = ""
    is_today: bool = False
    meetings: list = field(default_factory=list)


@dataclass(frozen=True)
class Clash:
    """Two bodies on one day: `is_overlap` when at one hour too; `people` are called by both."""

    day: date
    first: Meeting
    second: Meeting
    is_overlap: bool
    people: tuple[str, ...]


@dataclass(frozen=True)
class Year:
    """One year as one person sees it. `listed` is what the filters leave; clashes look at every body, from today on."""

    year: int
    marks: list[Mark]
    months: list[dict]
    listed: list[Meeting]
    clashes: list[Clash]
    land: Land

    @property
    def school_warning(self) -> str:
        return school_warning(self.year, self.land)

    @property
    def days_off(self) -> dict:
        return days_off(self.year, self.land)


def year_of(user, authority, *, year: int, body: int | None = None, state: str = "") -> Year:
    marks, land = marks_for(user), land_of(authority)
    everything = marked(meetings_of(marks, year), marks)
    listed = [
        meeting
        for meeting in everything
        if body in {None, meeting.body_id} and (not state or meeting.state == state)
    ]
    return Year(year, marks, months_of(year, listed, land), listed, clashes_among(to_come(everything)), land)


def marks_for(user) -> list[Mark]:
    """The bodies that a person may see, each with its letter: the same on every year's calendar."""
    bodies = Body.objects.visible_to(user).order_by("pk")
    return [Mark(body, LETTERS[rank % len(LETTERS)], rank % COLOURS + 1) for rank, body in enumerate(bodies)]


def bounds_of(year: int) -> tuple[datetime, datetime]:
    return moment(date(year, 1, 1), time()), moment(date(year + 1, 1, 1), time())


def meetings_of(marks: list[Mark], year: int):
    """The meetings of these bodies in a year, by date."""
    start, end = bounds_of(year)
    rows = Meeting.objects.filter(body__in=[mark.body.pk for mark in marks])
    return rows.filter(starts_at__gte=start, starts_at__lt=end).select_related("body")


def marked(meetings, marks: list[Mark]) -> list[Meeting]:
    """The meetings, each with the mark of its body and its place in the year."""
    by_body = {mark.body.pk: mark for mark in marks}
    rows = list(meetings)
    for meeting in rows:
        meeting.mark = by_body[meeting.body_id]
    return rows


def months_of(year: int, meetings: list[Meeting], land: Land) -> list[dict]:
    """Twelve months of whole weeks; the days of the neighbouring months are None."""
    by_day = defaultdict(list)
    for meeting in meetings:
        by_day[meeting.day].append(meeting)
    return [
        {
            "first": date(year, month, 1),
            "weeks": [
                [cell(day, by_day, land) if day.month == month else None for day in week]
                for week in Calendar().monthdatescalendar(year, month)
            ],
        }
        for month in range(1, 13)
    ]


def cell(day: date, by_day: dict, land: Land) -> DayCell:
    return DayCell(
        day,
        holiday=public_holidays(day.year, land.own_days).get(day, ""),
        school=next(filter(None, (school_holiday(day, zone) for zone in land.zones)), ""),
        is_today=day == timezone.localdate(),
        meetings=by_day.get(day, []),
    )


def school_warning(year: int, land: Land) -> str:
    """What the calendar does not know, in words; nothing when it knows all."""
    if not land.zones:
        return "Les vacances scolaires de ce territoire (Corse, outre-mer) ne sont pas connues ici."
    known = school_known_until()
    if known.year < year:
        return (
            f"Le calendrier scolaire de {year} n’est pas encore publié : les vacances ne sont pas montrées."
        )
    if known.year == year and known < date(year, 12, 31):
        return f"Le calendrier scolaire est connu jusqu’au {date_format(known, 'j F Y')}."
    return ""


def days_off(year: int, land: Land) -> dict:
    """The public holidays of a year, and its school holidays by zone as periods: (name, first day, last day)."""
    zones = [{"zone": zone, "periods": periods_of(year, zone)} for zone in land.zones]
    return {"public": list(public_holidays(year, land.own_days).items()), "zones": zones}


def periods_of(year: int, zone: str) -> list[tuple[str, date, date]]:
    periods, day = [], date(year, 1, 1)
    while day.year == year:
        if name := school_holiday(day, zone):
            follows = periods and periods[-1][0] == name and periods[-1][2] == day - timedelta(days=1)
            start = periods.pop()[1] if follows else day
            periods.append((name, start, day))
        day += timedelta(days=1)
    return periods


def to_come(meetings: list[Meeting]) -> list[Meeting]:
    """What can still be moved."""
    today = timezone.localdate()
    return [meeting for meeting in meetings if meeting.day >= today]


def clashes_among(meetings: list[Meeting]) -> list[Clash]:
    """Pairs of meetings of two bodies on one day, cancelled ones left out, with who is called by both."""
    by_day = defaultdict(list)
    for meeting in meetings:
        if meeting.state != MeetingState.CANCELLED:
            by_day[meeting.day].append(meeting)
    seats = seats_of({meeting.body_id for meeting in meetings})
    return [
        Clash(
            day,
            first,
            second,
            is_overlap=first.starts_at < second.ends_at and second.starts_at < first.ends_at,
            people=tuple(sorted(held(seats[first.body_id], day) & held(seats[second.body_id], day))),
        )
        for day, rows in sorted(by_day.items())
        for first, second in combinations(rows, 2)
        if first.body_id != second.body_id
    ]


def seats_of(bodies: set[int]) -> dict[int, list[tuple]]:
    rows = Mandate.objects.filter(seat__group__body__in=bodies).order_by()
    found = defaultdict(list)
    for body, *mandate in rows.values_list(
        "seat__group__body_id", "person__full_name", "starts_on", "ends_on"
    ):
        found[body].append(mandate)
    return found


def held(mandates: list, day: date) -> set[str]:
    return {name for name, start, end in mandates if start <= day and (end is None or day < end)}


def rhythm_of(authority) -> list[dict]:
    """The meetings planned or convened in the year ahead, by kind of body, beside what is asked (ME-09)."""
    now = timezone.now()
    rows = Meeting.objects.filter(
        body__authority=authority,
        body__kind__in=RHYTHM,
        state__in=[MeetingState.PLANNED, MeetingState.CONVENED],
        starts_at__gte=now,
        starts_at__lt=now + YEAR_AHEAD,
    )
    counts = dict(rows.order_by().values_list("body__kind").annotate(n=Count("pk")))
    return [
        {"kind": kind.label, "asked": asked, "count": counts.get(kind, 0), "ok": counts.get(kind, 0) >= asked}
        for kind, asked in RHYTHM.items()
    ]


def patterns_of(user):
    """The patterns of the bodies that a person may see, closed ones left out."""
    rows = MeetingPattern.objects.filter(body__in=Body.objects.visible_to(user), body__closed_on=None)
    return rows.select_related("body__authority")


def soon_of(marks: list[Mark], days: timedelta) -> list[Meeting]:
    """The convened meetings of the days to come, whose members can still be called."""
    now = timezone.now()
    rows = Meeting.objects.filter(
        body__in=[mark.body.pk for mark in marks],
        state=MeetingState.CONVENED,
        starts_at__gte=now,
        starts_at__lte=now + days,
    )
    return list(rows.select_related("body"))


def years_around(year: int) -> list[int]:
    """The years that the screen offers: from two before this one to three after, and the one shown."""
    now = timezone.localdate().year
    return sorted({year, *range(now - 2, now + 4)})


def csv_rows(meetings):
    """One line a meeting, for a spreadsheet."""
    yield "Date", "Début", "Fin", "Instance", "Objet", "Lieu", "État"
    for meeting in meetings:
        start, end = (at.astimezone(PARIS) for at in (meeting.starts_at, meeting.ends_at))
        yield (
            f"{start:%d/%m/%Y}",
            f"{start:%H:%M}",
            f"{end:%H:%M}",
            meeting.body.name,
            meeting.title,
            meeting.place,
            meeting.get_state_display(),
        )


def cell_words(day: DayCell) -> str:
    """One day of the paper calendar: « L 4 », then what falls on it."""
    parts = [f"{'LMMJVSD'[day.day.weekday()]} {day.day.day}"]
    parts += [f"{meeting.mark.letter} {hour_in_words(meeting.starts_at)}" for meeting in day.meetings]
    if day.holiday:
        parts.append("férié")
    elif day.school:
        parts.append("~")
    return " ".join(parts)
