"""What the law says of bodies, sorted for the screen; each point with the gesture that would mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils import timezone

from maillage.governance.enums import MeetingState
from maillage.governance.models import Body, Meeting
from maillage.governance.queries.bodies import composition_at, rules_at
from maillage.governance.queries.law import facts_of_bodies, rules_facts, settings_of
from maillage.governance.queries.meeting_facts import meeting_facts
from maillage.law.enums import GroupKind, Outcome, Severity
from maillage.law.models import Verdict
from maillage.law.queries.engine import verdicts_on_body, verdicts_on_meeting

# The college that a rule asks to fill.
GROUP_OF_RULE = {
    "CP-02": GroupKind.EMPLOYERS,
    "CP-03": GroupKind.EMPLOYERS,
    "CP-04": GroupKind.TRADE_UNIONS,
    "CP-05": GroupKind.ASSOCIATIONS,
    "CP-06": GroupKind.DRAWN_INHABITANTS,
}
# The screen where a rule is mended, else: what to do there, and the name of its address.
SCREEN_OF_RULE = {
    "CP-08": ("Dire pour qui parle chaque association", "governance:body"),
    "CP-01": ("Écrire la délibération qui la crée", "governance:body_change"),
    "CP-18": ("Enregistrer la délibération et le règlement intérieur", "governance:body_rules"),
    "CP-20": ("Voir le règlement intérieur", "governance:body_rules"),
    "CP-22": ("Renouveler les membres", "governance:body_renew"),
    "ME-02": ("Voir le règlement intérieur", "governance:body_rules"),
    "ME-03": ("Voir le règlement intérieur", "governance:body_rules"),
}


@dataclass(frozen=True)
class Mend:
    label: str
    url: str


@dataclass(frozen=True)
class Line:
    verdict: Verdict
    mend: Mend | None = None  # what would bring the body closer to the rule
    rule_url: str = ""  # where its own rules may ask for more, or set it aside


@dataclass(frozen=True)
class Section:
    title: str
    lines: list[Line]
    lead: str = ""


@dataclass
class Sorted:
    """The verdicts as the screen tells them, the most pressing first; those without object are only counted."""

    broken: list[Verdict] = field(default_factory=list)
    to_weigh: list[Verdict] = field(default_factory=list)
    good_to_know: list[Verdict] = field(default_factory=list)
    waived: list[Verdict] = field(default_factory=list)
    met: list[Verdict] = field(default_factory=list)
    without_object: list[Verdict] = field(default_factory=list)

    @property
    def label(self) -> str:
        if self.broken:
            s = "s" if len(self.broken) > 1 else ""
            return f"{len(self.broken)} point{s} non respecté{s}"
        if self.to_weigh:
            s = "s" if len(self.to_weigh) > 1 else ""
            return f"{len(self.to_weigh)} point{s} à apprécier"
        return "conforme aux règles connues" if self.met else "aucune règle propre"

    @property
    def tone(self) -> str:
        if self.broken:
            return "late"
        return "now" if self.to_weigh else "done"


@dataclass(frozen=True)
class Card:
    body: Body
    law: Sorted


def sort_verdicts(verdicts: Iterable[Verdict]) -> Sorted:
    found = Sorted()
    for verdict in verdicts:
        place_of(verdict, found).append(verdict)
    return found


def place_of(verdict: Verdict, found: Sorted) -> list[Verdict]:
    if verdict.outcome == Outcome.NOT_APPLICABLE:
        return found.without_object
    if verdict.outcome == Outcome.MET:
        return found.met
    if verdict.waived_because:
        return found.waived
    if verdict.is_blocking:
        return found.broken
    return found.good_to_know if verdict.rule.severity == Severity.INFO else found.to_weigh


def verdicts_at(body: Body, day: date | None = None) -> list[Verdict]:
    """Everything that the rules in force on a day say of the body as it was that day."""
    day = day or timezone.localdate()
    facts, settings = facts_of_bodies([body], day)[body.pk], settings_of([body], day)[body.pk]
    return verdicts_on_body(facts, day, settings=settings)


def verdicts_of_meeting(meeting: Meeting) -> tuple[Verdict, ...]:
    """What the rules of its day say of a meeting, seen from today; nothing of one that was cancelled."""
    if meeting.state == MeetingState.CANCELLED:
        return ()
    facts = meeting_facts([meeting])[meeting.pk]
    rules = rules_facts(rules_at(meeting.body, meeting.day))
    settings = settings_of([meeting.body], meeting.day)[meeting.body_id]
    return verdicts_on_meeting(facts, rules, timezone.localdate(), settings=settings)


def cards_of(bodies: Iterable[Body]) -> list[Card]:
    """The bodies with what the law says of each today, in the same few queries for any number."""
    rows, today = list(bodies), timezone.localdate()
    facts, settings = facts_of_bodies(rows, today), settings_of(rows)
    return [
        Card(body, sort_verdicts(verdicts_on_body(facts[body.pk], today, settings=settings[body.pk])))
        for body in rows
    ]


def rule_among(verdicts: Iterable[Verdict], rule_id: str) -> Verdict | None:
    return next((verdict for verdict in verdicts if verdict.rule.id == rule_id), None)


def asked(law: Sorted) -> list[tuple[str, list[Verdict], str]]:
    """One question a section, and what introduces it; those without object are told apart."""
    return [
        ("Que manque-t-il\u00a0?", law.broken, ""),
        ("Que faut-il apprécier\u00a0?", law.to_weigh, "Le texte laisse le choix, ou la réponse est à vous."),
        ("Quelles règles avez-vous écartées\u00a0?", law.waived, "Chacune avec son motif écrit."),
        ("Qu’est-ce qui est respecté\u00a0?", law.met, ""),
        ("Qu’est-il bon de savoir\u00a0?", law.good_to_know, ""),
    ]


def sections_of_meeting(law: Sorted) -> list[Section]:
    return [Section(title, [Line(each) for each in rows], lead) for title, rows, lead in asked(law) if rows]


def sections_of(body: Body, law: Sorted, *, may_edit: bool, may_lead: bool) -> list[Section]:
    """The page of a body; who may not act is shown no gesture."""
    groups = composition_at(body) if may_edit else []
    return [
        Section(
            title,
            [
                Line(
                    verdict,
                    mend_of(body, verdict, groups) if may_edit and verdict.outcome != Outcome.MET else None,
                    rule_url(body, verdict) if may_lead and verdict.rule.severity != Severity.INFO else "",
                )
                for verdict in verdicts
            ],
            lead,
        )
        for title, verdicts, lead in asked(law)
        if verdicts
    ]


def rule_url(body: Body, verdict: Verdict) -> str:
    return reverse("governance:body_rule", args=[body.authority.slug, body.pk, verdict.rule.id])


def mend_of(body: Body, verdict: Verdict, groups: list) -> Mend | None:
    """The one gesture that brings the body closer to the rule; None where it is not ours to say."""
    here = (body.authority.slug, body.pk)
    if kind := GROUP_OF_RULE.get(verdict.rule.id):
        return mend_by_group(here, kind, [row for row in groups if row.group.kind == kind])
    if verdict.rule.id in SCREEN_OF_RULE:
        label, name = SCREEN_OF_RULE[verdict.rule.id]
        return Mend(label, reverse(name, args=here))
    return None


def mend_by_group(here: tuple, kind: GroupKind, groups: list) -> Mend:
    if not groups:
        return Mend(f"Créer le collège « {kind.label} »", reverse("governance:group_new", args=here))
    for group in groups:
        for row in group.seats:
            if row.titular is None:
                url = reverse("governance:mandate_new", args=[*here, row.seat.pk])
                return Mend(f"Désigner quelqu’un au siège « {row.seat} »", url)
    group = groups[0].group
    return Mend(
        f"Ajouter un siège au collège « {group} »", reverse("governance:seat_new", args=[*here, group.pk])
    )
