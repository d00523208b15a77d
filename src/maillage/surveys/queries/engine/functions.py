"""The functions of ODK forms. Each takes the context and its arguments, already evaluated; lists of nodes stay lists."""

import base64
import math
import re
import string
import uuid
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from maillage.surveys.queries.engine import moments, places  # noqa: F401  they register theirs
from maillage.surveys.queries.engine.calling import FUNCTIONS, MANY, known, texts
from maillage.surveys.queries.engine.values import (
    NAN,
    Day,
    Node,
    cut,
    single,
    to_bool,
    to_day,
    to_number,
    to_text,
)

__all__ = ["BY_PATH", "FUNCTIONS"]

BY_PATH = {"instance": (1, 1), "indexed-repeat": (3, 11)}  # run by `evaluating`: they need paths, not values
PARK_MILLER = 2**31 - 1
MOST_PLACES = 30


def numbers(values) -> list[float]:
    """Arguments as numbers, each node of a list on its own; what is none is left out."""
    found = []
    for value in values:
        found.extend(node.value for node in value) if isinstance(value, list) else found.append(value)
    return [number for each in found if not math.isnan(number := to_number(each))]


def bounded(run: Callable, value) -> float:
    """Where Python raises, Java has a number that is none, or no end."""
    try:
        return run(to_number(value))
    except OverflowError:
        return math.inf
    except ValueError:
        return NAN


known("true")(lambda at: True)
known("false")(lambda at: False)
known("not", 1)(lambda at, x: not to_bool(x))
known("boolean", 1)(lambda at, x: to_bool(x))
known("boolean-from-string", 1)(lambda at, x: to_text(x).lower() in {"true", "1"})
known("number", 1)(lambda at, x: to_number(x))
known("string", 1)(lambda at, x: to_text(x))
known("coalesce", 2)(lambda at, x, y: single(y) if to_text(x) in {"", "NaN"} else single(x))
known("depend", 1, MANY)(lambda at, x, *others: single(x))
known("version")(lambda at: at.filling.form.version)
known("once", 1)(lambda at, x: at.node.value if at.node.text else single(x))
known("concat", 0, MANY)(lambda at, *parts: "".join(texts(parts)))
known("join", 1, MANY)(lambda at, mark, *parts: to_text(mark).join(texts(parts)))
known("contains", 2)(lambda at, x, y: to_text(y) in to_text(x))
known("starts-with", 2)(lambda at, x, y: to_text(x).startswith(to_text(y)))
known("ends-with", 2)(lambda at, x, y: to_text(x).endswith(to_text(y)))
known("string-length", 0, 1)(lambda at, *x: float(len(to_text(*x or ([at.node],)))))
known("normalize-space", 0, 1)(lambda at, *x: " ".join(to_text(*x or ([at.node],)).split()))
known("count", 1)(lambda at, x: float(len(x)))
known("count-non-empty", 1)(lambda at, x: float(sum(1 for node in x if node.text or node.children)))
known("sum", 1)(lambda at, x: sum(numbers([x]), 0.0))
known("max", 0, MANY)(lambda at, *x: max(numbers(x), default=NAN))
known("min", 0, MANY)(lambda at, *x: min(numbers(x), default=NAN))
known("abs", 1)(lambda at, x: abs(to_number(x)))
known("sqrt", 1)(lambda at, x: math.sqrt(to_number(x)) if to_number(x) >= 0 else NAN)
known("exp", 1)(lambda at, x: bounded(math.exp, x))
known("pi")(lambda at: math.pi)
known("sin", 1)(lambda at, x: bounded(math.sin, x))
known("cos", 1)(lambda at, x: bounded(math.cos, x))
known("tan", 1)(lambda at, x: bounded(math.tan, x))
known("asin", 1)(lambda at, x: math.asin(to_number(x)) if abs(to_number(x)) <= 1 else NAN)
known("acos", 1)(lambda at, x: math.acos(to_number(x)) if abs(to_number(x)) <= 1 else NAN)
known("atan", 1)(lambda at, x: math.atan(to_number(x)))
known("atan2", 2)(lambda at, y, x: math.atan2(to_number(y), to_number(x)))
known("random")(lambda at: at.filling.random.random())
known("today")(lambda at: to_day(Day.of(at.filling.now())))
known("now")(lambda at: Day.of(at.filling.now()))
known("date", 1)(lambda at, x: to_day(x))
known("exp10", 1)(lambda at, x: raised(10.0, to_number(x)))
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
def rounded(at, x, digits=0.0):
    """As the number is written, 1.005 to 1.01; halves go up, -2.5 to -2 too; tens and hundreds as JavaRosa has them."""
    number, digits = to_number(x), to_number(digits)
    if math.isinf(number):
        return number
    if math.isnan(number) or not abs(digits) <= MOST_PLACES:
        return NAN
    digits = int(digits)
    exact = Decimal(repr(number)).scaleb(digits)
    if digits < 0:
        whole = Decimal(int(float(exact) + 0.5))
    else:
        whole = exact.to_integral_value(ROUND_HALF_DOWN if number < 0 else ROUND_HALF_UP)
    return float(whole.scaleb(-digits))


