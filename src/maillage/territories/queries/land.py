"""What a set of places is made of. A place is a (level, code) pair."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, Sum

from maillage.territories.enums import Level
from maillage.territories.models import (
    Commune,
    CommuneMerger,
    Departement,
    Epci,
    Region,
    Vintage,
)

MODELS = {
    Level.COMMUNE: Commune,
    Level.EPCI: Epci,
    Level.DEPARTEMENT: Departement,
    Level.REGION: Region,
}
COMMUNES_OF = {
    Level.COMMUNE: "pk__in",
    Level.EPCI: "epci__in",
    Level.DEPARTEMENT: "departement__in",
    Level.REGION: "departement__region__in",
}
LONGEST_CHAIN = 10  # of mergers of mergers


def newest_vintage() -> Vintage | None:
    return Vintage.objects.first()


def by_level(places: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    codes = defaultdict(set)
    for level, code in places:
        codes[level].add(code)
    return codes


def known_places(places: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the places that the official code has today."""
    return {
        (str(level), code)
        for level, codes in by_level(places).items()
        for code in MODELS[level].objects.filter(pk__in=codes, is_current=True).values_list("pk", flat=True)
    }


def communes_in(places: Iterable[tuple[str, str]]):
    """The communes of today that the places are made of, each once."""
    asked = Q(pk__in=[])
    for level, codes in by_level(places).items():
        asked |= Q(**{COMMUNES_OF[level]: codes})
    return Commune.objects.filter(asked, is_current=True)


def current_codes(codes: Iterable[str]) -> set[str]:
    """The communes of today behind commune codes of any year, through mergers."""
    codes, today = set(codes), set()
    for _ in range(LONGEST_CHAIN):
        found = set(Commune.objects.filter(pk__in=codes, is_current=True).values_list("pk", flat=True))
        today |= found
        gone = codes - found
        if not gone:
            break
        codes = set(CommuneMerger.objects.filter(old_code__in=gone).values_list("commune", flat=True)) - gone
    return today


def figures_of(communes) -> dict:
    """Communes, inhabitants, EPCI and départements, counted once, with the vintage that says so."""
    facts = list(communes.values_list("epci", "departement"))
    return {
        "communes": len(facts),
        "inhabitants": communes.aggregate(total=Sum("population"))["total"] or 0,
        "epcis": len({epci for epci, _ in facts if epci}),
        "departements": len({departement for _, departement in facts}),
        "vintage": newest_vintage(),
    }
