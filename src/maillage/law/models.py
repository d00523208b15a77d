"""What the engine reads: facts at hand, rules of a text, and the verdict of one on the other. No tables here.

Days are `datetime.date`. A fact that is not known is None or empty, and never a guess.
"""

from dataclasses import dataclass, field
from datetime import date

from maillage.law.enums import (
    ActKind,
    BodyKind,
    Confidence,
    GroupKind,
    Outcome,
    Severity,
    Subject,
    Topic,
    Voice,
)


@dataclass(frozen=True)
class MemberFacts:
    """One mandate. `ends_on` is the first day when it is no longer held."""

    group: GroupKind
    voices: frozenset[Voice] = frozenset()
    starts_on: date | None = None
    ends_on: date | None = None
    name: str = ""
    organisation: str = ""
    is_alternate: bool = False

    def sits_on(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day < self.ends_on
        )


@dataclass(frozen=True)
class DrawFacts:
    drawn_on: date
    base: str = ""  # the list the names were drawn from
    criteria: str = ""
    method: str = ""
    log: str = ""  # seed, lottery or minutes
    has_reserve: bool = False


@dataclass(frozen=True)
class RulesFacts:
    """The rules of procedure in force on a day; None where they say nothing."""

    adopted_on: date | None = None
    notice_days: int | None = None
    quorum: float | None = None  # share of the members, 0 to 1
    max_proxies: int | None = None


@dataclass(frozen=True)
class MeetingFacts:
    held_on: date
    topics: frozenset[Topic] = frozenset()
    notice_sent_on: date | None = None
    is_held: bool = True  # False while it is only planned
    quorum: float | None = None  # as the rules of procedure had it that day
    voters: int = 0
    present: int = 0  # in the room or at a distance
    represented: int = 0  # by proxy
    most_proxies: int = 0  # held by one person
    foreign_alternates: int = 0  # alternates from another organisation, drawn ones from outside the reserve
    interested_voters: int = 0  # who voted though they had an interest
    is_second_call: bool = False
    minutes_sent_on: date | None = None
    minutes_lack: tuple[str, ...] = ()  # what the minutes leave out, in French words
    decisions: int = 0
    decisions_without_owner_or_date: int = 0


@dataclass(frozen=True)
class BodyFacts:
    kind: BodyKind
    name: str = ""
    created_on: date | None = None
    act: str = ""  # the deliberation that created it
    closed_on: date | None = None
    members: tuple[MemberFacts, ...] = ()
    rules: RulesFacts = field(default_factory=RulesFacts)
    draw: DrawFacts | None = None
    meetings: tuple[MeetingFacts, ...] = ()  # past and planned
    area: str = ""  # for a région: the land it covers
    opinions: tuple[date, ...] = ()  # days when it gave its opinion, in a meeting or in writing
    elections_on: date | None = (
        None  # the last local elections, after which its elected members are named anew
    )


@dataclass(frozen=True)
class ActFacts:
    kind: ActKind
    decided_on: date
    title: str = ""
    opinions: tuple[date, ...] = ()  # the days when a partners' committee gave its opinion on it
    reason: str = ""  # written, for going without


@dataclass(frozen=True)
class AuthorityFacts:
    kind: str  # maillage.territories.enums.AuthorityKind, as a plain string: this floor knows no territory
    name: str = ""
    bodies: tuple[BodyFacts, ...] = ()
    acts: tuple[ActFacts, ...] = ()
    contract_since: date | None = None  # « contrat opérationnel de mobilité » in force since
    elections_on: date | None = None  # the last local elections
    areas: tuple[str, ...] = ()  # for a région that stands in for communities of communes


@dataclass(frozen=True)
class ParticipationFacts:
    """One « concertation »: what CRPA L.131-1 asks to publish."""

    modalities_on: date | None = None
    file_on: date | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    results_on: date | None = None


@dataclass(frozen=True)
class RecordFacts:
    """One document of the authority, kept or eliminated."""

    is_exposed: bool = False  # anyone may read it today
    is_preparatory: bool = False  # a draft, or a decision is still awaited
    is_restricted: bool = False  # not communicable to others (CRPA L.311-6)
    has_personal_data: bool = False
    is_archive: bool = False  # final, and made or received in the work of the authority
    disposed_on: date | None = None
    disposal_approval: str = ""  # reference of the « visa d’élimination »
    keep_until: date | None = None
    sorted_on: date | None = None  # since its term: kept for good, or eliminated


@dataclass(frozen=True)
class Rule:
    """One rule of one text, for the days when it is in force. The same id may come again for another period."""

    id: str
    title: str
    subject: Subject
    check: str  # a name of queries.checks.CHECKS
    severity: Severity
    confidence: Confidence
    message: str  # what to say when it is not met
    article: str = ""  # « code des transports, L.1231-5 »
    text: str = ""  # the law that brought it
    source: str = ""  # where we read it
    starts_on: date | None = None
    ends_on: date | None = None  # first day when it no longer holds
    body_kinds: frozenset[BodyKind] = frozenset()  # empty: any
    authority_kinds: frozenset[str] = frozenset()  # empty: any
    settings: dict = field(default_factory=dict)  # numbers and names that the check reads
    file: str = ""

    def in_force(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day < self.ends_on
        )


@dataclass(frozen=True)
class Setting:
    """What an authority's own rules of procedure make of a rule: stricter, or set aside for a written reason."""

    rule_id: str
    minimum: int | None = None
    waived_because: str = ""


@dataclass(frozen=True)
class Verdict:
    rule: Rule
    outcome: Outcome
    message: str
    at: date
    facts: tuple[str, ...] = ()  # who or what it rests on, in French words
    waived_because: str = ""
    tightened_to: int | None = None

    @property
    def is_blocking(self) -> bool:
        return (
            self.outcome == Outcome.NOT_MET
            and self.rule.severity == Severity.ERROR
            and not self.waived_because
        )

    @property
    def is_to_check(self) -> bool:
        """Confidence C: we say so before anything else."""
        return self.rule.confidence == Confidence.C
