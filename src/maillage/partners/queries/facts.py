"""Facts that a letter may tell. Each floor declares what it knows; a letter picks, and never asks where it comes from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Touches:
    """Whom a fact is for. Nobody named: it is for everybody."""

    circles: frozenset[int] = frozenset()
    spheres: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()

    @property
    def is_for_all(self) -> bool:
        return not (self.circles or self.spheres or self.organisations or self.people)


@dataclass(frozen=True)
class Fact:
    """One thing that happened, or will, told in one sentence of French that stands alone.

    `key` names it within its kind, today and in a year. `url` is the path of its source, open to anybody when
    `is_public`; otherwise a page of the partners' space, or of the workspace, where its own rights are asked.
    """

    kind: str
    key: str
    text: str
    url: str
    day: date
    touches: Touches = Touches()
    is_public: bool = False

    @property
    def ident(self) -> str:
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True)
class FactKind:
    """`since(authority, day)` gives the facts of that day and after, dates to come included, in a fixed number of queries."""

    name: str  # ASCII, without a colon
    label: str  # « Décisions prises »
    since: Callable[[object, date], Iterable[Fact]]


KINDS: dict[str, FactKind] = {}


def gives_facts(kind: FactKind) -> None:
    """Declare a kind of facts; called from the `ready` of an app."""
    KINDS[kind.name] = kind


def facts_since(authority, day: date) -> list[Fact]:
    """All that may be told of an authority since a day, kind by kind, oldest first."""
    return [
        fact
        for kind in KINDS.values()
        for fact in sorted(kind.since(authority, day), key=lambda fact: (fact.day, fact.key))
    ]