@known("pow", 2)
def power(at, x, y):
    return raised(to_number(x), to_number(y))


def raised(number: float, exponent: float) -> float:
    try:
        found = number**exponent
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
    start = cut(start)
    end = size if end is None else cut(end)
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


@known("selected", 2)
@known("is-selected", 2)
def selected(at, x, y):
    return f" {to_text(y).strip()} " in f" {to_text(x).strip()} "


@known("regex", 2)
def matches(at, x, pattern):
    try:
        return re.fullmatch(to_text(pattern), to_text(x), re.ASCII) is not None
    except re.error:
        return False


@known("checklist", 2, MANY)
def checklist(at, least, most, *tests):
    """Whether at least, and at most (-1: any), so many hold."""
    return within(sum(1 for each in spread(tests) if to_bool(each)), least, most)


@known("weighted-checklist", 4, MANY)
def weighted_checklist(at, least, most, *pairs):
    tests, weights = spread(pairs[::2]), spread(pairs[1::2])
    return within(sum(to_number(w) for t, w in zip(tests, weights, strict=False) if to_bool(t)), least, most)


def spread(values) -> list:
    return [
        each.value if isinstance(each, Node) else each
        for value in values
        for each in (value if isinstance(value, list) else [value])
    ]


def within(found: float, least, most) -> bool:
    least, most = to_number(least), to_number(most)
    return (least < 0 or found >= least) and (most < 0 or found <= most)


@known("uuid", 0, 1)
def unique(at, size=None):
    if size is None:
        return str(uuid.uuid4())
    return "".join(at.filling.random.choices(string.digits + string.ascii_uppercase, k=max(cut(size), 0)))


@known("base64-decode", 1)
def decoded(at, x):
    try:
        return base64.b64decode(to_text(x), validate=True).decode()
    except ValueError:
        return ""


@known("randomize", 1, 2)
def randomized(at, nodes, seed=None):
    """Shuffled as JavaRosa does: Fisher and Yates from the inside, with the numbers of Park and Miller."""
    found = list(nodes)
    state = cut(seed) if seed is not None else at.filling.random.randrange(1, PARK_MILLER)
    state = int(math.fmod(state, PARK_MILLER))
    state = state if state > 0 else state + PARK_MILLER - 1
    for rank, node in enumerate(nodes):
        state = state * 16807 % PARK_MILLER
        other = int((state - 1) / (PARK_MILLER - 1) * (rank + 1))
        found[rank] = found[other]
        found[other] = node
    return found


@known("selected-at", 2)
def selected_at(at, x, rank):
    chosen, rank = to_text(x).split(), cut(rank)
    return chosen[rank] if 0 <= rank < len(chosen) else ""


@known("position", 0, 1)
def position(at, nodes=None):
    if nodes is None:
        return float(at.rank or at.node.rank)
    return float(nodes[0].rank) if nodes else 0.0


@known("jr:choice-name", 2)
def choice_name(at, value, path):
    return at.filling.choice_label(to_text(value), to_text(path).strip(), at)


@known("jr:itext", 1)
def itext(at, name):
    return at.filling.text(to_text(name), at)
