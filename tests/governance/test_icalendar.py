from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
import vobject
from django.core import mail as django_mail
from django.utils import timezone

from maillage.accounts.domain.mail import deliver_due
from maillage.accounts.models import OutboundMail
from maillage.governance.domain.agenda import add_item
from maillage.governance.domain.convocations import (
    cancel_meeting,
    convene,
    send_again,
    send_convocations,
)
from maillage.governance.domain.plan import change_meeting, move_meeting
from maillage.governance.models import AgendaItem, Convocation, Meeting
from maillage.governance.queries import icalendar as queries
from maillage.governance.queries.meetings import titles_of
from tests.governance.factories import make_body, make_group, make_mandate, make_meeting, make_seat
from tests.partners.factories import make_contact, make_organisation

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2027, 2, 15, 9, tzinfo=PARIS)
ATTENDEE = (
    'ATTENDEE;CN="Léa ’Zaz’ Martin ; élue, Sources";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT'
    ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:lea@ccas.example"
)
ODD = "Tarifs, gratuité ; « jeunes » \\ 🚲🧓🏽\nDeuxième ligne : " + "é" * 200


@pytest.fixture(autouse=True)
def february():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def make_row(cast, **facts) -> Convocation:
    organisation = make_organisation(cast.pays, "CCAS")
    person = make_contact(organisation, 'Léa "Zaz" Martin ; élue, Sources', email="lea@ccas.example")
    seat = make_seat(make_group(make_body(cast.pays)), organisation)
    facts = {"place": "Salle des fêtes", "address": "2, rue Haute\n54999 Sources", **facts}
    meeting = make_meeting(seat.group.body, facts.pop("starts_at", date(2027, 3, 3)), **facts)
    return Convocation.everywhere.create(meeting=meeting, mandate=make_mandate(seat, person), channel="mail")


