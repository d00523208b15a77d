from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.governance.domain import plan as domain
from maillage.governance.enums import Answer, Channel, ConvocationState, MeetingState
from maillage.governance.models import AgendaItem, Convocation, Meeting, MeetingPattern
from maillage.governance.queries.calendar_days import after, moment
from maillage.governance.queries.patterns import PatternFacts
from maillage.journal.models import Entry
from tests.governance.factories import make_body, make_group, make_mandate, make_meeting, make_seat


def url(name, *args):
    return reverse(f"governance:{name}", args=["pays-des-sources", *args])


def next_year(month, day, hour=14, minute=0) -> datetime:
    return moment(date(timezone.localdate().year + 1, month, day), time(hour, minute))


def plan(body, starts_at, *, by, minutes=120, **facts) -> Meeting:
    return domain.plan_meeting(body, starts_at=starts_at, ends_at=after(starts_at, minutes), by=by, **facts)


def call(meeting, **facts) -> Convocation:
    """A member called, who said yes."""
    group = make_group(meeting.body, name=f"Collège {meeting.body.groups(manager='everywhere').count()}")
    facts = {"channel": Channel.MAIL, "state": ConvocationState.SENT, "answer": Answer.YES, **facts}
    return Convocation.everywhere.create(
        meeting=meeting, mandate=make_mandate(make_seat(group)), answered_at=timezone.now(), **facts
    )


# Patterns


def coming_pattern(**facts) -> PatternFacts:
    year = timezone.localdate().year + 1
    window = {"first_on": date(year, 1, 1), "last_on": date(year, 12, 31), "place": "Mairie"}
    tuesdays = {"every_months": 3, "weekday": 1, "rank": 2, "starts_at": time(14)}
    return PatternFacts(**{**tuesdays, **window, **facts})


def test_laying_a_pattern_plans_its_meetings(cast):
    body = make_body(cast.pays)

    pattern, laid = domain.lay_pattern(body, coming_pattern(), by=cast.theo)

    meetings = list(Meeting.everywhere.filter(pattern=pattern))
    assert meetings == laid
    assert {(row.state, row.place, timezone.localtime(row.starts_at).time()) for row in meetings} == {
        ("planned", "Mairie", time(14))
    }
    assert len(laid) == 4
    assert Entry.everywhere.latest("pk").details == {"séances": 4}


def test_laying_the_same_pattern_twice_adds_nothing(cast):
    body = make_body(cast.pays)
    domain.lay_pattern(body, coming_pattern(), by=cast.theo)

    with pytest.raises(DomainError, match="n’ajoute aucune séance"):
        domain.lay_pattern(body, coming_pattern(), by=cast.aicha)

    assert (Meeting.everywhere.count(), MeetingPattern.everywhere.count()) == (4, 1)


def test_changing_a_pattern_leaves_what_was_touched(cast):
    body = make_body(cast.pays)
    pattern, (first, second, third, fourth) = domain.lay_pattern(body, coming_pattern(), by=cast.theo)
    Meeting.everywhere.filter(pk=first.pk).update(state=MeetingState.CONVENED)
    domain.move_meeting(second, starts_at=second.starts_at + timedelta(days=2), by=cast.theo)
    AgendaItem.everywhere.create(body=body, meeting=third, title="Tarifs", kind="information")

    domain.lay_pattern(body, coming_pattern(weekday=2), pattern=pattern, by=cast.theo)

    kept = Meeting.everywhere.filter(pattern=pattern).order_by("starts_at")
    assert [row.pk for row in kept][:3] == [first.pk, second.pk, third.pk]
    assert [row.day.weekday() for row in kept] == [1, second.day.weekday(), 1, 2]
    assert not Meeting.everywhere.filter(pk=fourth.pk).exists()


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"last_on": date(2026, 1, 1)}, "finit avant de commencer"),
        ({"last_on": date(2035, 1, 1)}, "trois ans au plus"),
    ],
)
def test_a_pattern_that_makes_no_sense_is_refused(cast, facts, message):
    with pytest.raises(DomainError, match=message):
        domain.lay_pattern(make_body(cast.pays), coming_pattern(**facts), by=cast.theo)


