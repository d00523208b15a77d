"""The pulse of a partnership: dated facts between us and an organisation, the recent ones weighing more.

Each fact weighs 2^(-age / 180 days). The pulse is never of a person, and never one mark: it is read by its parts, and
each part opens the facts behind it. A fact more never lowers it; only silence does.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.db.models import TextChoices

from maillage.partners.enums import InteractionKind
from maillage.partners.models import Function, Interaction, Organisation, known_day
from maillage.partners.queries.upkeep import Decay, decay_of

HALF_LIFE = 180  # days
SILENT_AFTER = timedelta(days=183)
GONE_QUIET = 0.6  # of what it was half a year ago; silence alone leads to 0.5
GROWING = 1.1


class Part(TextChoices):
    MEETINGS = "reunions", "Réunions"
    ANSWERS = "reponses", "Réponses"
    PROMISES = "engagements", "Engagements"
    INITIATIVE = "initiatives", "À leur initiative"
    CONTACT = "contact", "Contact valide"


PART_OF = {
    InteractionKind.MEETING: Part.MEETINGS,
    InteractionKind.VISIT: Part.MEETINGS,
    InteractionKind.ANSWER: Part.ANSWERS,
    InteractionKind.PROMISE: Part.PROMISES,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated fact and the part that it counts for; a promise kept counts once more, the day it is kept."""

    part: str
    on: date
    exchange: int

    def weight(self, today: date) -> float:
        return weight_at((today - self.on).days)


def weight_at(days: int) -> float:
    return 2 ** (-days / HALF_LIFE) if days >= 0 else 0.0


@dataclass
class Pulse:
    """What one organisation did with us lately, in parts."""

    organisation: Organisation
    today: date
    chance: float = 0.0  # that the best contact is right still
    facts: list[Fact] = field(default_factory=list)
    people: set[int] = field(default_factory=set)
    has_referent: bool = False
    has_substitute: bool = False
    bounced: int = 0
    is_stale: bool = False
    overdue: list[date] = field(default_factory=list)
    last_on: date | None = None
    taken: int = 0
    kept: int = 0

    def part(self, part: str) -> float:
        if part == Part.CONTACT:
            return self.chance
        return sum(fact.weight(self.today) for fact in self.facts if fact.part == part)

    @cached_property
    def parts(self) -> dict[str, float]:
        return {part.value: self.part(part) for part in Part}

    @cached_property
    def total(self) -> float:
        """The length of the bar: for the eye, and for sorting; no screen prints it."""
        return sum(self.parts.values())

    @property
    def reunions(self) -> int:
        return self.count(Part.MEETINGS)

    @property
    def reponses(self) -> int:
        return self.count(Part.ANSWERS)

    @property
    def initiatives(self) -> int:
        return self.count(Part.INITIATIVE)

    @property
    def percent(self) -> int:
        return round(100 * self.chance)

    def count(self, part: str) -> int:
        return sum(fact.part == part for fact in self.facts)

    def level_at(self, day: date) -> float:
        """The facts alone, as they weighed that day."""
        return sum(fact.weight(day) for fact in self.facts)

    @cached_property
    def trend(self) -> str:
        """A partner is compared with itself half a year ago, and with nobody else."""
        now, then = self.level_at(self.today), self.level_at(self.today - SILENT_AFTER)
        if not self.facts:
            return "none"
        if then == 0 or now >= GROWING * then:
            return "rising"
        return "falling" if now <= GONE_QUIET * then else "steady"

    @cached_property
    def gesture(self) -> "Gesture":
        return next(gesture for gesture in GESTURES if gesture.applies(self))

    @property
    def why(self) -> str:
        return self.gesture.why(self)


@dataclass(frozen=True)
class Gesture:
    """The next thing to do with a partner. `why` is read on the screen; `url` names the page where it is done."""

    name: str
    what: str
    rule: str
    applies: Callable[[Pulse], bool]
    why: Callable[[Pulse], str]
    anchor: str = ""  # of the organisation's card; empty: the page to add a contact


def silent(pulse: Pulse) -> bool:
    return pulse.last_on is None or pulse.last_on < pulse.today - SILENT_AFTER


def since(pulse: Pulse) -> str:
    if pulse.last_on is None:
        return "Aucun échange noté à ce jour."
    months = round((pulse.today - pulse.last_on).days / 30.44)
    return f"Dernier échange il y a {months} mois."


