"""What letters may tell of the bodies: what was decided and advised, once the minutes are approved, and the dates ahead."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from maillage.common.templatetags.maillage import day_in_words
from maillage.governance.enums import MeetingState, MinutesState
from maillage.governance.models import Decision, Meeting, Opinion
from maillage.governance.queries.minutes import published_meetings
from maillage.partners.queries.facts import Fact, FactKind, Touches

AHEAD = timedelta(days=180)
APPROVED = {"item__meeting__minutes_state": MinutesState.APPROVED}


def source_of(authority, meeting, published: set[int]) -> dict:
    """The public minutes where there are; otherwise the partners' space, where members see what is theirs."""
    if meeting.pk in published:
        url = reverse("governance:minutes_public", args=[authority.slug, meeting.pk])
        return {"url": url, "is_public": True}
    return {"url": reverse("workspace:space", args=[authority.slug])}


def decisions_since(authority, day: date) -> Iterable[Fact]:
    published = {meeting.pk for meeting in published_meetings(authority)}
    rows = Decision.everywhere.filter(item__body__authority=authority, taken_on__gte=day, **APPROVED)
    for row in rows.select_related("item__meeting__body", "owner"):
        owner = f" {row.owner.name} s’en charge." if row.owner else ""
        yield Fact(
            kind="decision",
            key=str(row.pk),
            text=f"{row.item.meeting.body}, {day_in_words(row.taken_on)} : {sentence(row.text)}{owner}",
            day=row.taken_on,
            touches=Touches(
                circles=frozenset({row.item.meeting.body.circle_id}),
                organisations=frozenset({row.owner_id} if row.owner_id else ()),
            ),
            **source_of(authority, row.item.meeting, published),
        )


def opinions_since(authority, day: date) -> Iterable[Fact]:
    published = {meeting.pk for meeting in published_meetings(authority)}
    rows = Opinion.everywhere.filter(item__body__authority=authority, given_on__gte=day, **APPROVED)
    for row in rows.select_related("item__meeting__body"):
        body = row.item.meeting.body
        yield Fact(
            kind="opinion",
            key=str(row.pk),
            text=f"{body} a rendu un avis {row.get_sense_display().lower()} "
            f"sur «\u00a0{row.item.title}\u00a0» : {sentence(row.text)}",
            day=row.given_on,
            touches=Touches(circles=frozenset({body.circle_id})),
            **source_of(authority, row.item.meeting, published),
        )


def meetings_ahead(authority, day: date) -> Iterable[Fact]:
    """Dates to come, whatever the day asked: those of yesterday are news no more."""
    now = timezone.now()
    rows = Meeting.everywhere.filter(body__authority=authority, starts_at__range=(now, now + AHEAD))
    for row in rows.exclude(state=MeetingState.CANCELLED).select_related("body"):
        starts = timezone.localtime(row.starts_at)
        place = f", {row.place}" if row.place else ""
        yield Fact(
            kind="meeting",
            key=str(row.pk),
            text=f"{row.body} se réunit {day_in_words(starts.date())} à {hour_of(starts)}{place}.",
            url=reverse("workspace:space", args=[authority.slug]),
            day=starts.date(),
            touches=Touches(circles=frozenset({row.body.circle_id})),
        )


def hour_of(moment) -> str:
    return f"{moment.hour}\u00a0h" + (f"\u00a0{moment:%M}" if moment.minute else "")


def sentence(text: str) -> str:
    """One line, closed."""
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."


FACTS = (
    FactKind("decision", "Décisions prises", decisions_since),
    FactKind("opinion", "Avis rendus", opinions_since),
    FactKind("meeting", "Séances à venir", meetings_ahead),
)
