"""Held against R: survey 4.1-1 (rake, calibrate, on its 183 sampled schools of California) and sampling 2.9."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.kernel.calibration import Amount, Categories, ImpossibleError, calibrate, kish

SCHOOLS = list(csv.DictReader((Path(__file__).parent / "schools.csv").read_text().splitlines()))
FIRST = np.full(183, 33.846996307373)  # 6 194 schools over 183
KIND = Categories(
    "kind", np.array(["EHM".index(row["stype"]) for row in SCHOOLS]), np.array([4421.0, 755.0, 1018.0])
)
WIDE = Categories("wide", np.array([row["wide"] == "Yes" for row in SCHOOLS]) * 1, np.array([1072.0, 5122.0]))
BEFORE = Amount("api99", np.array([float(row["api99"]) for row in SCHOOLS]), 3_914_069.0)
SCORE = np.array([float(row["api00"]) for row in SCHOOLS])


def test_raking_on_two_margins_is_rakes_of_r():
    found = calibrate(FIRST, [KIND, WIDE], method="raking")

    assert found.is_reached
    assert np.average(SCORE, weights=found.weights) == pytest.approx(641.2303209, abs=1e-6)
    assert (found.weights.min(), found.weights.max()) == pytest.approx((29.8706755, 67.1255293), abs=1e-6)
    assert (found.deff, found.effective_size) == pytest.approx((1.0516567, 174.0111), abs=1e-4)


@pytest.mark.parametrize(
    ("method", "bounds", "mean", "extremes", "some"),
    [
        ("linear", None, 665.3090712, (0.418592462, 1.833294883), (51.632742595, 33.439440402, 39.227652928)),
        ("raking", None, 665.3937960, (0.534231369, 1.994761241), (49.216386137, 32.449806929, 38.680371452)),
        (
            "logit",
            (0.5, 2),
            665.4148442,
            (0.578114356, 1.817455689),
            (52.636605244, 32.198159031, 39.465029108),
        ),
    ],
)
def test_a_count_and_an_amount_give_the_weights_of_r(method, bounds, mean, extremes, some):
    found = calibrate(FIRST, [KIND, BEFORE], method=method, bounds=bounds)

    assert found.is_reached
    assert np.average(SCORE, weights=found.weights) == pytest.approx(mean, abs=1e-6)
    assert (found.ratios.min(), found.ratios.max()) == pytest.approx(extremes, abs=1e-6)
    assert found.weights[[0, 49, 182]] == pytest.approx(some, abs=1e-6)


def test_truncated_weights_are_those_of_sampling():
    halves = Categories("half", np.repeat([0, 1], 5), np.array([24.0, 26.0]))
    ranks = Amount("rank", np.arange(1, 11.0), 290.0)

    found = calibrate(np.full(10, 5.0), [halves, ranks], method="truncated", bounds=(0.75, 1.2))

    expected = [0.75, 0.85125, 0.95875, 1.06625, 1.17375, 0.83875, 0.94625, 1.05375, 1.16125, 1.2]
    assert found.ratios == pytest.approx(expected, abs=1e-6)


def test_a_category_that_nobody_is_in_cannot_be_met():
    alone = Categories("age", np.zeros(3, dtype=int), np.array([10.0, 5.0]))

    with pytest.raises(ImpossibleError) as refusal:
        calibrate(np.ones(3), [alone])
    assert (refusal.value.margin, refusal.value.category) == ("age", 1)


def test_bounds_too_tight_are_said_not_reached():
    halves = Categories("half", np.repeat([0, 1], 5), np.array([9.0, 1.0]))

    found = calibrate(np.ones(10), [halves], method="logit", bounds=(0.8, 1.25))

    assert found.is_reached is False
    assert found.gaps["half"] > 0.1


@pytest.mark.parametrize(
    ("weights", "margins", "facts"),
    [
        (np.ones(183), [KIND], {"method": "rake"}),
        (np.ones(183), [KIND], {"method": "logit"}),
        (np.ones(183), [KIND], {"method": "raking", "bounds": (0.5, 2)}),
        (np.ones(183), [KIND], {"method": "logit", "bounds": (1.1, 2)}),
        (np.zeros(183), [KIND], {}),
        (np.ones(182), [KIND], {}),
        (np.ones(183), [], {}),
        (np.ones(183), [Categories("kind", KIND.codes, np.array([1.0, 2.0]))], {}),
        (np.ones(183), [Categories("kind", KIND.codes, np.array([1.0, -2.0, 3.0]))], {}),
        (np.ones(183), [Amount("x", np.full(183, np.nan), 3.0)], {}),
    ],
)
def test_what_makes_no_sense_is_refused(weights, margins, facts):
    with pytest.raises(ValueError, match=r"."):
        calibrate(weights, margins, **facts)


@st.composite
def samples(draw):
    """Two margins that a whole population can meet: totals are those of some weighting of the sample."""
    units = draw(st.integers(8, 40))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    sizes = draw(st.tuples(st.integers(1, 4), st.integers(1, 3)))
    codes = [np.concatenate([np.arange(size), random.integers(0, size, units - size)]) for size in sizes]
    wished = random.uniform(0.5, 2, units)
    return [
        Categories(str(rank), each, np.bincount(each, weights=wished, minlength=size))
        for rank, (each, size) in enumerate(zip(codes, sizes, strict=True))
    ]


@given(samples())
@settings(max_examples=60, deadline=None)
def test_raking_is_what_filling_each_margin_in_turn_ends_at(margins):
    weights = np.ones(len(margins[0].codes))
    slow = weights.copy()
    for _ in range(4_000):
        for margin in margins:
            slow *= (margin.totals / np.bincount(margin.codes, weights=slow))[margin.codes]

    found = calibrate(weights, margins)

    assert found.is_reached
    assert found.weights == pytest.approx(slow, rel=1e-6)


@given(samples(), st.sampled_from(["linear", "raking", "logit"]))
@settings(max_examples=60, deadline=None)
def test_totals_are_met_units_alike_weigh_alike_and_bounds_hold(margins, method):
    bounds = (0.05, 20.0) if method == "logit" else None

    found = calibrate(np.ones(len(margins[0].codes)), margins, method=method, bounds=bounds)

    assert found.is_reached
    for margin in margins:
        assert np.bincount(margin.codes, weights=found.weights) == pytest.approx(margin.totals, rel=1e-6)
    alike = {}
    for codes, weight in zip(
        zip(*(margin.codes for margin in margins), strict=True), found.weights, strict=True
    ):
        assert alike.setdefault(codes, weight) == pytest.approx(weight)
    if bounds:
        assert bounds[0] <= found.ratios.min() <= found.ratios.max() <= bounds[1]


def test_what_already_holds_stays_as_it_is():
    weights = np.array([2.0, 3.0, 5.0])
    margin = Categories("x", np.array([0, 1, 1]), np.array([2.0, 8.0]))

    assert calibrate(weights, [margin]).weights == pytest.approx(weights)
    assert kish(np.ones(7)) == 1
