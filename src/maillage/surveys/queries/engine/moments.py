"""The functions of ODK forms on days and hours."""

import math
import re
from datetime import time

from maillage.surveys.queries.engine.calling import known
from maillage.surveys.queries.engine.values import NAN, Day, day_of, single, to_number, to_text

WEEKDAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
FORMATS = {
    "Y": lambda d: f"{d.year:04}",
    "y": lambda d: f"{d.year % 100:02}",
    "m": lambda d: f"{d.month:02}",
    "n": lambda d: str(d.month),
    "d": lambda d: f"{d.day:02}",
    "e": lambda d: str(d.day),
    "H": lambda d: f"{d.hour:02}",
    "h": lambda d: str(d.hour),
    "M": lambda d: f"{d.minute:02}",
    "S": lambda d: f"{d.second:02}",
    "3": lambda d: f"{d.microsecond // 1000:03}",
    "a": lambda d: WEEKDAYS[d.weekday()],
    "b": lambda d: MONTHS[d.month - 1],
    "%": lambda d: "%",
}
MOST_DAYS = 700_000  # the calendar of Python ends in 9999, and begins in 1


def amount(value) -> float:
    """As a number, a moment with its hour."""
    value = single(value)
    return value.days if isinstance(value, Day) else to_number(value)


@known("date-time", 1)
def date_time(at, x):
    value = single(x)
    if isinstance(value, Day):
        return value
    if isinstance(value, str):
        moment = day_of(value) or clock_of(value)
        return moment or ""
    number = to_number(value)
    return "" if math.isnan(number) else Day(number)


def clock_of(text: str) -> Day | None:
    """« 14:30 », « 14:30:00.000+01:00 »: a moment of the first day of all."""
    try:
        moment = time.fromisoformat(text.strip())
    except ValueError:
        return None
    return Day((moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6) / 86400)


@known("decimal-date-time", 1)
def decimal_date_time(at, x):
    value = single(x)
    return amount(value) if not isinstance(value, str) else found.days if (found := day_of(value)) else NAN


@known("decimal-time", 1)
def decimal_time(at, x):
    found = date_time(at, x)
    return (
        found.days - math.floor(found.days) if isinstance(found, Day) and math.isfinite(found.days) else NAN
    )


@known("format-date", 2)
@known("format-date-time", 2)
def format_date(at, x, pattern):
    found = date_time(at, x)
    if not isinstance(found, Day) or not abs(found.days) < MOST_DAYS:
        return ""
    moment = found.moment
    return re.sub(
        r"%(.)", lambda sign: FORMATS.get(sign.group(1), lambda _: sign.group(0))(moment), to_text(pattern)
    )
