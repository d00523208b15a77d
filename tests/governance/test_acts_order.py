"""No path leads to a vote before the opinion without a reason written down: neither before the vote nor after it."""

import contextlib
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.common.errors import DomainError
from maillage.governance.domain import acts as domain
from maillage.governance.domain.agenda import add_item, change_item, remove_item
from maillage.governance.domain.convocations import cancel_meeting
from maillage.governance.domain.outcomes import give_opinion
from maillage.governance.domain.plan import move_meeting, unplan_meeting
from maillage.governance.models import AgendaItem, Deliberation, Meeting, Opinion
from maillage.governance.queries import acts as queries
from maillage.governance.queries.evidence import evidence_of
from maillage.journal.models import Entry
from tests.governance.factories import make_body, make_meeting

HEARD_ON, VOTE_ON = date(2026, 5, 5), date(2026, 6, 16)
REASON = "Le préfet impose ce tarif au 1er juillet."


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-07-01 09:00", tick=False):
        yield


@pytest.fixture
def committee(in_pays):
    return make_body(in_pays)


def plan(cast, committee, kind="tariff_orientation") -> Deliberation:
    return domain.plan_deliberation(
        cast.pays, title="Tarifs", kind=kind, planned_on=VOTE_ON, body=committee, by=cast.theo
    )


def item_on(cast, committee, act, day=HEARD_ON):
    meeting = make_meeting(committee, day)
    return add_item(meeting, title="Tarifs", kind="opinion", deliberation=act, by=cast.theo)


def hear(cast, item, sense="favourable") -> Opinion:
    return give_opinion(item, sense=sense, text="Avis.", votes={}, by=cast.theo)


def vote(cast, act, on=VOTE_ON, reason="") -> None:
    domain.record_vote(act, decided_on=on, reason=reason, by=cast.theo)


def voted(cast, committee):
    act = plan(cast, committee)
    item = item_on(cast, committee, act)
    hear(cast, item)
    vote(cast, act)
    return act, item


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(14)))


def is_sound(act) -> bool:
    """It follows its opinion, or says why it does not."""
    act = Deliberation.everywhere.get(pk=act.pk)
    return bool(act.override_reason or act.kind_reason) or not queries.needs_reason(
        queries.verdicts_of_act(act)
    )


# Before the vote


@pytest.mark.parametrize("reason", ["", "  ", "urgent"])
def test_an_opinion_of_the_same_day_needs_its_proof(cast, committee, reason):
    act = plan(cast, committee)
    hear(cast, item_on(cast, committee, act, VOTE_ON))
    with pytest.raises(DomainError, match="L’avis et le vote portent la même date"):
        vote(cast, act, reason=reason)

    vote(cast, act, reason="Comité à 9 h, conseil à 18 h : feuille de présence jointe.")
    assert (act.decided_on, act.override_reason[:13]) == (VOTE_ON, "Comité à 9 h,")
    rows = dict(evidence_of(act).blocks[1].rows)
    assert rows["Motif écrit, l’avis portant la date du vote"] == act.override_reason


def test_a_reason_that_nothing_asks_for_is_not_kept(cast, committee):
    act = plan(cast, committee)
    hear(cast, item_on(cast, committee, act))
    vote(cast, act, reason=REASON)
    assert act.override_reason == ""
    assert Entry.everywhere.order_by("pk").last().details == {"date": "2026-06-16"}


def test_a_kind_that_needs_no_opinion_is_not_taken_without_a_reason(cast, committee):
    act = plan(cast, committee)
    with pytest.raises(DomainError, match="écrivez pourquoi elle change"):
        domain.change_deliberation(act, kind="other", by=cast.theo)
    act.refresh_from_db()
    assert act.kind == "tariff_orientation"

    domain.change_deliberation(act, kind="other", reason="Le tarif a été retiré du texte.", by=cast.theo)
    vote(cast, act)
    assert act.kind_reason == "Orientations tarifaires → Autre délibération : Le tarif a été retiré du texte."
    assert dict(evidence_of(act).blocks[1].rows)["Changement de nature"] == act.kind_reason


def test_an_opinion_on_one_matter_is_not_one_on_another(cast, committee):
    act = plan(cast, committee, kind="other")
    domain.change_deliberation(act, kind="tariff_orientation", by=cast.theo)  # nothing was heard yet: free
    hear(cast, item_on(cast, committee, act))
    with pytest.raises(DomainError, match="un avis a déjà été rendu"):
        domain.change_deliberation(act, kind="levy_introduced", title="Versement mobilité", by=cast.theo)


def test_who_read_the_plan_before_it_changed_votes_on_what_it_is_now(cast, committee):
    stale = plan(cast, committee, kind="other")
    fresh = Deliberation.everywhere.get(pk=stale.pk)
    domain.change_deliberation(fresh, kind="tariff_orientation", by=cast.theo)
    with pytest.raises(DomainError, match="doit venir avant ce vote"):
        vote(cast, stale)


