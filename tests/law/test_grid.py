"""Every rule of the three tables stands, with a case that passes and one that does not."""

import pytest

from maillage.law.models import ActFacts, AuthorityFacts, BodyFacts, ParticipationFacts, RecordFacts
from maillage.law.queries import engine
from maillage.law.queries.texts import all_rules
from tests.law.factories import DAY
from tests.law.grid import CASES, INFORM_ONLY

TABLES = [
    *(f"CP-{number:02}" for number in range(1, 24)),
    *(f"ME-{number:02}" for number in range(1, 10)),
    *(f"PU-{number:02}" for number in range(1, 8)),
]
ASKS = {
    BodyFacts: engine.verdicts_on_body,
    AuthorityFacts: engine.verdicts_on_authority,
    ActFacts: lambda facts, at: engine.verdicts_on_act(facts),
    ParticipationFacts: engine.verdicts_on_participation,
    RecordFacts: engine.verdicts_on_record,
}
OTHERS = {"question", "not_applicable"}


def verdicts_on(facts, at) -> tuple:
    if ask := ASKS.get(type(facts)):
        return ask(facts, at)
    if facts is None:
        return engine.verdicts_on_records(at)
    return engine.verdicts_on_meeting(*facts, at)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[1]}")
def test_the_rule_answers(case):
    rule, expected, facts, at = (*case, DAY)[:4]

    outcomes = [verdict.outcome for verdict in verdicts_on(facts, at) if verdict.rule.id == rule]

    assert outcomes == [expected]


def test_every_rule_of_the_tables_stands():
    assert sorted({rule.id for rule in all_rules()}) == TABLES


def test_every_rule_has_its_cases():
    answers = {rule: {case[1] for case in CASES if case[0] == rule} for rule in TABLES}

    assert {rule for rule, found in answers.items() if not found} == set()
    assert {rule for rule, found in answers.items() if "met" not in found} == INFORM_ONLY
    assert {rule for rule, found in answers.items() if found == {"met"}} == set()


def test_every_period_of_a_rule_has_its_case():
    """The same id under two texts: each of them is tried."""
    tried = {
        (verdict.rule.id, verdict.rule.file, verdict.rule.title)
        for rule, _, facts, at in ((*case, DAY)[:4] for case in CASES)
        for verdict in verdicts_on(facts, at)
        if verdict.rule.id == rule
    }

    assert tried == {(rule.id, rule.file, rule.title) for rule in all_rules()}


def test_every_verdict_says_something_in_french():
    for _, _, facts, at in ((*case, DAY)[:4] for case in CASES):
        for verdict in verdicts_on(facts, at):
            assert verdict.message.endswith((".", ")")), verdict
            assert "None" not in " ".join((verdict.message, *verdict.facts))
