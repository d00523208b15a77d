"""« Peut-on mettre cette délibération au vote ? »"""

import io
from datetime import date, timedelta

import pikepdf
import pytest
import time_machine
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.common.documents import Grid, to_html
from maillage.common.errors import DomainError
from maillage.governance.domain import acts as domain
from maillage.governance.models import AgendaItem, Deliberation, Opinion
from maillage.governance.queries import acts as queries
from maillage.governance.queries.evidence import evidence_of
from maillage.journal.models import Entry
from maillage.law.enums import ActKind
from tests.governance.factories import (
    make_body,
    make_group,
    make_mandate,
    make_meeting,
    make_rules,
    make_seat,
)
from tests.partners.factories import make_contact, make_organisation

VOTE_ON = date(2026, 6, 16)  # a Tuesday


@pytest.fixture
def committee(in_pays):
    body = make_body(in_pays)
    make_rules(body, notice_days=5, notice_count="working")
    return body


@pytest.fixture
def today():
    with time_machine.travel("2026-04-01 09:00", tick=False):
        yield


def plan(cast, body=None, meeting=None, kind="tariff_orientation", **facts) -> Deliberation:
    facts = {"title": "Tarifs solidaires", "planned_on": VOTE_ON, **facts}
    return domain.plan_deliberation(cast.pays, kind=kind, body=body, meeting=meeting, by=cast.theo, **facts)


def give_opinion(meeting, act, on, sense="favourable") -> Opinion:
    item = AgendaItem.everywhere.create(
        body=meeting.body, meeting=meeting, title="Tarifs solidaires", kind="opinion", deliberation=act
    )
    return Opinion.everywhere.create(
        item=item, deliberation=act, sense=sense, text="Le comité approuve.", given_on=on
    )


def rule_ids(verdicts):
    return [verdict.rule.id for verdict in verdicts if verdict.is_blocking]


def test_a_tariff_cannot_be_voted_before_the_committee_is_heard(cast, committee, today):
    act = plan(cast, committee)
    verdicts = queries.verdicts_of_act(act)

    assert rule_ids(verdicts) == ["CP-11"]
    assert queries.answer_on(act, verdicts)["word"] == "Pas encore"


def test_once_heard_it_can(cast, committee, today):
    act = plan(cast, committee)
    give_opinion(make_meeting(committee, date(2026, 5, 5)), act, date(2026, 5, 5))
    verdicts = queries.verdicts_of_act(act)

    assert rule_ids(verdicts) == []
    assert queries.answer_on(act, verdicts)["word"] == "Oui"


def test_no_opinion_given_is_no_opinion(cast, committee, today):
    act = plan(cast, committee)
    give_opinion(make_meeting(committee, date(2026, 5, 5)), act, date(2026, 5, 5), sense="none")

    assert rule_ids(queries.verdicts_of_act(act)) == ["CP-11"]


def test_the_opinion_of_another_body_does_not_count(cast, committee, today):
    act = plan(cast, committee)
    other = make_body(cast.pays, "Comité technique", kind="technical_committee")
    give_opinion(make_meeting(other, date(2026, 5, 5)), act, date(2026, 5, 5))

    assert rule_ids(queries.verdicts_of_act(act)) == ["CP-11"]


def test_another_kind_of_act_asks_for_nothing(cast, committee, today):
    act = plan(cast, kind="other")

    assert queries.verdicts_of_act(act) == []
    assert queries.answer_on(act, [])["word"] == "Oui"
    assert [step.key for step in queries.steps_to(act)] == ["vote"]


def test_the_calendar_goes_back_from_the_vote(cast, committee, today):
    steps = {step.key: step for step in queries.steps_to(plan(cast, committee))}

    # five clear days before 16 June: sent on the 10th; the committee meets on the 9th; five working days before
    assert {key: step.last_on for key, step in steps.items()} == {
        "file": date(2026, 6, 1),
        "convocation": date(2026, 6, 1),
        "meeting": date(2026, 6, 9),
        "opinion": date(2026, 6, 10),
        "vote": VOTE_ON,
    }
    assert steps["convocation"].state == "ahead"


def test_the_calendar_follows_the_meeting_that_was_chosen(cast, committee, today):
    meeting = make_meeting(committee, date(2026, 4, 14))
    steps = {step.key: step for step in queries.steps_to(plan(cast, committee, meeting))}

    assert steps["convocation"].last_on == date(2026, 4, 6)
    assert steps["convocation"].state == "soon"
    assert steps["meeting"].planned_on == date(2026, 4, 14)


def test_a_meeting_too_late_is_told(cast, committee, today):
    meeting = make_meeting(committee, date(2026, 6, 12))
    steps = {step.key: step for step in queries.steps_to(plan(cast, committee, meeting))}

    assert steps["meeting"].state == "late"


def test_voting_without_the_opinion_is_refused(cast, committee):
    act = plan(cast, committee)

    with time_machine.travel("2026-07-01"), pytest.raises(DomainError, match="doit venir avant ce vote"):
        domain.record_vote(act, decided_on=VOTE_ON, by=cast.theo, reason="urgent")
    act.refresh_from_db()
    assert (act.decided_on, act.override_reason) == (None, "")