# The first row that applies is the gesture. Read this table from top to bottom: it is also shown on the screen.
GESTURES = (
    Gesture(
        "find",
        "Trouver une personne à appeler",
        "personne n’y tient de fonction aujourd’hui",
        lambda pulse: not pulse.people,
        lambda pulse: "Nous n’y connaissons personne.",
    ),
    Gesture(
        "repair",
        "Corriger le courriel",
        "le courriel de tous les contacts est en échec",
        lambda pulse: pulse.bounced == len(pulse.people),
        lambda pulse: "Les courriels reviennent : rien n’arrive plus.",
        "contacts",
    ),
    Gesture(
        "promise",
        "Reparler de l’engagement",
        "un engagement a passé son échéance sans être tenu",
        lambda pulse: bool(pulse.overdue),
        lambda pulse: f"Engagement attendu pour le {min(pulse.overdue):%d/%m/%Y}.",
        "echanges",
    ),
    Gesture(
        "call",
        "Appeler le référent",
        "aucun échange depuis six mois",
        silent,
        since,
        "contacts",
    ),
    Gesture(
        "ask",
        "Demander « toujours vous ? »",
        "la fiche du meilleur contact est à vérifier",
        lambda pulse: pulse.is_stale,
        lambda pulse: f"La fiche a {pulse.percent}\u202f% de chances d’être encore juste.",
        "contacts",
    ),
    Gesture(
        "referent",
        "Choisir un référent",
        "plusieurs contacts, aucun référent",
        lambda pulse: not pulse.has_referent,
        lambda pulse: "Personne n’est nommé à appeler d’abord.",
        "contacts",
    ),
    Gesture(
        "substitute",
        "Demander un suppléant",
        "un seul contact, sans suppléant",
        lambda pulse: len(pulse.people) == 1 and not pulse.has_substitute,
        lambda pulse: "Une seule personne : si elle part, le lien se perd.",
        "contacts",
    ),
    Gesture(
        "nothing",
        "Rien d’urgent",
        "rien de ce qui précède",
        lambda pulse: True,
        lambda pulse: "Le lien est vivant et les fiches sont à jour.",
        "echanges",
    ),
)
URGENCY = {gesture.name: rank for rank, gesture in enumerate(GESTURES)}
SORTS = {
    # those who have done something with us come first: a long list of town halls must not hide them
    "geste": lambda pulse: (
        not pulse.facts,
        URGENCY[pulse.gesture.name],
        -pulse.total,
        pulse.organisation.name,
    ),
    "sphere": lambda pulse: (pulse.organisation.get_sphere_display(), pulse.organisation.name),
    "nom": lambda pulse: pulse.organisation.name,
    "pouls": lambda pulse: (-pulse.total, pulse.organisation.name),
}


def pulses_of(authority, *, sphere: str = "", sort: str = "geste") -> list[Pulse]:
    """Every active partner with its pulse: five queries, one pass, whatever the number."""
    rows = Organisation.objects.filter(authority=authority, is_active=True)
    organisations = rows.filter(sphere=sphere) if sphere else rows
    pulses = pulses_for(organisations.only("name", "kind", "sphere"), decay_of(authority), authority)
    return sorted(pulses, key=SORTS.get(sort, SORTS["geste"]))


def pulse_of(organisation: Organisation, decay: Decay | None = None) -> Pulse:
    return pulses_for([organisation], decay or decay_of(organisation.authority))[0]


def pulses_for(organisations: Iterable[Organisation], decay: Decay, authority=None) -> list[Pulse]:
    """Of some organisations, or of an authority's many: then in one sweep over all that happened there."""
    pulses = {each.pk: Pulse(each, decay.today) for each in organisations}
    only = {"organisation__authority": authority} if authority else {"organisation__in": pulses}
    exchanges = Interaction.everywhere.filter(**only).order_by("-happened_on", "-pk")
    for organisation, *facts in exchanges.values_list("organisation_id", *EXCHANGE):
        if organisation in pulses:
            count_exchange(pulses[organisation], facts)
    held = Function.everywhere.held().filter(**only).annotate(known=known_day("person__")).order_by("pk")
    holders = defaultdict(list)
    for organisation, *facts in held.values_list("organisation_id", *HOLDER):
        holders[organisation].append(facts)
    for pk, pulse in pulses.items():
        count_people(pulse, holders[pk], decay)
    return list(pulses.values())


