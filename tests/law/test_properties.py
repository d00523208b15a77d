"""Laws that hold for any committee, at any day."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.law.enums import GroupKind, Voice
from maillage.law.models import MemberFacts
from maillage.law.queries.engine import is_valid, verdicts_on_body, verdicts_on_composition
from tests.law.factories import committee

DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
MEMBERS = st.builds(
    MemberFacts,
    group=st.sampled_from(GroupKind),
    voices=st.frozensets(st.sampled_from(Voice), max_size=2),
    starts_on=st.none() | DAYS,
    ends_on=st.none() | DAYS,
    is_alternate=st.booleans(),
)
COMMITTEES = st.lists(MEMBERS, max_size=6).map(
    lambda members: committee(*members, created_on=date(2019, 1, 1))
)
BETTER = {"not_met": 0, "question": 1, "met": 2}


@settings(max_examples=60, deadline=None)
@given(body=COMMITTEES, one_more=MEMBERS, day=DAYS)
def test_one_member_more_never_makes_a_composition_worse(body, one_more, day):
    larger = replace(body, members=(*body.members, one_more))

    for before, after in zip(
        verdicts_on_composition(body, day), verdicts_on_composition(larger, day), strict=True
    ):
        assert BETTER[after.outcome] >= BETTER[before.outcome]


@settings(max_examples=60, deadline=None)
@given(body=COMMITTEES, day=DAYS)
def test_a_day_knows_nobody_who_does_not_sit_on_it(body, day):
    """But mandates that end soon (CP-22) are those of the day, too."""
    sitting = replace(body, members=tuple(member for member in body.members if member.sits_on(day)))

    assert verdicts_on_body(body, day) == verdicts_on_body(sitting, day)


@settings(max_examples=60, deadline=None)
@given(body=COMMITTEES, day=DAYS)
def test_between_two_texts_the_answer_stays(body, day):
    """With the same people, valid on a day is valid the day before, unless a text began on that day."""
    undated = replace(
        body, members=tuple(replace(each, starts_on=None, ends_on=None) for each in body.members)
    )
    eve = day - timedelta(days=1)
    same_rules = [v.rule for v in verdicts_on_composition(undated, day)] == [
        v.rule for v in verdicts_on_composition(undated, eve)
    ]

    if same_rules:
        assert is_valid(verdicts_on_composition(undated, day)) == is_valid(
            verdicts_on_composition(undated, eve)
        )
