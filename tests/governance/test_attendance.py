from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.governance.domain import attendance as domain
from maillage.governance.domain.attendance import Mark
from maillage.governance.enums import Answer
from maillage.governance.models import Attendance, Convocation, Meeting
from maillage.governance.queries import attendance as queries
from maillage.journal.models import Entry
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


def quorum(meeting):
    return queries.quorum_of(meeting, queries.roll_of(meeting), queries.rules_of(meeting))


def noted(meeting) -> list[tuple]:
    rows = Attendance.everywhere.filter(meeting=meeting).order_by("mandate")
    return [(row.mandate.pk, row.presence, row.signed_by) for row in rows]


# The roll


def test_the_roll_has_one_line_a_seat_college_by_college(body, meeting):
    users = seat_someone(body)
    employer = seat_someone(body, "employers")
    alternate = make_mandate(users.seat, role="alternate")
    alone = make_mandate(make_seat(employer.seat.group), role="alternate")
    seat_someone(body, ends_on=meeting.day)  # no longer held that day

    roll = queries.roll_of(meeting)

    assert [line.mandate for line in roll] == [users, employer, alone]
    assert [line.alternates for line in roll] == [[alternate], [alone], []]


def test_answers_foresee_and_never_count(body, meeting):
    coming, excused = seat_someone(body), seat_someone(body)
    for mandate, answer in ((coming, Answer.YES), (excused, Answer.NO)):
        Convocation.everywhere.create(meeting=meeting, mandate=mandate, channel="mail", answer=answer)

    assert [line.foreseen for line in queries.roll_of(meeting)] == ["present", "excused"]
    assert (quorum(meeting).counted, quorum(meeting).unmarked) == (0, 2)


@pytest.mark.parametrize("count", [1, 3])
def test_the_roll_costs_the_same_for_one_member_or_three(
    body, meeting, cast, django_assert_num_queries, count
):
    members = [seat_someone(body, organisation=make_organisation(cast.pays, f"O{n}")) for n in range(count)]
    for member in members:
        domain.mark(meeting, member, Mark("present"), by=cast.theo)

    with django_assert_num_queries(3):
        told = [
            (str(line.mandate), str(line.group), line.mandate.seat.organisation.name)
            for line in queries.roll_of(meeting)
        ]

    assert len(told) == count


# Quorum


@pytest.mark.parametrize(
    ("marks", "counted", "is_met"),
    [
        (["present", "excused", "absent", "absent"], 1, False),
        (["present", "remote", "absent", "absent"], 2, True),
        (["present", "excused", "excused", "represented"], 2, True),
        (["excused", "present", "absent", "represented"], 1, False),  # whoever holds the proxy is away
    ],
)
def test_half_of_the_members_there_or_represented_make_a_quorum(meeting, marks, counted, is_met):
    body = meeting.body
    make_rules(body, quorum_percent=50)
    members = [seat_someone(body) for _ in marks]
    for member, presence in zip(members, marks, strict=True):
        holder = members[0] if presence == "represented" else None
        facts = {"signed_by": "tablet", "signed_at": timezone.now(), "proxy_to": holder}
        Attendance.everywhere.create(meeting=meeting, mandate=member, presence=presence, **facts)

    found = quorum(meeting)

    assert (found.voters, found.needed, found.counted, found.is_met) == (4, 2, counted, is_met)


def test_without_a_quorum_in_the_rules_none_is_asked(body, meeting):
    seat_someone(body)
    assert (quorum(meeting).needed, quorum(meeting).is_met) == (None, True)

    make_rules(body, quorum_percent=None)
    assert (quorum(meeting).needed, quorum(meeting).is_met) == (None, True)


def test_the_rules_in_force_that_day_say_the_quorum(body, meeting):
    seat_someone(body)
    make_rules(body, quorum_percent=50)
    make_rules(body, quorum_percent=100, adopted_on=meeting.day + timedelta(days=1))

    assert quorum(meeting).needed == 1
    assert queries.rules_of(meeting).quorum_percent == 50


def test_at_a_distance_counts_only_if_the_rules_say_so(cast, body, meeting):
    make_rules(body, quorum_percent=50, remote_counts=False)
    member = seat_someone(body)
    domain.mark(meeting, member, Mark("remote"), by=cast.theo)

    assert (quorum(meeting).remote, quorum(meeting).counted, quorum(meeting).is_met) == (1, 0, False)


def test_a_second_call_needs_no_quorum(body, meeting):
    make_rules(body, quorum_percent=50)
    seat_someone(body)
    again = make_meeting(body, meeting.starts_at + timedelta(hours=3), second_call_of=meeting)

    assert (quorum(meeting).is_met, quorum(again).is_met) == (False, True)


def test_a_college_without_a_vote_weighs_nothing(cast, body, meeting):
    make_rules(body, quorum_percent=50)
    voter = seat_someone(body)
    guest = seat_someone(body, group=make_group(body, "experts", has_vote=False))
    domain.mark(meeting, guest, Mark("present"), by=cast.theo)

    found = quorum(meeting)

    assert (found.voters, found.counted, found.is_met) == (1, 0, False)
    assert [(each.group, each.seats, each.counted) for each in found.groups] == [
        (voter.seat.group, 1, 0),
        (guest.seat.group, 1, 1),
    ]


