"""The notification matrix: who hears of what, how, when, and how much of their time it asks. The one table of it."""

from dataclasses import dataclass
from datetime import timedelta

from maillage.partners.enums import Audience, Event, Way


@dataclass(frozen=True)
class Cell:
    """`delay` is before a date for what comes soon, after it for what is late or reminded, nought for what happens.

    `may_wait`: past the monthly cap it is put off to the weekly digest.
    """

    way: Way
    minutes: int = 0
    delay: timedelta = timedelta(0)
    may_wait: bool = True


def mail(minutes: int, *, days: int = 0) -> Cell:
    return Cell(Way.MAIL, minutes, timedelta(days=days))


def sure(minutes: int, *, days: int = 0) -> Cell:
    """A mail that leaves whatever the cap: it is counted, never put off."""
    return Cell(Way.MAIL, minutes, timedelta(days=days), may_wait=False)


def digest(minutes: int, *, days: int = 0) -> Cell:
    return Cell(Way.DIGEST, minutes, timedelta(days=days))


def space(*, days: int = 0) -> Cell:
    return Cell(Way.SPACE, 0, timedelta(days=days))


NONE = Cell(Way.NONE)


def row(*, pilot: Cell, team: Cell, partner: Cell, other: Cell, contact: Cell, subscriber: Cell) -> dict:
    return {
        Audience.PILOT: pilot,
        Audience.TEAM: team,
        Audience.PARTNER: partner,
        Audience.OTHER: other,
        Audience.CONTACT: contact,
        Audience.SUBSCRIBER: subscriber,
    }


def members(cell: Cell, *, subscriber: Cell = NONE) -> dict:
    """The same for whoever sits with us or works with us; a subscriber asked for letters, and nothing else."""
    return row(pilot=cell, team=cell, partner=cell, other=cell, contact=cell, subscriber=subscriber)


def house_and_partners(house: Cell, partners: Cell) -> dict:
    """One answer for the team, one for partners, with or without an account."""
    return row(pilot=house, team=house, partner=partners, other=partners, contact=partners, subscriber=NONE)


MATRIX: dict[Event, dict[Audience, Cell]] = {
    Event.TASK_GIVEN: members(mail(5)),
    Event.TASK_SOON: house_and_partners(digest(5, days=7), mail(5, days=3)),
    Event.TASK_LATE: members(mail(5, days=1)),
    Event.TASK_COMMENT: members(digest(2)),
    Event.PROMISE_SOON: house_and_partners(space(days=14), mail(5, days=14)),
    Event.PROMISE_LATE: house_and_partners(digest(2, days=7), mail(5, days=7)),
    Event.DOCUMENT_NEW: house_and_partners(space(), digest(5)),
    Event.DISCUSSION_POST: members(digest(3)),
    Event.CONVOCATION: members(sure(120)),
    Event.CONVOCATION_REMINDER: members(sure(2, days=4)),
    Event.DATE_POLL: members(sure(5)),  # its link is written in its mail, and nowhere else
    Event.MINUTES: members(sure(15)),
    Event.STILL_YOU: members(mail(2)),
    Event.SUCCESSOR: members(sure(2)),  # the law wants them to know (RGPD, article 14)
    Event.LETTER: members(mail(3), subscriber=mail(3)),
    Event.QUESTIONNAIRE: members(mail(10), subscriber=mail(10)),
    Event.WELCOME: house_and_partners(space(), mail(10)),
    Event.DIALOGUE: house_and_partners(space(), mail(10)),
    Event.ASKED_FOR: members(sure(0), subscriber=sure(0)),
    Event.DIGEST: members(sure(5)),
}
