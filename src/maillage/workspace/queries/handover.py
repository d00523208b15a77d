"""The handover file: what the next officer finds on the desk. One call, a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from maillage.governance.enums import BodyOffice, DecisionState, MeetingState, MinutesState
from maillage.governance.models import Body, Decision, Draw, Mandate, Meeting
from maillage.governance.queries.acts import deliberations_of, steps_to
from maillage.governance.queries.framework import verdicts_at
from maillage.governance.queries.verdicts import Sorted, cards_of, sort_verdicts
from maillage.journal.models import Entry
from maillage.law.models import Verdict
from maillage.partners.enums import Freshness, OrganisationKind
from maillage.partners.models import Organisation
from maillage.partners.queries.contacts import organisations_of
from maillage.partners.queries.ties import Thread, single_threads
from maillage.plan.queries import phases_of, plan_in_force

AHEAD = timedelta(days=90)
RENEW_WITHIN = timedelta(days=180)
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Duty:
    """Something that falls within ninety days, or is late already."""

    on: date
    what: str
    where: str
    address: str  # the screen where it is done

    @property
    def is_late(self) -> bool:
        return self.on < timezone.localdate()


@dataclass(frozen=True)
class BodyCard:
    """A body as the successor meets it: who presides, when it meets next, and whether it is in order."""

    body: Body
    law: Sorted
    chair: str = ""
    next_on: date | None = None


@dataclass(frozen=True)
class Point:
    """What the law asks and is not there: of the authority (no body), or of one of its bodies."""

    verdict: Verdict
    about: str
    address: str


@dataclass(frozen=True)
class Handover:
    authority: object
    on: date
    bodies: list[BodyCard] = field(default_factory=list)
    law: list[Point] = field(default_factory=list)
    mandates: list = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    votes: list = field(default_factory=list)
    decisions: list = field(default_factory=list)
    weak: list = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    draws: list = field(default_factory=list)
    changes: list = field(default_factory=list)


def handover_of(authority) -> Handover:
    """Everything the successor needs first, read today."""
    today = timezone.localdate()
    decisions = open_decisions(authority)
    votes = list(deliberations_of(authority).filter(decided_on=None, dropped_on=None))
    bodies = bodies_of(authority, today)
    return Handover(
        authority=authority,
        on=today,
        bodies=bodies,
        law=points_of(authority, bodies, today),
        mandates=mandates_to_renew(authority, today),
        duties=duties_of(authority, today, decisions, votes),
        votes=votes,
        decisions=decisions,
        weak=weak_contacts(authority),
        threads=single_threads(authority),
        draws=list(Draw.everywhere.filter(authority=authority, drawn_at=None)),
        changes=what_changed(authority, today),
    )


def screen(name: str, authority, *keys) -> str:
    """In full: a paper has no site of its own."""
    return settings.BASE_URL + reverse(name, args=[authority.slug, *keys])


def bodies_of(authority, today: date) -> list[BodyCard]:
    chairs = Mandate.everywhere.held(today).filter(
        seat__group__body__authority=authority, office=BodyOffice.CHAIR
    )
    names = dict(chairs.values_list("seat__group__body_id", "person__full_name"))
    coming = Meeting.everywhere.filter(body__authority=authority, starts_at__date__gte=today)
    next_on: dict[int, date] = {}
    for meeting in coming.exclude(state=MeetingState.CANCELLED).order_by("starts_at"):
        next_on.setdefault(meeting.body_id, meeting.day)
    cards = cards_of(Body.everywhere.filter(authority=authority, closed_on=None))
    return [
        BodyCard(card.body, card.law, names.get(card.body.pk, ""), next_on.get(card.body.pk))
        for card in cards
    ]


def points_of(authority, bodies: list[BodyCard], today: date) -> list[Point]:
    """What is not met first, then what people have to weigh."""
    own = sort_verdicts(verdicts_at(authority, today))
    sorted_ = [(authority.name, screen("governance:authority_law", authority), own)]
    sorted_ += [
        (card.body.name, screen("governance:body_law", authority, card.body.pk), card.law) for card in bodies
    ]
    broken = [Point(each, about, address) for about, address, law in sorted_ for each in law.broken]
    weighed = [Point(each, about, address) for about, address, law in sorted_ for each in law.to_weigh]
    return broken + weighed


def mandates_to_renew(authority, today: date) -> list[Mandate]:
    """Held today, and ending within six months."""
    rows = Mandate.everywhere.held(today).filter(
        seat__group__body__authority=authority,
        seat__group__body__closed_on=None,
        ends_on__lte=today + RENEW_WITHIN,
    )
    return list(rows.select_related("person", "seat__group__body", "seat__organisation").order_by("ends_on"))


def open_decisions(authority) -> list[Decision]:
    rows = Decision.everywhere.filter(
        item__body__authority=authority, state__in=[DecisionState.TAKEN, DecisionState.STARTED]
    )
    return list(rows.select_related("item__body", "owner").order_by("due_on", "pk"))


def duties_of(authority, today: date, decisions, votes) -> list[Duty]:
    """Meetings, minutes to finish, steps before votes, decisions that fall due, the plan's own dates; soonest first."""
    duties = meetings_due(authority, today)
    duties += [
        Duty(step.last_on, f"{step.label} : {act}", "Délibération", address)
        for act in votes
        for address in [screen("governance:act", authority, act.pk)]
        for step in steps_to(act)
        if not step.done_on
    ]
    where = ("Registre", screen("governance:register", authority))
    for row in decisions:
        duties += [Duty(row.due_on, f"Échéance : {row}", *where)] if row.due_on else []
        duties += [Duty(row.review_on, f"À revoir : {row}", *where)] if row.review_on else []
    project = ("Projet", screen("plan:project", authority))
    duties += [
        Duty(phase.ends_on, f"Fin de la phase : {phase}", *project)
        for phase in phases_of(plan_in_force(authority))
        if phase.ends_on and phase.ends_on >= today
    ]
    within = [duty for duty in duties if today - LATELY * 12 <= duty.on <= today + AHEAD]
    return sorted(within, key=lambda duty: (duty.on, duty.what))