EXCHANGE = ("pk", "kind", "happened_on", "is_theirs", "due_on", "kept_on")
HOLDER = ("person_id", "is_referent", "substitute_for_id", "person__bounced_on", "known")


def count_exchange(pulse: Pulse, facts: list) -> None:
    """`facts`: the columns named in EXCHANGE; thousands of rows pass here, so no model is built of them."""
    pk, kind, on, is_theirs, due_on, kept_on = facts
    if part := PART_OF.get(kind, Part.INITIATIVE if is_theirs else None):
        pulse.facts.append(Fact(part, on, pk))
    pulse.last_on = pulse.last_on or on  # the latest comes first
    if kind == InteractionKind.PROMISE:
        pulse.taken += 1
        if kept_on:
            pulse.kept += 1
            pulse.facts.append(Fact(Part.PROMISES, kept_on, pk))
        elif due_on and due_on < pulse.today:
            pulse.overdue.append(due_on)


def count_people(pulse: Pulse, holders: list[list], decay: Decay) -> None:
    """`holders`: the columns named in HOLDER. The contact counts for the chance that the best entry is right still."""
    kind = pulse.organisation.kind
    known = {person: known for person, _, _, bounced_on, known in holders if not bounced_on}
    pulse.people = {person for person, *_ in holders}
    pulse.bounced = len(pulse.people) - len(known)
    pulse.has_referent = any(is_referent for _, is_referent, *_ in holders)
    pulse.has_substitute = any(substitute_for for _, _, substitute_for, *_ in holders)
    pulse.chance = max((decay.chance(kind, day) for day in known.values()), default=0.0)
    pulse.is_stale = bool(known) and not any(decay.is_fresh(kind, day) for day in known.values())


def facts_behind(organisation: Organisation) -> list[dict]:
    """For each part, the facts that make it, the latest first, with what each weighs today."""
    pulse = pulse_of(organisation)
    rows = Interaction.everywhere.filter(pk__in={fact.exchange for fact in pulse.facts})
    exchanges = {row.pk: row for row in rows}
    return [
        {
            "part": part,
            "facts": [
                {
                    "exchange": exchanges[fact.exchange],
                    "on": fact.on,
                    "is_kept": fact.part == Part.PROMISES and fact.on == exchanges[fact.exchange].kept_on,
                    "percent": round(100 * fact.weight(pulse.today)),
                }
                for fact in sorted(pulse.facts, key=lambda fact: (fact.on, fact.exchange), reverse=True)
                if fact.part == part and fact.exchange in exchanges
            ],
        }
        for part in Part
        if part != Part.CONTACT
    ]


@dataclass(frozen=True)
class Drawn:
    """A pulse as the list draws it: a bar of pieces, in units of a bar of 200, and six months as a line."""

    pulse: Pulse
    pieces: list[tuple[str, float, float]]  # part, left edge, width
    line: str


def drawn(pulses: list[Pulse], longest: float) -> list[Drawn]:
    """All bars on the one scale, that of the longest among all partners, not of the page."""
    scale = 200 / longest if longest else 0
    rows = []
    for pulse in pulses:
        left, pieces = 0.0, []
        for part, value in pulse.parts.items():
            if value:
                pieces.append((part, round(left, 1), round(value * scale, 1)))
                left += value * scale
        rows.append(Drawn(pulse, pieces, spark(pulse)))
    return rows


def spark(pulse: Pulse) -> str:
    """The level of each of the last six months, as the points of a line 72 by 20, drawn on its own scale."""
    levels = [pulse.level_at(pulse.today - timedelta(days=30 * back)) for back in range(6, -1, -1)]
    top = max(levels) or 1
    return " ".join(f"{12 * rank},{round(18 - 16 * level / top, 1)}" for rank, level in enumerate(levels))


def figures_of(pulses: Iterable[Pulse]) -> dict[str, int]:
    """How many rise, hold, fall, or have not begun."""
    counts = dict.fromkeys(("rising", "steady", "falling", "none"), 0)
    for pulse in pulses:
        counts[pulse.trend] += 1
    return counts
