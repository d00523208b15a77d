"""Whose voices are missing: those heard, held against what a fair draw of as many people would bring.

A score alone misses small cells, so each cell has its exact test; a plain ratio punishes small places, so the score
is divided by what a fair draw of the same size obtains.
"""

from dataclasses import dataclass

import numpy as np

DRAWS = 2_000
FAIR_SEED = 20_170_707  # the same draws for everyone: the score of the same counts is always the same


@dataclass(frozen=True)
class Voices:
    """All arrays have the shape of the counts, (k,). `score` is about 1 for a fair draw, less when voices miss.

    `expected`: people; `p`: chance of a count at least this far from a fair draw; `p_held`: the same, held against
    the number of cells looked at (Holm), so that one cell in twenty does not cry wolf.
    """

    heard: np.ndarray
    expected: np.ndarray
    p: np.ndarray
    p_held: np.ndarray
    overlap: float
    score: float


def voices(heard: np.ndarray, shares: np.ndarray) -> Voices:
    """`heard`: (k,) counts of people; `shares`: (k,) parts of the population, above 0, any scale.

    overlap = Σ min(heard/n, share); score = overlap ÷ its median over fair draws of n people.
    """
    heard, shares = np.asarray(heard), np.asarray(shares, dtype=float)
    if heard.shape != shares.shape or heard.ndim != 1 or not len(heard):
        raise ValueError("heard and shares: one number a cell")
    if np.any(heard < 0) or np.any(heard != np.floor(heard)) or np.any(shares <= 0):
        raise ValueError("heard: whole numbers, none negative; shares: all above 0")
    heard, shares = heard.astype(np.int64), shares / shares.sum()
    people = int(heard.sum())
    if not people:
        ones = np.ones(len(heard))
        return Voices(heard, np.zeros(len(heard)), ones, ones, 0.0, 0.0)
    found = overlap(heard, shares)
    p = np.array([exact(int(count), people, share) for count, share in zip(heard, shares, strict=True)])
    return Voices(heard, people * shares, p, holm(p), found, found / fair_overlap(people, shares))


def overlap(heard: np.ndarray, shares: np.ndarray) -> float:
    return float(np.minimum(heard / heard.sum(), shares).sum())


def fair_overlap(people: int, shares: np.ndarray) -> float:
    """The median overlap of fair draws of `people`; `shares` add up to 1."""
    draws = np.random.default_rng(FAIR_SEED).multinomial(people, shares, size=DRAWS)
    return float(np.median(np.minimum(draws / people, shares).sum(axis=1)))


def exact(count: int, people: int, share: float) -> float:
    """Two-sided exact binomial test: the chance of any count no likelier than this one."""
    chances = np.exp(log_chances(people, share))
    return float(min(1.0, chances[chances <= chances[count] * (1 + 1e-7)].sum()))


def log_chances(people: int, share: float) -> np.ndarray:
    """Log P(X = 0…people) for X binomial, shape (people + 1,)."""
    if share >= 1:
        return np.where(np.arange(people + 1) == people, 0.0, -np.inf)
    steps = np.log(np.arange(people, 0, -1)) - np.log(np.arange(1, people + 1))
    choose = np.concatenate([[0.0], np.cumsum(steps)])
    ranks = np.arange(people + 1)
    return choose + ranks * np.log(share) + (people - ranks) * np.log1p(-share)


def holm(p: np.ndarray) -> np.ndarray:
    """Holm's adjustment, in the order given."""
    order = np.argsort(p, kind="stable")
    raised = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    held = np.empty(len(p))
    held[order] = np.minimum(raised, 1.0)
    return held
