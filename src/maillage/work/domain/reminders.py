"""Reminders of tasks and promises: whatever is due and not yet told, whenever the job comes back."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from django.utils import timezone

from maillage.accounts.models import OutboundMail
from maillage.common.jobs import job
from maillage.partners.domain.notices import tell
from maillage.partners.enums import Audience, Event
from maillage.partners.queries.matrix import MATRIX
from maillage.partners.queries.notices import recipient_of, told_of
from maillage.work.emails import work as emails
from maillage.work.models import Promise, Task
from maillage.work.queries import promises, tasks

TOLD_OF_WORK = [audience for audience in Audience if audience != Audience.SUBSCRIBER]
FROM = time(8)  # nobody is reminded in the night

logger = logging.getLogger(__name__)


def longest(event: Event) -> timedelta:
    return max(MATRIX[event][audience].delay for audience in TOLD_OF_WORK)


def shortest(event: Event) -> timedelta:
    return min(MATRIX[event][audience].delay for audience in TOLD_OF_WORK)


def is_due(day: date, delay: timedelta) -> bool:
    """From eight in the morning of that day on, for ever."""
    return timezone.localtime() >= datetime.combine(day + delay, FROM, timezone.get_current_timezone())


@dataclass(frozen=True)
class Dated:
    """A task or a promise on its day, with who is to be reminded, and how."""

    row: Task | Promise
    day: date
    listener: Callable[[], object]
    write: Callable[[object, bool], OutboundMail]  # to whom, whether it is late
    path: Callable[[object], str]


@job("remind_work", every=timedelta(minutes=10))
def remind() -> int:
    """Returns how many reminders are new. One that fails waits for the next turn, alone."""
    return remind_all(dated_tasks(), Event.TASK_SOON, Event.TASK_LATE) + remind_all(
        dated_promises(), Event.PROMISE_SOON, Event.PROMISE_LATE
    )


def dated_tasks() -> list[Dated]:
    rows = tasks.with_a_date(timezone.localdate() + longest(Event.TASK_SOON))
    return [
        Dated(
            row,
            row.due_on,
            partial(tasks.listener_of, row),
            lambda to, is_late, row=row: (emails.late if is_late else emails.soon)(row, to),
            partial(tasks.path_for, row),
        )
        for row in rows
    ]


def dated_promises() -> list[Dated]:
    rows = promises.with_a_term(timezone.localdate() + longest(Event.PROMISE_SOON))
    return [
        Dated(
            row,
            row.until,
            partial(promises.listener_of, row),
            lambda to, is_late, row=row: emails.promise(row, to, is_late=is_late),
            lambda to, row=row: promises.space_path(row),
        )
        for row in rows
    ]


def remind_all(dated: list[Dated], soon: Event, late: Event) -> int:
    """What was told of a day is not told again, to whoever has it now: they heard of the day when they got it."""
    if not dated:
        return 0
    said_soon, said_late = (told_turns(event, dated) for event in (soon, late))
    new = 0
    for each in dated:
        turn = (each.row.pk, each.day.isoformat())
        if turn in said_late or (turn in said_soon and not is_due(each.day, shortest(late))):
            continue
        try:
            new += remind_one(each, soon, late)
        except Exception:
            logger.exception("A reminder of %r did not leave; the next turn tries again.", turn)
    return new


def told_turns(event: Event, dated: list[Dated]) -> set[tuple[int, str]]:
    told = told_of(event, type(dated[0].row)).filter(subject_id__in=[each.row.pk for each in dated])
    return set(told.values_list("subject_id", "turn"))


def remind_one(each: Dated, soon: Event, late: Event) -> bool:
    """Late once it is, soon before; the notice that comes too late to be of use gives way to the next."""
    listener = each.listener()
    if listener is None:
        return False
    who = recipient_of(listener, each.row.authority)
    is_late = is_due(each.day, who.cell(late).delay)
    is_soon = timezone.localdate() <= each.day and is_due(each.day, -who.cell(soon).delay)
    if not (is_late or is_soon):
        return False
    tell(
        listener,
        late if is_late else soon,
        each.row,
        write=lambda: each.write(listener, is_late),
        authority=each.row.authority,
        turn=each.day.isoformat(),
        path=each.path(listener),
    )
    return True
