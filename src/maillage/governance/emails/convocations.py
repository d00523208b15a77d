"""The mails of a meeting. Each goes to one member, with what their calendar needs to follow."""

from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse

from maillage.accounts.emails.gate import post, render
from maillage.accounts.models import OutboundMail
from maillage.governance.enums import MeetingState
from maillage.governance.models import Convocation, Meeting
from maillage.governance.queries.convocations import link_of, max_proxies_of
from maillage.governance.queries.icalendar import invitation
from maillage.governance.queries.meetings import agenda_of, titles_of

CONVOCATION = "governance/mail/convocation"
SAMPLE = "…"


def convocation(row: Convocation) -> OutboundMail:
    """To a member called, when the meeting is convened, and again each time it moves or changes."""
    row.meeting.agenda = titles_of(row.meeting)
    link = link_of(row)
    return post(
        kind="convocation",
        to=row.mandate.person.email,
        subject=subject_of(row.meeting, is_change=row.sent_at is not None),
        template=CONVOCATION,
        context=context_of(row, link),
        authority=row.meeting.body.authority,
        calendar=invitation(row, link=link, organizer=organizer()),
    )


def cancellation(row: Convocation) -> OutboundMail:
    """To a member who had been called: the meeting will not take place, and leaves their calendar."""
    link = link_of(row)
    return post(
        kind="convocation_cancelled",
        to=row.mandate.person.email,
        subject=f"Annulée : {row.meeting}",
        template="governance/mail/convocation_cancelled",
        context=context_of(row, link),
        authority=row.meeting.body.authority,
        calendar=invitation(row, link=link, organizer=organizer()),
    )


def reminder(row: Convocation) -> OutboundMail:
    """To a member who has not answered, four days before, once: whether the body can sit depends on it."""
    return post(
        kind="convocation_reminder",
        to=row.mandate.person.email,
        subject=f"Serez-vous là ? {row.meeting}",
        template="governance/mail/convocation_reminder",
        context=context_of(row, link_of(row)),
        authority=row.meeting.body.authority,
    )


def preview(meeting: Meeting, mandate) -> dict:
    """The very mail that a member would receive, but for their own link."""
    row = Convocation(meeting=meeting, mandate=mandate)
    link = settings.BASE_URL + reverse("governance:answer", args=["exemple"]).replace("exemple", SAMPLE)
    known = {"base_url": settings.BASE_URL, "authority": meeting.body.authority, **context_of(row, link)}
    return {
        "to": mandate.person.email,
        "subject": subject_of(meeting, is_change=False),
        "text": render(f"{CONVOCATION}.txt", known, autoescape=False),
    }


def subject_of(meeting: Meeting, *, is_change: bool) -> str:
    if is_change:
        return f"Convocation modifiée : {meeting}"
    return f"{'Deuxième convocation' if meeting.second_call_of_id else 'Convocation'} : {meeting}"


def context_of(row: Convocation, link: str) -> dict:
    meeting = row.meeting
    return {
        "row": row,
        "meeting": meeting,
        "person": row.mandate.person,
        "agenda": agenda_of(meeting),
        "link": link,
        "is_change": row.sent_at is not None,
        "is_cancelled": meeting.state == MeetingState.CANCELLED,
        "max_proxies": max_proxies_of(meeting),
    }


def organizer() -> str:
    """The address that sends: calendars distrust an organiser who is not the sender."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
