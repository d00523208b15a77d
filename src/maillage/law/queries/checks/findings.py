"""What a check is given, and what it answers. Sentences are French and plain; no name of a person is ever among them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from dateutil.relativedelta import relativedelta

from maillage.law.enums import Outcome
from maillage.law.models import BodyFacts, MemberFacts, Rule, RulesFacts, runs

MOST_NAMED = 5
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


@dataclass(frozen=True)
class Case:
    """One rule, the facts that it looks at, and the day. `minimum`: of the text, or `tightened`, the authority's own."""

    rule: Rule
    facts: Any  # of maillage.law.models, by the rule's subject
    at: date
    minimum: int | None = None
    tightened: int | None = None
    rules: RulesFacts = field(default_factory=RulesFacts)  # for a meeting: the rules of procedure of that day

    def setting(self, name: str, default=None):
        return self.rule.settings.get(name, default)


@dataclass(frozen=True)
class Finding:
    outcome: Outcome
    message: str = ""  # where empty: the rule's own
    facts: tuple[str, ...] = ()


def met(message: str, *facts: str) -> Finding:
    return Finding(Outcome.MET, message, facts)


def not_met(*facts: str, message: str = "") -> Finding:
    return Finding(Outcome.NOT_MET, message, facts)


def question(message: str, *facts: str) -> Finding:
    return Finding(Outcome.QUESTION, message, facts)


def beside_the_point(message: str, *facts: str) -> Finding:
    return Finding(Outcome.NOT_APPLICABLE, message, facts)


def in_words(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number < 2 else many or one + 's'}"  # noqa: PLR2004  French: 0 and 1 are singular


@lru_cache(maxsize=1024)
def months_after(day: date, months: int) -> date:
    return later(day, relativedelta(months=months))


def days_after(day: date, days: int) -> date:
    return later(day, timedelta(days=days))


def later(day: date, by) -> date:
    """Past the last day that a date can hold, that last day; before the first, the first."""
    try:
        return day + by
    except (OverflowError, ValueError):
        return date.min if day.year == date.min.year else date.max


def seated(body: BodyFacts, day: date) -> list[MemberFacts]:
    """Who holds a seat that day. An alternate sits only in place of another, and represents nobody alone."""
    return [member for member in body.members if member.sits_on(day) and not member.is_alternate]


def who(members: Iterable[MemberFacts]) -> str:
    """The organisations that sit; nothing where none is known."""
    named = sorted({member.organisation for member in members if member.organisation})
    more = len(named) - MOST_NAMED
    return ", ".join(named[:MOST_NAMED]) + (f" et {count(more, 'autre')}" if more > 0 else "")


def existed(body: BodyFacts, day: date) -> bool:
    """A day of creation that is not known is no reason to say that the body did not exist."""
    return runs(body.created_on, body.closed_on, day)
