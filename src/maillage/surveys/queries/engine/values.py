"""What an expression yields, and how one kind of value becomes another: as JavaRosa does, so as ODK Collect does.

A value is a number (float), a text (str), true or false (bool), a `Day` or a list of `Node`.
"""

import math
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

EPOCH = date(1970, 1, 1)
NAN = math.nan
NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)")
CLOSE = 1e-12
NEARLY = 1e-9
LONG = 2.0**63
WHOLE = 2**31  # a whole number that Java writes as one
CALENDAR = (-719_162, 2_932_896)  # the years 1 and 9999
PLAIN = (1e-3, 1e7)  # what Java writes without a power of ten


@dataclass(frozen=True)
class Day:
    """A day, or a moment of it, in the time of the place: days since 1 January 1970, with their fraction."""

    days: float

    @property
    def moment(self) -> datetime:
        days = max(CALENDAR[0], min(CALENDAR[1], self.days))
        return datetime.combine(EPOCH, datetime.min.time()) + timedelta(days=days)

    @classmethod
    def of(cls, moment: datetime) -> "Day":
        since = moment.replace(tzinfo=None) - datetime.combine(EPOCH, datetime.min.time())
        return cls(since / timedelta(days=1))

    def __str__(self) -> str:
        return self.moment.date().isoformat()


@dataclass(eq=False)
class Node:
    """One element of an answer: a leaf with its text, or a group or a repeat with its children."""

    name: str
    type: str = "string"
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    named: dict[str, list["Node"]] = field(default_factory=dict)
    text: str = ""
    is_relevant: bool = True
    spec: dict = field(default_factory=dict)

    def place(self, child: "Node", at: int | None = None) -> None:
        """Put a child last, or before the child of that rank."""
        self.children.insert(len(self.children) if at is None else at, child)
        alike = self.named.setdefault(child.name, [])
        alike.append(child)
        child.parent = self

    def drop(self, child: "Node") -> None:
        self.children.remove(child)
        self.named[child.name].remove(child)

    @property
    def rank(self) -> int:
        """Among those of the same name beside it, from 1."""
        alike = self.parent.named.get(self.name, ()) if self.parent else ()
        return alike.index(self) + 1 if self in alike else 1

    @property
    def is_shown(self) -> bool:
        return self.is_relevant and (self.parent is None or self.parent.is_shown)

    @property
    def value(self):
        """The text, as its type understands it."""
        return typed(self.text, self.type)


def typed(text: str, kind: str):
    if not text:
        return ""
    if kind in {"int", "decimal", "long"}:
        return to_number(text)
    if kind in {"date", "dateTime"}:
        return day_of(text) or text
    if kind == "boolean":
        return text in {"true", "1"}
    return text


def day_of(text: str) -> Day | None:
    """« 2026-03-08 » or « 2026-03-08T14:30:00.000+01:00 » as a day; the offset is dropped: it is the time of the place."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return Day.of(moment)


def single(value):
    """The value of the first node of a list, "" of an empty one; anything else as it is."""
    if isinstance(value, list):
        return value[0].value if value else ""
    return value


def to_number(value) -> float:
    value = single(value)
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    if isinstance(value, Day):
        return float(math.floor(value.days))
    text = value.strip().replace(",", ".")
    return float(text) if NUMBER.fullmatch(text) else NAN


def cut(value) -> int:
    """A number cut to the whole one that Java makes of it; nothing is 0."""
    number = to_number(value)
    return 0 if math.isnan(number) else int(max(-WHOLE, min(WHOLE - 1, number)))


def to_text(value) -> str:
    value = single(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return written(value)
    return str(value)


def written(number: float) -> str:
    """A number as a text: whole ones without a point."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if abs(number) < WHOLE and abs(number - round(number)) < CLOSE:
        return str(round(number))
    if PLAIN[0] <= abs(number) < PLAIN[1]:
        return repr(number)
    digits, _, power = f"{number!r}".partition("e")
    if not power:
        digits, power = scientific(number)
    return f"{digits if '.' in digits else digits + '.0'}E{int(power)}"


def scientific(number: float) -> tuple[str, str]:
    """The shortest digits that make this number, with one before the point."""
    for places in range(18):
        digits, _, power = f"{number:.{places}e}".partition("e")
        if float(f"{digits}e{power}") == number:
            break
    return digits, power


def to_bool(value) -> bool:
    value = single(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return not math.isnan(value) and abs(value) > CLOSE
    if isinstance(value, Day):
        return True
    return bool(value)


def to_day(value) -> Day | str:
    """What date() makes of a value: "" stays ""."""
    value = single(value)
    if isinstance(value, Day):
        return Day(math.floor(value.days))
    if isinstance(value, str) and not value:
        return ""
    number = to_number(value)
    if not math.isnan(number):
        return Day(math.floor(number))
    found = day_of(str(value))
    return Day(math.floor(found.days)) if found else ""


def kept(value, kind: str, zone: tzinfo | None = None) -> str:
    """A calculated value as the text that the answer keeps; `zone` is that of the place."""
    value = single(value)
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        if kind == "int":
            return str(int(max(-WHOLE, min(WHOLE - 1, value))))
        is_whole = abs(value) < LONG and abs(value - int(value)) < NEARLY
        return str(int(value)) if is_whole else written(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Day):
        return str(value) if kind == "date" else iso(value, zone)
    return value


def iso(day: Day, zone: tzinfo | None) -> str:
    return day.moment.replace(tzinfo=zone or UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