def test_a_written_reason_is_kept_and_told(cast, committee):
    act = plan(cast, committee)
    reason = "Le service s’arrêtait le lendemain, le comité a été informé par lettre."

    with time_machine.travel("2026-07-01"):
        domain.record_vote(act, decided_on=VOTE_ON, by=cast.theo, number="2026-41", reason=reason)

    act.refresh_from_db()
    assert (act.decided_on, act.number, act.override_reason) == (VOTE_ON, "2026-41", reason)
    assert Entry.everywhere.order_by("pk").last().details["sans avis"] == "motif écrit"


def test_a_vote_is_noted_once(cast, committee):
    act = plan(cast, kind="other")
    with time_machine.travel("2026-07-01"):
        domain.record_vote(act, decided_on=VOTE_ON, by=cast.theo)
        for late in (
            lambda: domain.record_vote(act, decided_on=VOTE_ON, by=cast.aicha),
            lambda: domain.change_deliberation(act, title="Autre", by=cast.aicha),
            lambda: domain.drop_deliberation(act, by=cast.aicha),
        ):
            with pytest.raises(DomainError, match="déjà votée ou abandonnée"):
                late()


def test_a_vote_to_come_cannot_be_noted(cast, committee, today):
    with pytest.raises(DomainError, match="à venir"):
        domain.record_vote(plan(cast, kind="other"), decided_on=VOTE_ON, by=cast.theo)


def test_the_meeting_is_one_of_the_body(cast, committee, today):
    other = make_body(cast.pays, "Comité technique", kind="technical_committee")

    with pytest.raises(DomainError, match="pas de l’instance"):
        plan(cast, committee, make_meeting(other, date(2026, 5, 5)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(ActKind.values), after=st.integers(-40, 40), reason=st.sampled_from(["", "bref"]))
def test_no_path_leads_to_a_vote_before_its_opinion(cast, committee, kind, after, reason):
    """Whatever the kind and the day of the opinion: a vote that the law binds comes after it, or has its reason."""
    act = plan(cast, committee, kind=kind)
    given_on = VOTE_ON + timedelta(days=after)
    give_opinion(make_meeting(committee, given_on), act, given_on)

    with time_machine.travel("2026-12-01"):
        try:
            domain.record_vote(act, decided_on=VOTE_ON, by=cast.theo, reason=reason)
        except DomainError:
            return
    binding = set(ActKind.values) - {"other", "structuring_project", "policy_evaluation"}
    assert after < 0 or kind not in binding  # the same day, nobody knows which came first


def test_the_evidence_file_tells_the_whole_story(cast, committee, today):
    meeting = make_meeting(committee, date(2026, 5, 5))
    act = plan(cast, committee, meeting)
    opinion = give_opinion(meeting, act, date(2026, 5, 5))
    group = make_group(committee, "associations", name="Associations")
    opinion.votes.create(group=group, in_favour=3, abstained=1)

    paper = evidence_of(act)

    assert [block.header for block in paper.blocks if isinstance(block, Grid)] == [
        ["Règle", "Constat", "Texte", "Confiance"],
        ["Étape", "Dernier jour sûr", "Fait ou prévu le", "État"],
        ["Collège", "Pour", "Contre", "Abstentions"],
    ]
    assert "<td>Associations</td><td>3</td><td>0</td><td>1</td>" in to_html(paper)
    assert "ne valent pas avis juridique" in to_html(paper)


def test_the_card_says_no_then_prints_the_file(client, cast, committee, today):
    act = plan(cast, committee)
    client.force_login(cast.theo)

    page = client.get(reverse("governance:act", args=[cast.pays.slug, act.pk]))
    paper = client.get(reverse("governance:act_evidence", args=[cast.pays.slug, act.pk]))

    assert page.context["answer"]["word"] == "Pas encore"
    assert paper["Content-Disposition"] == f'attachment; filename="consultation-{act.pk}.pdf"'
    with pikepdf.open(io.BytesIO(paper.content)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Dossier de consultation"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(cast, committee, today, django_assert_num_queries, number):
    for rank in range(number):
        act = plan(cast, committee, title=f"Tarif {rank}")
        give_opinion(make_meeting(committee, date(2026, 5, 5 + rank)), act, date(2026, 5, 5 + rank))

    with django_assert_num_queries(3):
        assert len(queries.sorted_by_state(queries.deliberations_of(cast.pays))["coming"]) == number


def test_a_partner_sees_the_votes_on_which_they_are_heard(client, cast, committee, today):
    theirs, other = plan(cast, committee), plan(cast, title="Autre vote")
    house = make_organisation(cast.pays)
    chloe = make_contact(house, "Chloé", email=cast.chloe.email)
    make_mandate(make_seat(make_group(committee), house), chloe)
    client.force_login(cast.chloe)

    assert client.get(reverse("governance:act", args=[cast.pays.slug, theirs.pk])).status_code == 200
    assert client.get(reverse("governance:act", args=[cast.pays.slug, other.pk])).status_code == 404
