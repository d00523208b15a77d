"""What a calendar reads at a secret address, and how it learns that nothing changed."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from maillage.accounts.queries.tokens import fingerprint
from maillage.governance.models import AgendaItem, Body, CalendarFeed, Meeting
from maillage.governance.queries.icalendar import feed_of


def feeds_of(user) -> list[CalendarFeed]:
    """The open addresses of a person, the latest first."""
    return list(CalendarFeed.everywhere.filter(user=user, revoked_at=None).select_related("body__authority"))


def feed_by_token(token: str) -> CalendarFeed | None:
    rows = CalendarFeed.everywhere.select_related("user", "body__authority").filter(revoked_at=None)
    return rows.filter(token_hash=fingerprint(token), user__is_active=True).first()


def bodies_to_follow(user, authority) -> list[Body]:
    return list(Body.everywhere.visible_to(user).filter(authority=authority, closed_on=None))


def meetings_in(feed: CalendarFeed) -> list[Meeting]:
    """What its owner may still see of it today: a right that ended empties the feed, whatever the address.

    Each meeting bears the titles of its items in order (`agenda`). Three queries for any number of meetings,
    besides those that read the owner's rights; an object for each item would cost more than the rest.
    """
    bodies = Body.everywhere.visible_to(feed.user).select_related("authority")
    if feed.body_id:
        bodies = bodies.filter(pk=feed.body_id)
    known = {body.pk: body for body in bodies}
    meetings = list(Meeting.everywhere.filter(body__in=known).order_by("starts_at", "pk"))
    titles = titles_by_meeting(known)
    for meeting in meetings:
        meeting.body = known[meeting.body_id]
        meeting.agenda = titles.get(meeting.pk, [])
    return meetings


def titles_by_meeting(bodies) -> dict[int, list[str]]:
    rows = AgendaItem.everywhere.filter(body__in=bodies).exclude(meeting=None).order_by("order", "pk")
    titles: dict[int, list[str]] = {}
    for meeting, title in rows.values_list("meeting_id", "title"):
        titles.setdefault(meeting, []).append(title)
    return titles


def name_of(feed: CalendarFeed) -> str:
    return f"{feed.body}, {feed.body.authority}" if feed.body_id else "Mes séances"


def text_of(feed: CalendarFeed, meetings: list[Meeting]) -> str:
    starts = {meeting.body.authority.slug: "" for meeting in meetings}
    for slug in starts:  # resolved once for each authority, not for each meeting
        path = reverse("governance:meeting", args=[slug, 0])
        starts[slug] = settings.BASE_URL + path.removesuffix("0/")
    addressed = [(each, f"{starts[each.body.authority.slug]}{each.pk}/") for each in meetings]
    return feed_of(addressed, name=name_of(feed))


def etag_of(text: str) -> str:
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'


def last_modified(meetings: list[Meeting]) -> datetime | None:
    return max((meeting.updated_at for meeting in meetings), default=None)
