"""The partners' space: what one guest is asked, told and promised, joined from every floor, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from maillage.governance.enums import Answer, DecisionState, MeetingState
from maillage.governance.models import (
    Action,
    Convocation,
    DatePoll,
    Decision,
    Mandate,
    Meeting,
    MeetingDocument,
    PollGuest,
    RegisterEntry,
)
from maillage.governance.queries import polls
from maillage.governance.queries.convocations import LINK_LASTS, link_of
from maillage.library.models import Document, RoleCard
from maillage.library.queries.dialogues import dialogues_proposed_to
from maillage.library.queries.documents import Asked as Narrowed
from maillage.library.queries.documents import documents_for
from maillage.library.queries.threads import posts_since, threads_of
from maillage.library.queries.welcome import lines_of, welcome_of
from maillage.partners.enums import InteractionKind
from maillage.partners.models import Interaction
from maillage.partners.queries.guests import Guest
from maillage.work.models import Promise, Task

DATES, DOCUMENTS, THREADS, NEWS, POSTS = 8, 8, 4, 8, 100
FIRST_NEWS = timedelta(days=30)  # for whoever comes for the first time
COMING = (MeetingState.PLANNED, MeetingState.CONVENED)


@dataclass(frozen=True)
class Coming:
    """A date to come, or dates to choose among, with what the guest may do about it."""

    day: date
    title: str
    said: str
    link: str = ""
    button: str = ""
    state: str = ""
    is_done: bool = False
    closes_on: date | None = None


def space_of(guest: Guest) -> dict:
    """The first page, whole."""
    seats = seats_of(guest)
    bodies = [seat.body.pk for seat in seats]
    welcome = welcome_of(guest.person) if guest.person else None
    since = since_of(guest)
    return {
        "seats": seats,
        "dates": [*polls_to_answer(guest), *meetings_to_come(guest, bodies)][:DATES],
        "asked": asked_of(guest),
        "promised": promises_of(guest),
        "documents": documents_of(guest),
        "threads": threads_of(guest.authority, guest.reader)[:THREADS],
        "news": news_of(guest, bodies, since),
        "since": since,
        "is_first": guest.person is None or guest.person.news_since is None,
        "welcome": welcome,
        "welcome_lines": lines_of(welcome) if welcome else [],
        "cards": cards_of(guest),
    }


def since_of(guest: Guest) -> datetime:
    known = guest.person.news_since if guest.person else None
    return known or timezone.now() - FIRST_NEWS


def seats_of(guest: Guest) -> list[Mandate]:
    """Where they sit today, each with its `body`."""
    held = Mandate.everywhere.held().filter(person__in=[each.pk for each in guest.people])
    rows = held.filter(seat__group__body__closed_on=None).select_related(
        "person", "seat__organisation", "seat__group__body__authority"
    )
    mandates = list(rows.order_by("seat__group__body__name", "pk"))
    for row in mandates:
        row.body = row.seat.group.body
    return mandates


# Dates


def polls_to_answer(guest: Guest) -> list[Coming]:
    asked = PollGuest.everywhere.filter(
        mandate__person__in=[each.pk for each in guest.people],
        poll__closed_at=None,
        poll__closes_on__gte=timezone.localdate(),
    ).exclude(token_hash="")
    rows = asked.select_related("poll__body").order_by("poll__closes_on", "pk")
    return [
        Coming(
            row.poll.closes_on,
            row.poll.title,
            f"{row.poll.body}, plusieurs dates proposées",
            link=polls.link_of(row),
            button="Revoir mes dates" if row.answered_at else "Choisir mes dates",
            state="répondu" if row.answered_at else "votre réponse est attendue",
            is_done=row.answered_at is not None,
            closes_on=row.poll.closes_on,
        )
        for row in rows
    ]


def meetings_to_come(guest: Guest, bodies: list[int]) -> list[Coming]:
    rows = Meeting.everywhere.filter(body__in=bodies, state__in=COMING, ends_at__gte=timezone.now())
    called = Convocation.everywhere.filter(
        mandate__person__in=[each.pk for each in guest.people], meeting__in=rows
    ).exclude(token_hash="")
    by_meeting = {row.meeting_id: row for row in called.select_related("meeting__body").order_by("-pk")}
    meetings = rows.select_related("body").order_by("starts_at", "pk")[:DATES]
    return [meeting_to_come(row, by_meeting.get(row.pk)) for row in meetings]


def meeting_to_come(meeting: Meeting, call: Convocation | None) -> Coming:
    start = timezone.localtime(meeting.starts_at)
    hour = f"{start:%H}\u00a0h" + (f"\u00a0{start:%M}" if start.minute else "")
    where = f", {meeting.place}" if meeting.place else ""
    facts = {"day": meeting.day, "title": meeting.title or str(meeting.body), "said": f"à {hour}{where}"}
    if call is None:
        return Coming(**facts, state="date prévue")
    is_done = call.answer != Answer.NONE
    return Coming(
        **facts,
        link=link_of(call),
        button="Revoir ma réponse" if is_done else "Dire si je viens",
        state=Answer(call.answer).label if is_done else "votre réponse est attendue",
        is_done=is_done,
    )


# What is asked, what was promised


@dataclass(frozen=True)
class Asked:
    text: str
    origin: str
    due_on: date | None
    is_late: bool
    link: str = ""


def asked_of(guest: Guest) -> list[Asked]:
    """Their tasks, what meetings left to their house, who they are asked to meet. The soonest first, what has no date last.

    What a meeting left and a task took over is said once, by the task.
    """
    tasks = tasks_of(guest)
    taken = {(task.source_kind, task.source_id) for task in tasks}
    found = [
        Asked(
            task.title,
            str(task.source_label or task.circle or "tâche"),
            task.due_on,
            is_late=task.is_late,
            link=reverse("work:space_task", args=[guest.authority.slug, task.pk]),
        )
        for task in tasks
    ]
    found += [each for key, each in left_by_meetings(guest) if key not in taken]
    found.sort(key=lambda each: (each.due_on is None, each.due_on))
    return found + to_meet(guest)


def tasks_of(guest: Guest) -> list[Task]:
    people, houses = [each.pk for each in guest.people], guest.organisations
    theirs = Q(person__in=people) | Q(organisation__in=houses)
    if guest.user:
        theirs |= Q(user=guest.user)
    rows = Task.everywhere.filter(theirs, authority=guest.authority).open()
    return list(rows.select_related("circle"))


def left_by_meetings(guest: Guest) -> list[tuple[tuple[str, int], Asked]]:
    houses, today = guest.organisations, timezone.localdate()
    actions = Action.everywhere.filter(owner__in=houses, done_on=None).select_related("item__meeting__body")
    running = Decision.everywhere.filter(
        owner__in=houses, state__in=[DecisionState.TAKEN, DecisionState.STARTED], item__meeting__isnull=False
    ).select_related("item__meeting__body")
    return [
        (
            (row._meta.model_name, row.pk),
            Asked(row.text, origin_of(row.item), row.due_on, is_late=bool(row.due_on and row.due_on < today)),
        )
        for row in (*actions, *running)
    ]


def to_meet(guest: Guest) -> list[Asked]:
    houses = guest.organisations
    ids = {each.pk for each in houses}
    return [
        Asked(
            f"Rencontrer {row.other if row.one_id in ids else row.one} : {row.topic}",
            "temps de dialogue proposé",
            None,
            is_late=False,
        )
        for row in dialogues_proposed_to(guest.authority, houses)
    ]


def origin_of(item) -> str:
    return str(item.meeting) if item.meeting else str(item.body)


@dataclass(frozen=True)
class Promised:
    text: str
    organisation: str
    said_on: date
    until: date | None
    is_late: bool
    left: Decimal | None = None
    unit: str = ""


def promises_of(guest: Guest) -> list[Promised]:
    """What their house said it would give and has not given whole: the ledger, then what was noted beside it."""
    houses, today = guest.organisations, timezone.localdate()
    ledger = (
        Promise.everywhere.filter(authority=guest.authority, organisation__in=houses).with_totals().owing()
    )
    noted = Interaction.everywhere.filter(
        organisation__in=houses, kind=InteractionKind.PROMISE, kept_on=None, ledger_promise=None
    )
    return [
        *(
            Promised(
                row.title,
                str(row.organisation),
                row.said_on,
                row.until,
                row.is_late,
                row.left,
                row.unit,
            )
            for row in ledger.select_related("organisation")
        ),
        *(
            Promised(
                row.summary,
                str(row.organisation),
                row.happened_on,
                row.due_on,
                is_late=bool(row.due_on and row.due_on < today),
            )
            for row in noted.select_related("organisation").order_by("due_on", "-happened_on")
        ),
    ]


# Papers and news


@dataclass(frozen=True)
class Paper:
    name: str
    origin: str
    link: str
    weight: str


def documents_of(guest: Guest) -> list[Paper]:
    """What the library shares with them, newest first, then the papers of their meetings."""
    rows = documents_for(guest.reader, guest.authority, Narrowed()).order_by("-changed_at", "-pk")
    shared = [
        Paper(row.title, str(row.circle or "tous les partenaires"), file_of(guest, row), row.last.weight)
        for row in rows[:DOCUMENTS]
    ]
    return [*shared, *papers_of(guest)][:DOCUMENTS]


def file_of(guest: Guest, document) -> str:
    """Its version in force, by the one door of files."""
    return reverse("library:file", args=[guest.authority.slug, document.last.key])


def papers_of(guest: Guest) -> list[Paper]:
    """The papers of the meetings to which they were called, while the link of their convocation is open; without those
    that the library shares with them already.
    """
    called = Convocation.everywhere.filter(
        mandate__person__in=[each.pk for each in guest.people],
        meeting__ends_at__gte=timezone.now() - LINK_LASTS,
    ).exclude(token_hash="")
    links = {row.meeting_id: link_of(row) for row in called.select_related("meeting").order_by("pk")}
    shared = Document.everywhere.readable_by(guest.reader)
    papers = MeetingDocument.everywhere.filter(meeting__in=links).exclude(document__in=shared)
    return [
        Paper(row.name, str(row.meeting), f"{links[row.meeting_id]}documents/{row.pk}/", row.weight)
        for row in papers.select_related("meeting__body").order_by("-added_at", "-pk")[:DOCUMENTS]
    ]


@dataclass(frozen=True)
class News:
    at: datetime
    what: str
    text: str
    link: str = ""


def news_of(guest: Guest, bodies: list[int], since: datetime) -> list[News]:
    """What happened in their bodies and discussions since they last looked, newest first."""
    here = Q(opinion__item__body__in=bodies) | Q(decision__item__body__in=bodies)
    entries = RegisterEntry.everywhere.filter(here, entered_at__gt=since).select_related(
        "opinion__item__body", "decision__item__body"
    )
    called = Meeting.everywhere.filter(body__in=bodies, convened_at__gt=since).select_related("body")
    asked = DatePoll.everywhere.filter(body__in=bodies, created_at__gt=since).select_related("body")
    papers = documents_for(guest.reader, guest.authority, Narrowed()).filter(changed_at__gt=since)
    cards = RoleCard.everywhere.filter(authority=guest.authority, verified_on__gt=timezone.localdate(since))
    posts = [
        row
        for row in posts_since(guest.authority, guest.reader, since)[:POSTS]
        if guest.person is None or row.person_id != guest.person.pk
    ]
    news = [
        *(
            News(row.entered_at, "au registre", f"{row.item.title} ({row.item.body})")
            for row in entries[:NEWS]
        ),
        *(News(row.convened_at, "séance convoquée", str(row)) for row in called[:NEWS]),
        *(News(row.created_at, "sondage de dates", f"{row.title} ({row.body})") for row in asked[:NEWS]),
        *messages_in(guest, posts),
        *(News(row.changed_at, "document", row.title, file_of(guest, row)) for row in papers[:NEWS]),
    ]
    if number := cards.exclude(organisation__in=guest.organisations).count():
        plural = "s" if number > 1 else ""
        news.append(News(timezone.now(), "qui fait quoi", f"{number} fiche{plural} remplie{plural}"))
    return sorted(news, key=lambda each: each.at, reverse=True)[:NEWS]


def messages_in(guest: Guest, posts: list) -> list[News]:
    """One line for each discussion, however much was said in it."""
    by_thread: dict[int, list] = {}
    for row in posts:
        by_thread.setdefault(row.thread_id, []).append(row)
    return [
        News(
            rows[0].at,
            f"{len(rows)} message{'s' if len(rows) > 1 else ''}",
            str(rows[0].thread),
            reverse("library:guest_thread", args=[guest.authority.slug, pk]),
        )
        for pk, rows in by_thread.items()
    ]


def cards_of(guest: Guest) -> list[dict]:
    """Their houses, each with its « qui fait quoi » card or none."""
    houses = guest.organisations
    known = {row.organisation_id: row for row in RoleCard.everywhere.filter(organisation__in=houses)}
    return [{"organisation": each, "card": known.get(each.pk)} for each in houses]
