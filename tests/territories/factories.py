from django.utils import timezone

from maillage.territories.models import (
    Authority,
    Commune,
    Contour,
    Departement,
    Epci,
    MobilityBasin,
    Region,
    TownHall,
    Vintage,
)


def make_commune(code="54999", name="Sources", *, epci=None, population=800, **fields) -> Commune:
    vintage, _ = Vintage.objects.get_or_create(
        year=2026, defaults={"source": "tests", "loaded_at": timezone.now()}
    )
    region, _ = Region.objects.get_or_create(code="44", defaults={"name": "Grand Est", "vintage": vintage})
    departement, _ = Departement.objects.get_or_create(
        code=code[:2], defaults={"name": f"Département {code[:2]}", "region": region, "vintage": vintage}
    )
    if isinstance(epci, str):
        epci, _ = Epci.objects.get_or_create(
            code=epci, defaults={"name": f"CC {epci}", "kind": "CC", "vintage": vintage}
        )
    commune, _ = Commune.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "departement": departement,
            "epci": epci,
            "population": population,
            "vintage": vintage,
            **fields,
        },
    )
    return commune


def make_authority(name, *, slug, kind="petr", communes=()) -> Authority:
    authority = Authority.objects.create(name=name, slug=slug, kind=kind)
    authority.communes.set(communes or [make_commune()])
    return authority


def make_epci(code="200099999", name="CC des Sources", **fields) -> Epci:
    vintage = make_commune().vintage
    epci, _ = Epci.objects.get_or_create(
        code=code, defaults={"name": name, "kind": "CC", "population": 800, "vintage": vintage, **fields}
    )
    return epci


def make_basin(authority, name="Bassin amont", epcis=()) -> MobilityBasin:
    basin = MobilityBasin.objects.create(authority=authority, name=name)
    basin.epcis.set(epcis or [make_epci()])
    return basin


def make_town_hall(commune, **fields) -> TownHall:
    facts = {
        "address": f"1 place de la Mairie\n54999 {commune}",
        "phone": "03 99 00 12 34",
        "email": "mairie@sources.example.org",
        "opening_hours": [["lundi", "vendredi", [["08:00:00", "12:00:00"], ["13:30:00", "17:30:00"]]]],
        "source": "tests",
    }
    return TownHall.objects.create(commune=commune, **facts | fields)


def make_contour(place, level="commune", *, west=6.0, south=48.0, size=0.1) -> Contour:
    """A square."""
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return Contour.objects.create(
        level=level,
        code=place.pk,
        geometry={"type": "Polygon", "coordinates": [ring]},
        west=west,
        south=south,
        east=east,
        north=north,
        vintage=place.vintage,
    )
