from django.db.models import Count, Q, Sum

from maillage.territories.enums import Level
from maillage.territories.models import Authority, Epci, MobilityBasin
from maillage.territories.queries.places import search


def basins_around(authority: Authority):
    """The basins that the authority drew, then those of others that hold one of its EPCI; with their size."""
    mine = MobilityBasin.objects.filter(Q(authority=authority) | Q(epcis__communes__authorities=authority))
    return (
        MobilityBasin.objects.filter(pk__in=mine.values("pk"))
        .select_related("authority")
        .prefetch_related("epcis")
        .annotate(size=Count("epcis", distinct=True), inhabitants=Sum("epcis__population"))
        .order_by("name", "pk")
    )


def epci_choices(authority: Authority, *, chosen=(), found=()) -> list[tuple[str, str]]:
    """What the form of a basin offers: the EPCI chosen so far, the authority's own, those found by name."""
    epcis = Epci.objects.filter(is_current=True)
    mine = set(epcis.filter(communes__authorities=authority).values_list("pk", flat=True))
    rows = epcis.filter(pk__in=mine | set(chosen) | set(found)).order_by("name", "code")
    return [(epci.code, epci.name) for epci in rows]


def epcis_like(text: str) -> list[str]:
    return [place.code for place in search(text, levels=[Level.EPCI], limit=8)]
