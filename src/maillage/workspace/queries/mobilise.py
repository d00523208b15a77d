"""What the desk says of the partners' committee, of the meetings to come and of the pulse of the partnerships."""

from dataclasses import dataclass

from django.utils import timezone

from maillage.governance.enums import Answer, MeetingState
from maillage.governance.models import Body, Meeting
from maillage.governance.queries.bodies import composition_at
from maillage.governance.queries.convocations import answers_by_meeting
from maillage.governance.queries.verdicts import Card, cards_of
from maillage.law.enums import BodyKind
from maillage.partners.queries.pulse import Drawn, drawn, pulses_of

COMING = (MeetingState.PLANNED, MeetingState.CONVENED)
TRENDS = ("falling", "rising", "steady", "none")
ON_ITS_WAY = (Answer.YES, Answer.SUBSTITUTE)


@dataclass(frozen=True)
class Committee:
    """The partners' committee, college by college, with what the law says of it today."""

    card: Card
    groups: list[dict]
    next_meeting: Meeting | None


def committee_of(user, authority) -> Committee | None:
    """None until there is one that this person may see."""
    bodies = Body.objects.visible_to(user).filter(authority=authority, closed_on=None)
    body = bodies.filter(kind=BodyKind.PARTNERS_COMMITTEE).first()
    if body is None:
        return None
    coming = Meeting.objects.filter(body=body, state__in=COMING, starts_at__gte=timezone.now())
    groups = [
        {"name": row.group.name, "members": len(row.seats) - row.vacant, "vacant": row.vacant}
        for row in composition_at(body)
    ]
    return Committee(cards_of([body])[0], groups, coming.order_by("starts_at").first())


def meetings_ahead(user, authority, number: int) -> list[dict]:
    """The next meetings that a person may see, with how many said they would come."""
    rows = Meeting.objects.visible_to(user).filter(
        body__authority=authority, state__in=COMING, starts_at__gte=timezone.now()
    )
    rows = list(rows.select_related("body").order_by("starts_at")[:number])
    answers = answers_by_meeting(rows)
    return [meeting_ahead(row, answers.get(row.pk, {})) for row in rows]


def meeting_ahead(meeting: Meeting, answers: dict[str, int]) -> dict:
    called = sum(answers.values())
    coming = sum(answers.get(answer, 0) for answer in ON_ITS_WAY)
    said = f"{coming} confirmé{'s' if coming > 1 else ''} sur {called}" if called else "pas encore convoquée"
    return {
        "day": meeting.day,
        "title": str(meeting.body),
        "said": said,
        "in_days": (meeting.day - timezone.localdate()).days,
        "meeting": meeting,
    }


def pulse_ahead(authority, number: int = 5) -> list[Drawn]:
    """Of the partners with whom something was said: those who drift away, then the most active."""
    pulses = [pulse for pulse in pulses_of(authority) if pulse.facts]
    pulses.sort(key=lambda pulse: (TRENDS.index(pulse.trend), -pulse.total))
    return drawn(pulses[:number], max((pulse.total for pulse in pulses), default=0))