def invited(row) -> str:
    row.meeting.agenda = titles_of(row.meeting)
    return queries.invitation(row, link="https://m.example/reponse/abc/", organizer="ne@m.example")[1]


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_an_invitation_to_the_letter(cast):
    row = make_row(cast)
    AgendaItem.everywhere.create(body=row.meeting.body, meeting=row.meeting, title="Tarifs", kind="opinion")
    Meeting.everywhere.filter(pk=row.meeting.pk).update(state="convened", sequence=3)
    row.meeting.refresh_from_db()

    lines = unfolded(invited(row))

    assert lines[:5] == [
        "BEGIN:VCALENDAR",
        "PRODID:-//Maillage//Instances et réunions//FR",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
    ]
    assert lines[lines.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        f"UID:{row.meeting.uid}@maillage",
        "SEQUENCE:3",
        "DTSTAMP:20270215T080000Z",
        "LAST-MODIFIED:20270215T080000Z",
        "DTSTART;TZID=Europe/Paris:20270303T140000",
        "DTEND;TZID=Europe/Paris:20270303T160000",
        "SUMMARY:Comité des partenaires",
        "LOCATION:Salle des fêtes\\, 2\\, rue Haute\\, 54999 Sources",
        "DESCRIPTION:Ordre du jour :\\n1. Tarifs\\n\\nRépondre : https://m.example/reponse/abc/",
        "URL:https://m.example/reponse/abc/",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        'ORGANIZER;CN="Pays des Sources":mailto:ne@m.example',
        ATTENDEE,
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_second_library_and_a_third_read_odd_words_as_they_were_written(cast):
    row = make_row(cast, title="Été, hiver ; printemps", access_note=ODD, state="convened")
    text = invited(row)

    event = vobject.readOne(text).vevent
    assert event.summary.value == "Comité des partenaires : Été, hiver ; printemps"
    assert event.description.value == f"Comment venir : {ODD}\n\nRépondre : https://m.example/reponse/abc/"
    assert event.location.value == "Salle des fêtes, 2, rue Haute, 54999 Sources"
    assert event.attendee.params["RSVP"] == ["TRUE"]
    assert event.dtstart.value == datetime(2027, 3, 3, 14, tzinfo=PARIS)

    other = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    assert str(other["description"]) == event.description.value
    assert other["attendee"].params["CN"] == "Léa ’Zaz’ Martin ; élue, Sources"


def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(cast):
    text = invited(make_row(cast, access_note=ODD))

    assert text.endswith("END:VCALENDAR\r\n")
    assert [line for line in text.encode().split(b"\r\n") if len(line) > 75] == []
    assert [part.decode() for part in text.encode().split(b"\r\n")]
    assert "\n" not in text.replace("\r\n", "")


def test_control_characters_stay_out(cast):
    text = invited(make_row(cast, access_note="avant\x07\r\naprès\x1b", title="a\x0bb"))

    assert "DESCRIPTION:Comment venir : avant\\naprès\\n" in "\n".join(unfolded(text))
    assert "SUMMARY:Comité des partenaires : ab" in text


@pytest.mark.parametrize(
    ("day", "hour", "offset"),
    [
        (date(2027, 3, 27), 9, 1),  # the day before summer time
        (date(2027, 3, 28), 9, 2),
        (date(2027, 10, 30), 9, 2),
        (date(2027, 10, 31), 9, 1),  # the day of winter time
    ],
)
def test_both_sides_of_the_two_nights_read_right_elsewhere(cast, day, hour, offset):
    start = datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)
    text = invited(make_row(cast, starts_at=start.astimezone(UTC)))

    assert f"DTSTART;TZID=Europe/Paris:{day:%Y%m%d}T090000" in text
    for value in (
        vobject.readOne(text).vevent.dtstart.value,
        icalendar.Calendar.from_ical(text).walk("VEVENT")[0].decoded("dtstart"),
    ):
        assert value.utcoffset() == timedelta(hours=offset)
        assert value.astimezone(UTC) == start.astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (
            datetime(2027, 3, 27, 20, tzinfo=UTC),
            datetime(2027, 3, 28, 4, tzinfo=UTC),
        ),  # across the spring night
        (datetime(2027, 10, 30, 20, tzinfo=UTC), datetime(2027, 10, 31, 4, tzinfo=UTC)),
        (
            datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
            datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
        ),  # 2:30 to 2:30
        (datetime(2027, 6, 14, 7, tzinfo=UTC), datetime(2027, 6, 16, 15, tzinfo=UTC)),  # three days
    ],
)
def test_a_meeting_lasts_elsewhere_as_long_as_here(cast, start, end):
    text = invited(make_row(cast, starts_at=start, ends_at=end))

    event = vobject.readOne(text).vevent
    other = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    assert [value.astimezone(UTC) for value in (event.dtstart.value, event.dtend.value)] == [start, end]
    assert [other.decoded(name).astimezone(UTC) for name in ("dtstart", "dtend")] == [start, end]


def test_an_odd_address_is_written_as_machines_read_it(cast):
    row = make_row(cast)
    row.mandate.person.email = "léa.o'zaz+bus@été.example"

    text = invited(row)

    assert "mailto:l%C3%A9a.o'zaz+bus@xn--t-9fab.example" in "".join(unfolded(text))
    assert icalendar.Calendar.from_ical(text).walk("VEVENT")[0]["attendee"] == (
        "mailto:l%C3%A9a.o'zaz+bus@xn--t-9fab.example"
    )


