"""The functions of ODK forms. Each takes the context and its arguments, already evaluated; lists of nodes stay lists."""

import math
import re
import uuid
from collections.abc import Callable
from datetime import time

from maillage.surveys.queries.engine.values import (
    NAN,
    Day,
    day_of,
    single,
    to_bool,
    to_day,
    to_number,
    to_text,
)

FUNCTIONS: dict[str, Callable] = {}
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
    "%": lambda d: "%",
}
EARTH = 6_378_100.0  # metres, as JavaRosa has it


def known(name: str, least: int = 0, most: int | None = None):
    """Register a function under its XPath name, with how few and how many arguments it takes."""

    def register(run):
        run.least, run.most = least, least if most is None else most
        FUNCTIONS[name] = run
        return run

    return register


MANY = 1_000


def texts(values) -> list[str]:
    """Arguments as texts, each node of a list on its own."""
    found = []
    for value in values:
        found.extend(to_text(node.value) for node in value) if isinstance(value, list) else found.append(
            to_text(value)
        )
    return found


def numbers(values) -> list[float]:
    found = []
    for value in values:
        if isinstance(value, list):
            found.extend(to_number(node.value) for node in value if node.text)
        else:
            found.append(to_number(value))
    return found


known("true")(lambda at: True)
known("false")(lambda at: False)
known("not", 1)(lambda at, x: not to_bool(x))
known("boolean", 1)(lambda at, x: to_bool(x))
known("boolean-from-string", 1)(lambda at, x: to_text(x).lower() in {"true", "1"})
known("number", 1)(lambda at, x: to_number(x))
known("string", 1)(lambda at, x: to_text(x))
known("coalesce", 2)(lambda at, x, y: single(x) if to_text(x) else single(y))
known("once", 1)(lambda at, x: at.node.value if at.node.text else single(x))
known("concat", 0, MANY)(lambda at, *parts: "".join(texts(parts)))
known("join", 1, MANY)(lambda at, mark, *parts: to_text(mark).join(texts(parts)))
known("contains", 2)(lambda at, x, y: to_text(y) in to_text(x))
known("starts-with", 2)(lambda at, x, y: to_text(x).startswith(to_text(y)))
known("ends-with", 2)(lambda at, x, y: to_text(x).endswith(to_text(y)))
known("string-length", 1)(lambda at, x: float(len(to_text(x))))
known("normalize-space", 1)(lambda at, x: " ".join(to_text(x).split()))
known("regex", 2)(lambda at, x, y: re.fullmatch(to_text(y), to_text(x)) is not None)
known("count", 1)(lambda at, x: float(len(x)))
known("count-non-empty", 1)(lambda at, x: float(sum(1 for node in x if node.text or node.children)))
known("sum", 1)(lambda at, x: math.fsum(numbers([x])))
known("max", 1, MANY)(lambda at, *x: max(numbers(x), default=NAN))
known("min", 1, MANY)(lambda at, *x: min(numbers(x), default=NAN))
known("abs", 1)(lambda at, x: abs(to_number(x)))
known("sqrt", 1)(lambda at, x: math.sqrt(to_number(x)) if to_number(x) >= 0 else NAN)
known("exp", 1)(lambda at, x: math.exp(to_number(x)))
known("pi")(lambda at: math.pi)
known("sin", 1)(lambda at, x: math.sin(to_number(x)))
known("cos", 1)(lambda at, x: math.cos(to_number(x)))
known("tan", 1)(lambda at, x: math.tan(to_number(x)))
known("asin", 1)(lambda at, x: math.asin(to_number(x)) if abs(to_number(x)) <= 1 else NAN)
known("acos", 1)(lambda at, x: math.acos(to_number(x)) if abs(to_number(x)) <= 1 else NAN)
known("atan", 1)(lambda at, x: math.atan(to_number(x)))
known("atan2", 2)(lambda at, y, x: math.atan2(to_number(y), to_number(x)))
known("uuid", 0, 1)(lambda at, *size: str(uuid.uuid4()))
known("random")(lambda at: at.filling.random.random())
known("today")(lambda at: to_day(Day.of(at.filling.now())))
known("now")(lambda at: Day.of(at.filling.now()))
known("date", 1)(lambda at, x: to_day(x))
known("selected", 2)(lambda at, x, y: f" {to_text(y).strip()} " in f" {to_text(x).strip()} ")
known("count-selected", 1)(lambda at, x: float(len(to_text(x).split())))
known("current")(lambda at: [at.origin])


@known("if", 3)
def choose(at, test, one, other):
    return single(one) if to_bool(test) else single(other)


@known("int", 1)
def whole(at, x):
    number = to_number(x)
    return number if math.isnan(number) or math.isinf(number) else float(int(number))


@known("round", 1, 2)
def rounded(at, x, places=0.0):
    """Halves go up, -2.5 to -2 too."""
    number, places = to_number(x), to_number(places)
    if math.isnan(number) or math.isinf(number):
        return number
    scale = 10.0 ** int(places)
    return math.floor(number * scale + 0.5) / scale


@known("pow", 2)
def power(at, x, y):
    try:
        found = to_number(x) ** to_number(y)
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return found if isinstance(found, float) else NAN


