"""Calibration of weights on known totals (Deville and Särndal, 1992), as INSEE's Calmar does it.

We look for g such that the weights d·g meet every total, each g as near to 1 as the method's distance allows:
g = F(x·λ), with λ found by Newton. Units that share the same categories share the same g, so they are solved as one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

METHODS = ("linear", "raking", "logit", "truncated")
BOUNDED = ("logit", "truncated")


class ImpossibleError(ValueError):
    """No weights can meet this margin: `margin` and `category` (its rank, or None) say which."""

    def __init__(self, margin: str, category: int | None, why: str):
        super().__init__(f"{margin}: {why}")
        self.margin, self.category, self.why = margin, category, why


@dataclass(frozen=True)
class Categories:
    """A margin of counts: each unit is in one category. `codes`: (n,) integers from 0; `totals`: (K,)."""

    name: str
    codes: np.ndarray
    totals: np.ndarray


@dataclass(frozen=True)
class Amount:
    """A margin of a quantity. `values`: (n,) floats; `total`: what the weighted sum is to be."""

    name: str
    values: np.ndarray
    total: float


Margin = Categories | Amount


@dataclass(frozen=True)
class Calibration:
    """`weights` and `ratios` (weights over the first ones) have shape (n,); `gaps` is the worst relative gap by margin.

    `deff` is Kish's loss of precision due to unequal weights, n·Σw²/(Σw)²; `effective_size` is n/deff.
    """

    weights: np.ndarray
    ratios: np.ndarray
    is_reached: bool
    iterations: int
    gaps: dict[str, float]
    deff: float
    effective_size: float


def calibrate(
    weights: np.ndarray,
    margins: Sequence[Margin],
    *,
    method: str = "raking",
    bounds: tuple[float, float] | None = None,
    tolerance: float = 1e-9,
    max_iterations: int = 100,
) -> Calibration:
    """New weights, (n,), whose sums meet `margins`; read `is_reached` before using them.

    `bounds` (low < 1 < high) hold the ratios of « logit » and « truncated ». Raises `ImpossibleError` when a category
    nobody is in has a total, and ValueError for arguments that make no sense.
    """
    weights = np.asarray(weights, dtype=float)
    check(weights, margins, method, bounds)
    design = Design.of(margins, weights)
    link = link_of(method, bounds)
    slopes, iterations = solve(design, link, tolerance, max_iterations)
    ratios = link.ratio(design.times(slopes))
    reached = design.gaps(ratios)
    ratios = ratios[design.unit]
    found = weights * ratios
    deff = kish(found)
    return Calibration(
        weights=found,
        ratios=ratios,
        is_reached=max(reached.values()) <= tolerance,
        iterations=iterations,
        gaps=reached,
        deff=deff,
        effective_size=len(found) / deff,
    )


def kish(weights: np.ndarray) -> float:
    """n·Σw²/(Σw)²: 1 when all weights are equal."""
    return float(len(weights) * np.sum(weights**2) / np.sum(weights) ** 2)


def check(weights, margins, method, bounds) -> None:
    if method not in METHODS:
        raise ValueError(f"method: one of {', '.join(METHODS)}")
    if (method in BOUNDED) != (bounds is not None):
        raise ValueError("bounds go with logit and truncated, and with them only")
    if bounds is not None and not 0 <= bounds[0] < 1 < bounds[1]:
        raise ValueError("bounds: low below 1, high above 1, none negative")
    if not margins or weights.ndim != 1 or not len(weights):
        raise ValueError("at least one unit and one margin")
    if not np.all(np.isfinite(weights)) or np.any(weights <= 0):
        raise ValueError("weights: finite and above 0")
    for margin in margins:
        check_margin(margin, len(weights))


def check_margin(margin: Margin, units: int) -> None:
    if isinstance(margin, Amount):
        if np.shape(margin.values) != (units,) or not np.all(np.isfinite(margin.values)):
            raise ValueError(f"{margin.name}: one finite value a unit")
        if margin.total and not np.any(margin.values):
            raise ImpossibleError(margin.name, None, "every value is 0, the total is not")
        return
    codes, totals = np.asarray(margin.codes), np.asarray(margin.totals, dtype=float)
    if codes.shape != (units,) or codes.min() < 0 or codes.max() >= len(totals):
        raise ValueError(f"{margin.name}: one category a unit, from 0 to {len(totals) - 1}")
    if not np.all(np.isfinite(totals)) or np.any(totals < 0):
        raise ValueError(f"{margin.name}: totals finite, none negative")
    heard = np.bincount(codes, minlength=len(totals))
    for rank in np.flatnonzero((heard == 0) & (totals > 0)):
        raise ImpossibleError(margin.name, int(rank), "nobody is in this category, its total is not 0")


@dataclass(frozen=True)
class Link:
    """F and its derivative, on arrays."""

    ratio: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]


def link_of(method: str, bounds: tuple[float, float] | None) -> Link:
    if method == "linear":
        return Link(lambda u: 1 + u, np.ones_like)
    if method == "raking":
        return Link(lambda u: np.exp(np.clip(u, -500, 500)), lambda u: np.exp(np.clip(u, -500, 500)))
    low, high = bounds
    if method == "truncated":
        return Link(
            lambda u: np.clip(1 + u, low, high),
            lambda u: ((1 + u > low) & (1 + u < high)).astype(float),
        )
    steep = (high - low) / ((1 - low) * (high - 1))

    def ratio(u):
        grown = np.exp(np.clip(steep * u, -500, 500))
        return (low * (high - 1) + high * (1 - low) * grown) / ((high - 1) + (1 - low) * grown)

    def slope(u):
        found = ratio(u)
        return steep * (found - low) * (high - found) / (high - low)

    return Link(ratio, slope)


@dataclass(frozen=True)
class Design:
    """The margins as one wide table of which only codes are kept; `unit` leads from each unit to its row here."""

    margins: Sequence[Margin]
    weights: np.ndarray
    unit: np.ndarray
    starts: list[int]
    targets: np.ndarray

    @classmethod
    def of(cls, margins: Sequence[Margin], weights: np.ndarray) -> "Design":
        sizes = [1 if isinstance(margin, Amount) else len(margin.totals) for margin in margins]
        starts = list(np.cumsum([0, *sizes]))
        targets = np.concatenate(
            [
                np.atleast_1d(np.asarray(m.total if isinstance(m, Amount) else m.totals, float))
                for m in margins
            ]
        )
        if any(isinstance(margin, Amount) for margin in margins):
            return cls(margins, weights, np.arange(len(weights)), starts, targets)
        alike = np.zeros(len(weights), dtype=np.int64)
        for margin, size in zip(margins, sizes, strict=True):
            alike = np.unique(alike * size + margin.codes, return_inverse=True)[1]
        first = np.unique(alike, return_index=True)[1]
        rows = [Categories(m.name, np.asarray(m.codes)[first], m.totals) for m in margins]
        return cls(rows, np.bincount(alike, weights=weights), alike, starts, targets)

    def times(self, slopes: np.ndarray) -> np.ndarray:
        """x·λ for each row."""
        total = np.zeros(len(self.weights))
        for margin, start in zip(self.margins, self.starts, strict=False):
            if isinstance(margin, Amount):
                total += slopes[start] * margin.values
            else:
                total += slopes[start : start + len(margin.totals)][margin.codes]
        return total

    def sums(self, ratios: np.ndarray) -> np.ndarray:
        """Σ d·g·x, one number a target."""
        weighed = self.weights * ratios
        return np.concatenate(
            [
                np.atleast_1d(weighed @ m.values)
                if isinstance(m, Amount)
                else np.bincount(m.codes, weights=weighed, minlength=len(m.totals))
                for m in self.margins
            ]
        )

    def gram(self, slopes: np.ndarray) -> np.ndarray:
        """Σ d·F′·x·xᵗ."""
        weighed = self.weights * slopes
        found = np.zeros((self.starts[-1], self.starts[-1]))
        for one, other in combinations_with_replacement(range(len(self.margins)), 2):
            block = cross(self.margins[one], self.margins[other], weighed)
            rows = slice(self.starts[one], self.starts[one + 1])
            columns = slice(self.starts[other], self.starts[other + 1])
            found[rows, columns] = block
            found[columns, rows] = block.T
        return found

    def gaps(self, ratios: np.ndarray) -> dict[str, float]:
        """The worst gap to a total, margin by margin, relative to the largest total of that margin."""
        off = np.abs(self.sums(ratios) - self.targets)
        return {
            margin.name: float(off[a:b].max() / max(np.abs(self.targets[a:b]).max(), 1e-300))
            for margin, a, b in zip(self.margins, self.starts, self.starts[1:], strict=False)
        }


def cross(one: Margin, other: Margin, weighed: np.ndarray) -> np.ndarray:
    if isinstance(one, Amount) and isinstance(other, Amount):
        return np.atleast_2d(weighed @ (one.values * other.values))
    if isinstance(one, Amount):
        return cross(other, one, weighed).T
    if isinstance(other, Amount):
        return np.bincount(one.codes, weights=weighed * other.values, minlength=len(one.totals))[:, None]
    shape = (len(one.totals), len(other.totals))
    both = one.codes.astype(np.int64) * shape[1] + other.codes
    return np.bincount(both, weights=weighed, minlength=shape[0] * shape[1]).reshape(shape)


def solve(design: Design, link: Link, tolerance: float, max_iterations: int) -> tuple[np.ndarray, int]:
    """λ, and how many steps it took. A step that makes things worse is halved.

    Margins of counts all add up to the population, so the matrix has no inverse: the least-squares step is taken.
    """
    scale = np.sqrt(np.maximum(np.diag(design.gram(np.ones(len(design.weights)))), 1e-300))
    slopes = np.zeros(len(design.targets))
    position = design.times(slopes)
    off = design.targets - design.sums(link.ratio(position))
    for iteration in range(max_iterations):
        if max(design.gaps(link.ratio(position)).values()) <= tolerance:
            return slopes, iteration
        matrix = design.gram(link.slope(position)) / np.outer(scale, scale)
        step = np.linalg.lstsq(matrix, off / scale, rcond=1e-10)[0] / scale
        for _ in range(30):
            tried = slopes + step
            position = design.times(tried)
            left = design.targets - design.sums(link.ratio(position))
            if np.linalg.norm(left / scale) < np.linalg.norm(off / scale):
                break
            step = step / 2
        else:
            return slopes, iteration
        slopes, off = tried, left
    return slopes, max_iterations
