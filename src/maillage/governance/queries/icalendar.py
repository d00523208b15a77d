"""iCalendar (RFC 5545) and its invitations (RFC 5546): one meeting for one member, or many for a feed.

The identifier of a meeting never changes, its SEQUENCE only rises: calendars then follow what moves.
The lines are written here, since a feed is read again and again; the tests read them with two libraries.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.encoding import punycode

from maillage.governance.enums import Answer, MeetingState
from maillage.governance.models import Convocation, Meeting

PARIS = ZoneInfo("Europe/Paris")
HEAD = [
    "BEGIN:VCALENDAR",
    "PRODID:-//Maillage//Instances et réunions//FR",
    "VERSION:2.0",
    "CALSCALE:GREGORIAN",
]
REQUEST, CANCEL = "REQUEST", "CANCEL"
STATUS = {MeetingState.PLANNED: "TENTATIVE", MeetingState.CANCELLED: "CANCELLED"}
TAKES_PART = {
    Answer.NONE: "NEEDS-ACTION",
    Answer.YES: "ACCEPTED",
    Answer.NO: "DECLINED",
    Answer.SUBSTITUTE: "DECLINED",
    Answer.PROXY: "DECLINED",
}
LINE = 75  # octets
UNQUOTED = "!$'*+-._~"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

# The rule of summer time since 1996, as every calendar knows it.
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE""".splitlines()


def invitation(convocation: Convocation, *, link: str, organizer: str) -> tuple[str, str]:
    """The method and the text of what one member's calendar receives: an invitation, or its cancelling."""
    meeting, person = convocation.meeting, convocation.mandate.person
    method = CANCEL if meeting.state == MeetingState.CANCELLED else REQUEST
    event = event_of(
        meeting,
        f"{about(meeting)}Répondre : {link}",
        link,
        f"ORGANIZER{named(str(meeting.body.authority))}:{mailto(organizer)}",
        f"ATTENDEE{named(person.full_name)};CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT"
        f";PARTSTAT={TAKES_PART[convocation.answer]};RSVP={'FALSE' if method == CANCEL else 'TRUE'}"
        f":{mailto(person.email)}",
    )
    return method, calendar([f"METHOD:{method}"], [event])


def file_of(meeting: Meeting, *, link: str) -> str:
    """One meeting to keep in one's own calendar: no method, for nobody is invited by it."""
    return calendar([], [event_of(meeting, f"{about(meeting)}Répondre : {link}", link)])


def feed_of(meetings: Iterable[tuple[Meeting, str]], *, name: str) -> str:
    """Many meetings, each with its address, for a calendar that reads them again and again."""
    head = [
        f"X-WR-CALNAME:{escaped(name)}",
        "X-WR-TIMEZONE:Europe/Paris",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]
    return calendar(head, [event_of(each, f"{about(each)}{link}", link) for each, link in meetings])


def calendar(head: list[str], events: list[list[str]]) -> str:
    lines = [*HEAD, *head, *ZONE, *(line for event in events for line in event), "END:VCALENDAR"]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def event_of(meeting: Meeting, description: str, url: str, *people: str) -> list[str]:
    place, changed = place_of(meeting), utc(meeting.updated_at)
    return [
        "BEGIN:VEVENT",
        f"UID:{meeting.uid}@maillage",
        f"SEQUENCE:{meeting.sequence}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        *times_of(meeting),
        f"SUMMARY:{escaped(title_of(meeting))}",
        *([f"LOCATION:{escaped(place)}"] if place else []),
        f"DESCRIPTION:{escaped(description)}",
        f"URL:{url}",
        f"STATUS:{STATUS.get(meeting.state, 'CONFIRMED')}",
        f"TRANSP:{'TRANSPARENT' if meeting.state == MeetingState.CANCELLED else 'OPAQUE'}",
        *people,
        "END:VEVENT",
    ]


def times_of(meeting: Meeting) -> list[str]:
    """The hours as clocks show them; in UTC in the hour that the autumn night shows twice, where clocks do not tell."""
    start, end = (timezone.localtime(moment, PARIS) for moment in (meeting.starts_at, meeting.ends_at))
    if start.fold or end.fold:
        return [f"DTSTART:{utc(start)}", f"DTEND:{utc(end)}"]
    return [f"DTSTART;TZID=Europe/Paris:{local(start)}", f"DTEND;TZID=Europe/Paris:{local(end)}"]


def title_of(meeting: Meeting) -> str:
    title = f"{meeting.body.name} : {meeting.title}" if meeting.title else meeting.body.name
    return f"{title} (à confirmer)" if meeting.state == MeetingState.PLANNED else title


def place_of(meeting: Meeting) -> str:
    lines = [meeting.place, *meeting.address.splitlines()]
    return ", ".join(line.strip() for line in lines if line.strip()) or meeting.video_url


def about(meeting: Meeting) -> str:
    """What the meeting is about and how to reach it; reads `agenda`, the titles of its items, where they are known."""
    parts = []
    if titles := getattr(meeting, "agenda", None):
        lines = "\n".join(f"{number}. {title}" for number, title in enumerate(titles, 1))
        parts.append(f"Ordre du jour :\n{lines}")
    if meeting.video_url:
        parts.append(f"Visioconférence : {meeting.video_url}")
    if meeting.access_note:
        parts.append(f"Comment venir : {meeting.access_note}")
    return "".join(f"{part}\n\n" for part in parts)


def mailto(address: str) -> str:
    """The address as a URI (RFC 6068): an accented domain as machines write it, odd signs as their code."""
    before, _, domain = address.rpartition("@")
    return f"mailto:{quote(before, safe=UNQUOTED)}@{punycode(domain)}"


def named(name: str) -> str:
    """A person's name beside their address; a parameter has no escape for quotation marks (RFC 5545, 3.2)."""
    name = " ".join(visible(name).replace('"', "’").split())
    return f';CN="{name}"' if name else ""


def escaped(text: str) -> str:
    text = visible(text).replace("\\", "\\\\").replace(";", "\\;")
    return text.replace(",", "\\,").replace("\n", "\\n")


def visible(text: str) -> str:
    """Control characters have no place in a calendar; lines end one way."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def folded(line: str) -> str:
    """No line is longer than 75 octets; the next ones begin with a space, and no character is cut in two."""
    octets = line.encode()
    if len(octets) <= LINE:
        return line
    parts, start, room = [], 0, LINE
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # noqa: PLR2004  inside a character of several octets
            end -= 1
        parts.append(octets[start:end])
        start, room = end, LINE - 1
    return b"\r\n ".join([*parts, octets[start:]]).decode()


def local(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"


def utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
