from datetime import UTC, date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.governance.queries.calendar_days import PARIS, Land, after, moment
from maillage.governance.queries.patterns import PatternFacts, Proposal, dates_of, day_in_month, obstacles

TUESDAYS = PatternFacts(
    every_months=3,
    weekday=1,
    rank=2,
    starts_at=time(14),
    first_on=date(2027, 1, 1),
    last_on=date(2027, 12, 31),
)


def days(proposals) -> list:
    return [proposal.day for proposal in proposals]


# The clock


@pytest.mark.parametrize(
    ("day", "utc_hour"), [(date(2027, 3, 27), 13), (date(2027, 3, 29), 12), (date(2027, 11, 1), 13)]
)
def test_two_in_the_afternoon_is_two_in_the_afternoon_all_year(day, utc_hour):
    assert moment(day, time(14)).astimezone(UTC).hour == utc_hour


def test_the_hour_that_the_spring_night_skips_does_not_exist():
    with pytest.raises(ValueError, match="2027-03-28"):
        moment(date(2027, 3, 28), time(2, 30))


def test_two_hours_last_two_hours_over_both_nights():
    for start, end in [
        (moment(date(2027, 3, 28), time(1)), time(4)),
        (moment(date(2027, 10, 31), time(1)), time(2)),
    ]:
        ends_at = after(start, 120)
        assert (ends_at.astimezone(UTC) - start.astimezone(UTC), ends_at.time()) == (timedelta(hours=2), end)


@given(
    day=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    at=st.times(),
    minutes=st.integers(15, 720),
)
def test_a_moment_keeps_its_wall_clock_or_is_refused(day, at, minutes):
    try:
        start = moment(day, at)
    except ValueError:
        assert (day.month, at.hour) == (3, 2)
        return
    local = start.astimezone(UTC).astimezone(PARIS)
    assert (local.date(), local.time()) == (day, at)
    assert (after(start, minutes) - start.astimezone(UTC)) == timedelta(minutes=minutes)


# Patterns


@pytest.mark.parametrize(
    ("rank", "expected"), [(1, 2), (2, 9), (3, 16), (4, 23), (-1, 30)], ids=["1", "2", "3", "4", "last"]
)
def test_the_tuesdays_of_march_2027(rank, expected):
    assert day_in_month(2027, 3, 1, rank) == date(2027, 3, expected)


def test_a_pattern_without_obstacle_gives_the_days_asked():
    assert dates_of(TUESDAYS) == [
        Proposal(day, day)
        for day in (date(2027, 1, 12), date(2027, 4, 13), date(2027, 7, 13), date(2027, 10, 12))
    ]


@pytest.mark.parametrize(
    ("facts", "asked", "found", "reason"),
    [
        ({"weekday": 3, "rank": 1}, (2027, 5, 6), (2027, 5, 13), "jour férié (Ascension)"),
        ({"zone": "B", "rank": 4}, (2027, 2, 23), (2027, 2, 16), "vacances d’hiver (zone B)"),
        ({"rank": 2}, (2027, 8, 10), (2027, 7, 27), "août"),
        ({"rank": 2, "market_days": (1,)}, (2027, 3, 9), (2027, 3, 10), "marché le mardi"),
    ],
    ids=["férié", "vacances", "août", "marché"],
)
def test_a_shifted_date_says_why(facts, asked, found, reason):
    asked, found = date(*asked), date(*found)
    window = {
        "first_on": asked - timedelta(days=20),
        "last_on": asked + timedelta(days=21),
        "every_months": 12,
    }

    [proposal] = dates_of(PatternFacts(**{**vars(TUESDAYS), **window, **facts}))

    assert proposal == Proposal(asked, found, (reason,))


def test_august_may_be_kept():
    august = {"first_on": date(2027, 8, 1), "last_on": date(2027, 8, 31), "avoids_august": False}

    assert days(dates_of(PatternFacts(**{**vars(TUESDAYS), **august}))) == [date(2027, 8, 10)]


def test_moselle_has_its_own_holidays():
    good_friday = {"weekday": 4, "rank": -1, "first_on": date(2027, 3, 20), "last_on": date(2027, 4, 10)}
    facts = PatternFacts(**{**vars(TUESDAYS), **good_friday})

    assert days(dates_of(facts)) == [date(2027, 3, 26)]
    assert days(dates_of(facts, Land(own_days=("57",)))) == [date(2027, 4, 2)]


def test_nothing_free_is_said_and_proposes_nothing():
    all_august = {"first_on": date(2027, 8, 2), "last_on": date(2027, 8, 31)}

    assert dates_of(PatternFacts(**{**vars(TUESDAYS), **all_august})) == [
        Proposal(date(2027, 8, 10), None, ("août",))
    ]


def test_beyond_the_published_school_calendar_the_proposal_says_so():
    late = {"first_on": date(2030, 1, 1), "last_on": date(2030, 1, 31), "zone": "B"}

    assert [each.is_school_known for each in dates_of(PatternFacts(**{**vars(TUESDAYS), **late}))] == [False]


@st.composite
def patterns(draw) -> PatternFacts:
    first_on = draw(st.dates(date(2026, 9, 1), date(2027, 6, 30)))
    return PatternFacts(
        every_months=draw(st.sampled_from([1, 2, 3, 6])),
        weekday=draw(st.integers(0, 4)),
        rank=draw(st.sampled_from([1, 2, 3, 4, -1])),
        starts_at=time(9),
        first_on=first_on,
        last_on=first_on + timedelta(days=400),
        zone=draw(st.sampled_from(["", "A", "B", "C"])),
        market_days=tuple(draw(st.lists(st.integers(0, 4), max_size=3, unique=True))),
    )


@settings(max_examples=40)
@given(facts=patterns())
def test_no_date_of_a_pattern_falls_on_an_obstacle_nor_twice(facts):
    land = Land(zones=("B",), own_days=("6AE",))
    found = [day for day in days(dates_of(facts, land)) if day]

    assert [list(obstacles(day, facts, land)) for day in found] == [[] for _ in found]
    assert len(set(found)) == len(found)
    assert found == sorted(found)
    assert all(facts.first_on <= day <= facts.last_on for day in found)
