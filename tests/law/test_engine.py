import re
from dataclasses import replace
from datetime import date

import pytest

from maillage.law.enums import BodyKind, Severity
from maillage.law.models import ActFacts, AuthorityFacts, RulesFacts, Setting
from maillage.law.queries import engine
from tests.law.factories import DAY, DRAWN, WHOLE, WITHOUT_UNION, committee, held, member

BEFORE, AFTER = date(2023, 12, 28), date(2023, 12, 30)


def of_rule(verdicts, rule: str):
    (found,) = [verdict for verdict in verdicts if verdict.rule.id == rule]
    return found


def blocking(verdicts) -> list[str]:
    return [verdict.rule.id for verdict in verdicts if verdict.is_blocking]


def test_the_same_committee_before_and_after_the_law_on_unions():
    body = committee(
        *WITHOUT_UNION, meetings=(held(date(2023, 11, 2), "service_quality", "user_information"),)
    )
    before, after = (engine.verdicts_on_body(body, day) for day in (BEFORE, AFTER))

    assert blocking(before) == []
    assert blocking(after) == ["CP-04"]
    assert {"CP-03", "CP-04"} & {verdict.rule.id for verdict in before} == set()
    assert of_rule(after, "CP-03").outcome == "met"
    missing = of_rule(after, "CP-04")
    assert missing.rule.starts_on == date(2023, 12, 29)
    assert missing.rule.text.startswith("Loi n° 2023-1269 du 27 décembre 2023")
    assert missing.message == (
        "Depuis le 29 décembre 2023, le comité des partenaires doit compter des représentants "
        "des organisations syndicales de salariés."
    )


def test_employers_alone_are_not_their_organisation():
    body = committee(member("employers", organisation="Faïencerie"), *WHOLE[1:])

    verdict = of_rule(engine.verdicts_on_body(body, AFTER), "CP-03")

    assert (verdict.outcome, verdict.is_blocking) == ("not_met", True)
    assert verdict.facts == ("Faïencerie : personne n’y est noté comme parlant pour eux.",)


def test_a_body_that_did_not_exist_is_asked_nothing():
    for body in (committee(created_on=AFTER), committee(closed_on=BEFORE)):
        verdicts = engine.verdicts_on_body(body, BEFORE)
        assert {verdict.outcome for verdict in verdicts} == {"not_applicable"}
        assert {verdict.message for verdict in verdicts} == {"Cette instance n’existait pas ce jour-là."}


def test_the_law_leaves_other_bodies_free():
    body = committee(kind=BodyKind.WORKING_GROUP)

    assert [verdict.rule.id for verdict in engine.verdicts_on_body(body, DAY)] == ["CP-22"]


