"""Telling people: one thing, once, to one person, by the matrix, within what may be asked of them in a month.

A notice and its mail are written in one transaction. What waits is found by « due and not yet told », never by a
clock: a job that was down for a week tells late, and tells once.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maillage.accounts.enums import MailState
from maillage.accounts.models import OutboundMail, User
from maillage.common import jobs
from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.partners.emails import notices as emails
from maillage.partners.enums import Audience, Event, NoticeState, Way
from maillage.partners.models import Notice, NoticeSettings, Organisation, Person
from maillage.partners.queries import notices as queries
from maillage.partners.queries.matrix import MATRIX, Cell
from maillage.territories.models import Authority

SHORTEST_REASON = 10
KEPT_FOR = timedelta(days=731)

logger = logging.getLogger(__name__)


@transaction.atomic
def tell(
    recipient: Person | User,
    event: Event,
    subject,
    *,
    write: Callable[[], OutboundMail],
    urgent_because: str = "",
    authority=None,
    turn: str = "",
    title: str = "",
    path: str = "",
    minutes: int | None = None,
) -> Notice:
    """Tell this person of this event on this row, once ever: told again, it answers the first notice.

    `write` posts the mail by the gate and returns it: called only if it leaves now. `title` and `path` are the line
    and the page (`/slug/…`) that the weekly digest shows. `turn` makes the same subject new (a date that moved).
    `minutes` where the matrix cannot know them. `authority` is that of the contact, or of the subject, if not given.
    """
    authority = authority or getattr(recipient, "authority", None) or subject.authority
    who = queries.recipient_of(recipient, authority)
    because = checked_reason(urgent_because)
    key = {"event": event, "turn": turn, **queries.key_of(subject)}
    if known := who.rows.filter(**key).first():
        return known
    hold_budget(who)
    facts = facts_of_way(who, who.cell(event), because, minutes)
    facts |= {"title": (title or str(subject))[:250], "path": path, "urgent_because": because}
    row, is_new = Notice.everywhere.get_or_create(
        **who.key, **key, authority=authority, defaults={"organisation": who.organisation, **facts}
    )
    if is_new and row.way == Way.MAIL:
        Notice.everywhere.filter(pk=row.pk).update(mail=write())
        row.refresh_from_db()
    return row


def checked_reason(urgent_because: str) -> str:
    because = urgent_because.strip()
    if because and len(because) < SHORTEST_REASON:
        raise DomainError(f"Écrivez pourquoi c’est urgent, en {SHORTEST_REASON} lettres au moins.")
    return because


def hold_budget(who: queries.Recipient) -> None:
    """Two messages at once to one person, or to one organisation, wait for each other: neither slips past the cap."""
    if who.organisation:
        Organisation.everywhere.select_for_update().get(pk=who.organisation.pk)
    if who.person:
        Person.everywhere.select_for_update().get(pk=who.person.pk)
    elif who.user:
        User.objects.select_for_update().get(pk=who.user.pk)


def facts_of_way(who: queries.Recipient, cell: Cell, because: str, minutes: int | None) -> dict:
    """By which way this leaves, now or later, and what its row says of it."""
    asked = cell.minutes if minutes is None else minutes
    way, is_postponed = cell.way, False
    if way in {Way.MAIL, Way.DIGEST} and not who.may_be_mailed:
        way = Way.SPACE
    elif way in {Way.MAIL, Way.DIGEST} and because:
        way = Way.MAIL
    elif way == Way.MAIL and cell.may_wait and queries.is_over(who, asked):
        way, is_postponed = Way.DIGEST, True
    is_asked = way in {Way.MAIL, Way.DIGEST}
    facts = {"way": way, "minutes": asked if is_asked else 0, "is_postponed": is_postponed}
    return facts | beginning(way, who.authority)


def beginning(way: Way, authority) -> dict:
    now = timezone.now()
    if way == Way.DIGEST:
        return {"state": NoticeState.DUE, "due_at": queries.next_digest(authority, now)}
    if way == Way.NONE:
        return {"state": NoticeState.DROPPED, "due_at": now}
    return {"state": NoticeState.TOLD, "due_at": now, "told_at": now}


# What other verbs send by themselves


@dataclass(frozen=True)
class Sent:
    """A mail that a verb already wrote to someone, to be counted."""

    recipient: Person | User
    event: Event
    mail: OutboundMail | None
    minutes: int | None = None
    title: str = ""


def count(
    recipient: Person | User, event: Event, mail: OutboundMail | None, *, minutes: int | None = None
) -> None:
    """Count one mail that another verb wrote, whose own rows say that it leaves once. Nothing is ever held back."""
    if mail is not None:
        note_many([Sent(recipient, event, mail, minutes, mail.subject)])


@transaction.atomic
def note_many(rows: Iterable[Sent]) -> int:
    """Count many mails at once, for letters, in a few queries whatever their number. Returns how many they were.

    Counted twice, a mail still counts once. `over_cap` says beforehand who is better left out.
    """
    rows = [row for row in rows if row.mail is not None]
    facts = queries.facts_of([row.recipient for row in rows])
    now = timezone.now()
    notices = [counted(row, *facts[queries.who_is(row.recipient)], now) for row in rows]
    Notice.everywhere.bulk_create(notices, batch_size=500, ignore_conflicts=True)
    return len(notices)


def counted(row: Sent, audience: Audience, organisation_id: int | None, now) -> Notice:
    is_person = isinstance(row.recipient, Person)
    return Notice(
        authority_id=row.recipient.authority_id if is_person else row.mail.authority_id,
        **({"person": row.recipient} if is_person else {"user": row.recipient}),
        organisation_id=organisation_id,
        event=row.event,
        **queries.key_of(row.mail),
        title=(row.title or row.mail.subject)[:250],
        state=NoticeState.TOLD,
        way=Way.MAIL,
        minutes=MATRIX[row.event][audience].minutes if row.minutes is None else row.minutes,
        due_at=now,
        told_at=now,
        mail=row.mail,
    )


# The digest of the week


@jobs.job("tell_digests", every=timedelta(minutes=5))
def tell_digests() -> int:
    """Send each person what waits for them, once a week. Returns the number of digests. One that fails waits, alone."""
    post_lost_mails_again()
    done = 0
    for who in queries.people_waiting(timezone.now()):
        try:
            done += tell_digest(**who)
        except Exception:
            logger.exception("The digest of %s did not leave; the next turn tries again.", who)
    return done


@transaction.atomic
def tell_digest(*, authority: int, person: int | None, user: int | None) -> bool:
    """One mail that lists what waits and still holds; what no longer holds is dropped, and nothing empty leaves."""
    now = timezone.now()
    house = Authority.objects.get(pk=authority)
    human = Person.everywhere.get(pk=person) if person else User.objects.get(pk=user)
    who = queries.recipient_of(human, house)
    hold_budget(who)
    rows = list(queries.waiting(now).filter(authority=authority, person=person, user=user).order_by("pk"))
    kept = queries.true_among(rows)
    settle([row for row in rows if row.pk not in kept], state=NoticeState.DROPPED)
    shown = [row for row in rows if row.pk in kept]
    if (
        not who.may_be_mailed
    ):  # since they wait, the address failed or the person said no: it stays in their space
        settle(shown, state=NoticeState.TOLD, way=Way.SPACE, minutes=0, told_at=now)
        return False
    if not shown or not (of_week := digest_of_week(who, human, now)):
        return False
    mail = emails.digest(human, house, shown)
    settle(shown, state=NoticeState.MERGED, told_at=now, mail=mail)
    Notice.everywhere.filter(pk=of_week.pk).update(mail=mail)
    return True


def digest_of_week(who: queries.Recipient, human: Person | User, now) -> Notice | None:
    """The row that makes the digest of this week leave once; None if it left already."""
    of_week, is_first = Notice.everywhere.get_or_create(
        authority=who.authority,
        **({"person": human} if isinstance(human, Person) else {"user": human}),
        event=Event.DIGEST,
        subject_kind=queries.OF_THE_WEEK,
        subject_id=queries.week_of(now),
        defaults={
            "organisation": who.organisation,
            "title": "Résumé de la semaine",
            "state": NoticeState.TOLD,
            "way": Way.MAIL,
            "minutes": who.cell(Event.DIGEST).minutes,
            "told_at": now,
        },
    )
    return of_week if is_first else None


def settle(rows: list[Notice], **facts) -> None:
    Notice.everywhere.filter(pk__in=[row.pk for row in rows], state=NoticeState.DUE).update(**facts)


def post_lost_mails_again() -> int:
    """A transport that was down longer than the gate is patient loses no notice: the same mail queues again."""
    lost = OutboundMail.everywhere.filter(pk__in=queries.lost_mails().values("mail"), state=MailState.FAILED)
    number = lost.update(state=MailState.QUEUED, attempts=0, due_at=timezone.now())
    if number:
        jobs.nudge("deliver_mail")
    return number


# What the authority chooses


@transaction.atomic
def choose_budget(authority, *, by, **choices) -> NoticeSettings:
    """`choices` are the fields of `NoticeSettings`."""
    if choices["organisation_messages"] < choices["person_messages"]:
        raise DomainError("Une organisation peut recevoir au moins autant de messages qu’une seule personne.")
    if choices["organisation_minutes"] < choices["person_minutes"]:
        raise DomainError(
            "On peut demander à une organisation au moins autant de temps qu’à une seule personne."
        )
    chosen, _ = NoticeSettings.everywhere.update_or_create(authority=authority, defaults=choices)
    figures = {
        "par personne": f"{chosen.person_messages} messages, {chosen.person_minutes} minutes",
        "par organisation": f"{chosen.organisation_messages} messages, {chosen.organisation_minutes} minutes",
        "résumé": chosen.get_digest_weekday_display(),
    }
    record("a réglé le budget de sollicitation", actor=by, authority=authority, target=authority, **figures)
    return chosen


# Erasing


def forget_told(**whom) -> int:
    """What was told to someone goes with their name; that an organisation was asked so much stays, as a figure."""
    rows = Notice.everywhere.filter(**whom)
    waiting = rows.filter(state=NoticeState.DUE).delete()[0]
    return waiting + rows.update(person=None, user=None, title="", path="", mail=None)


def forget_account(user) -> int:
    return forget_told(user=user)


@jobs.job("forget_notices", every=timedelta(days=1))
def forget_old() -> int:
    """Two years are enough to tell a thing once and to compare a year with the one before."""
    old = Notice.everywhere.filter(created_at__lt=timezone.now() - KEPT_FOR).exclude(state=NoticeState.DUE)
    return old.delete()[0]
