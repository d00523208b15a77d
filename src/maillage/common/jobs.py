"""Deferred work. The truth is in rows (« due and not yet done »); a job is only a nudge to go and look.

A job may run twice, late, or be killed: it must look for what is due and claim it. This module hides the library.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db import connections, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import task

LOST_AFTER = timedelta(minutes=10)
RESULTS_KEPT_FOR = timedelta(days=7)
TICK_EVERY = 15  # seconds
LOOK_EVERY = 1  # seconds between two looks at the queue

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    name: str
    run: Callable[[], object]
    every: timedelta
    at_start: bool = False


JOBS: dict[str, Job] = {}


def job(name: str, *, every: timedelta, at_start: bool = False):
    """Register a function without arguments, run at each nudge and at least once per `every`.

    `at_start`: also when a worker starts, whatever the turn; it may find what a killed one left.
    """

    def register(run):
        JOBS[name] = Job(name, run, every, at_start)
        return run

    return register


@task()
def run_job(name: str) -> None:
    JOBS[name].run()


def nudge(name: str) -> None:
    """Ask for a job to run soon, once the present transaction is kept."""
    transaction.on_commit(lambda: run_job.enqueue(name))


def tick() -> list[str]:
    """Nudge every job whose turn has come; several workers may tick at once, each turn is taken once."""
    now = timezone.now()
    taken = []
    for each in JOBS.values():
        turn = int(now.timestamp() // each.every.total_seconds())
        if cache.add(f"job:{each.name}:{turn}", "taken", timeout=each.every.total_seconds() * 2):
            run_job.enqueue(each.name)
            taken.append(each.name)
    return taken


def start() -> None:
    """What a worker does first."""
    for each in JOBS.values():
        if each.at_start:
            run_job.enqueue(each.name)


def requeue_lost() -> int:
    """Give back the tasks that a killed worker left running. Returns their number."""
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415  only where the database is the queue

    lost = DBTaskResult.objects.filter(status="RUNNING", started_at__lt=timezone.now() - LOST_AFTER)
    return lost.update(status="READY", started_at=None)


@job("forget_finished_tasks", every=timedelta(days=1))
def forget_finished() -> int:
    """The queue notes each nudge; a week of notes is enough. Returns the number forgotten."""
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415  only where the database is the queue

    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - RESULTS_KEPT_FOR)
    return old.delete()[0]


class Worker:
    """Ticks and runs what is queued, in one process, until told to stop; the task at hand is finished first."""

    def __init__(self):
        from django_tasks_db.management.commands.db_worker import Worker as Library  # noqa: PLC0415  same

        self.asked_to_stop = threading.Event()
        self.queue = Library(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )

    def stop(self) -> None:
        self.queue.running = False
        self.asked_to_stop.set()

    def run_once(self) -> list[str]:
        """One tick, then one pass over the queue. Returns the names of the jobs whose turn had come."""
        requeue_lost()
        taken = tick()
        self.queue.run()
        return taken

    def run_forever(self) -> None:
        start()
        while not self.asked_to_stop.is_set():
            self.run_once()
            next_tick = time.monotonic() + TICK_EVERY
            while time.monotonic() < next_tick and not self.asked_to_stop.wait(LOOK_EVERY):
                self.queue.run()


def start_ticking_thread(interval: float = TICK_EVERY) -> threading.Thread:
    """Tick from inside a server: for the demonstration, where jobs run in the process that asks for them."""

    def keep_ticking():
        while True:
            try:
                tick()
            except Exception:
                logger.exception("A tick failed; the next one comes in %s s.", interval)
            finally:
                connections.close_all()
            time.sleep(interval)

    thread = threading.Thread(target=keep_ticking, name="maillage-ticks", daemon=True)
    thread.start()
    return thread
