from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.kernel.suppression import interval, protect


def slow_interval(counts, hidden, row, column):
    """Try every table that agrees with what is shown and with the totals."""
    cells = list(zip(*np.nonzero(hidden), strict=True))
    tried = counts.copy()
    found = []
    for values in product(range(int(counts.sum()) + 1), repeat=len(cells)):
        for cell, value in zip(cells, values, strict=True):
            tried[cell] = value
        if (tried.sum(0) == counts.sum(0)).all() and (tried.sum(1) == counts.sum(1)).all():
            found.append(int(tried[row, column]))
    return min(found), max(found)


@st.composite
def hidden_tables(draw):
    counts = np.array(
        draw(st.lists(st.lists(st.integers(0, 2), min_size=3, max_size=3), min_size=2, max_size=3))
    )
    flat = draw(st.lists(st.integers(0, counts.size - 1), min_size=1, max_size=4, unique=True))
    hidden = np.zeros(counts.shape, dtype=bool)
    hidden.flat[flat] = True
    return counts, hidden


@given(hidden_tables())
@settings(max_examples=80, deadline=None)
def test_what_an_attacker_can_tell_is_what_trying_every_table_tells(table):
    counts, hidden = table
    for row, column in zip(*np.nonzero(hidden), strict=True):
        assert interval(counts, hidden, row, column) == slow_interval(counts, hidden, row, column)


@given(st.lists(st.lists(st.integers(0, 60), min_size=4, max_size=4), min_size=2, max_size=5))
@settings(max_examples=80, deadline=None)
def test_no_small_count_is_shown_nor_found_by_subtraction(rows):
    counts = np.array(rows)
    hidden = protect(counts)

    small = (counts > 0) & (counts < 11)
    assert not np.any(small & ~hidden)
    if not np.array_equal(hidden, counts > 0):
        for row, column in zip(*np.nonzero(small), strict=True):
            low, high = interval(counts, hidden, row, column)
            assert high - low >= 11


def test_a_table_of_large_counts_is_shown_whole():
    assert not protect(np.array([[40, 0], [12, 11]])).any()


def test_one_small_count_takes_three_others_with_it():
    hidden = protect(np.array([[3, 40, 90], [50, 60, 70], [80, 30, 20]]))

    assert hidden[0, 0]
    assert hidden.sum() == 4
    assert sorted(hidden.sum(0)) == [0, 2, 2]
    assert sorted(hidden.sum(1)) == [0, 2, 2]


def test_what_cannot_be_protected_is_hidden_whole():
    assert protect(np.array([[3, 40]])).tolist() == [[True, True]]
