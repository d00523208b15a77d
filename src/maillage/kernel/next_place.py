"""Where to go next to hear those who are missing: places and hours, by what each brings per hour of an agent."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Outing:
    """`slot` is a row of the yields; `gain` people of the missing publics for `hours`; `brings`: (k,) people expected."""

    slot: int
    hours: float
    gain: float
    brings: np.ndarray


def expected_yields(answers: np.ndarray, hours: np.ndarray, prior: np.ndarray, weight: float) -> np.ndarray:
    """People of each public per hour at each place, (places, k), from what past outings brought.

    `answers`: (places, k) people; `hours`: (places,) already spent; `prior`: (places, k) people per hour believed
    before going; `weight`: how many hours of experience the belief is worth. Gamma–Poisson posterior mean.
    """
    if weight <= 0 or np.any(np.asarray(hours) < 0):
        raise ValueError("weight above 0, hours not negative")
    return (np.asarray(answers) + weight * np.asarray(prior)) / (np.asarray(hours)[:, None] + weight)


def plan_outings(
    missing: np.ndarray, yields: np.ndarray, lengths: np.ndarray, *, hours: float
) -> list[Outing]:
    """Outings to make, the most useful first, within `hours` of agents; each slot at most once.

    `missing`: (k,) people still to hear in each public (negative counts as none); `yields`: (slots, k) people per
    hour; `lengths`: (slots,) hours. Each choice takes what fills the gaps fastest, given those already chosen; what a
    public has too much of counts for nothing.
    """
    left = np.maximum(np.asarray(missing, dtype=float), 0)
    lengths = np.asarray(lengths, dtype=float)
    if np.any(lengths <= 0):
        raise ValueError("lengths: hours, above 0")
    brings = np.asarray(yields, dtype=float) * lengths[:, None]
    open_slots, chosen = np.ones(len(lengths), dtype=bool), []
    while True:
        gains = np.minimum(brings, left).sum(axis=1)
        worth = np.where(open_slots & (lengths <= hours + 1e-9), gains / lengths, 0)
        if not len(worth) or worth.max() <= 0:
            return chosen
        best = int(worth.argmax())
        chosen.append(Outing(best, float(lengths[best]), float(gains[best]), brings[best]))
        left = np.maximum(left - brings[best], 0)
        open_slots[best] = False
        hours -= lengths[best]