def test_no_opinion_is_noted_ahead_of_its_meeting(cast, committee):
    item = item_on(cast, committee, plan(cast, committee), date(2026, 7, 2))
    with pytest.raises(DomainError, match="La séance n’a pas commencé"):
        hear(cast, item)


def test_the_screen_asks_for_the_reason(client, cast, committee):
    act = plan(cast, committee)
    client.force_login(cast.theo)
    address = reverse("governance:act_change", args=[cast.pays.slug, act.pk])
    facts = {"title": "Tarifs", "kind": "other", "planned_on": "2026-06-16", "body": committee.pk}

    assert list(client.post(address, facts).context["form"].errors) == ["__all__"]
    assert client.post(address, facts | {"reason": REASON}).status_code == 302


# After the vote


def test_the_opinion_that_a_vote_rests_on_stays(cast, committee):
    act, item = voted(cast, committee)
    with pytest.raises(DomainError, match="a été votée le 16/06/2026 sur cet avis"):
        hear(cast, item, sense="none")
    assert act.opinions.get().sense == "favourable"

    hear(cast, item, sense="reserved")  # what it says may still be written better
    assert act.opinions.get().sense == "reserved"


def test_it_is_not_given_to_another_vote(cast, committee):
    act, item = voted(cast, committee)
    change_item(item, deliberation=plan(cast, committee), by=cast.theo)
    with pytest.raises(DomainError, match="sur cet avis"):
        hear(cast, item)
    assert act.opinions.count() == 1


@pytest.mark.parametrize("day", [VOTE_ON, VOTE_ON + timedelta(days=3)])
def test_its_meeting_does_not_move_behind_the_vote(cast, committee, day):
    _, item = voted(cast, committee)
    with pytest.raises(DomainError, match="sur cet avis"):
        move_meeting(item.meeting, starts_at=at(day), by=cast.theo)
    assert Meeting.everywhere.get().day == HEARD_ON


def test_an_opinion_follows_its_meeting_to_the_right_day(cast, committee):
    act, item = voted(cast, committee)
    move_meeting(item.meeting, starts_at=at(date(2026, 5, 12)), by=cast.theo)
    assert act.opinions.get().given_on == date(2026, 5, 12)


def test_a_meeting_that_gave_an_opinion_took_place(cast, committee):
    act = plan(cast, committee)
    item = item_on(cast, committee, act)
    hear(cast, item)
    for undo in (
        lambda: cancel_meeting(item.meeting, because="Erreur", by=cast.theo),
        lambda: unplan_meeting(item.meeting, by=cast.theo),
        lambda: move_meeting(item.meeting, starts_at=at(date(2026, 9, 1)), by=cast.theo),
        lambda: remove_item(item, by=cast.theo),
    ):
        with pytest.raises(DomainError, match=r"noté|notés"):
            undo()
    assert queries.facts_of_act(act).opinions == (HEARD_ON,)


def test_a_vote_that_says_why_it_went_without_binds_no_opinion(cast, committee):
    act = plan(cast, committee)
    vote(cast, act, reason=REASON)
    item = item_on(cast, committee, act)
    hear(cast, item)
    hear(cast, item, sense="none")
    assert is_sound(act)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("hear"), st.sampled_from(["favourable", "none"])),
        st.tuples(st.just("move"), st.integers(-60, 14)),
        st.tuples(st.just("vote"), st.integers(-60, 14)),
        st.tuples(st.just("kind"), st.sampled_from(["other", "levy_introduced", "tariff_orientation"])),
        st.tuples(st.just("plan"), st.integers(-60, 60)),
        st.tuples(st.sampled_from(["cancel", "unplan", "remove", "elsewhere"]), st.none()),
    ),
    max_size=7,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_people_do_in_whatever_order_a_vote_stays_sound(cast, committee, steps):
    """Nobody ever writes a reason here: so each vote that is noted follows its opinion, and goes on to."""
    act = plan(cast, committee)
    item = item_on(cast, committee, act)
    for name, what in steps:
        rows = AgendaItem.everywhere.filter(pk=item.pk).exclude(meeting=None)
        if (item := rows.first()) is None:
            break
        with contextlib.suppress(DomainError):
            take(cast, act, item, name, what)
    act.refresh_from_db()
    assert not act.decided_on or is_sound(act)


def take(cast, act, item, name, what) -> None:
    day = VOTE_ON + timedelta(days=what) if isinstance(what, int) else None
    verbs = {
        "hear": lambda: hear(cast, item, sense=what),
        "move": lambda: move_meeting(item.meeting, starts_at=at(day), by=cast.theo),
        "vote": lambda: vote(cast, act, on=day),
        "kind": lambda: domain.change_deliberation(act, kind=what, by=cast.theo),
        "plan": lambda: domain.change_deliberation(act, planned_on=day, by=cast.theo),
        "cancel": lambda: cancel_meeting(item.meeting, because="Erreur de date", by=cast.theo),
        "unplan": lambda: unplan_meeting(item.meeting, by=cast.theo),
        "remove": lambda: remove_item(item, by=cast.theo),
        "elsewhere": lambda: change_item(item, deliberation=None, by=cast.theo),
    }
    verbs[name]()
