"""One row per answer of a rule: the rule, what is answered, the facts, the day. `test_grid.py` asks that none is missing.

Facts of a meeting come with their rules of procedure.
"""

from dataclasses import replace
from datetime import date, timedelta

from maillage.law.enums import ActKind, BodyKind, Topic
from maillage.law.models import (
    ActFacts,
    AuthorityFacts,
    BodyFacts,
    DrawFacts,
    MeetingFacts,
    ParticipationFacts,
    RecordFacts,
    RulesFacts,
)
from tests.law.factories import DAY, DRAWN, WHOLE, WHOLE_DRAW, WITHOUT_UNION, committee, held, member

MET, NOT_MET, QUESTION, BESIDE = "met", "not_met", "question", "not_applicable"
TOPICS = (Topic.SERVICE_QUALITY, Topic.USER_INFORMATION)
EMPTY = committee()
OWN = RulesFacts(adopted_on=date(2021, 6, 1), notice_days=10, quorum=0.5, max_proxies=2)
NO_RULES = RulesFacts()


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def ahead(days: int) -> date:
    return DAY + timedelta(days=days)


def cc(*bodies, kind="cc", **facts) -> AuthorityFacts:
    return AuthorityFacts(kind=kind, bodies=bodies, **facts)


def vote(kind, *opinions, on=DAY, **facts) -> ActFacts:
    return ActFacts(kind=ActKind(kind), decided_on=on, opinions=opinions, **facts)


def meeting(rules=NO_RULES, on=date(2026, 5, 16), **facts):
    return MeetingFacts(held_on=on, **facts), rules


def planned(number: int, kind: str) -> BodyFacts:
    return committee(
        kind=BodyKind(kind), meetings=tuple(held(ahead(30 * n), is_held=False) for n in range(1, number + 1))
    )


def acts(rule: str, kind: str) -> list[tuple]:
    """What every duty of hearing the committee first answers alike."""
    return [
        (rule, MET, vote(kind, ago(1))),
        (rule, MET, vote(kind, DAY, ago(400))),
        (rule, QUESTION, vote(kind, DAY)),
        (rule, NOT_MET, vote(kind)),
        (rule, NOT_MET, vote(kind, ahead(1))),
    ]


CONTRACT = {"contract_since": ago(500)}
ACCOUNT = Topic.CONTRACT_ACCOUNT
CONSULTATION = ParticipationFacts(ago(120), ago(120), ago(110), ago(100), ago(50))

