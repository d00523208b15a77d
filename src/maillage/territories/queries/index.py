"""All names of the territory, kept in the memory of each process and drawn again when a new edition is loaded."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from maillage.territories.enums import EpciKind, Level
from maillage.territories.models import Commune, CommuneMerger, Departement, Epci, Region, Vintage
from maillage.territories.queries.words import key_of

AFTER_ALL = "\uffff"  # sorts after every letter


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the official code, with what tells it from its homonyms."""

    level: str
    code: str
    name: str
    detail: str  # e.g. « Meurthe-et-Moselle, 54300 »
    population: int | None
    kind: str  # e.g. « commune », « communauté de communes »

    @property
    def key(self) -> str:
        """A short form for an address: the first letter of the level, then the code."""
        return f"{self.level[0]}{self.code}"


class Shelf:
    """The places of one level, by code, by postcode and by every name they have or had."""

    def __init__(
        self, places: list[Place], postcodes: dict[str, list[str]], old_names: list[tuple[str, str]]
    ):
        self.places = {place.code: place for place in places}
        names = [(key_of(place.name), place.code, "") for place in places]
        names += [(key_of(old), code, old) for old, code in old_names if code in self.places]
        names.sort()
        self.keys = [key for key, _, _ in names]
        self.targets = [(code, old) for _, code, old in names]
        self.words = sorted({(word, rank) for rank, key in enumerate(self.keys) for word in key.split()})
        self.codes = sorted(
            [(place.code, place.code) for place in places]
            + [(postcode, code) for code, each in postcodes.items() for postcode in each]
        )

    def named(self, key: str) -> range:
        """The ranks of the names that begin with `key`; the exact ones come first."""
        return range(bisect_left(self.keys, key), bisect_left(self.keys, key + AFTER_ALL))

    def with_word(self, start: str) -> set[int]:
        """The ranks of the names in which a word begins with `start`."""
        first, last = bisect_left(self.words, (start, -1)), bisect_left(self.words, (start + AFTER_ALL, -1))
        return {rank for _, rank in self.words[first:last]}

    def coded(self, start: str) -> list[tuple[str, str]]:
        """(code or postcode, code of the place) for all that begin with `start`."""
        return self.codes[
            bisect_left(self.codes, (start, "")) : bisect_left(self.codes, (start + AFTER_ALL, ""))
        ]


@dataclass
class Memory:
    """One index per process, good for one edition."""

    edition: tuple | None = None
    shelves: dict[str, Shelf] = field(default_factory=dict)


MEMORY = Memory()


def shelves() -> dict[str, Shelf]:
    """The index of the edition that is loaded now, at the price of one small query."""
    edition = Vintage.objects.values_list("year", "loaded_at").first()
    if MEMORY.edition != edition or edition is None:
        MEMORY.shelves = build() if edition else {}
        MEMORY.edition = edition
    return MEMORY.shelves


def build() -> dict[str, Shelf]:
    regions = dict(Region.objects.values_list("code", "name"))
    departements = {code: (name, regions[region]) for code, name, region in fields(Departement, "region")}
    communes = list(fields(Commune, "departement", "epci", "postcodes", "population"))
    return {
        Level.COMMUNE: commune_shelf(communes, departements),
        Level.EPCI: epci_shelf(communes, departements),
        Level.DEPARTEMENT: Shelf(
            [
                Place(Level.DEPARTEMENT, code, name, departements[code][1], population, "département")
                for code, name, population in fields(Departement, "population")
            ],
            {},
            [],
        ),
        Level.REGION: Shelf(
            [
                Place(Level.REGION, code, name, "", population, "région")
                for code, name, population in fields(Region, "population")
            ],
            {},
            [],
        ),
    }


def fields(model, *names: str):
    return model.objects.filter(is_current=True).order_by().values_list("code", "name", *names)


def commune_shelf(communes: list[tuple], departements: dict) -> Shelf:
    places, postcodes = [], {}
    for code, name, departement, _, codes, population in communes:
        postcodes[code] = codes.split()
        where = departements.get(departement, ("", ""))[0]
        detail = ", ".join(filter(None, [where, *postcodes[code][:1]]))
        places.append(Place(Level.COMMUNE, code, name, detail, population, "commune"))
    return Shelf(places, postcodes, old_names(dict(row[:2] for row in communes)))


def old_names(now: dict[str, str]) -> list[tuple[str, str]]:
    """(old name, code of the commune of today), through mergers of mergers."""
    rows = list(
        CommuneMerger.objects.order_by().values_list("old_code", "old_name", "commune", "commune__name")
    )
    parent = {old: code for old, _, code, _ in rows if old != code}
    found = {(name, code) for _, name, code, _ in rows} | {(name, code) for _, _, code, name in rows}
    names = set()
    for name, code in found:
        today, steps = code, 0
        while today not in now and today in parent and steps < len(parent):
            today, steps = parent[today], steps + 1
        if name and now.get(today, name) != name:
            names.add((name, today))
    return sorted(names)


def epci_shelf(communes: list[tuple], departements: dict) -> Shelf:
    where, size = defaultdict(Counter), Counter()
    for _, _, departement, epci, _, population in communes:
        where[epci][departements.get(departement, ("", ""))[0]] += population or 0
        size[epci] += 1
    places = []
    for code, name, kind, population in fields(Epci, "kind", "population"):
        lands = " et ".join(land for land, _ in where[code].most_common(2))
        plural = "s" if size[code] > 1 else ""
        detail = ", ".join(filter(None, [lands, f"{size[code]} commune{plural}"]))
        places.append(Place(Level.EPCI, code, name, detail, population, EpciKind(kind).label))
    return Shelf(places, {}, [])
