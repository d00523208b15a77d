import random
from datetime import date, timedelta
from itertools import product
from math import isclose, prod

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.governance.enums import Answer, Channel, MeetingState, Presence, SignedBy
from maillage.governance.models import Attendance, Convocation
from maillage.governance.queries.forecast import Habit, at_least, forecast, forecasts, habits_of, seated
from tests.governance.factories import (
    make_body,
    make_group,
    make_mandate,
    make_meeting,
    make_rules,
    make_seat,
)

CHANCES = st.lists(st.floats(0, 1), max_size=8)


def enumerated(needed, chances) -> float:
    """The slow, obvious twin: every way that the coins may fall."""
    return sum(
        prod(chance if fell else 1 - chance for fell, chance in zip(way, chances, strict=True))
        for way in product([True, False], repeat=len(chances))
        if sum(way) >= needed
    )


def committee(authority, members=4, **facts):
    """A body of one college, its members, and a meeting convened in a week."""
    body = make_body(authority, **facts)
    group = make_group(body)
    mandates = [make_mandate(make_seat(group)) for _ in range(members)]
    return body, mandates, make_meeting(body, timezone.now() + timedelta(days=7), state=MeetingState.CONVENED)


def call(meeting, mandate, answer=Answer.NONE) -> Convocation:
    return Convocation.everywhere.create(
        meeting=meeting, mandate=mandate, channel=Channel.MAIL, answer=answer
    )


def attend(meeting, mandate, presence=Presence.PRESENT) -> Attendance:
    return Attendance.everywhere.create(
        meeting=meeting,
        mandate=mandate,
        presence=presence,
        signed_by=SignedBy.SECRETARY,
        signed_at=timezone.now(),
    )


# The arithmetic


@settings(max_examples=60)
@given(chances=CHANCES, needed=st.integers(1, 9))
def test_the_exact_chance_is_that_of_every_way_counted(chances, needed):
    assert isclose(at_least(needed, chances), enumerated(needed, chances), abs_tol=1e-9)


@settings(max_examples=60)
@given(chances=CHANCES.filter(len), needed=st.integers(1, 8), rank=st.integers(0, 7), more=st.floats(0, 1))
def test_a_surer_member_never_lowers_the_chance(chances, needed, rank, more):
    rank %= len(chances)
    surer = [*chances[:rank], max(chances[rank], more), *chances[rank + 1 :]]

    assert at_least(needed, surer) >= at_least(needed, chances) - 1e-9


def test_no_quorum_asked_is_no_quorum_missed():
    assert at_least(None, []) == 1.0


def test_a_habit_starts_from_the_prior_and_follows_the_facts():
    assert (Habit().presence, Habit().word) == (0.6, 1.0)
    assert Habit(called=16, came=0).presence == pytest.approx(0.12)
    assert Habit(promised=6, kept=0).word == 0.5


# What is read


def test_what_people_did_is_counted_from_meetings_held(cast, in_pays):
    body, (lea, zoe, *_), _ = committee(cast.pays)
    held = make_meeting(body, date(2026, 3, 3), state=MeetingState.HELD)
    call(held, lea, Answer.YES)
    attend(held, lea)
    call(held, zoe, Answer.YES)
    attend(held, zoe, Presence.ABSENT)
    later = make_meeting(body, timezone.now() - timedelta(days=1))  # not held yet: counts for nothing
    attend(later, zoe)

    habits = habits_of([lea.person_id, zoe.person_id], timezone.now())

    assert habits == {
        lea.person_id: Habit(called=1, came=1, promised=1, kept=1),
        zoe.person_id: Habit(called=1, came=0, promised=1, kept=0),
    }


@pytest.mark.parametrize(
    ("answer", "chance", "counts"),
    [
        (Answer.YES, 0.95, 0.95),
        (Answer.NO, 0.03, 0.03),
        (Answer.SUBSTITUTE, 0.85, 0.85),
        (Answer.PROXY, 0.03, 0.9),
        (Answer.NONE, 0.6, 0.6),
    ],
)
def test_what_an_answer_is_worth_without_a_past(cast, in_pays, answer, chance, counts):
    _, mandates, _ = committee(cast.pays, members=1)
    each = seated(mandates[0], answer, {})

    assert (each.chance, each.counts) == (chance, counts)


def test_the_quorum_of_the_rules_in_force_that_day(cast, in_pays):
    body, mandates, meeting = committee(cast.pays)
    for mandate in mandates:
        call(meeting, mandate, Answer.YES)
    make_rules(body, quorum_percent=50)
    make_rules(body, quorum_percent=100, adopted_on=meeting.day + timedelta(days=1))

    seen = forecast(meeting)

    assert (seen.needed, seen.members) == (2, 4)
    assert seen.quorum == pytest.approx(enumerated(2, [0.95] * 4))
    assert seen.expected == pytest.approx(3.8)


def test_without_a_quorum_in_the_rules_none_is_computed(cast, in_pays):
    body, _, meeting = committee(cast.pays)
    make_rules(body)

    assert (forecast(meeting).needed, forecast(meeting).quorum) == (None, None)