def test_what_changes_keeps_its_identifier_and_raises_its_sequence(cast):
    """Convened, moved, given another place and a video link, sent again, called off: one event, five revisions."""
    row = make_row(cast)
    meeting = row.meeting
    add_item(meeting, title="Tarifs", kind="opinion", by=cast.theo)
    row.delete()
    convene(meeting, by=cast.theo)
    send_convocations()
    for gesture in (
        lambda: move_meeting(
            fresh(meeting), starts_at=datetime(2027, 10, 30, 23, tzinfo=PARIS), by=cast.theo
        ),
        lambda: change_meeting(
            fresh(meeting), place="", address="", video_url="https://v.example/a,b", by=cast.theo
        ),
        lambda: send_again(fresh(meeting), by=cast.theo),
        lambda: cancel_meeting(fresh(meeting), because="Grève ; repli, plus tard", by=cast.theo),
    ):
        gesture()
        send_convocations()

    calendars = [vobject.readOne(mail.calendar) for mail in OutboundMail.everywhere.order_by("pk")]
    for each in calendars:
        each.validate(raiseException=True)
    assert {each.vevent.uid.value for each in calendars} == {f"{meeting.uid}@maillage"}
    assert [(each.method.value, each.vevent.sequence.value) for each in calendars] == [
        ("REQUEST", "0"),
        ("REQUEST", "1"),
        ("REQUEST", "2"),
        ("REQUEST", "3"),
        ("CANCEL", "4"),
    ]
    assert [each.vevent.location.value for each in calendars[1:3]] == [
        "Salle des fêtes, 2, rue Haute, 54999 Sources",
        "https://v.example/a,b",
    ]
    assert [each.vevent.attendee.params["RSVP"] for each in calendars] == [["TRUE"]] * 4 + [["FALSE"]]


def fresh(meeting) -> Meeting:
    return Meeting.everywhere.select_related("body__authority").get(pk=meeting.pk)


def test_the_zone_written_in_the_file_is_that_of_paris(cast):
    zone = icalendar.Calendar.from_ical(invited(make_row(cast))).walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    hours = [datetime(2027, month, 15, 12) for month in range(1, 13)]  # noqa: DTZ001  local on purpose

    assert [hour.replace(tzinfo=zone).utcoffset() for hour in hours] == [
        hour.replace(tzinfo=PARIS).utcoffset() for hour in hours
    ]


def test_cancelling_keeps_the_identifier_and_raises_the_sequence(cast):
    row = make_row(cast)
    add_item(row.meeting, title="Tarifs", kind="opinion", by=cast.theo)
    row.delete()
    convene(row.meeting, by=cast.theo)
    send_convocations()
    cancel_meeting(row.meeting, because="Grève.", by=cast.theo)
    send_convocations()

    first, last = OutboundMail.everywhere.order_by("pk")
    events = [vobject.readOne(mail.calendar).vevent for mail in (first, last)]
    assert [event.uid.value for event in events] == [f"{row.meeting.uid}@maillage"] * 2
    assert [event.sequence.value for event in events] == ["0", "1"]
    assert [event.status.value for event in events] == ["CONFIRMED", "CANCELLED"]
    assert [vobject.readOne(mail.calendar).method.value for mail in (first, last)] == ["REQUEST", "CANCEL"]


def test_the_invitation_travels_as_calendars_expect_it(cast):
    row = make_row(cast)
    add_item(row.meeting, title="Tarifs", kind="opinion", by=cast.theo)
    row.delete()
    convene(row.meeting, by=cast.theo)
    send_convocations()
    kept = OutboundMail.everywhere.get().calendar
    django_mail.outbox = []
    deliver_due()

    message = message_from_bytes(django_mail.outbox[0].message().as_bytes(), policy=policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/calendar", "application/ics"]
    assert parts[1]["Content-Type"].params["method"] == "REQUEST"
    assert parts[1]["Content-Type"].params["charset"] == "utf-8"
    assert parts[2].get_filename() == "invitation.ics"
    for part in parts[1:]:
        read = part.get_payload(decode=True).decode().replace("\r\n", "\n")
        assert read == kept.replace("\r\n", "\n")
    assert OutboundMail.everywhere.get().calendar == ""


def test_one_meeting_for_ones_own_calendar_invites_nobody(cast):
    row = make_row(cast)

    lines = unfolded(queries.file_of(row.meeting, link="https://m.example/reponse/abc/"))

    assert [line for line in lines if line.startswith(("METHOD", "ATTENDEE", "ORGANIZER"))] == []
    assert "STATUS:TENTATIVE" in lines
    assert vobject.readOne("\r\n".join(lines)).vevent.dtend.value == timezone.localtime(row.meeting.ends_at)