CASES = [
    ("CP-01", MET, cc(EMPTY)),
    ("CP-01", NOT_MET, cc()),
    ("CP-01", NOT_MET, cc(replace(EMPTY, act=""))),
    ("CP-01", NOT_MET, cc(replace(EMPTY, created_on=None))),
    ("CP-01", NOT_MET, cc(replace(EMPTY, closed_on=DAY))),
    ("CP-01", NOT_MET, cc(replace(EMPTY, kind=BodyKind.WORKING_GROUP))),
    ("CP-02", MET, committee(member("employers"))),
    ("CP-02", MET, committee(member("experts", "employers_union"))),
    ("CP-02", NOT_MET, committee(member("trade_unions"))),
    ("CP-02", NOT_MET, committee(member("employers", is_alternate=True))),
    ("CP-02", NOT_MET, EMPTY, date(2022, 1, 1)),
    ("CP-03", MET, committee(member("employers", "employers_union"))),
    ("CP-03", NOT_MET, committee(member("employers", organisation="Usine"))),
    ("CP-04", MET, committee(member("trade_unions"))),
    ("CP-04", NOT_MET, committee(*WITHOUT_UNION)),
    ("CP-04", NOT_MET, committee(member("trade_unions", ends_on=DAY))),
    ("CP-04", NOT_MET, committee(member("trade_unions", starts_on=ahead(1)))),
    ("CP-05", MET, committee(member("associations", "users")), date(2022, 6, 1)),
    ("CP-05", MET, committee(member("associations", "inhabitants"))),
    ("CP-05", NOT_MET, committee(member("associations")), date(2022, 6, 1)),
    ("CP-05", NOT_MET, committee(member("associations", "disability"))),
    ("CP-06", MET, committee(member(DRAWN), member(DRAWN))),
    ("CP-06", QUESTION, committee(member(DRAWN))),
    ("CP-06", QUESTION, committee(member(DRAWN), member(DRAWN), draw=None)),
    ("CP-06", NOT_MET, committee(member("inhabitants"))),
    ("CP-07", MET, committee(member(DRAWN))),
    ("CP-07", NOT_MET, committee(member(DRAWN), draw=DrawFacts(ago(9), base="liste électorale"))),
    ("CP-07", NOT_MET, committee(member(DRAWN), draw=replace(WHOLE_DRAW, drawn_on=ahead(1)))),
    ("CP-07", BESIDE, EMPTY),
    ("CP-08", MET, committee(member("associations", "disability"))),
    ("CP-08", QUESTION, EMPTY),
    ("CP-09", MET, committee(meetings=(held(ago(30)),))),
    ("CP-09", MET, committee(opinions=(ago(30),))),
    ("CP-09", QUESTION, committee(meetings=(held(ago(300)),))),
    ("CP-09", NOT_MET, committee(meetings=(held(ago(400)),))),
    ("CP-09", NOT_MET, committee(meetings=(held(ago(30), is_held=False),))),
    ("CP-09", NOT_MET, committee(meetings=(held(ahead(30)),), opinions=(ahead(30),))),
    ("CP-09", BESIDE, committee(created_on=ago(30))),
    ("CP-09", QUESTION, committee(created_on=ago(300))),
    ("CP-09", NOT_MET, committee(created_on=ago(400))),
    ("CP-09", QUESTION, committee(created_on=None)),
    *acts("CP-10", "offer_substantial_change"),
    *acts("CP-11", "tariff_orientation"),
    ("CP-12", MET, committee(meetings=(held(ago(30), *TOPICS),))),
    ("CP-12", NOT_MET, committee(meetings=(held(ago(30), TOPICS[0]),))),
    ("CP-12", QUESTION, committee(meetings=(held(ago(30), TOPICS[0]), held(ago(300), TOPICS[1])))),
    ("CP-12", BESIDE, committee(created_on=ago(30))),
    *acts("CP-13", "levy_introduced"),
    *acts("CP-13", "levy_rate_changed"),
    *acts("CP-14", "planning_document"),
    ("CP-15", MET, cc(committee(meetings=(held(ago(30), ACCOUNT),)), **CONTRACT)),
    ("CP-15", QUESTION, cc(committee(meetings=(held(ago(300), ACCOUNT),)), **CONTRACT)),
    ("CP-15", NOT_MET, cc(committee(meetings=(held(ago(30)),)), **CONTRACT)),
    ("CP-15", NOT_MET, cc(committee(meetings=(held(ago(600), ACCOUNT),)), **CONTRACT)),
    ("CP-15", BESIDE, cc(EMPTY)),
    ("CP-15", BESIDE, cc(EMPTY, contract_since=ahead(1))),
    *acts("CP-16", "structuring_project"),
    *acts("CP-17", "policy_evaluation"),
    ("CP-18", MET, EMPTY),
    ("CP-18", NOT_MET, committee(act="")),
    ("CP-18", NOT_MET, committee(rules=RulesFacts())),
    ("CP-18", NOT_MET, committee(rules=RulesFacts(adopted_on=ahead(1)))),
    ("CP-19", MET, committee(*WHOLE)),
    ("CP-19", QUESTION, committee(member("employers", starts_on=None))),
    ("CP-20", MET, committee(rules=OWN)),
    ("CP-20", BESIDE, EMPTY),
    ("CP-21", MET, cc(committee(area="Nord"), kind="region", areas=("Nord",))),
    ("CP-21", NOT_MET, cc(committee(area="Nord"), kind="region", areas=("Nord", "Sud"))),
    ("CP-21", BESIDE, cc(EMPTY, kind="region")),
    ("CP-22", MET, committee(*WHOLE, elections_on=date(2020, 6, 28))),
    ("CP-22", QUESTION, committee(member("employers", ends_on=ahead(90)))),
    ("CP-22", MET, committee(member("employers", ends_on=ahead(91)))),
    ("CP-22", QUESTION, committee(member("local_authorities"), elections_on=date(2026, 3, 22))),
    ("CP-22", MET, committee(member("employers"), elections_on=date(2026, 3, 22))),
    ("CP-23", BESIDE, cc(EMPTY)),
    ("CP-23", BESIDE, cc()),
    ("ME-01", MET, meeting(notice_sent_on=ago(35))),
    ("ME-01", QUESTION, meeting(notice_sent_on=ago(34))),
    ("ME-01", NOT_MET, meeting(OWN, notice_sent_on=ago(39))),
    ("ME-01", MET, meeting(OWN, notice_sent_on=ago(40))),
    ("ME-01", NOT_MET, meeting(OWN)),
    ("ME-01", BESIDE, meeting(OWN, on=ahead(10), is_held=False)),
    ("ME-01", NOT_MET, meeting(OWN, on=ahead(9), is_held=False)),
    ("ME-02", MET, meeting(OWN, voters=9, present=3, represented=2)),
    ("ME-02", NOT_MET, meeting(OWN, voters=9, present=4)),
    ("ME-02", MET, meeting(OWN, voters=9, present=1, is_second_call=True)),
    ("ME-02", MET, meeting(quorum=0.1, voters=30, present=3)),
    ("ME-02", BESIDE, meeting(voters=9, present=1)),
    ("ME-02", BESIDE, meeting(OWN, present=1)),
    ("ME-02", BESIDE, meeting(OWN, is_held=False, voters=9)),
    ("ME-03", MET, meeting(most_proxies=1)),
    ("ME-03", QUESTION, meeting(most_proxies=2)),
    ("ME-03", MET, meeting(OWN, most_proxies=2)),
    ("ME-03", NOT_MET, meeting(OWN, most_proxies=3)),
    ("ME-03", BESIDE, meeting(is_held=False)),
    ("ME-04", MET, meeting()),
    ("ME-04", QUESTION, meeting(foreign_alternates=1)),
    ("ME-04", BESIDE, meeting(is_held=False)),
    ("ME-05", MET, meeting()),
    ("ME-05", NOT_MET, meeting(minutes_lack=("le sens des avis",))),
    ("ME-05", BESIDE, meeting(is_held=False)),
    ("ME-06", MET, meeting()),
    ("ME-06", NOT_MET, meeting(interested_voters=1)),
    ("ME-06", BESIDE, meeting(is_held=False)),
    ("ME-07", MET, meeting(decisions=2, minutes_sent_on=ago(15))),
    ("ME-07", NOT_MET, meeting(minutes_sent_on=ago(14))),
    ("ME-07", NOT_MET, meeting()),
    ("ME-07", NOT_MET, meeting(decisions=2, decisions_without_owner_or_date=1, minutes_sent_on=ago(20))),
    ("ME-07", BESIDE, meeting(on=ago(3))),
    ("ME-07", BESIDE, meeting(on=ahead(3), is_held=False)),
    ("ME-08", BESIDE, vote("other")),
    ("ME-08", BESIDE, vote("tariff_orientation", ago(1))),
    ("ME-09", MET, planned(1, "partners_committee")),
    ("ME-09", NOT_MET, planned(0, "partners_committee")),
    ("ME-09", MET, planned(2, "steering_committee")),
    ("ME-09", NOT_MET, planned(1, "steering_committee")),
    ("ME-09", MET, planned(4, "technical_committee")),
    ("ME-09", NOT_MET, planned(3, "technical_committee")),
    ("ME-09", MET, committee(meetings=(held(DAY, is_held=False),))),
    ("ME-09", NOT_MET, committee(meetings=(held(DAY),))),
    ("PU-01", MET, CONSULTATION),
    ("PU-01", NOT_MET, replace(CONSULTATION, file_on=None)),
    ("PU-01", NOT_MET, replace(CONSULTATION, closes_on=None)),
    ("PU-01", NOT_MET, replace(CONSULTATION, results_on=None)),
    ("PU-01", MET, replace(CONSULTATION, closes_on=ago(90), results_on=None)),
    ("PU-01", QUESTION, ParticipationFacts(opens_on=ahead(9), closes_on=ahead(30))),
    ("PU-02", MET, CONSULTATION),
    ("PU-02", NOT_MET, replace(CONSULTATION, results_on=ago(9))),
    ("PU-02", NOT_MET, replace(CONSULTATION, results_on=None)),
    ("PU-02", BESIDE, replace(CONSULTATION, closes_on=ago(90), results_on=None)),
    ("PU-02", BESIDE, replace(CONSULTATION, closes_on=ahead(9))),
    ("PU-03", MET, RecordFacts(is_preparatory=True)),
    ("PU-03", NOT_MET, RecordFacts(is_preparatory=True, is_exposed=True)),
    ("PU-03", BESIDE, RecordFacts(is_exposed=True)),
    ("PU-04", MET, RecordFacts(is_restricted=True)),
    ("PU-04", NOT_MET, RecordFacts(is_restricted=True, is_exposed=True)),
    ("PU-04", QUESTION, RecordFacts(has_personal_data=True, is_exposed=True)),
    ("PU-04", BESIDE, RecordFacts(has_personal_data=True)),
    ("PU-05", MET, RecordFacts(is_archive=True)),
    ("PU-05", MET, RecordFacts(is_archive=True, disposed_on=ago(1), disposal_approval="2026-114")),
    ("PU-05", NOT_MET, RecordFacts(is_archive=True, disposed_on=ago(1))),
    ("PU-05", BESIDE, RecordFacts()),
    ("PU-06", MET, RecordFacts(has_personal_data=True, keep_until=ago(9), sorted_on=ago(1))),
    ("PU-06", NOT_MET, RecordFacts(has_personal_data=True, keep_until=ago(1))),
    ("PU-06", BESIDE, RecordFacts(has_personal_data=True, keep_until=DAY)),
    ("PU-06", QUESTION, RecordFacts(has_personal_data=True)),
    ("PU-06", BESIDE, RecordFacts(keep_until=ago(1))),
    *((rule, BESIDE, None) for rule in ("PU-03", "PU-04", "PU-05", "PU-06", "PU-07")),
]

# Rules that only inform, or that the software or people hold: they have one answer, and it is never a fault.
INFORM_ONLY = {"CP-23", "ME-08", "PU-07"}
