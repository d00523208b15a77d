"""The functions of ODK forms on points, lines and areas."""

import math
from itertools import pairwise

from maillage.surveys.queries.engine.calling import MANY, known, texts
from maillage.surveys.queries.engine.values import to_number

EARTH = 6_378_100.0  # metres, as JavaRosa has it


@known("distance", 1, MANY)
def distance(at, *places):
    """Metres along the points of a line, or from place to place."""
    points = [point for text in texts(places) for point in points_of(text)]
    return math.fsum(between(one, other) for one, other in pairwise(points))


@known("area", 1)
@known("enclosed-area", 1)
def area(at, shape):
    """Square metres inside a line that closes on itself, flattened around its first point as JavaRosa does."""
    points = [point for text in texts([shape]) for point in points_of(text)]
    if len(points) < 3:  # noqa: PLR2004  a corner less is a line
        return 0.0
    degree = 2 * math.pi * EARTH / 360
    (first_lat, first_lon), *others = points
    flat = [
        ((lon - first_lon) * degree * math.cos(math.radians(lat)), (lat - first_lat) * degree)
        for lat, lon in others
    ]
    return abs(math.fsum((y1 * x2 - x1 * y2) / 2 for (x1, y1), (x2, y2) in pairwise(flat)))


def points_of(text: str) -> list[tuple[float, float]]:
    found = []
    for each in text.split(";"):
        parts = each.split()
        if len(parts) > 1:
            found.append((to_number(parts[0]), to_number(parts[1])))
    return found


def between(one, other) -> float:
    if one == other:
        return 0.0
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(lon2 - lon1)
    return EARTH * math.acos(max(-1.0, min(1.0, cosine)))