# One meeting


def test_a_meeting_is_planned_and_nobody_is_called(cast):
    meeting = plan(make_body(cast.pays), next_year(3, 2), by=cast.theo, place="Mairie")

    assert (meeting.state, meeting.sequence, meeting.place) == ("planned", 0, "Mairie")
    assert not Convocation.everywhere.exists()
    assert Entry.everywhere.latest("pk").verb == "a prévu une séance"


def test_one_body_meets_once_at_a_time(cast):
    body = make_body(cast.pays)
    plan(body, next_year(3, 2), by=cast.theo)

    with pytest.raises(DomainError, match="déjà une séance"):
        plan(body, next_year(3, 2, 15), by=cast.aicha)
    plan(body, next_year(3, 2, 16), by=cast.aicha)
    plan(make_body(cast.pays, "Comité technique"), next_year(3, 2), by=cast.aicha)

    assert Meeting.everywhere.count() == 3


def test_a_closed_body_meets_no_more(cast):
    with pytest.raises(DomainError, match="close"):
        plan(make_body(cast.pays, closed_on=date(2026, 1, 1)), next_year(3, 2), by=cast.theo)


@pytest.mark.parametrize(("minutes", "message"), [(-60, "avant de commencer"), (800, "douze heures")])
def test_a_meeting_lasts_a_sensible_time(cast, minutes, message):
    with pytest.raises(DomainError, match=message):
        plan(make_body(cast.pays), next_year(3, 2), by=cast.theo, minutes=minutes)


def test_moving_keeps_the_length_and_raises_the_revision(cast):
    meeting = plan(make_body(cast.pays), next_year(3, 2), by=cast.theo, minutes=90)

    assert domain.move_meeting(meeting, starts_at=next_year(3, 9, 9), by=cast.theo)

    assert (meeting.starts_at, meeting.ends_at, meeting.sequence) == (
        next_year(3, 9, 9),
        next_year(3, 9, 10, 30),
        1,
    )


def test_moving_to_the_same_hour_changes_nothing(cast):
    meeting = plan(make_body(cast.pays), next_year(3, 2), by=cast.theo)

    assert not domain.move_meeting(meeting, starts_at=meeting.starts_at, by=cast.theo)
    assert (meeting.sequence, Entry.everywhere.latest("pk").verb) == (0, "a prévu une séance")


def test_moving_a_convened_meeting_calls_everybody_again(cast):
    meeting = make_meeting(make_body(cast.pays), next_year(3, 2), state=MeetingState.CONVENED)
    call(meeting)
    call(meeting, channel=Channel.LETTER, state=ConvocationState.POSTED)

    domain.move_meeting(meeting, starts_at=next_year(3, 9), by=cast.theo)

    assert list(Convocation.everywhere.values_list("state", "answer", "answered_at")) == [
        ("to_send", "", None),
        ("to_print", "", None),
    ]


def test_a_new_room_calls_again_and_keeps_the_answers(cast):
    meeting = make_meeting(make_body(cast.pays), next_year(3, 2), state=MeetingState.CONVENED)
    call(meeting)

    domain.change_meeting(meeting, place="Salle des fêtes", by=cast.theo)

    assert list(Convocation.everywhere.values_list("state", "answer")) == [("to_send", "yes")]
    assert Meeting.everywhere.get().sequence == 1


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.CANCELLED])
def test_what_is_over_does_not_move(cast, state):
    meeting = make_meeting(make_body(cast.pays), next_year(3, 2), state=state)

    with pytest.raises(DomainError, match="ne change plus"):
        domain.move_meeting(meeting, starts_at=next_year(3, 9), by=cast.theo)


def test_taking_a_meeting_off_gives_its_agenda_back(cast):
    body = make_body(cast.pays)
    meeting = make_meeting(body, next_year(3, 2))
    item = AgendaItem.everywhere.create(body=body, meeting=meeting, title="Tarifs", kind="information")

    domain.unplan_meeting(meeting, by=cast.theo)

    item.refresh_from_db()
    assert (Meeting.everywhere.exists(), item.meeting_id) == (False, None)


