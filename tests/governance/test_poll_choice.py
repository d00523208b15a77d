from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.governance.queries.forecast import Habit
from maillage.governance.queries.polls import Voter, best_first, trade

YES, MAYBE, NO = "yes", "maybe", "no"

HABITS = st.builds(
    lambda called, share: Habit(
        called=called, came=round(called * share), promised=called, kept=round(called * share)
    ),
    st.integers(0, 30),
    st.floats(0, 1),
)
VOTERS = st.lists(
    st.builds(
        Voter,
        st.integers(1, 4),
        HABITS,
        st.dictionaries(st.integers(1, 4), st.sampled_from([YES, MAYBE, NO]), max_size=4),
    ),
    min_size=1,
    max_size=10,
)


def emptied(option, voters) -> set[int]:
    """The colleges whose every member said no: the slow, obvious twin."""
    return {
        group
        for group in {voter.group for voter in voters}
        if {voter.answers.get(option) for voter in voters if voter.group == group} == {NO}
    }


@settings(max_examples=120)
@given(voters=VOTERS)
def test_no_date_that_empties_a_college_is_proposed_when_another_does_not(voters):
    options = [1, 2, 3, 4]
    best = best_first(options, voters)[0].option

    if any(not emptied(option, voters) for option in options):
        assert emptied(best, voters) == set()
    assert len(emptied(best, voters)) == min(len(emptied(option, voters)) for option in options)


@settings(max_examples=40)
@given(voters=VOTERS, option=st.integers(1, 4))
def test_a_better_word_never_makes_a_date_worse(voters, option):
    first, *others = voters
    better = Voter(first.group, first.habit, {**first.answers, option: YES})
    worse = Voter(first.group, first.habit, {**first.answers, option: NO})

    def chance(voter):
        return next(row for row in best_first([option], [voter, *others])).every_group

    assert chance(better) >= chance(worse) - 1e-9


def crowd(group, count, answers) -> list[Voter]:
    return [Voter(group, Habit(), answers) for _ in range(count)]


NAMES = {1: "Élus", 2: "Salariés"}
DAYS = {1: "Le 5 mars", 2: "Le 12 mars"}


def test_the_date_that_empties_a_college_loses_though_more_would_come():
    voters = crowd(1, 3, {1: NO, 2: YES}) + crowd(1, 2, {1: YES, 2: YES}) + crowd(2, 1, {1: YES, 2: NO})

    standings = best_first([1, 2], voters)

    assert standings[0].option == 1
    assert trade(standings, DAYS, NAMES) == (
        "Le 12 mars réunit sans doute deux personnes de plus, mais laisse le collège « Salariés » vide."
    )


def test_the_trade_says_which_college_gets_less_sure():
    voters = crowd(1, 2, {1: NO, 2: YES}) + crowd(1, 3, {1: YES, 2: YES}) + crowd(2, 1, {1: YES, 2: MAYBE})

    assert trade(best_first([1, 2], voters), DAYS, NAMES) == (
        "Le 12 mars réunit sans doute une personne de plus, "
        "mais rend moins sûre la présence du collège « Salariés » (60 % au lieu de 95 %)."
    )


def test_when_nothing_is_traded_it_says_so():
    voters = crowd(1, 2, {1: YES, 2: NO})

    assert trade(best_first([1, 2], voters), DAYS, NAMES) == "Aucune autre date ne réunit plus de monde."


def test_a_yes_of_who_never_keeps_it_is_worth_less():
    kept, broken = Habit(promised=10, kept=10), Habit(promised=10, kept=0)

    assert [round(Voter(1, habit, {1: YES}).chance(1), 2) for habit in (kept, broken)] == [0.95, 0.36]
    assert Voter(1, Habit(), {}).chance(1) == 0.6
