"""Asking the members of a body for their dates, and fixing one."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from maillage.accounts.queries.privacy import addresses_of
from maillage.accounts.queries.tokens import fingerprint
from maillage.common.errors import DomainError
from maillage.governance.domain.plan import plan_meeting
from maillage.governance.emails import polls as emails
from maillage.governance.enums import PollAnswerValue
from maillage.governance.models import Body, DatePoll, Meeting, PollAnswer, PollGuest, PollOption
from maillage.governance.queries.calendar_days import after
from maillage.governance.queries.polls import has_mail, to_ask, token_of
from maillage.journal.domain import record
from maillage.partners.domain.notices import count
from maillage.partners.enums import Event, InteractionKind
from maillage.partners.models import Interaction

FEWEST, MOST = 2, 12
CLOSED = "Ce sondage est clos."


@transaction.atomic
def open_poll(
    body: Body,
    *,
    title: str,
    moments: list[datetime],
    closes_on: date,
    duration: int = 120,
    place: str = "",
    by,
) -> DatePoll:
    """Ask every member: by mail where there is an address, by a call of the secretary otherwise."""
    moments = sorted(set(moments))
    refuse_bad_moments(moments, closes_on)
    if body.closed_on:
        raise DomainError("Cette instance est close.")
    mandates = to_ask(body)
    if not mandates:
        raise DomainError("Cette instance n’a pas encore de membre : composez-la d’abord.")
    poll = DatePoll.everywhere.create(
        body=body, title=title, duration=duration, place=place, closes_on=closes_on
    )
    PollOption.everywhere.bulk_create(PollOption(poll=poll, starts_at=each) for each in moments)
    for mandate in mandates:
        ask(poll, mandate)
    record("a ouvert un sondage de dates", actor=by, authority=body.authority, target=poll)
    return poll


def ask(poll: DatePoll, mandate) -> None:
    guest = PollGuest.everywhere.create(poll=poll, mandate=mandate)
    if has_mail(mandate.person):
        PollGuest.everywhere.filter(pk=guest.pk).update(token_hash=fingerprint(token_of(guest)))
        count(mandate.person, Event.DATE_POLL, emails.poll_invitation(guest))


@transaction.atomic
def answer_poll(guest: PollGuest, *, answers: Mapping[int, str], note: str = "", by=None) -> None:
    """What one member says of each date; said again, it replaces what they said. `by` is who typed it for them."""
    poll = DatePoll.everywhere.select_related("body__authority").get(pk=guest.poll_id)
    if not poll.is_open:
        raise DomainError(CLOSED)
    options = set(PollOption.everywhere.filter(poll=poll).values_list("pk", flat=True))
    if set(answers) != options or not set(answers.values()) <= set(PollAnswerValue.values):
        raise DomainError("Répondez pour chaque date : oui, si besoin ou non.")
    for option, value in answers.items():
        PollAnswer.everywhere.update_or_create(guest=guest, option_id=option, defaults={"value": value})
    is_first = PollGuest.everywhere.filter(pk=guest.pk, answered_at=None).exists()
    PollGuest.everywhere.filter(pk=guest.pk).update(answered_at=timezone.now(), note=note)
    if is_first:
        note_answer(poll, guest, by=by)
    record("a noté une réponse au sondage de dates", actor=by, authority=poll.body.authority, target=poll)


def note_answer(poll: DatePoll, guest: PollGuest, *, by) -> None:
    """On the timeline of the organisation: it answered, once for each poll."""
    if organisation := guest.mandate.seat.organisation:
        Interaction.everywhere.get_or_create(
            authority=poll.body.authority,
            organisation=organisation,
            kind=InteractionKind.ANSWER,
            summary=f"A répondu au sondage de dates « {poll.title} » ({poll.body}).",
            defaults={"happened_on": timezone.localdate(), "recorded_by": by},
        )


@transaction.atomic
def settle_poll(poll: DatePoll, option: PollOption, *, by) -> Meeting:
    """Fix one date: the meeting is planned and the poll closed, together and once."""
    if option.poll_id != poll.pk:
        raise DomainError("Cette date n’est pas dans ce sondage.")
    if DatePoll.everywhere.select_for_update().get(pk=poll.pk).meeting_id:
        raise DomainError("La date est déjà fixée.")
    if option.starts_at <= timezone.now():
        raise DomainError("Cette date est passée.")
    meeting = plan_meeting(
        poll.body,
        starts_at=option.starts_at,
        ends_at=after(option.starts_at, poll.duration),
        place=poll.place,
        title=poll.title,
        by=by,
    )
    DatePoll.everywhere.filter(pk=poll.pk).update(meeting=meeting, closed_at=timezone.now())
    record("a fixé la date d’un sondage", actor=by, authority=poll.body.authority, target=poll)
    return meeting


@transaction.atomic
def close_poll(poll: DatePoll, *, by) -> None:
    """Without a date; the answers stay to be read."""
    if not DatePoll.everywhere.filter(pk=poll.pk, closed_at=None).update(closed_at=timezone.now()):
        raise DomainError(CLOSED)
    record("a clos un sondage de dates", actor=by, authority=poll.body.authority, target=poll)


@transaction.atomic
def forget_answers(user) -> int:
    """What a person said of dates, under any of their addresses. Returns the number of polls."""
    guests = PollGuest.everywhere.filter(mandate__person__email__in=addresses_of(user))
    number = guests.count()
    guests.delete()
    return number


def refuse_bad_moments(moments: list[datetime], closes_on: date) -> None:
    if not FEWEST <= len(moments) <= MOST:
        raise DomainError("Proposez de deux à douze dates différentes.")
    if moments[0] <= timezone.now():
        raise DomainError("Une date proposée est déjà passée.")
    if closes_on < timezone.localdate():
        raise DomainError("La date limite pour répondre est déjà passée.")
    if closes_on >= timezone.localtime(moments[0]).date():
        raise DomainError("Les réponses doivent être closes avant la première date proposée.")
