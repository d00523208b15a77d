"""Maps drawn by the server: contours to SVG paths, values to four ordered classes with a legend in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from maillage.common.templatetags.maillage import figure
from maillage.territories.enums import Level
from maillage.territories.models import Commune, Contour, Epci

WIDTH = 1000  # units of the longer side of a drawing
TOO_MANY_COMMUNES = 600  # beyond, EPCI are drawn instead
STEP = {Level.COMMUNE: 1, Level.EPCI: 2}  # units between two points that a reader can tell apart
GUTTER = 40
OCEAN = 8  # degrees
NO_VALUE = 0
# Bounds that read well; those of a map of population are the nearest to these shares of its places.
LADDER = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)
SHARES = (0.3, 0.6, 0.9)


@dataclass(frozen=True, slots=True)
class Shape:
    path: str
    number: int  # of its class: 1 to 4 from least to most, 0 without a value
    name: str
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class LegendEntry:
    number: int
    label: str


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """What the template territories/map.html draws. `key` names the drawing among those of one page."""

    key: str
    view_box: str
    shapes: tuple[Shape, ...]
    frames: tuple[str, ...]  # outlines of the EPCI (of the départements, when EPCI are drawn)
    legend: tuple[LegendEntry, ...]
    missing: int  # places without a contour: the table has them
    level: str

    @property
    def gap(self) -> str:
        noun = "communes" if self.level == Level.COMMUNE and self.missing > 1 else Level(self.level).label
        return f"{figure(self.missing)} {noun} sans contour connu : voir le tableau." if self.missing else ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One place to draw, and what is said of it."""

    code: str
    name: str
    value: float | None
    frame: str | None


def commune_map(
    authority, values: Mapping[str, float] | None = None, *, unit="habitants", key="carte"
) -> MapDrawing:
    """The map of an authority by population, or by `values` (commune code → number) in quantiles."""
    return draw(authority.communes.all(), values, unit=unit, key=key)


def draw(communes, values: Mapping[str, float] | None = None, *, unit="habitants", key="carte") -> MapDrawing:
    rows = list(communes.order_by("code").values_list("code", "name", "population", "epci", "departement"))
    if len(rows) > TOO_MANY_COMMUNES and values is None:
        level, frame_level = Level.EPCI, Level.DEPARTEMENT
        subjects = epci_subjects(rows)
        frames = sorted({departement for *_, departement in rows})
    else:
        level, frame_level = Level.COMMUNE, Level.EPCI
        subjects = [
            Subject(code, name, people if values is None else values.get(code), epci)
            for code, name, people, epci, _ in rows
        ]
        frames = whole_epcis(subjects)
    known = [each.value for each in subjects if each.value is not None]
    bounds = round_bounds(known) if values is None else quantile_bounds(known)
    outlines = contours(frame_level, frames)
    return assemble(key, level, subjects, frames=outlines, bounds=bounds, unit=unit)


def epci_subjects(rows: list[tuple]) -> list[Subject]:
    codes = {epci for _, _, _, epci, _ in rows if epci}
    found = Epci.objects.filter(pk__in=codes).order_by("code").values_list("code", "name", "population")
    return [Subject(code, name, people, None) for code, name, people in found]


def whole_epcis(subjects: list[Subject]) -> list[str]:
    """The EPCI that lie wholly in the drawing: the outline of another would leave it."""
    here = Counter(each.frame for each in subjects if each.frame)
    members = (
        Commune.objects.filter(epci__in=list(here), is_current=True).order_by().values_list("epci", flat=True)
    )
    return sorted(code for code, size in Counter(members).items() if size == here[code])


def contours(level: str, codes: Sequence[str]) -> dict[str, dict]:
    return dict(Contour.objects.filter(level=level, code__in=list(codes)).values_list("code", "geometry"))


def assemble(key, level, subjects, *, frames, bounds, unit) -> MapDrawing:
    drawn = contours(level, [each.code for each in subjects])
    atlas = Atlas(drawn.values(), STEP[level])
    shapes = tuple(
        Shape(
            path=atlas.path(drawn[each.code]),
            number=class_of(each.value, bounds),
            name=each.name,
            code=each.code,
            label=f"{each.name} : {in_words(each.value, unit)}",
        )
        for each in subjects
        if each.code in drawn
    )
    return MapDrawing(
        key=key,
        view_box=atlas.view_box,
        shapes=shapes,
        frames=tuple(filter(None, map(atlas.path, frames.values()))) if len(frames) > 1 else (),
        legend=legend(bounds, unit, with_gaps=any(shape.number == NO_VALUE for shape in shapes)),
        missing=len(subjects) - len(shapes),
        level=level,
    )


def in_words(value: float | None, unit: str) -> str:
    return "sans donnée" if value is None else f"{figure(round(value))} {unit}"


def class_of(value: float | None, bounds: Sequence[float]) -> int:
    return NO_VALUE if value is None else 1 + sum(value >= bound for bound in bounds)


