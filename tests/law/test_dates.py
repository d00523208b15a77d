"""Each rule on the days around its own: the eve, the day, the day after; leap days; a year to the day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from maillage.law.enums import Subject, Topic
from maillage.law.models import ActFacts, AuthorityFacts, ContractFacts, MemberFacts, RulesFacts
from maillage.law.queries import engine
from maillage.law.queries.texts import all_rules
from tests.law.factories import WITHOUT_UNION, committee, held, member

ONE = timedelta(days=1)
OLD = {"created_on": date(2018, 3, 1)}
BY_YEAR = {"rules": RulesFacts(adopted_on=date(2021, 6, 1), by_calendar_year=True)}
DATED = [rule for rule in all_rules() if rule.starts_on]


def outcome(verdicts, rule: str) -> str:
    (found,) = [verdict for verdict in verdicts if verdict.rule.id == rule]
    return found.outcome


def on_body(rule: str, day: date, **facts) -> str:
    return outcome(engine.verdicts_on_body(committee(**facts), day), rule)


def at(*days: str) -> list[date]:
    return [date.fromisoformat(day) for day in days]


@pytest.mark.parametrize("rule", DATED, ids=lambda rule: f"{rule.id} {rule.starts_on}")
def test_a_rule_begins_on_its_day_and_ends_the_day_before_its_last(rule):
    start, end = rule.starts_on, rule.ends_on or date.max
    days = [start - ONE, start, start + ONE, end - ONE, *([end] if rule.ends_on else [])]

    assert [rule.in_force(day) for day in days] == [
        False,
        True,
        True,
        True,
        *([False] if rule.ends_on else []),
    ]


@pytest.mark.parametrize("rule", [rule for rule in DATED if rule.ends_on], ids=lambda rule: rule.id)
def test_a_rule_that_ends_is_followed_without_a_gap(rule):
    assert rule.ends_on in [other.starts_on for other in DATED if other.id == rule.id]


def test_no_verdict_is_given_by_a_rule_that_was_not_in_force():
    whole = committee(*WITHOUT_UNION, **OLD)
    authority = AuthorityFacts(kind="region", bodies=(whole,))
    days = sorted({day for rule in DATED for day in (rule.starts_on - ONE, rule.starts_on)})

    for day in days:
        act = ActFacts(kind="tariff_orientation", decided_on=day)
        verdicts = [
            *engine.verdicts_on_body(whole, day),
            *engine.verdicts_on_authority(authority, day),
            *engine.verdicts_on_act(act),
        ]
        assert [verdict.rule.id for verdict in verdicts if not verdict.rule.in_force(day)] == []
        assert {verdict.at for verdict in verdicts} == {day}


@pytest.mark.parametrize(
    ("day", "blocking"),
    [
        ("2019-12-26", []),
        ("2019-12-27", ["CP-02"]),
        ("2021-12-31", ["CP-02"]),
        ("2022-01-01", ["CP-02", "CP-06"]),
        ("2023-12-28", ["CP-02", "CP-06"]),
        ("2023-12-29", ["CP-02", "CP-03", "CP-04", "CP-06"]),
        ("2024-02-29", ["CP-02", "CP-03", "CP-04", "CP-06"]),
    ],
)
def test_who_must_sit_by_day_in_a_committee_older_than_the_law(day, blocking):
    body = committee(replace(WITHOUT_UNION[1], starts_on=date(2018, 3, 1)), **OLD)
    verdicts = engine.verdicts_on_composition(body, date.fromisoformat(day))

    assert [verdict.rule.id for verdict in verdicts if verdict.is_blocking] == blocking


def test_a_mandate_is_held_from_its_first_day_and_not_on_the_day_it_ends():
    union = member("trade_unions", starts_on=date(2024, 2, 29), ends_on=date(2025, 2, 28), seat=1)
    days = at("2024-02-28", "2024-02-29", "2025-02-27", "2025-02-28")

    assert [on_body("CP-04", day, members=(union,)) for day in days] == ["not_met", "met", "met", "not_met"]


def test_a_mandate_that_ends_today_is_to_renew_today_and_after():
    union = member("trade_unions", ends_on=date(2025, 6, 15), seat=1)
    days = at("2025-03-16", "2025-03-17", "2025-06-14", "2025-06-15", "2025-06-16")

    assert [on_body("CP-22", day, members=(union,)) for day in days] == ["met", *["question"] * 4]
    verdicts = engine.verdicts_on_body(committee(union), date(2025, 6, 15))
    (renew,) = [verdict for verdict in verdicts if verdict.rule.id == "CP-22"]
    assert renew.facts == ("1 siège n’a plus de titulaire depuis le 15 juin 2025",)


def test_one_that_was_never_held_leaves_no_empty_seat():
    never = MemberFacts("experts", starts_on=date(2025, 6, 15), ends_on=date(2025, 6, 15), seat=1)

    assert on_body("CP-22", date(2025, 7, 1), members=(never,)) == "met"


# Once a year


@pytest.mark.parametrize(
    ("last", "day", "expected"),
    [
        ("2025-06-15", "2026-03-14", "met"),
        ("2025-06-15", "2026-03-15", "question"),  # nine months to the day
        ("2025-06-15", "2026-06-15", "question"),  # twelve months to the day
        ("2025-06-15", "2026-06-16", "not_met"),
        ("2024-02-29", "2025-02-28", "question"),
        ("2024-02-29", "2025-03-01", "not_met"),
        ("2023-02-28", "2024-02-28", "question"),
        ("2023-02-28", "2024-02-29", "not_met"),
        ("2025-05-31", "2026-02-27", "met"),
        ("2025-05-31", "2026-02-28", "question"),
    ],
)
def test_twelve_months_slide(last, day, expected):
    meetings = (held(date.fromisoformat(last)),)

    assert on_body("CP-09", date.fromisoformat(day), meetings=meetings) == expected


@pytest.mark.parametrize(
    ("last", "day", "expected"),
    [
        ("2025-01-02", "2025-12-31", "met"),
        ("2025-01-02", "2026-09-30", "met"),
        ("2025-01-02", "2026-10-01", "question"),
        ("2025-01-02", "2026-12-31", "question"),
        ("2025-01-02", "2027-01-01", "not_met"),
        ("2024-12-31", "2026-01-01", "not_met"),
        ("2024-02-29", "2025-12-31", "question"),
    ],
)
def test_or_calendar_years_by_the_rules_of_procedure(last, day, expected):
    meetings = (held(date.fromisoformat(last)),)

    assert on_body("CP-09", date.fromisoformat(day), meetings=meetings, **BY_YEAR) == expected


@pytest.mark.parametrize(
    ("created", "last_good"), [("2025-01-01", "2025-12-31"), ("2025-01-02", "2026-12-31")]
)
def test_a_new_committee_owes_its_first_whole_calendar_year(created, last_good):
    day = date.fromisoformat(last_good)
    facts = {"created_on": date.fromisoformat(created), **BY_YEAR}

    assert [on_body("CP-09", each, **facts) for each in (day, day + ONE)] == ["question", "not_met"]


def test_nobody_was_late_before_the_law_nor_in_its_first_year():
    """A meeting of before the law is no consultation: the first year runs from the law."""
    days = at("2020-01-15", "2020-09-26", "2020-09-27", "2020-12-27", "2020-12-28")
    expected = ["not_applicable", "not_applicable", "question", "question", "not_met"]

    assert [on_body("CP-09", day, **OLD) for day in days] == expected
    early = (held(date(2019, 1, 10)),)
    assert [on_body("CP-09", day, **OLD, meetings=early) for day in days] == expected
    assert [on_body("CP-09", day, created_on=None, meetings=early) for day in days] == expected


def test_both_subjects_are_due_again_a_year_to_the_day():
    meetings = (held(date(2024, 2, 29), Topic.SERVICE_QUALITY, Topic.USER_INFORMATION),)
    days = at("2024-11-28", "2024-11-29", "2025-02-28", "2025-03-01")

    assert [on_body("CP-12", day, meetings=meetings) for day in days] == [
        "met",
        "question",
        "question",
        "not_met",
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-02-28", "not_applicable"),  # before it was signed
        ("2024-02-29", "not_applicable"),  # the first year runs
        ("2024-11-28", "not_applicable"),
        ("2024-11-29", "question"),
        ("2025-02-28", "question"),
        ("2025-03-01", "not_met"),
        ("2025-04-01", "met"),
        ("2026-04-01", "question"),
        ("2026-04-02", "not_met"),
        ("2030-02-27", "not_met"),
        ("2030-02-28", "not_applicable"),  # it is no longer in force
    ],
)
def test_a_contract_is_accounted_for_each_year_while_it_is_in_force(day, expected):
    accounts = (
        held(date(2024, 1, 10), Topic.CONTRACT_ACCOUNT),
        held(date(2025, 4, 1), Topic.CONTRACT_ACCOUNT),
    )
    authority = AuthorityFacts(
        kind="cc",
        bodies=(committee(meetings=accounts),),
        contracts=(ContractFacts(date(2024, 2, 29), date(2030, 2, 28), "COM"),),
    )

    assert outcome(engine.verdicts_on_authority(authority, date.fromisoformat(day)), "CP-15") == expected


def test_each_of_two_contracts_is_looked_at():
    accounts = (held(date(2025, 4, 1), Topic.CONTRACT_ACCOUNT),)
    contracts = (ContractFacts(date(2022, 1, 1), name="Nord"), ContractFacts(date(2025, 5, 1), name="Sud"))
    authority = AuthorityFacts(kind="cc", bodies=(committee(meetings=accounts),), contracts=contracts)
    (verdict,) = [
        each for each in engine.verdicts_on_authority(authority, date(2026, 4, 2)) if each.rule.id == "CP-15"
    ]

    assert (verdict.outcome, verdict.is_blocking) == ("not_met", True)
    assert [fact.split(",")[0] for fact in verdict.facts] == ["Nord", "Sud"]


def test_a_departement_organises_no_mobility():
    asked = engine.verdicts_on_authority(AuthorityFacts(kind="departement"), date(2026, 6, 15))

    assert [verdict.rule.id for verdict in asked] == []


# Votes


@pytest.mark.parametrize(
    ("kind", "rule", "start"),
    [
        (kind, rule.id, rule.starts_on)
        for rule in all_rules()
        if rule.check == "heard_before"
        for kind in rule.settings["acts"]
    ],
)
def test_an_opinion_comes_strictly_before_the_vote(kind, rule, start):
    def verdicts(vote, *opinions):
        return engine.verdicts_on_act(ActFacts(kind=kind, decided_on=vote, opinions=opinions))

    assert rule not in [each.rule.id for each in verdicts(start - ONE)]
    for vote in (start, start + ONE, date(2024, 2, 29)):
        answers = [outcome(verdicts(vote, vote + timedelta(days=gap)), rule) for gap in (-1, 0, 1)]
        assert answers == ["met", "question", "not_met"]
        assert outcome(verdicts(vote), rule) == "not_met"


def test_every_verdict_can_be_sourced():
    for rule in all_rules():
        assert rule.source
        assert rule.text
        assert rule.confidence
        assert rule.article or rule.file.startswith("90") or rule.subject == Subject.RECORD
