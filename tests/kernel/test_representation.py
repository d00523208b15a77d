from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.representation import exact, holm, voices

COMMUNES = np.random.default_rng(4).pareto(1.1, 30) + 0.05
AGES = np.array([17, 10, 15, 23, 19, 16])


def slow_exact(count, people, share):
    chances = [comb(people, k) * share**k * (1 - share) ** (people - k) for k in range(people + 1)]
    return sum(chance for chance in chances if chance <= chances[count] * (1 + 1e-7))


@given(st.integers(1, 60), st.floats(0.01, 0.99), st.data())
def test_the_exact_test_adds_up_the_chances_one_by_one(people, share, data):
    count = data.draw(st.integers(0, people))

    assert exact(count, people, share) == pytest.approx(min(1, slow_exact(count, people, share)), abs=1e-9)


@pytest.mark.parametrize("people", [100, 300, 1_000])
@pytest.mark.parametrize("shares", [COMMUNES, AGES], ids=["communes", "ages"])
def test_a_fair_draw_scores_about_one_whatever_the_cells(people, shares):
    draws = np.random.default_rng(7).multinomial(people, shares / shares.sum(), size=100)

    low, high = np.quantile([voices(draw, shares).score for draw in draws], [0.05, 0.95])
    assert 0.92 < low < 1 < high < 1.08


def test_an_age_that_nobody_speaks_for_is_seen_and_named():
    heard = np.array([60, 35, 55, 80, 70, 0])

    found = voices(heard, AGES)

    assert found.score < 0.9
    assert [cell for cell, p in enumerate(found.p_held) if p < 0.05] == [5]
    assert found.expected[5] == pytest.approx(48)


def test_an_absent_commune_of_one_in_twenty_is_caught_by_its_own_test():
    shares = np.array([95, 5])
    assert voices(np.array([300, 0]), shares).p[1] == pytest.approx(3.893221e-07, rel=1e-6)  # binom.test of R


def test_nobody_heard_yet_says_nothing():
    found = voices(np.zeros(3, dtype=int), np.ones(3))
    assert (found.score, list(found.p)) == (0, [1, 1, 1])


def test_the_same_counts_always_have_the_same_score():
    assert voices(np.array([3, 4]), np.ones(2)).score == voices(np.array([3, 4]), np.ones(2)).score


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_never_lowers_a_chance_and_keeps_their_order(values):
    p = np.array(values)
    held = holm(p)

    assert np.all(held >= p)
    assert np.all(np.diff(held[np.argsort(p, kind="stable")]) >= 0)


@pytest.mark.parametrize(
    ("heard", "shares"), [([1], [0]), ([-1], [1]), ([1, 2], [1]), ([0.5], [1]), ([], [])]
)
def test_what_makes_no_sense_is_refused(heard, shares):
    with pytest.raises(ValueError, match="heard"):
        voices(np.array(heard), np.array(shares))