def round_bounds(values: Sequence[float]) -> tuple[float, ...]:
    """Three bounds of the ladder, or fewer, that part these populations: few in the last class, the towns."""
    if not values:
        return ()
    wanted = np.quantile(values, SHARES)
    nearest = {min(LADDER, key=lambda rung: abs(np.log(rung / max(each, 1)))) for each in wanted}
    return tuple(sorted(nearest))


def quantile_bounds(values: Sequence[float]) -> tuple[float, ...]:
    """The bounds of four classes of about the same size; fewer when the values repeat."""
    if not values:
        return ()
    bounds = np.quantile(values, (0.25, 0.5, 0.75)).tolist()
    return tuple(sorted({round(bound) for bound in bounds if bound > min(values)}))


def legend(bounds: Sequence[float], unit: str, *, with_gaps: bool) -> tuple[LegendEntry, ...]:
    if not bounds:
        labels = []
    else:
        labels = [f"moins de {figure(bounds[0])} {unit}"]
        labels += [f"{figure(low)} à {figure(high - 1)}" for low, high in pairwise(bounds)]
        labels += [f"{figure(bounds[-1])} et plus"]
    entries = [LegendEntry(number, label) for number, label in enumerate(labels, start=1)]
    return (*entries, *([LegendEntry(NO_VALUE, "sans donnée")] if with_gaps else []))


class Atlas:
    """One sheet per part of the world, side by side, each at its own scale: an ocean is not drawn."""

    def __init__(self, geometries, step: int):
        lands = parts_of_world([box(each) for each in geometries])
        self.sheets, left = [], 0
        for corners in lands:
            self.sheets.append(Sheet(corners, size=WIDTH // len(lands), left=left, step=step))
            left += self.sheets[-1].width + GUTTER
        height = max((sheet.height for sheet in self.sheets), default=0)
        self.view_box = f"-2 -2 {max(left - GUTTER, 0) + 4} {height + 4}"

    def path(self, geometry: dict) -> str:
        corners = box(geometry)
        return next((sheet.path(geometry) for sheet in self.sheets if touch(sheet.corners, corners)), "")


def parts_of_world(boxes: list[tuple]) -> list[tuple]:
    """The boxes gathered, from west to east: an ocean's width apart, two places are not on one sheet."""
    lands: list[tuple] = []
    for corners in boxes:
        near = [land for land in lands if touch(land, corners, margin=OCEAN)]
        lands = [land for land in lands if land not in near]
        lands.append(around([*near, corners]))
    return sorted(lands)


def touch(one: tuple, other: tuple, margin: float = 0) -> bool:
    return (
        one[0] - margin <= other[2]
        and other[0] <= one[2] + margin
        and one[1] - margin <= other[3]
        and other[1] <= one[3] + margin
    )


def around(boxes: list[tuple]) -> tuple:
    sides = list(zip(*boxes, strict=True))
    return (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]))


class Sheet:
    """A local equirectangular projection (longitudes shrunk by the cosine of the middle latitude) on whole units."""

    def __init__(self, corners: tuple, *, size: int, left: int, step: int):
        west, south, east, north = self.corners = corners
        shrink = float(np.cos(np.radians((south + north) / 2)))
        wide, high = (east - west) * shrink, north - south
        scale = size / (max(wide, high) or 1)
        self.origin, self.factors, self.left, self.step = (west, north), (shrink * scale, -scale), left, step
        self.width, self.height = round(wide * scale), round(high * scale)

    def path(self, geometry: dict) -> str:
        rings = [self.ring(ring) for polygon in polygons(geometry) for ring in polygon]
        return "".join(filter(None, rings)) or self.dot(geometry)

    def points(self, ring) -> np.ndarray:
        shifted = (np.asarray(ring, dtype=float)[:, :2] - self.origin) * self.factors
        return np.rint(shifted / self.step).astype(int) * self.step + (self.left, 0)

    def ring(self, ring) -> str:
        """A closed subpath in relative steps; points that fall on the same unit are one. Empty if nothing is left."""
        points = self.points(ring)[:-1]
        kept = points[np.any(points != np.roll(points, 1, axis=0), axis=1)]
        if len(kept) < 3:  # noqa: PLR2004  a surface has three corners
            return ""
        steps = np.diff(kept, axis=0).tolist()
        text = "".join(f" {x} {y}" for x, y in steps).replace(" -", "-")
        return f"M{kept[0][0]} {kept[0][1]}l{text.lstrip()}z"

    def dot(self, geometry: dict) -> str:
        x, y = self.points(next(polygons(geometry))[0])[0]
        return f"M{x} {y}h1v1h-1z"


def polygons(geometry: dict):
    coordinates = geometry["coordinates"]
    return iter(coordinates if geometry["type"] == "MultiPolygon" else [coordinates])


def box(geometry: dict) -> tuple[float, float, float, float]:
    outer = np.concatenate([np.asarray(polygon[0], dtype=float)[:, :2] for polygon in polygons(geometry)])
    return (*outer.min(axis=0).tolist(), *outer.max(axis=0).tolist())
