"""« Due and not yet told »: ninety days of a machine that fails, and each thing is told once."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from maillage.accounts.domain import mail
from maillage.accounts.domain.transport import CannotConnectError
from maillage.accounts.models import OutboundMail
from maillage.partners.domain.notices import tell_digests
from maillage.partners.enums import NoticeState
from maillage.partners.models import Notice
from maillage.work.domain import comments, promises
from maillage.work.domain import tasks as domain
from maillage.work.domain.reminders import remind
from maillage.work.models import Task
from tests.partners.factories import make_contact, make_organisation
from tests.work.factories import make_promise, make_task

MONDAY = datetime(2026, 1, 5, 5, tzinfo=UTC)
DAYS = 90
STEP = timedelta(hours=4)


@pytest.fixture
def lea(cast):
    return make_contact(make_organisation(cast.pays))


def at(day: date, hour: int = 9):
    return time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=UTC), tick=False)


def told(**facts) -> list:
    rows = Notice.everywhere.filter(**facts).order_by("pk").values_list("event", "turn", "state")
    return list(rows)


def test_soon_then_late_once_each(cast, lea):
    day = date(2026, 3, 10)
    make_task(cast.pays, person=lea, due_on=day)
    with at(date(2026, 3, 6)):
        assert remind() == 0
    with at(date(2026, 3, 7), hour=6):  # seven in Paris: too early to be read
        assert remind() == 0
    with at(date(2026, 3, 7)):
        assert (remind(), remind()) == (1, 0)
    with at(day):
        assert remind() == 0
    with at(date(2026, 3, 11)):
        assert (remind(), remind()) == (1, 0)
    assert told() == [("task_soon", "2026-03-10", "told"), ("task_late", "2026-03-10", "told")]


def test_a_job_down_for_longer_than_the_notice_says_late_and_not_soon(cast, lea):
    make_task(cast.pays, person=lea, due_on=date(2026, 3, 10))
    with at(date(2026, 4, 2)):
        assert (remind(), remind()) == (1, 0)
    assert told() == [("task_late", "2026-03-10", "told")]


def test_a_date_that_moved_is_told_again(cast, lea):
    task = make_task(cast.pays, person=lea, due_on=date(2026, 3, 10))
    with at(date(2026, 3, 9)):
        assert remind() == 1
    Task.everywhere.filter(pk=task.pk).update(due_on=date(2026, 3, 20))
    with at(date(2026, 3, 19)):
        assert remind() == 1
    assert [row[1] for row in told()] == ["2026-03-10", "2026-03-20"]


def test_what_is_done_or_nobody_s_reminds_nobody(cast, lea):
    make_task(cast.pays, due_on=date(2026, 3, 10))
    task = make_task(cast.pays, person=lea, due_on=date(2026, 3, 10))
    with at(date(2026, 3, 9)):
        domain.move_task(task, "done")
        assert remind() == 0


def test_the_team_finds_it_in_its_digest_unless_it_was_done_meanwhile(cast):
    kept = make_task(cast.pays, "gardée", user=cast.theo, due_on=date(2026, 3, 12))
    done = make_task(cast.pays, "faite entre-temps", user=cast.theo, due_on=date(2026, 3, 12))
    moved = make_task(cast.pays, "déplacée", user=cast.theo, due_on=date(2026, 3, 12))
    given = make_task(cast.pays, "donnée à une autre", user=cast.theo, due_on=date(2026, 3, 12))
    with at(date(2026, 3, 6)):
        assert remind() == 4
        domain.move_task(done, "done")
        Task.everywhere.filter(pk=moved.pk).update(due_on=date(2026, 5, 1))
        Task.everywhere.filter(pk=given.pk).update(user=cast.chloe)
    with at(date(2026, 3, 9)):
        assert tell_digests() == 1
    states = Notice.everywhere.filter(event="task_soon").values_list("subject_id", "state")
    assert dict(states) == {kept.pk: "merged", done.pk: "dropped", moved.pk: "dropped", given.pk: "dropped"}
    assert "gardée" in OutboundMail.everywhere.get(kind="digest").text
    assert "faite entre-temps" not in OutboundMail.everywhere.get(kind="digest").text


def test_a_late_promise_is_reminded_until_it_came(cast, lea):
    organisation = lea.functions(manager="everywhere").get().organisation
    promise = make_promise(organisation, "10", until=date(2026, 3, 10))
    with at(date(2026, 2, 24)):
        assert (remind(), remind()) == (1, 0)
    with at(date(2026, 3, 16)):
        assert remind() == 0
    with at(date(2026, 3, 17)):
        promises.note_delivery(promise, quantity=Decimal(4), happened_on=date(2026, 3, 17), by=cast.theo)
        assert (remind(), remind()) == (1, 0)
    texts = OutboundMail.everywhere.filter(kind="promise_late").values_list("to", "text")
    [(to, text)] = texts
    assert to == lea.email
    assert "Annoncé : 10 jours, pour le 10 mars 2026" in text
    assert "Reçu à ce jour : 4 jours" in text


class Server:
    """The way out: it takes mail while it is up, and keeps what it took."""

    def __init__(self):
        self.is_up = True
        self.taken = []

    def send(self, letter, say) -> None:
        if not self.is_up:
            raise CannotConnectError("down")
        self.taken.append((letter.to, letter.pk))

    def close(self) -> None:
        pass


class Outage:
    """Up and down by turns, never down for longer than `most`."""

    def __init__(self, dice, most: timedelta):
        self.dice, self.most, self.until = dice, most, MONDAY
        self.is_up = True

    def at(self, now) -> bool:
        if now >= self.until:
            self.is_up = not self.is_up
            longest = self.most if not self.is_up else timedelta(days=4)
            self.until = now + longest * self.dice.uniform(0.1, 1)
        return self.is_up


def play_a_season(cast, dice, transport) -> None:
    """Tasks given, done, discussed at random hours while the job and the transport come and go."""
    people = [make_contact(make_organisation(cast.pays, f"Chez {n}"), f"Nom{n} Un") for n in range(6)]
    owners = [*people, cast.theo, cast.chloe]
    job, wires = Outage(dice, timedelta(hours=40)), Outage(dice, timedelta(hours=60))
    now = MONDAY
    while now < MONDAY + timedelta(days=DAYS):
        with time_machine.travel(now, tick=False):
            if dice.random() < 0.08:
                owner, due = dice.choice(owners), now.date() + timedelta(days=dice.randint(9, 40))
                domain.give_task(
                    cast.pays, title=f"Tâche du {now:%d/%m %H h}", owner=owner, due_on=due, by=cast.aicha
                )
            if dice.random() < 0.05 and (tasks := list(Task.everywhere.open().order_by("pk"))):
                comments.comment(dice.choice(tasks), "Un mot.", user=cast.aicha)
            transport.is_up = wires.at(now)
            if job.at(now):
                remind()
                tell_digests()
            mail.deliver_due()
        now += STEP


@pytest.mark.parametrize("seed", [1, 2])
def test_ninety_days_of_outages_and_each_notice_exactly_once(cast, monkeypatch, seed):
    dice, transport = random.Random(seed), Server()  # noqa: S311  a simulation
    monkeypatch.setattr(mail, "open_transport", lambda: transport)
    play_a_season(cast, dice, transport)
    end = MONDAY + timedelta(days=DAYS)
    transport.is_up = True
    for day in range(9):  # everything comes back, and a whole week passes
        with time_machine.travel(end + timedelta(days=day, hours=4), tick=False):
            remind()
            tell_digests()
            mail.deliver_due()

    expected = Counter()
    last = (end + timedelta(days=8)).date()
    for task in Task.everywhere.select_related("person", "user"):
        key = (task.owner.email, task.pk)
        expected["task_given", *key] = 1
        ahead = timedelta(days=7 if task.user == cast.theo else 3)
        if task.due_on - ahead <= last:
            expected["task_soon", *key] = 1
        if task.due_on + timedelta(days=1) <= last:
            expected["task_late", *key] = 1
    rows = Notice.everywhere.exclude(event__in=["digest", "task_comment"]).select_related("person", "user")
    found = Counter((row.event, (row.person or row.user).email, row.subject_id) for row in rows)
    assert found == expected
    assert len(expected) > 100

    left = Notice.everywhere.exclude(state__in=[NoticeState.TOLD, NoticeState.MERGED])
    assert [str(row) for row in left if row.created_at < end] == []
    assert not OutboundMail.everywhere.exclude(state="sent").exists()
    taken = Counter(transport.taken)
    assert len(taken) == sum(taken.values()) == OutboundMail.everywhere.count()
    weeks = Counter(Notice.everywhere.filter(event="digest").values_list("person", "user", "subject_id"))
    assert set(weeks.values()) == {1}
