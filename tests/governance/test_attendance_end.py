from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.governance.domain import attendance as domain
from maillage.governance.domain.attendance import Mark
from maillage.governance.models import Attendance, Meeting
from maillage.governance.queries import attendance as queries
from maillage.governance.queries.meeting_facts import meeting_facts
from maillage.partners.models import Interaction
from tests.governance.factories import (
    make_body,
    make_group,
    make_mandate,
    make_meeting,
    make_rules,
    make_seat,
)
from tests.partners.factories import make_organisation

NOW = "2026-12-03T13:30:00Z"  # half an hour into the meeting


@pytest.fixture(autouse=True)
def during_the_meeting():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def body(cast):
    return make_body(cast.pays)


@pytest.fixture
def meeting(body):
    return make_meeting(body)


def seat_someone(body, kind="associations", *, organisation=None, group=None, **facts):
    """One more member, on a seat of their own."""
    group = group or body.groups(manager="everywhere").filter(kind=kind).first() or make_group(body, kind)
    return make_mandate(make_seat(group, organisation), **facts)


def noted(meeting) -> list[tuple]:
    rows = Attendance.everywhere.filter(meeting=meeting).order_by("mandate")
    return [(row.mandate.pk, row.presence, row.signed_by) for row in rows]


# Signing on one's phone


def test_a_member_signs_while_the_page_is_open(cast, body, meeting):
    member = seat_someone(body)
    with pytest.raises(DomainError, match="fermé"):
        domain.sign(meeting, member)

    domain.open_signing(meeting, by=cast.theo)
    domain.sign(meeting, member, remote=True)
    assert noted(meeting) == [(member.pk, "remote", "qr")]

    domain.shut_signing(meeting, by=cast.theo)
    with pytest.raises(DomainError, match="fermé"):
        domain.sign(meeting, member)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-12-03T10:59:00Z", False),
        ("2026-12-03T11:00:00Z", True),  # two hours before
        ("2026-12-03T18:00:00Z", True),  # three hours after the end
        ("2026-12-03T18:01:00Z", False),
        ("2026-12-04T13:30:00Z", False),
    ],
)
def test_the_page_opens_around_the_meeting(cast, body, meeting, moment, is_open):
    seat_someone(body)
    with time_machine.travel(moment, tick=False):
        assert queries.may_sign_now(meeting) is is_open


def test_an_alternate_signs_on_the_line_of_the_seat_unless_it_is_taken(cast, body, meeting):
    member = seat_someone(body)
    alternate = make_mandate(member.seat, role="alternate")
    domain.open_signing(meeting, by=cast.theo)

    signed = domain.sign(meeting, alternate)
    assert (signed.mandate, signed.substitute) == (member, alternate)

    with pytest.raises(DomainError, match="déjà signé pour ce siège"):
        domain.sign(meeting, member)
    assert Attendance.everywhere.count() == 1


def test_the_database_knows_only_the_hash_of_the_key(cast, meeting):
    assert queries.presence_path(meeting) == ""
    domain.open_signing(meeting, by=cast.theo)
    meeting.refresh_from_db()

    token = queries.presence_token(meeting)

    assert queries.presence_path(meeting) == f"/presence/{token}/"
    assert token not in meeting.presence_hash
    assert queries.meeting_to_sign(token) == meeting
    assert queries.meeting_to_sign("autre") is None


# The end


def test_closing_marks_the_absent_and_leaves_one_exchange_an_organisation(cast, body, meeting):
    shop, mission = make_organisation(cast.pays, "Épicerie"), make_organisation(cast.pays)
    here, too = seat_someone(body, organisation=shop), seat_someone(body, organisation=shop)
    away = seat_someone(body, organisation=mission)
    for member in (here, too):
        domain.mark(meeting, member, Mark("present"), by=cast.theo)

    domain.close_meeting(meeting, by=cast.theo)

    assert meeting.state == "held"
    assert noted(meeting)[-1] == (away.pk, "absent", "secretary")
    exchange = Interaction.everywhere.get()
    told = (exchange.organisation, exchange.kind, exchange.happened_on, exchange.summary)
    assert told == (shop, "meeting", meeting.day, "Séance : Comité des partenaires, 3 décembre 2026")

    domain.mark(meeting, away, Mark("present"), by=cast.theo)  # their signature was on the paper sheet
    domain.mark(meeting, here, Mark("absent"), by=cast.theo)
    domain.mark(meeting, too, Mark("absent"), by=cast.theo)
    assert [each.organisation for each in Interaction.everywhere.all()] == [mission]


def test_a_meeting_is_closed_once_and_not_before_it_starts(cast, body, meeting):
    domain.close_meeting(meeting, by=cast.theo)
    with pytest.raises(DomainError, match="déjà close"):
        domain.close_meeting(meeting, by=cast.theo)

    tomorrow = make_meeting(body, timezone.localdate() + timedelta(days=1))
    with pytest.raises(DomainError, match="pas commencé"):
        domain.close_meeting(tomorrow, by=cast.theo)


# What the law reads


def test_the_facts_of_a_meeting_for_the_law(cast, body, meeting):
    make_rules(body, quorum_percent=50, max_proxies=2)
    shop = make_organisation(cast.pays, "Épicerie")
    holder = seat_someone(body, organisation=shop)
    alternate = make_mandate(make_seat(holder.seat.group), role="alternate")
    one, two, replaced = (seat_someone(body) for _ in range(3))
    marks = {
        holder: Mark("present"),
        one: Mark("represented", proxy_to=holder),
        two: Mark("represented", proxy_to=holder),
        replaced: Mark("present", substitute=alternate),
    }
    domain.mark_all(meeting, marks, by=cast.theo)
    Meeting.everywhere.filter(pk=meeting.pk).update(
        state="held", convened_at=meeting.starts_at - timedelta(days=9), minutes_state="submitted"
    )
    meeting.items(manager="everywhere").create(
        body=body, title="Tarifs", kind="opinion", topics=["tariffs", "?"]
    )
    meeting.refresh_from_db()

    facts = meeting_facts([meeting])[meeting.pk]

    assert (facts.held_on, facts.notice_sent_on) == (meeting.day, meeting.day - timedelta(days=9))
    assert (facts.topics, facts.quorum, facts.is_held) == ({"tariffs"}, 0.5, True)
    assert (facts.voters, facts.present, facts.represented, facts.most_proxies) == (5, 2, 2, 2)
    assert (facts.foreign_alternates, facts.minutes_lack) == (1, ("le sens de l’avis sur « Tarifs »",))


@pytest.mark.parametrize("count", [1, 3])
def test_the_facts_of_many_meetings_cost_the_same(cast, body, django_assert_num_queries, count):
    members = [seat_someone(body) for _ in range(count)]
    meetings = [make_meeting(body, timezone.localdate() - timedelta(days=n)) for n in range(count)]
    for meeting in meetings:
        domain.mark_all(meeting, {member: Mark("present") for member in members}, by=cast.theo)

    with django_assert_num_queries(6):
        facts = meeting_facts(meetings)

    assert [each.present for each in facts.values()] == [count] * count


def test_a_cancelled_meeting_has_no_facts(body):
    assert meeting_facts([make_meeting(body, state="cancelled")]) == {}