def test_a_convened_meeting_is_not_taken_off(cast):
    meeting = make_meeting(make_body(cast.pays), next_year(3, 2), state=MeetingState.CONVENED)

    with pytest.raises(DomainError, match="annulez-la"):
        domain.unplan_meeting(meeting, by=cast.theo)


# Screens


def test_the_preview_of_a_pattern_writes_nothing_and_its_button_lays_it(client, cast):
    body = make_body(cast.pays)
    client.force_login(cast.theo)
    year = timezone.localdate().year + 1
    asked = {"every_months": 3, "rank": 2, "weekday": 1, "starts_at": "14:00", "duration": 120}
    asked |= {"first_on": f"{year}-01-01", "last_on": f"{year}-12-31", "market_days": ["1"]}

    page = client.get(url("pattern_new", body.pk), asked)

    assert 1 not in {each.day.weekday() for each in page.context["proposals"]}
    assert page.content.decode().count("marché le mardi") == 4
    assert not Meeting.everywhere.exists()
    assert client.post(url("pattern_new", body.pk), asked).status_code == 302
    assert Meeting.everywhere.count() == 4


def test_a_planned_meeting_moves_at_once_and_a_convened_one_asks_first(client, cast):
    body = make_body(cast.pays)
    client.force_login(cast.theo)
    target = {"day": next_year(3, 9).date().isoformat(), "time": "14:00"}
    planned = make_meeting(body, next_year(3, 2))
    convened = make_meeting(body, next_year(4, 6), state=MeetingState.CONVENED)

    assert client.post(url("meeting_move", planned.pk), target).status_code == 302
    planned.refresh_from_db()
    assert planned.starts_at == next_year(3, 9)

    target["day"] = next_year(4, 13).date().isoformat()
    refused = client.post(url("meeting_move", convened.pk), target)
    assert "Cochez cette case" in refused.content.decode()
    assert client.post(url("meeting_move", convened.pk), target | {"sure": "on"}).status_code == 302
    convened.refresh_from_db()
    assert convened.starts_at == next_year(4, 13)


def test_the_move_form_takes_the_day_of_the_address(client, cast):
    meeting = make_meeting(make_body(cast.pays), next_year(3, 2))
    client.force_login(cast.theo)

    for asked, shown in [("2031-05-06", "2031-05-06"), ("nonsense", meeting.day.isoformat())]:
        page = client.get(url("meeting_move", meeting.pk), {"jour": asked}).content.decode()
        assert f'value="{shown}"' in page


def test_an_hour_that_does_not_exist_is_refused_in_words(client, cast):
    meeting = make_meeting(make_body(cast.pays), next_year(3, 2))
    client.force_login(cast.theo)

    page = client.post(url("meeting_move", meeting.pk), {"day": "2027-03-28", "time": "02:30"})

    assert "Cette heure n’existe pas ce jour-là" in page.content.decode()


def test_a_meeting_is_planned_from_its_form(client, cast):
    body = make_body(cast.pays)
    client.force_login(cast.theo)
    facts = {"body": body.pk, "day": "2031-03-04", "starts": "09:30", "ends": "11:00", "place": "Mairie"}

    assert client.post(url("meeting_new"), facts)["Location"].endswith("?annee=2031")
    again = client.post(url("meeting_new"), facts).content.decode()

    assert "Cette instance a déjà une séance à cette heure-là." in again
    assert Meeting.everywhere.get().starts_at == moment(date(2031, 3, 4), time(9, 30))


def test_a_meeting_is_changed_from_its_form(client, cast):
    meeting = make_meeting(make_body(cast.pays), next_year(3, 2))
    client.force_login(cast.theo)
    facts = {"day": meeting.day.isoformat(), "starts": "14:00", "ends": "17:00", "place": "Salle des fêtes"}

    client.post(url("meeting_change", meeting.pk), facts)

    meeting.refresh_from_db()
    assert (meeting.ends_at, meeting.place, meeting.sequence) == (next_year(3, 2, 17), "Salle des fêtes", 1)
