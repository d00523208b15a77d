"""Who works with whom: ties made of dated facts that two partners share, and what hangs by a single thread."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from django.utils.formats import date_format

from maillage.partners.enums import InteractionKind, Sphere
from maillage.partners.models import Function, Interaction, Organisation
from maillage.territories.queries.words import plain

CROWD = 12  # beyond, having been in the same room is not working together
LABELLED = 60  # partners whose names a drawing can bear
CENTRE, RADIUS = 500, 300
SOCIAL = (Sphere.EMPLOYMENT, Sphere.INSERTION, Sphere.SOCIAL)


@dataclass
class Tie:
    """Two partners, by rising id, and the facts that tie them."""

    one: Organisation
    other: Organisation
    whys: list[str] = field(default_factory=list)


class SharedFact(NamedTuple):
    """What two partners, by their ids, have in common. When it does not tie by itself, it strengthens a known tie."""

    one: int
    other: int
    why: str
    ties: bool = True


SOURCES: list[Callable[..., Iterable[SharedFact]]] = []


def ties_come_from(source: Callable[..., Iterable[SharedFact]]) -> None:
    """Declare facts of a floor above, from the `ready` of its app: `source(user, authority)` gives what `user` may see."""
    if source not in SOURCES:
        SOURCES.append(source)


def facts_from_above(user, authority) -> list[SharedFact]:
    return [fact for source in SOURCES for fact in source(user, authority)]


def ties_of(authority, extra: Iterable[tuple] = ()) -> list[Tie]:
    """Ties between the active partners, the strongest first.

    Two partners are tied by a meeting or a visit noted with both on one day in the same words, by a person who holds a
    function in both, and by `extra`, the facts of the floors above.
    """
    known = {row.pk: row for row in Organisation.objects.filter(authority=authority, is_active=True)}
    whys: dict[tuple[int, int], list[str]] = defaultdict(list)
    tied = set()
    for fact in (SharedFact(*row) for row in (*shared_events(authority), *shared_people(authority), *extra)):
        pair = (min(fact.one, fact.other), max(fact.one, fact.other))
        if fact.one != fact.other and set(pair) <= known.keys() and fact.why not in whys[pair]:
            whys[pair].append(fact.why)
            tied |= {pair} if fact.ties else set()
    ties = [Tie(known[one], known[other], whys[one, other]) for one, other in tied]
    return sorted(ties, key=lambda tie: (-len(tie.whys), tie.one.name, tie.other.name, tie.one.pk))


def shared_events(authority) -> Iterable[tuple[int, int, str]]:
    kinds = (InteractionKind.MEETING, InteractionKind.VISIT)
    rows = Interaction.everywhere.filter(authority=authority, kind__in=kinds).order_by("-happened_on", "pk")
    days = defaultdict(list)
    for organisation, kind, on, summary in rows.values_list(
        "organisation_id", "kind", "happened_on", "summary"
    ):
        days[on, kind].append((organisation, summary))
    for (on, kind), noted in days.items():
        events = defaultdict(set)
        for organisation, summary in noted if len(noted) > 1 else ():
            events[plain(summary)].add(organisation)
        why = f"{InteractionKind(kind).label} du {date_format(on, 'j F Y')}"
        for words, present in events.items():
            if words and len(present) <= CROWD:
                for one, other in combinations(sorted(present), 2):
                    yield one, other, why


def shared_people(authority) -> Iterable[tuple[int, int, str]]:
    places = defaultdict(set)
    held = Function.everywhere.held().filter(organisation__authority=authority).order_by()
    for person, organisation in held.values_list("person_id", "organisation_id"):
        places[person].add(organisation)
    for organisations in places.values():
        for one, other in combinations(sorted(organisations), 2):
            yield one, other, "Une même personne y tient une fonction"


@dataclass(frozen=True)
class MissingLink:
    """A mobility partner that shares nothing with a whole sphere, and with whom to begin there."""

    organisation: Organisation
    sphere: Sphere
    to_meet: Organisation


def missing_links(authority, ties: Sequence[Tie]) -> list[MissingLink]:
    """Between the mobility partners and the spheres of employment, insertion and social action.

    Suggests the partner of that sphere who is tied to the most others: it will open the way.
    """
    reached, degrees = defaultdict(set), Counter()
    for tie in ties:
        reached[tie.one.pk].add(tie.other.sphere)
        reached[tie.other.pk].add(tie.one.sphere)
        degrees.update((tie.one.pk, tie.other.pk))
    by_sphere = defaultdict(list)
    for row in Organisation.objects.filter(authority=authority, is_active=True).order_by("name", "pk"):
        by_sphere[row.sphere].append(row)
    openers = {
        sphere: max(by_sphere[sphere], key=lambda each: degrees[each.pk])
        for sphere in SOCIAL
        if by_sphere[sphere]
    }
    return [
        MissingLink(mobile, sphere, opener)
        for mobile in by_sphere[Sphere.MOBILITY]
        for sphere, opener in openers.items()
        if sphere not in reached[mobile.pk]
    ]


@dataclass(frozen=True)
class Dot:
    organisation: Organisation
    x: float
    y: float
    turn: float  # degrees, of the name beside the dot
    is_left: bool
    ties: int


@dataclass(frozen=True)
class Arc:
    sphere: Sphere
    path: str
    number: int  # written at (x, y), and beside its name in the legend
    x: float
    y: float


@dataclass(frozen=True)
class Graph:
    dots: list[Dot]
    arcs: list[Arc]
    curves: list[tuple[str, int]]  # path, and 1 to 3 by the number of facts
    is_labelled: bool


def graph_of(authority, ties: Sequence[Tie]) -> Graph:
    """Partners around a circle, each sphere on its arc, ties as curves through the middle. Always the same drawing.

    When there are too many partners to name, those without any tie are left to the table.
    """
    rows = list(Organisation.objects.filter(authority=authority, is_active=True).order_by("name", "pk"))
    if len(rows) > LABELLED:
        tied = {pk for tie in ties for pk in (tie.one.pk, tie.other.pk)}
        rows = [row for row in rows if row.pk in tied]
    groups = [(sphere, [row for row in rows if row.sphere == sphere]) for sphere in Sphere]
    groups = [(sphere, members) for sphere, members in groups if members]
    slots = len(rows) + len(groups)  # one free slot between two spheres
    step, slot, places, arcs = math.tau / max(slots, 1), 0, {}, []
    for number, (sphere, members) in enumerate(groups, start=1):
        last = slot + len(members) - 1
        middle = (slot + last) / 2 * step - math.pi / 2
        arcs.append(Arc(sphere, arc(slot, last, step), number, *point(middle, RADIUS - 38)))
        for member in members:
            places[member.pk] = slot * step - math.pi / 2
            slot += 1
        slot += 1
    counts = defaultdict(int)
    for tie in ties:
        counts[tie.one.pk] += 1
        counts[tie.other.pk] += 1
    dots = [dot(row, places[row.pk], counts[row.pk]) for row in rows]
    curves = [
        (curve(places[tie.one.pk], places[tie.other.pk]), min(len(tie.whys), 3))
        for tie in ties
        if tie.one.pk in places and tie.other.pk in places
    ]
    return Graph(dots, arcs, curves, len(rows) <= LABELLED)


def point(angle: float, radius: float = RADIUS) -> tuple[float, float]:
    return round(CENTRE + radius * math.cos(angle), 1), round(CENTRE + radius * math.sin(angle), 1)


def dot(organisation: Organisation, angle: float, ties: int) -> Dot:
    x, y = point(angle)
    is_left = math.cos(angle) < 0
    turn = math.degrees(angle) + (180 if is_left else 0)
    return Dot(organisation, x, y, round(turn, 1), is_left, ties)


def arc(first: int, last: int, step: float) -> str:
    """The stroke that a sphere bears, just inside its dots."""
    start, end = ((rank * step) - math.pi / 2 for rank in (first - 0.35, last + 0.35))
    (x1, y1), (x2, y2) = point(start, RADIUS - 16), point(end, RADIUS - 16)
    large = int(end - start > math.pi)
    return f"M{x1},{y1} A{RADIUS - 16},{RADIUS - 16} 0 {large} 1 {x2},{y2}"


def curve(one: float, other: float) -> str:
    (x1, y1), (x2, y2) = point(one, RADIUS - 22), point(other, RADIUS - 22)
    return f"M{x1},{y1} Q{CENTRE},{CENTRE} {x2},{y2}"


@dataclass(frozen=True)
class Thread:
    """A partnership that one departure would break."""

    organisation: Organisation
    kind: str  # "alone" or "no_substitute"
    why: str
    gesture: str


def single_threads(authority) -> list[Thread]:
    """« Ce qui tient à une seule personne »: one contact alone, or a référent whom nobody replaces."""
    held = defaultdict(list)
    functions = Function.everywhere.held().filter(
        organisation__authority=authority, organisation__is_active=True
    )
    for organisation, *facts in functions.order_by("pk").values_list(
        "organisation_id", "pk", "person_id", "is_referent", "substitute_for_id"
    ):
        held[organisation].append(facts)
    names = {row.pk: row for row in Organisation.objects.filter(authority=authority) if row.pk in held}
    threads = [thread for pk, rows in held.items() if (thread := thread_of(names[pk], rows))]
    return sorted(threads, key=lambda each: (each.kind, each.organisation.name))


def thread_of(organisation: Organisation, rows: list[list]) -> Thread | None:
    """`rows`: function, person, whether référent, whom they replace."""
    if len({person for _, person, *_ in rows}) == 1:
        why = "Une seule personne connue, sans suppléant."
        return Thread(organisation, "alone", why, "Lui demander qui la remplace en son absence.")
    replaced = {substitute_for for *_, substitute_for in rows}
    referents = [function for function, _, is_referent, _ in rows if is_referent]
    if any(function not in replaced for function in referents):
        why = "Plusieurs contacts, mais personne ne supplée le référent."
        return Thread(organisation, "no_substitute", why, "Nommer parmi eux qui le supplée.")
    return None
