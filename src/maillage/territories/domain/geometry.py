"""Contours as arrays of shapes: read, united, simplified, written as GeoJSON. No database here."""

import json
from collections import defaultdict

import numpy as np
import shapely

DECIMALS = 5  # of a degree: about a metre
NEAR = 2_000  # metres: a town hall further than this from its commune is elsewhere
METRES_PER_DEGREE = 111_320


def read_shapes(contours: dict[str, str]) -> dict[str, shapely.Geometry]:
    """WKB in hexadecimal to valid shapes, rounded."""
    if not contours:
        return {}
    shapes = shapely.from_wkb([bytes.fromhex(each) for each in contours.values()])
    shapes = shapely.transform(shapes, lambda points: np.round(points, DECIMALS))
    broken = ~shapely.is_valid(shapes)
    shapes[broken] = polygons_of(shapes[broken])
    return dict(zip(contours, shapes, strict=True))


def polygons_of(shapes):
    """Valid polygons out of crossed rings; what has no surface is dropped."""
    return shapely.make_valid(shapes, method="structure", keep_collapsed=False)


def unite(shapes: list) -> shapely.Geometry:
    """One shape out of neighbours that share their borders; the slow way when the borders do not quite match."""
    try:
        united = shapely.coverage_union_all(shapes)
    except shapely.GEOSException:
        united = None
    if united is None or not shapely.is_valid(united):
        united = shapely.union_all(polygons_of(shapes))
    return united


def unite_by(shapes: dict, group_of: dict[str, str]) -> dict[str, shapely.Geometry]:
    """The shape of each group (EPCI, département, région) out of the shapes of its members."""
    members = defaultdict(list)
    for code, shape in shapes.items():
        if group_of.get(code):
            members[group_of[code]].append(shape)
    return {group: unite(each) for group, each in members.items()}


def simplify(shapes: dict, tolerance: float) -> dict[str, shapely.Geometry]:
    """Fewer points (tolerance in degrees), neighbours still sharing their borders."""
    if not shapes:
        return {}
    simpler = shapely.coverage_simplify(np.array(list(shapes.values())), tolerance)
    return dict(zip(shapes, simpler, strict=True))


def geojson(shapes: list) -> list[dict]:
    rounded = shapely.transform(np.array(shapes), lambda points: np.round(points, DECIMALS))
    return [json.loads(text) for text in shapely.to_geojson(rounded)]


def inside_points(shapes: dict) -> dict[str, tuple[float, float]]:
    """A point on the surface of each shape: (longitude, latitude)."""
    points = shapely.point_on_surface(np.array(list(shapes.values()), dtype=object))
    return {
        code: (round(float(x), DECIMALS), round(float(y), DECIMALS))
        for code, x, y in zip(shapes, shapely.get_x(points), shapely.get_y(points), strict=True)
    }


def metres_between(points: list, shapes: list) -> np.ndarray:
    """How far each point lies outside its shape, in metres, near enough for a few kilometres."""
    lines = shapely.get_coordinates(shapely.shortest_line(np.array(points), np.array(shapes))).reshape(
        -1, 2, 2
    )
    steps = (lines[:, 1] - lines[:, 0]) * METRES_PER_DEGREE
    steps[:, 0] *= np.cos(np.radians(lines[:, 1, 1]))
    return np.hypot(steps[:, 0], steps[:, 1])


def town_hall_points(points: dict[str, str], shapes: dict) -> dict[str, tuple[float, float]]:
    """The town halls' own points (WKB in hexadecimal) that can be believed: in or near their commune's contour.

    A commune without contour cannot contradict its point: it is believed.
    """
    if not points:
        return {}
    read = shapely.from_wkb([bytes.fromhex(each) for each in points.values()])
    there = ~shapely.is_empty(read)
    codes, read = np.array(list(points))[there].tolist(), read[there]
    near = np.ones(len(codes), dtype=bool)
    known = [rank for rank, code in enumerate(codes) if code in shapes]
    if known:
        far = metres_between([read[rank] for rank in known], [shapes[codes[rank]] for rank in known])
        near[known] = far <= NEAR
    return {
        code: (round(float(point.x), DECIMALS), round(float(point.y), DECIMALS))
        for code, point, believed in zip(codes, read, near, strict=True)
        if believed
    }


def boxes(shapes: list) -> list[dict]:
    sides = ("west", "south", "east", "north")
    return [
        dict(zip(sides, map(float, box), strict=True))
        for box in shapely.bounds(np.array(shapes)).round(DECIMALS)
    ]