def meetings_due(authority, today: date) -> list[Duty]:
    """Those to come, and those held whose minutes are not approved yet."""
    rows = (
        Meeting.everywhere.filter(body__authority=authority, starts_at__date__lte=today + AHEAD)
        .exclude(state=MeetingState.CANCELLED)
        .exclude(minutes_state=MinutesState.APPROVED)
        .select_related("body")
    )
    duties = []
    for row in rows:
        if row.day >= today:
            address = screen("governance:meeting", authority, row.pk)
            duties.append(Duty(row.day, f"Séance : {row.body}", "Séance", address))
        if row.state == MeetingState.HELD:
            address = screen("governance:minutes", authority, row.pk)
            duties.append(Duty(row.day, f"Compte rendu à finir : {row.body}", "Compte rendu", address))
    return duties


def weak_contacts(authority) -> list[Organisation]:
    """The partners whom the next officer may not reach: no contact, a dead address, or one to check. Town halls aside."""
    rows = organisations_of(authority).exclude(kind=OrganisationKind.COMMUNE)
    return [row for row in rows if row.freshness != Freshness.FRESH]


def what_changed(authority, today: date) -> list[str]:
    """The journal of the last thirty days, counted: what was done, how many times."""
    counts: dict[str, int] = {}
    since = timezone.now() - LATELY
    for verb in Entry.everywhere.filter(authority=authority, at__gte=since).values_list("verb", flat=True):
        counts[verb] = counts.get(verb, 0) + 1
    return [f"{verb} : {number} fois" for verb, number in sorted(counts.items(), key=lambda each: -each[1])]