@known("log", 1)
def logarithm(at, x):
    number = to_number(x)
    return math.log(number) if number > 0 else (-math.inf if number == 0 else NAN)


@known("log10", 1)
def decimal_logarithm(at, x):
    number = to_number(x)
    return math.log10(number) if number > 0 else (-math.inf if number == 0 else NAN)


@known("substr", 2, 3)
def substring(at, x, start, end=None):
    """From 0, the end left out; a negative rank counts from the end."""
    text = to_text(x)
    size = len(text)
    start = int(to_number(start))
    end = size if end is None else int(to_number(end))
    start, end = (rank + size if rank < 0 else rank for rank in (start, end))
    return text[max(0, min(start, size)) : max(0, min(end, size))] if start <= end else ""


@known("substring-before", 2)
def before(at, x, y):
    head, found, _ = to_text(x).partition(to_text(y)) if to_text(y) else ("", "", "")
    return head if found else ""


@known("substring-after", 2)
def after(at, x, y):
    if not to_text(y):
        return to_text(x)
    return to_text(x).partition(to_text(y))[2]


@known("translate", 3)
def translate(at, x, old, new):
    table = {}
    for rank, sign in enumerate(to_text(old)):
        table.setdefault(sign, to_text(new)[rank] if rank < len(to_text(new)) else "")
    return "".join(table.get(sign, sign) for sign in to_text(x))


@known("selected-at", 2)
def selected_at(at, x, rank):
    chosen, rank = to_text(x).split(), int(to_number(rank))
    return chosen[rank] if 0 <= rank < len(chosen) else ""


@known("position", 0, 1)
def position(at, nodes=None):
    if nodes is None:
        return float(at.rank)
    node = nodes[0]
    alike = [each for each in node.parent.children if each.name == node.name]
    return float(alike.index(node) + 1)


@known("jr:choice-name", 2)
def choice_name(at, value, path):
    return at.filling.choice_label(to_text(value), to_text(path).strip(), at)


@known("jr:itext", 1)
def itext(at, name):
    return at.filling.text(to_text(name), at)


@known("indexed-repeat", 3, 7)
def indexed_repeat(at, nodes, *pairs):
    """The node wanted, in the repeats of the ranks given: indexed-repeat(/f/r/x, /f/r, 2)."""
    found = nodes
    for repeat, rank in zip(pairs[::2], pairs[1::2], strict=True):
        rank = int(to_number(rank))
        inside = repeat[rank - 1] if 0 < rank <= len(repeat) else None
        found = [node for node in found if is_within(node, inside)]
    return found


def is_within(node, other) -> bool:
    while node is not None and node is not other:
        node = node.parent
    return node is not None


@known("date-time", 1)
def date_time(at, x):
    value = single(x)
    if isinstance(value, Day):
        return value
    return (day_of(value) or "") if isinstance(value, str) else Day(to_number(value))


@known("decimal-date-time", 1)
def decimal_date_time(at, x):
    value = single(x)
    found = value if isinstance(value, Day) else day_of(to_text(value))
    return found.days if found else NAN


@known("decimal-time", 1)
def decimal_time(at, x):
    value = single(x)
    if isinstance(value, Day):
        return value.days - math.floor(value.days)
    try:
        moment = time.fromisoformat(to_text(value))
    except ValueError:
        return NAN
    return (moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6) / 86400


@known("format-date", 2)
@known("format-date-time", 2)
def format_date(at, x, pattern):
    found = date_time(at, x)
    if not isinstance(found, Day):
        return ""
    moment = found.moment
    return re.sub(
        r"%(.)", lambda sign: FORMATS.get(sign.group(1), lambda _: sign.group(0))(moment), to_text(pattern)
    )


@known("distance", 1, MANY)
def distance(at, *places):
    """Metres along the points of a line, or from place to place."""
    points = [point for text in texts(places) for point in points_of(text)]
    return math.fsum(between(one, other) for one, other in zip(points, points[1:], strict=False))


@known("area", 1)
def area(at, shape):
    """Square metres inside a line that closes on itself, flattened around its first point as JavaRosa does."""
    points = [point for text in texts([shape]) for point in points_of(text)]
    if len(points) < 3:  # noqa: PLR2004  a corner less is a line
        return 0.0
    degree = 2 * math.pi * EARTH / 360
    (first_lat, first_lon), *others = points
    flat = [
        ((lon - first_lon) * degree * math.cos(math.radians(lat)), (lat - first_lat) * degree)
        for lat, lon in others
    ]
    return abs(math.fsum((y1 * x2 - x1 * y2) / 2 for (x1, y1), (x2, y2) in zip(flat, flat[1:], strict=False)))


def points_of(text: str) -> list[tuple[float, float]]:
    found = []
    for each in text.split(";"):
        parts = each.split()
        if len(parts) > 1:
            found.append((to_number(parts[0]), to_number(parts[1])))
    return found


def between(one, other) -> float:
    if one == other:
        return 0.0
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(lon2 - lon1)
    return EARTH * math.acos(max(-1.0, min(1.0, cosine)))
