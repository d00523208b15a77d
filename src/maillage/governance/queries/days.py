"""How a notice is counted between the day a convocation leaves and the day of the meeting."""

from datetime import date, timedelta

from maillage.governance.enums import DayCount
from maillage.governance.queries.calendar_days import public_holidays

SATURDAY = 5


def is_working_day(day: date) -> bool:
    """« Jour ouvré »: Monday to Friday, public holidays left out."""
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


def notice_between(sent: date, meeting: date, count: str) -> int:
    """The days of notice that a convocation gives; neither the day it leaves nor that of the meeting is a clear day."""
    if sent >= meeting:
        return 0
    days = (meeting - sent).days
    if count == DayCount.CALENDAR:
        return days
    if count == DayCount.CLEAR:
        return days - 1
    return sum(is_working_day(sent + timedelta(days=rank)) for rank in range(1, days))


def last_day_to_send(meeting: date, days: int, count: str) -> date:
    """The last day when a convocation still gives so many days of notice."""
    day = meeting
    while notice_between(day, meeting, count) < days:
        day -= timedelta(days=1)
    return day
