"""Make the panels of a lottery, as fair as the quotas allow. The solver is a library's; like candidates get like chances.

The library (sortition-algorithms) finds panels that keep every quota and makes the smallest chance as large as it can
be. Then, here: candidates with the same values share their places evenly; of the ways to reach that smallest chance,
one is taken that keeps the largest chance small. The chance used on the way comes from the published list of candidates
itself, so the same library on the same machine answers the same.
"""

import logging
from collections import defaultdict
from dataclasses import replace
from hashlib import sha256
from random import Random
from threading import Lock

from maillage.common.errors import DomainError
from maillage.governance.queries.lottery import PANELS, Lottery, Target, canonical, shortfalls

SLACK = 1e-6
ONE_AT_A_TIME = Lock()  # the library keeps its source of chance in a global


def with_panels(lottery: Lottery, number: int = PANELS) -> Lottery:
    """The same lottery with `number` equally likely panels. Refuses, saying what to change, if none can exist."""
    if said := shortfalls(lottery):
        raise DomainError(" ".join(said))
    codes = sorted(lottery.candidates)
    own = int(sha256(canonical(lottery.published())).hexdigest(), 16) % 2**32
    with ONE_AT_A_TIME:
        rounds = solve(lottery, codes, number, own)
    panels = deal(lottery, codes, rounds, Random(own))  # noqa: S311  public on purpose: it can be computed again
    return replace(lottery, panels=tuple(sorted(panels)))


def solve(lottery: Lottery, codes: list[str], number: int, own: int) -> list[list[int]]:
    """`number` panels as ranks of `codes`. Ranks and not codes: sets of numbers come in the same order everywhere."""
    from sortition_algorithms.committee_generation import find_distribution_maximin  # noqa: PLC0415  heavy
    from sortition_algorithms.core import lottery_rounding  # noqa: PLC0415  same
    from sortition_algorithms.errors import (  # noqa: PLC0415  same
        InfeasibleQuotasCantRelaxError,
        InfeasibleQuotasError,
    )
    from sortition_algorithms.utils import set_log_level, set_random_provider  # noqa: PLC0415  same

    set_log_level(logging.WARNING)
    features, people = as_library(lottery, codes)
    set_random_provider(own)
    try:
        found, weights, _report = find_distribution_maximin(features, people, lottery.size, [])
        weights = least_unequal(lottery, codes, found, weights)
        return [sorted(panel) for panel in lottery_rounding(found, weights, number)]
    except InfeasibleQuotasError as error:
        raise DomainError(advice(lottery, error.features)) from error
    except InfeasibleQuotasCantRelaxError as error:
        raise DomainError(
            "Aucun groupe ne peut respecter tous les quotas à la fois, même élargis. Retirez un critère."
        ) from error
    finally:
        set_random_provider(None)


def as_library(lottery: Lottery, codes: list[str]):
    """The quotas and the candidates in the library's words, by rank: it would take « Nord » and « nord » for one."""
    from sortition_algorithms.features import (  # noqa: PLC0415  heavy
        FeatureValueMinMax,
        set_default_max_flex,
    )
    from sortition_algorithms.people import People  # noqa: PLC0415  same

    rank_of = ranks_of(lottery)
    features: dict[str, dict] = {}
    for target, (criterion, value) in rank_of.items():
        bounds = FeatureValueMinMax(min=target.minimum, max=target.maximum)
        features.setdefault(criterion, {})[value] = bounds
    if features:
        set_default_max_flex(features)
    names = {(target.criterion, target.value): rank for target, rank in rank_of.items()}
    people = People([])
    for rank, code in enumerate(codes):
        people.add(rank, dict(names[pair] for pair in lottery.values_of(code).items()), features, rank)
    return features, people


def ranks_of(lottery: Lottery) -> dict[Target, tuple[str, str]]:
    return {
        target: (str(lottery.criteria.index(target.criterion)), str(rank))
        for rank, target in enumerate(lottery.targets)
    }


def kinds_of(lottery: Lottery, codes: list[str]) -> list[int]:
    """For each rank, the number of its kind: candidates with the same values on every criterion are one kind."""
    numbers: dict[tuple, int] = {}
    return [numbers.setdefault(lottery.candidates[code], len(numbers)) for code in codes]


def least_unequal(lottery: Lottery, codes: list[str], found: list, weights: list[float]) -> list[float]:
    """Other weights on the same panels: nobody's chance under the smallest reached, the largest as small as can be."""
    import numpy as np  # noqa: PLC0415  heavy
    from scipy.optimize import linprog  # noqa: PLC0415  same

    kinds = kinds_of(lottery, codes)
    heads = np.bincount(kinds)
    shares = np.zeros((len(heads), len(found)))
    for column, panel in enumerate(found):
        for rank in sorted(panel):
            shares[kinds[rank], column] += 1 / heads[kinds[rank]]
    reached = shares.any(axis=1)
    shares = shares[reached]
    floor = (shares @ np.array(weights)).min() - SLACK
    rows = len(shares)
    answer = linprog(
        c=[0.0] * len(found) + [1.0],
        A_ub=np.block([[-shares, np.zeros((rows, 1))], [shares, -np.ones((rows, 1))]]),
        b_ub=[-floor] * rows + [0.0] * rows,
        A_eq=[[1.0] * len(found) + [0.0]],
        b_eq=[1.0],
        method="highs-ds",
    )
    if not answer.success:
        return weights
    better = answer.x[:-1].clip(0, 1)
    return list(better / better.sum())


def deal(
    lottery: Lottery, codes: list[str], rounds: list[list[int]], chance: Random
) -> list[tuple[str, ...]]:
    """In each panel, the places of a kind go to its members in turn: all of a kind sit as often, give or take one."""
    kinds = kinds_of(lottery, codes)
    members = defaultdict(list)
    for rank, kind in enumerate(kinds):
        members[kind].append(codes[rank])
    for each in members.values():
        chance.shuffle(each)
    served: dict[int, int] = defaultdict(int)
    chance.shuffle(rounds)
    panels = []
    for panel in rounds:
        seated = []
        for rank in panel:
            kind = kinds[rank]
            seated.append(members[kind][served[kind] % len(members[kind])])
            served[kind] += 1
        panels.append(tuple(sorted(seated)))
    return panels


def advice(lottery: Lottery, relaxed) -> str:
    """What to change so that a panel exists: the smallest change that the solver found."""
    said = []
    for target, (criterion, value) in ranks_of(lottery).items():
        after = relaxed[criterion][value]
        name = f"« {target.criterion} : {target.value} »"
        if after.min < target.minimum:
            said.append(f"baissez à {after.min} le minimum de {name}")
        if after.max > target.maximum:
            said.append(f"relevez à {after.max} le maximum de {name}")
    return (
        "Aucun groupe ne respecte tous les quotas à la fois avec ces candidats. "
        f"Pour que ce soit possible : {', et '.join(said)}. Ou cherchez d’autres candidats."
    )