# Noting


def test_the_last_word_stands_and_the_journal_keeps_what_it_replaced(cast, body, meeting):
    member = seat_someone(body)

    domain.mark(meeting, member, Mark("present"), by=cast.theo)
    domain.mark(meeting, member, Mark("present"), by=cast.aicha)
    domain.mark(meeting, member, Mark("excused"), by=cast.aicha)

    assert noted(meeting) == [(member.pk, "excused", "secretary")]
    told = [
        (entry.actor_name, entry.details["avant"], entry.details["présence"])
        for entry in Entry.everywhere.order_by("pk")
    ]
    assert told == [("Theo", "", "présent"), ("Aicha", "présent", "excusé")]
    assert [entry.target_name for entry in Entry.everywhere.all()] == ["", ""]


def test_a_tap_on_the_wrong_line_is_undone(cast, body, meeting):
    member = seat_someone(body)
    domain.mark(meeting, member, Mark("present"), by=cast.theo)

    domain.unmark(meeting, member, by=cast.theo)
    domain.unmark(meeting, member, by=cast.theo)

    assert noted(meeting) == []
    assert Entry.everywhere.count() == 2


def test_a_stranger_to_the_body_is_not_noted(cast, body, meeting):
    other = seat_someone(make_body(cast.pays, "Comité technique"))

    with pytest.raises(DomainError, match="ne siège pas à cette séance"):
        domain.mark(meeting, other, Mark("present"), by=cast.theo)


@pytest.mark.parametrize(
    ("most", "taken", "words"),
    [(1, 1, "1 pouvoir au plus"), (2, 2, "2 pouvoirs au plus"), (0, 0, "aucun pouvoir")],
)
def test_nobody_holds_more_proxies_than_the_rules_let_them(cast, meeting, most, taken, words):
    body = meeting.body
    make_rules(body, max_proxies=most)
    holder, *givers = [seat_someone(body) for _ in range(4)]
    for giver in givers[:taken]:
        domain.mark(meeting, giver, Mark("represented", proxy_to=holder), by=cast.theo)

    with pytest.raises(DomainError, match=words):
        domain.mark(meeting, givers[taken], Mark("represented", proxy_to=holder), by=cast.theo)

    assert Attendance.everywhere.filter(proxy_to=holder).count() == taken


def test_a_proxy_goes_to_another_member_who_is_not_away(cast, body, meeting):
    giver, away = seat_someone(body), seat_someone(body)
    domain.mark(meeting, away, Mark("excused"), by=cast.theo)

    for holder, words in ((None, "Dites qui"), (giver, "un autre membre"), (away, "n’est pas là")):
        with pytest.raises(DomainError, match=words):
            domain.mark(meeting, giver, Mark("represented", proxy_to=holder), by=cast.theo)


def test_an_alternate_takes_one_seat_of_their_college(cast, body, meeting):
    one, two = seat_someone(body), seat_someone(body)
    alternate = make_mandate(one.seat, role="alternate")
    employer = seat_someone(body, "employers")

    domain.mark(meeting, one, Mark("present", substitute=alternate), by=cast.theo)

    for member, words in ((two, "remplace déjà"), (employer, "n’est pas suppléant")):
        with pytest.raises(DomainError, match=words):
            domain.mark(meeting, member, Mark("present", substitute=alternate), by=cast.theo)
    assert noted(meeting) == [(one.pk, "present", "secretary")]


def test_before_the_day_only_excuses_are_noted(cast, body):
    member, tomorrow = seat_someone(body), make_meeting(body, timezone.localdate() + timedelta(days=1))

    with pytest.raises(DomainError, match="que les excuses"):
        domain.mark(tomorrow, member, Mark("present"), by=cast.theo)

    domain.mark(tomorrow, member, Mark("excused"), by=cast.theo)
    assert noted(tomorrow) == [(member.pk, "excused", "secretary")]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"minutes_state": "approved"}, "approuvé"),
        ({"minutes_state": "submitted"}, "soumis"),
        ({"state": "cancelled"}, "annulée"),
    ],
)
def test_what_is_frozen_does_not_change(cast, body, meeting, facts, words):
    member = seat_someone(body)
    Meeting.everywhere.filter(pk=meeting.pk).update(**facts)

    with pytest.raises(DomainError, match=words):
        domain.mark(meeting, member, Mark("present"), by=cast.theo)

    assert noted(meeting) == []


def test_a_sheet_is_copied_whole_or_not_at_all(cast, body, meeting):
    make_rules(body, max_proxies=1)
    one, two, three = (seat_someone(body) for _ in range(3))
    proxy = Mark("represented", proxy_to=one)

    with pytest.raises(DomainError, match="1 pouvoir au plus"):
        domain.mark_all(meeting, {two: proxy, three: proxy, one: Mark("present")}, by=cast.theo)
    assert noted(meeting) == []

    assert domain.mark_all(meeting, {two: proxy, one: Mark("present")}, by=cast.theo) == 2
    assert noted(meeting) == [(one.pk, "present", "paper"), (two.pk, "represented", "paper")]