def test_rules_of_procedure_may_ask_for_more():
    body = committee(member(DRAWN), member(DRAWN))

    verdict = of_rule(engine.verdicts_on_body(body, DAY, settings=[Setting("CP-06", minimum=6)]), "CP-06")

    assert (verdict.outcome, verdict.tightened_to) == ("not_met", 6)
    assert verdict.facts == ("2 habitants tirés au sort ce jour-là, 6 au moins.",)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (
            Setting("CP-06", minimum=0),
            "Le règlement intérieur peut demander plus que la règle CP-06 (1), jamais moins.",
        ),
        (
            Setting("CP-18", minimum=2),
            "La règle CP-18 ne compte rien : elle n’a pas de minimum à relever.",
        ),
        (Setting("CP-99"), "Règle inconnue : CP-99."),
    ],
)
def test_rules_of_procedure_never_ask_for_less(setting, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        engine.verdicts_on_body(committee(), DAY, settings=[setting])


def test_a_longer_notice_may_be_asked_for():
    meeting = held(DAY, notice_sent_on=date(2026, 6, 5))
    asked = {
        minimum: of_rule(
            engine.verdicts_on_meeting(meeting, RulesFacts(), DAY, settings=[Setting("ME-01", minimum)]),
            "ME-01",
        ).outcome
        for minimum in (5, 10, 11)
    }

    assert asked == {5: "met", 10: "met", 11: "not_met"}


def test_a_written_reason_lifts_the_bar_and_hides_nothing():
    reason = "Le conseil installe le collège des salariés en février."

    verdicts = engine.verdicts_on_body(
        committee(*WITHOUT_UNION), AFTER, settings=[Setting("CP-04", waived_because=reason), Setting("CP-02")]
    )

    waived = of_rule(verdicts, "CP-04")
    assert (waived.outcome, waived.is_blocking, waived.waived_because) == ("not_met", False, reason)
    assert of_rule(verdicts, "CP-02").waived_because == ""


def test_blanks_are_no_reason():
    verdicts = engine.verdicts_on_body(
        committee(*WITHOUT_UNION), AFTER, settings=[Setting("CP-04", waived_because="  \n")]
    )

    assert of_rule(verdicts, "CP-04").is_blocking


def test_a_vote_against_the_order_needs_its_reason():
    act = ActFacts(kind="tariff_orientation", decided_on=DAY)

    assert blocking(engine.verdicts_on_act(act)) == ["CP-11"]
    assert blocking(engine.verdicts_on_act(replace(act, reason="Urgence : tarif fixé par décret."))) == []


def test_only_the_rules_that_concern_an_act_are_read():
    other = ActFacts(kind="other", decided_on=DAY)
    levy = ActFacts(kind="levy_introduced", decided_on=DAY)
    early = ActFacts(kind="levy_introduced", decided_on=date(2019, 12, 26))

    assert [[verdict.rule.id for verdict in engine.verdicts_on_act(act)] for act in (other, levy, early)] == [
        ["ME-08"],
        ["CP-13", "ME-08"],
        ["ME-08"],
    ]


def test_what_is_not_sure_never_bars_the_way():
    verdicts = engine.verdicts_on_act(ActFacts(kind="structuring_project", decided_on=DAY))

    unsure = of_rule(verdicts, "CP-16")
    assert (unsure.outcome, unsure.is_to_check, unsure.is_blocking) == ("not_met", True, False)
    assert [(group.key, [v.rule.id for v in group.verdicts]) for group in engine.grouped(verdicts)] == [
        ("to_verify", ["CP-16"]),
        ("not_applicable", ["ME-08"]),
    ]


def test_the_worst_comes_first():
    groups = engine.grouped(engine.verdicts_on_composition(committee(*WITHOUT_UNION), AFTER))

    assert [(group.title, [verdict.rule.id for verdict in group.verdicts]) for group in groups] == [
        ("Non respecté", ["CP-04"]),
        ("À apprécier", ["CP-08"]),
        ("Respecté", ["CP-02", "CP-03", "CP-05", "CP-06"]),
    ]


def test_a_review_joins_the_authority_its_bodies_and_its_acts():
    act = ActFacts(kind="tariff_orientation", decided_on=DAY)
    elected = member("authority", starts_on=date(2022, 1, 1))
    authority = AuthorityFacts(
        kind="petr", bodies=(committee(elected),), acts=(act,), elections_on=date(2026, 3, 22)
    )

    review = engine.review(authority, DAY)

    assert [verdict.rule.id for verdict in review.authority] == ["CP-01", "CP-15", "CP-23"]
    verdicts = review.bodies[0][1]
    assert of_rule(verdicts, "CP-22").facts == ("1 élu nommé avant les élections du 22 mars 2026",)
    assert len(review.all()) == 3 + len(verdicts) + 2


def test_advice_is_never_an_error():
    advice = [
        verdict
        for verdict in engine.verdicts_on_body(committee(), DAY)
        if verdict.rule.severity == Severity.INFO
    ]

    assert {verdict.rule.id: verdict.outcome for verdict in advice} == {
        "CP-08": "question",
        "CP-19": "met",
        "CP-20": "not_applicable",
    }
