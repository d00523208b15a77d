"""A small country, written as the two packages write it: five communes, one merger, one town hall gone astray."""

import csv
import json
import lzma
from pathlib import Path

import shapely

from maillage.territories.domain.sources import Sources

SQUARES = {  # code: (west, south), each 0.1° wide
    "54001": (6.0, 48.0),
    "54002": (6.1, 48.0),
    "54003": (6.2, 48.0),
    "54004": (6.2, 48.1),
    "97401": (55.5, -21.0),
}
NAMES = {
    "54001": "Amont",
    "54002": "Saint-Dié-sous-Bois",
    "54003": "Vieux-Bourg",
    "54004": "Hameau",
    "97401": "Les Îlets",
}
HOURS = '[["lundi","vendredi",[["08:00:00","12:00:00"],["13:30:00","17:30:00"]]]]'
COLUMNS = [
    "code",
    "type",
    "nom",
    "population_municipale",
    "geometry",
    "mairie_adresse",
    "mairie_localisation",
    "mairie_horaires",
    "mairie_email",
    "mairie_telephone",
    "mairie_site",
]


def commune(code, name, departement="54", **facts) -> dict:
    return {"code": code, "nom": name, "departement": departement, "type": "commune-actuelle", **facts}


def communes_2026() -> list[dict]:
    """54003 and 54004 have merged into 54009, whose contour and population nobody gives yet."""
    return [
        commune("54001", "Amont", siren="215400019", codesPostaux=["54100", "54110"], population=1200),
        commune("54002", "Saint-Dié-sous-Bois", codesPostaux=["54120"], population=90),
        commune("54009", "Bourg-Neuf", anciensCodes=["54003", "54004"]),
        commune("54010", "Sans-Contour", population=12),
        commune("97401", "Les Îlets", departement="974", population=300),
        {"code": "54003", "nom": "Vieux-Bourg", "type": "commune-deleguee", "chefLieu": "54009"},
        {"code": "13201", "nom": "Marseille 1er", "type": "arrondissement-municipal", "commune": "13055"},
    ]


def communes_2025() -> list[dict]:
    """The year before: nobody has merged."""
    return [
        commune(code, NAMES[code], departement=code[:2] if code < "97" else code[:3], population=100)
        for code in SQUARES
    ]


def epci(code="200000001", name="CC d’Amont", members=("54001", "54002", "54009")) -> dict:
    return {"code": code, "nom": name, "type": "CC", "membres": [{"code": each} for each in members]}


def point_wkb(lon, lat) -> str:
    return shapely.to_wkb(shapely.Point(lon, lat), hex=True)


def land_row(code, *, kind="COM", population=None, hall=None) -> dict:
    west, south = SQUARES[code]
    square = shapely.MultiPolygon([shapely.box(west, south, west + 0.1, south + 0.1)])
    facts = {
        "code": code,
        "type": kind,
        "nom": NAMES[code],
        "population_municipale": population,
        "geometry": shapely.to_wkb(square, hex=True),
        **(hall or {}),
    }
    return {column: "\\N" if facts.get(column) is None else facts[column] for column in COLUMNS}


def land_rows() -> list[dict]:
    in_amont = {
        "mairie_adresse": "1 grande rue\n54100 Amont",
        "mairie_localisation": point_wkb(6.05, 48.05),
        "mairie_horaires": HOURS,
        "mairie_email": "mairie@amont.example.org",
        "mairie_telephone": "03 99 00 12 34",
        "mairie_site": "https://amont.example.org",
    }
    at_the_antipodes = {"mairie_adresse": "2 rue du Bois", "mairie_localisation": point_wkb(-170.0, -40.0)}
    return [
        land_row("54001", population=1100, hall=in_amont),
        land_row("54002", population=95, hall=at_the_antipodes),
        land_row("54003", population=400),
        land_row("54004", population=30),
        land_row("97401", population=290),
    ]


def write_packages(folder: Path, *, major=6, communes=None, epcis=None, rows=None) -> Sources:
    code = folder / f"code-{major}"
    (code / "data").mkdir(parents=True, exist_ok=True)
    (code / "package.json").write_text(json.dumps({"version": f"{major}.0.0"}))
    files = {
        "regions": [{"code": "44", "nom": "Grand Est"}, {"code": "04", "nom": "La Réunion"}],
        "departements": [
            {"code": "54", "nom": "Meurthe-et-Moselle", "region": "44"},
            {"code": "974", "nom": "La Réunion", "region": "04"},
        ],
        "communes": communes_2026() if communes is None else communes,
        "epci": [epci()] if epcis is None else epcis,
    }
    for name, content in files.items():
        (code / "data" / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    land = folder / f"communes-{major}.csv.lzma"
    with lzma.open(land, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(land_rows() if rows is None else rows)
    return Sources(code=code, land=land, land_version="1.1.0")
