"""The engine: the rules of a day, held against the facts of that day.

Nothing here is legal advice, and no verdict may be shown without saying so (`NOTICE`): a verdict says what our tables
know of a text, how sure we are that we read it right, and where. Functions are pure: no clock, no database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from maillage.law.enums import Outcome, Subject
from maillage.law.models import (
    ActFacts,
    AuthorityFacts,
    BodyFacts,
    MeetingFacts,
    ParticipationFacts,
    RecordFacts,
    Rule,
    RulesFacts,
    Setting,
    Verdict,
)
from maillage.law.queries.checks import CHECKS
from maillage.law.queries.checks.composition import OF_MEMBERS
from maillage.law.queries.checks.findings import Case, Finding, beside_the_point, existed
from maillage.law.queries.checks.records import CHECKS as OF_RECORDS
from maillage.law.queries.texts import all_rules, known_ids, rules_at

EMPTY: Mapping[str, Setting] = {}
NOTICE = "Ceci ne vaut pas avis juridique."
FAILINGS = (Outcome.NOT_MET, Outcome.QUESTION)


@dataclass(frozen=True)
class Review:
    """All that the rules say of an authority on a day."""

    authority: tuple[Verdict, ...]
    bodies: tuple[tuple[BodyFacts, tuple[Verdict, ...]], ...]
    acts: tuple[tuple[ActFacts, tuple[Verdict, ...]], ...]

    def all(self) -> list[Verdict]:
        groups = (self.authority, *(verdicts for _, verdicts in (*self.bodies, *self.acts)))
        return [verdict for verdicts in groups for verdict in verdicts]


@dataclass(frozen=True)
class Group:
    """Verdicts of one kind, as a page lists them."""

    key: str  # not_met, question, to_verify, met, not_applicable
    title: str
    verdicts: tuple[Verdict, ...]


GROUPS = {
    "not_met": "Non respecté",
    "question": "À apprécier",
    "to_verify": "À vérifier",
    "met": "Respecté",
    "not_applicable": "Sans objet ou pour information",
}


def verdicts_on_body(body: BodyFacts, at: date, *, settings: Iterable[Setting] = ()) -> tuple[Verdict, ...]:
    """Before a body was created and once it is closed, nothing is asked of it."""
    there, own = existed(body, at), by_rule(settings)
    return tuple(
        judge(rule, body, at, own)
        if there
        else verdict_of(rule, at, beside_the_point("Cette instance n’existait pas ce jour-là."))
        for rule in rules_at(at, Subject.BODY)
        if not rule.body_kinds or body.kind in rule.body_kinds
    )


def verdicts_on_composition(body: BodyFacts, at: date) -> tuple[Verdict, ...]:
    """What can be said of members alone, when neither papers nor meetings are known."""
    return tuple(verdict for verdict in verdicts_on_body(body, at) if verdict.rule.check in OF_MEMBERS)


def verdicts_on_authority(
    authority: AuthorityFacts, at: date, *, settings: Iterable[Setting] = ()
) -> tuple[Verdict, ...]:
    """The rules about the authority itself; those about its bodies and acts come with `review`."""
    own = by_rule(settings)
    return tuple(
        judge(rule, authority, at, own)
        for rule in rules_at(at, Subject.AUTHORITY)
        if not rule.authority_kinds or authority.kind in rule.authority_kinds
    )


def verdicts_on_act(act: ActFacts, *, settings: Iterable[Setting] = ()) -> tuple[Verdict, ...]:
    """The rules in force on the day of the vote that concern this kind of act.

    The opinion must come strictly before: one given on the very day of the vote is a question, since the text says
    « avant » and hours are not stored. `act.reason`, written, sets a duty aside without hiding it.
    """
    own = by_rule(settings)
    return tuple(
        judge(rule, act, act.decided_on, own, waiver=act.reason)
        for rule in rules_at(act.decided_on, Subject.ACT)
        if act.kind in rule.settings.get("acts", [act.kind])
    )


def verdicts_on_meeting(
    meeting: MeetingFacts, rules: RulesFacts, at: date, *, settings: Iterable[Setting] = ()
) -> tuple[Verdict, ...]:
    """The rules in force on the day of the meeting, seen from `at`: what may still be done in time is not missing."""
    own = by_rule(settings)
    return tuple(
        judge(rule, meeting, at, own, rules=rules) for rule in rules_at(meeting.held_on, Subject.MEETING)
    )


def verdicts_on_participation(facts: ParticipationFacts, at: date) -> tuple[Verdict, ...]:
    return tuple(judge(rule, facts, at) for rule in rules_at(at, Subject.PARTICIPATION))


def verdicts_on_records(at: date) -> tuple[Verdict, ...]:
    """Rules about documents and archives: each says who holds it, the software or people."""
    return tuple(judge(rule, None, at) for rule in rules_at(at, Subject.RECORD))


def verdicts_on_record(facts: RecordFacts, at: date) -> tuple[Verdict, ...]:
    """What the same rules say of one document; those that look at no document are left out."""
    return tuple(judge(rule, facts, at) for rule in rules_at(at, Subject.RECORD) if rule.check in OF_RECORDS)


def review(authority: AuthorityFacts, at: date, *, settings: Iterable[Setting] = ()) -> Review:
    """An authority, its bodies and its acts; a body that knows no elections is given those of its authority."""
    settings = tuple(settings)
    bodies = [
        body if body.elections_on else replace(body, elections_on=authority.elections_on)
        for body in authority.bodies
    ]
    return Review(
        authority=verdicts_on_authority(authority, at, settings=settings),
        bodies=tuple((body, verdicts_on_body(body, at, settings=settings)) for body in bodies),
        acts=tuple((act, verdicts_on_act(act, settings=settings)) for act in authority.acts),
    )


def is_valid(verdicts: Iterable[Verdict]) -> bool:
    """No duty is unmet. Questions and advice forbid nothing."""
    return not any(verdict.is_blocking for verdict in verdicts)


def grouped(verdicts: Iterable[Verdict]) -> list[Group]:
    """The worst first; what we are not sure of stands apart, unless there is nothing to say of it."""
    found = {key: [] for key in GROUPS}
    for verdict in verdicts:
        unsure = verdict.is_to_check and verdict.outcome in FAILINGS
        found["to_verify" if unsure else verdict.outcome.value].append(verdict)
    return [Group(key, GROUPS[key], tuple(rows)) for key, rows in found.items() if rows]


def judge(
    rule: Rule,
    facts: Any,
    at: date,
    settings: Mapping[str, Setting] = EMPTY,
    *,
    rules: RulesFacts | None = None,
    waiver: str = "",
) -> Verdict:
    own = settings.get(rule.id, Setting(rule.id))
    legal = rule.settings.get("minimum")
    stricter = legal is not None and own.minimum is not None and own.minimum > legal
    tightened = own.minimum if stricter else None
    case = Case(rule, facts, at, tightened or legal, tightened, rules or RulesFacts())
    return verdict_of(
        rule, at, CHECKS[rule.check](case), waiver=own.waived_because or waiver, tightened=tightened
    )


def verdict_of(
    rule: Rule, at: date, finding: Finding, *, waiver: str = "", tightened: int | None = None
) -> Verdict:
    return Verdict(
        rule=rule,
        outcome=finding.outcome,
        message=finding.message or rule.message,
        at=at,
        facts=tuple(fact for fact in finding.facts if fact),
        waived_because=waiver.strip() if finding.outcome in FAILINGS else "",
        tightened_to=tightened,
    )


def by_rule(settings: Iterable[Setting]) -> dict[str, Setting]:
    """The settings by their rule, once it is sure that none of them loosens it."""
    settings = tuple(settings)
    for setting in settings:
        refuse_to_loosen(setting)
    return {setting.rule_id: setting for setting in settings}


def refuse_to_loosen(setting: Setting) -> None:
    """Rules of procedure may ask for more than the law, never for less (ValueError, in French).

    A number that was stricter when it was adopted, and that a later text overtook, is no error: the law's counts.
    """
    if setting.rule_id not in known_ids():
        raise ValueError(f"Règle inconnue : {setting.rule_id}.")
    if setting.minimum is None:
        return
    legal = [rule.settings.get("minimum") for rule in all_rules() if rule.id == setting.rule_id]
    if None in legal:
        raise ValueError(f"La règle {setting.rule_id} ne compte rien : elle n’a pas de minimum à relever.")
    if setting.minimum < min(legal):
        raise ValueError(
            f"Le règlement intérieur peut demander plus que la règle {setting.rule_id} ({min(legal)}), jamais moins."
        )