def test_a_second_call_needs_no_quorum(cast, in_pays):
    body, _, meeting = committee(cast.pays)
    make_rules(body, quorum_percent=50)
    again = make_meeting(body, timezone.now() + timedelta(days=9), second_call_of=meeting)

    assert forecast(again).needed is None


def test_before_the_convocation_the_titulars_of_that_day_are_silent(cast, in_pays):
    _, mandates, meeting = committee(cast.pays)
    ended = mandates[0]
    ended.ends_on = meeting.day
    ended.save()

    assert (forecast(meeting).members, forecast(meeting).expected) == (3, pytest.approx(1.8))


def test_the_empty_college_is_the_one_to_call(cast, in_pays):
    body, mandates, meeting = committee(cast.pays)
    for mandate in mandates:
        call(meeting, mandate, Answer.YES)
    unions = make_group(body, "trade_unions")
    silent = make_mandate(make_seat(unions))
    call(meeting, silent)

    seen = forecast(meeting)

    assert [(each.group, each.is_fragile) for each in seen.groups] == [
        (mandates[0].seat.group, False),
        (unions, True),
    ]
    assert [each.mandate for each in seen.calls] == [silent]
    assert seen.is_fragile
    assert seen.is_soon


def test_whoever_said_no_is_asked_for_a_substitute(cast, in_pays):
    _, mandates, meeting = committee(cast.pays, members=1)
    call(meeting, mandates[0], Answer.NO)

    [advice] = forecast(meeting).calls

    assert (advice.answer, advice.gain) == ("no", pytest.approx(0.47))


@pytest.mark.parametrize("count", [1, 3])
def test_forecasts_cost_the_same_for_one_meeting_or_three(cast, in_pays, django_assert_num_queries, count):
    meetings = [committee(cast.pays, name=f"Instance {rank}")[2] for rank in range(count)]

    with django_assert_num_queries(5):
        found = forecasts(meetings)

    assert len(found) == count


def test_the_page_says_whom_to_call_with_their_number(client, cast):
    _, mandates, meeting = committee(cast.pays, members=1)
    person = mandates[0].person
    person.phone = "06 39 98 00 01"
    person.save()
    call(meeting, mandates[0])
    client.force_login(cast.theo)

    page = client.get(reverse("governance:forecast", args=[cast.pays.slug, meeting.pk])).content.decode()

    assert f"<strong>{person}</strong>, 06 39 98 00 01" in page
    assert "60&nbsp;%, fragile" in page


def test_the_ten_days_to_come_on_one_page(client, cast):
    _, mandates, meeting = committee(cast.pays, members=1)
    call(meeting, mandates[0])
    make_meeting(make_body(cast.pays, "Plus tard"), timezone.now() + timedelta(days=11), state="convened")
    client.force_login(cast.theo)

    response = client.get(reverse("governance:forecasts", args=[cast.pays.slug]))

    assert [each.meeting for each in response.context["forecasts"]] == [meeting]
    assert "fragile" in response.content.decode()


# Is it worth anything?


def simulated() -> list[tuple[float, bool]]:
    """What was foreseen and what came, for 40 members of 20 meetings, each learned from 8 meetings before."""
    draw = random.Random(20261122)  # noqa: S311  a simulation, the same each time
    pairs = []
    for person in range(40):
        steady, honest = draw.betavariate(2, 1.5), draw.uniform(0.75, 1)
        past = [lived(draw, steady, honest) for _ in range(8)]
        habit = Habit(
            called=len(past),
            came=sum(came for _, came in past),
            promised=sum(said == Answer.YES for said, _ in past),
            kept=sum(came for said, came in past if said == Answer.YES),
        )
        for said, came in (lived(draw, steady, honest) for _ in range(20)):
            pairs.append((seated(FakeSeat(person), said, {person: habit}).chance, came))
    return pairs


def brier(pairs) -> float:
    return sum((chance - came) ** 2 for chance, came in pairs) / len(pairs)


def test_it_beats_the_base_rate_on_simulated_members():
    pairs = simulated()
    base = sum(came for _, came in pairs) / len(pairs)

    assert brier(pairs) < 0.5 * brier([(base, came) for _, came in pairs])


@pytest.mark.parametrize(("low", "high"), [(0, 0.3), (0.3, 0.7), (0.7, 1)])
def test_what_is_foreseen_is_about_what_happens(low, high):
    some = [(chance, came) for chance, came in simulated() if low <= chance < high]
    foreseen, seen = (sum(each) / len(some) for each in zip(*some, strict=True))

    assert len(some) > 40
    assert foreseen == pytest.approx(seen, abs=0.08)


class FakeSeat:
    """A mandate of nobody: only whose it is matters to the arithmetic."""

    def __init__(self, person_id):
        self.person_id = person_id


def lived(draw, steady: float, honest: float) -> tuple[str, bool]:
    """One meeting of one simulated member: what they said, and whether they came."""
    means_to_come = draw.random() < steady
    if draw.random() < 0.35:
        return Answer.NONE, means_to_come
    if means_to_come:
        return Answer.YES, draw.random() < honest
    return Answer.NO, draw.random() < 0.03
