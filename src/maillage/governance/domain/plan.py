"""Meetings on the calendar: laid by a pattern, planned one by one, moved, taken off again."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from maillage.common import jobs
from maillage.common.errors import DomainError
from maillage.governance.domain.acts import votes_kept
from maillage.governance.enums import Answer, Channel, ConvocationState, MeetingState
from maillage.governance.models import Body, Convocation, Decision, Meeting, MeetingPattern, Opinion
from maillage.governance.queries.calendar_days import after, land_of, moment
from maillage.governance.queries.meetings import has_outcomes
from maillage.governance.queries.patterns import LONGEST, PatternFacts, dates_of
from maillage.journal.domain import record
from maillage.territories.models import Authority

OPEN = (MeetingState.PLANNED, MeetingState.CONVENED)
FACTS = ("starts_at", "ends_at", "title", "place", "address", "access_note", "video_url")
LONGEST_MEETING = timedelta(hours=12)


@transaction.atomic
def plan_meeting(
    body: Body, *, starts_at: datetime, ends_at: datetime, by, pattern: MeetingPattern | None = None, **facts
) -> Meeting:
    """A new meeting, planned: nobody is told. `facts`: title, place, address, access_note, video_url."""
    hold(body)
    if body.closed_on and body.closed_on <= timezone.localtime(starts_at).date():
        raise DomainError("Cette instance est close à cette date.")
    refuse_bad_times(starts_at, ends_at)
    refuse_same_hour(body, starts_at, ends_at)
    meeting = Meeting.everywhere.create(
        body=body, starts_at=starts_at, ends_at=ends_at, pattern=pattern, **facts
    )
    record("a prévu une séance", actor=by, authority=body.authority, target=meeting)
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, *, by, **facts) -> bool:
    """Change what is known of a meeting still to come; False if nothing changed.

    Its revision rises, so that calendars follow. Members who were called already are called again; a new date
    or hour takes their answers back, for they answered for another one.
    """
    hold(meeting.body)
    meeting.refresh_from_db()
    changed = {name: value for name, value in facts.items() if getattr(meeting, name) != value}
    if not changed:
        return False
    if unknown := changed.keys() - set(FACTS):
        raise TypeError(unknown)
    if meeting.state not in OPEN:
        raise DomainError("Une séance tenue ou annulée ne change plus.")
    starts_at, ends_at = (changed.get(name, getattr(meeting, name)) for name in ("starts_at", "ends_at"))
    if {"starts_at", "ends_at"} & changed.keys():
        refuse_bad_times(starts_at, ends_at)
        refuse_same_hour(meeting.body, starts_at, ends_at, besides=meeting)
        refuse_to_meet_again(meeting, starts_at)
    still_open = Meeting.everywhere.filter(pk=meeting.pk, state__in=OPEN)
    if not still_open.update(**changed, sequence=F("sequence") + 1, updated_at=timezone.now()):
        raise DomainError("Une séance tenue ou annulée ne change plus.")
    meeting.refresh_from_db()
    date_outcomes(meeting)
    if meeting.state == MeetingState.CONVENED:
        call_again(meeting, is_moved=bool({"starts_at", "ends_at"} & changed.keys()))
    record("a modifié une séance", actor=by, authority=meeting.body.authority, target=meeting)
    return True


def refuse_to_meet_again(meeting: Meeting, starts_at: datetime) -> None:
    if starts_at > timezone.now() and has_outcomes(meeting):
        raise DomainError(
            "Des avis ou des décisions y sont notés : cette séance a eu lieu, elle n’est plus à venir."
        )


def date_outcomes(meeting: Meeting) -> None:
    """What was noted bears the day of its meeting, even when that day was first written wrong."""
    opinions = Opinion.everywhere.filter(item__meeting=meeting).exclude(given_on=meeting.day)
    with votes_kept(opinions.values_list("deliberation_id", flat=True)):
        opinions.update(given_on=meeting.day)
    Decision.everywhere.filter(item__meeting=meeting).update(taken_on=meeting.day)


def move_meeting(meeting: Meeting, *, starts_at: datetime, by) -> bool:
    """To another day or hour; it lasts as long as before."""
    lasts = meeting.ends_at - meeting.starts_at
    return change_meeting(
        meeting, starts_at=starts_at, ends_at=after(starts_at, int(lasts.total_seconds() // 60)), by=by
    )


def call_again(meeting: Meeting, *, is_moved: bool) -> None:
    calls = Convocation.everywhere.filter(meeting=meeting)
    calls.filter(channel=Channel.MAIL).update(state=ConvocationState.TO_SEND)
    calls.filter(channel=Channel.LETTER).update(state=ConvocationState.TO_PRINT)
    if is_moved:
        calls.update(
            answer=Answer.NONE,
            answered_at=None,
            reminded_at=None,
            substitute=None,
            substitute_name="",
            proxy_to=None,
        )
    jobs.nudge("send_convocations")


@transaction.atomic
def unplan_meeting(meeting: Meeting, *, by) -> None:
    """Take a meeting off the calendar before anybody was called; its agenda goes back to the waiting list."""
    hold(meeting.body)
    if meeting.documents(manager="everywhere").exists():
        raise DomainError("Cette séance a des documents : retirez-les d’abord.")
    if has_outcomes(meeting):
        raise DomainError("Des avis ou des décisions y sont notés : cette séance a eu lieu, elle reste.")
    label, authority, pk = str(meeting), meeting.body.authority, meeting.pk
    planned = Meeting.everywhere.filter(pk=pk, state=MeetingState.PLANNED)
    if not planned.exists():
        raise DomainError("Cette séance est déjà convoquée : annulez-la au lieu de la retirer.")
    meeting.items(manager="everywhere").update(meeting=None)
    planned.delete()
    record("a retiré une séance du calendrier", actor=by, authority=authority, séance=label)


@transaction.atomic
def lay_pattern(
    body: Body, facts: PatternFacts, *, by, pattern: MeetingPattern | None = None
) -> tuple[MeetingPattern, list[Meeting]]:
    """Keep a pattern and plan the meetings that it gives. Returns both.

    Given a `pattern` of the same body, it is changed: its meetings to come that nobody has touched yet make room for
    the new ones; those convened, held, moved by hand or prepared stay, and stand for the nearest of the new dates.
    """
    hold(body)
    if body.closed_on:
        raise DomainError("Cette instance est close.")
    refuse_bad_pattern(facts)
    values = {**asdict(facts), "market_days": sorted(facts.market_days)}
    if pattern is None:
        pattern = MeetingPattern.everywhere.create(body=body, **values)
    else:
        untouched_meetings(pattern).delete()
        MeetingPattern.everywhere.filter(pk=pattern.pk).update(**values)
        pattern.refresh_from_db()
    kept = [meeting.day for meeting in pattern.meetings(manager="everywhere").exclude(state="cancelled")]
    days = [proposal.day for proposal in dates_of(facts, land_of(body.authority)) if proposal.day]
    days = without_kept(days, kept, facts.every_months)
    meetings = [meeting for day in days if (meeting := plan_on(day, pattern, by=by))]
    if not meetings and not kept:
        raise DomainError("Ce rythme n’ajoute aucune séance : ces dates sont passées ou déjà prises.")
    record(
        "a posé un rythme de séances",
        actor=by,
        authority=body.authority,
        target=pattern,
        séances=len(meetings),
    )
    return pattern, meetings


def plan_on(day, pattern: MeetingPattern, *, by) -> Meeting | None:
    """None when the body already meets at that hour, or when the day is past."""
    starts_at = moment(day, pattern.starts_at)
    ends_at = after(starts_at, pattern.duration)
    if starts_at <= timezone.now() or overlapping(pattern.body, starts_at, ends_at).exists():
        return None
    return plan_meeting(
        pattern.body, starts_at=starts_at, ends_at=ends_at, place=pattern.place, pattern=pattern, by=by
    )


def untouched_meetings(pattern: MeetingPattern):
    """Those that the pattern planned and that nobody moved, changed or prepared since."""
    return Meeting.everywhere.filter(
        pattern=pattern,
        state=MeetingState.PLANNED,
        sequence=0,
        starts_at__gt=timezone.now(),
        items=None,
        documents=None,
    )


def without_kept(days: list, kept: list, every_months: int) -> list:
    """The days left to plan: each meeting kept stands for the day nearest to it, at most half a period away."""
    left = list(days)
    for day in kept:
        nearest = min(left, key=lambda each, day=day: abs(each - day), default=None)
        if nearest and abs(nearest - day) <= timedelta(days=16 * every_months):
            left.remove(nearest)
    return left


def hold(body: Body) -> None:
    """Writers of one authority take turns, so that two clicks never make two of one meeting.

    Not those who only name it, as the journal does (`no_key`): they may hold a meeting that is about to be asked for.
    """
    Authority.objects.select_for_update(no_key=True).get(pk=body.authority_id)


def overlapping(body: Body, starts_at: datetime, ends_at: datetime, besides: Meeting | None = None):
    rows = Meeting.everywhere.filter(body=body, starts_at__lt=ends_at, ends_at__gt=starts_at)
    return rows.exclude(state=MeetingState.CANCELLED).exclude(pk=besides.pk if besides else None)


def refuse_same_hour(body: Body, starts_at, ends_at, besides: Meeting | None = None) -> None:
    if overlapping(body, starts_at, ends_at, besides).exists():
        raise DomainError("Cette instance a déjà une séance à cette heure-là.")


def refuse_bad_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise DomainError("La séance finit avant de commencer.")
    if ends_at - starts_at > LONGEST_MEETING:
        raise DomainError("Une séance dure douze heures au plus.")


def refuse_bad_pattern(facts: PatternFacts) -> None:
    if facts.last_on < facts.first_on:
        raise DomainError("Le rythme finit avant de commencer.")
    if facts.last_on - facts.first_on > LONGEST:
        raise DomainError("Un rythme se pose pour trois ans au plus.")
