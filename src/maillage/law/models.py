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


def runs(starts_on: date | None, ends_on: date | None, day: date) -> bool:
    """Whether a day lies in [starts_on, ends_on[; a bound that is not known holds nothing back."""
    return (starts_on is None or starts_on <= day) and (ends_on is None or day < ends_on)


@dataclass(frozen=True)
class MemberFacts:
    """One mandate. `ends_on` is the first day when it is no longer held; `seat` tells it from its successors."""

    group: GroupKind
    voices: frozenset[Voice] = frozenset()
    starts_on: date | None = None
    ends_on: date | None = None
    name: str = ""
    organisation: str = ""
    is_alternate: bool = False
    seat: int | None = None  # None where it is not known, or where the seat was done away with

    def sits_on(self, day: date) -> bool:
        return runs(self.starts_on, self.ends_on, day)


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
    minutes_days: int | None = None
    by_calendar_year: bool = False  # how « once a year » is counted; twelve months that slide otherwise


@dataclass(frozen=True)
class MeetingFacts:
    held_on: date
    topics: frozenset[Topic] = frozenset()
    notice_sent_on: date | None = None
    notice_last_on: date | None = None  # the last day by the rules of procedure, in the days that they count
    late_because: str = ""  # written, for a notice that left later
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
class ContractFacts:
    """« Contrat opérationnel de mobilité ». `ends_on` is the first day when it is no longer in force."""

    starts_on: date
    ends_on: date | None = None
    name: str = ""

    def runs_on(self, day: date) -> bool:
        return runs(self.starts_on, self.ends_on, day)


@dataclass(frozen=True)
class AreaFacts:
    """Land where a région stands in for a community of communes, and the committee that meets for it."""

    name: str
    starts_on: date | None = None
    ends_on: date | None = None
    committee: BodyFacts | None = None

    def runs_on(self, day: date) -> bool:
        return runs(self.starts_on, self.ends_on, day)


@dataclass(frozen=True)
class AuthorityFacts:
    kind: str  # maillage.territories.enums.AuthorityKind, as a plain string: this floor knows no territory
    name: str = ""
    bodies: tuple[BodyFacts, ...] = ()
    acts: tuple[ActFacts, ...] = ()
    contracts: tuple[ContractFacts, ...] = ()
    elections_on: date | None = None  # the last local elections
    areas: tuple[AreaFacts, ...] = ()  # for a région


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
        return runs(self.starts_on, self.ends_on, day)


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
