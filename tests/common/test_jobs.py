import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from maillage.common import jobs
from tests.machine import machine

DATABASE_QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def ran():
    """One job of our own in an otherwise empty register; the list fills at each run."""
    runs = []
    kept = dict(jobs.JOBS)
    jobs.JOBS.clear()
    jobs.job("ring", every=timedelta(minutes=1))(lambda: runs.append("ring"))
    yield runs
    jobs.JOBS.clear()
    jobs.JOBS.update(kept)


def test_the_house_registers_its_jobs():
    assert {"deliver_mail", "purge_mail", "forget_finished_tasks"} <= set(jobs.JOBS)


def test_a_nudge_waits_for_the_transaction(ran, db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        jobs.nudge("ring")
        assert ran == []
    assert ran == ["ring"]


def test_a_nudge_is_lost_with_its_transaction(ran, db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        jobs.nudge("ring")
        transaction.set_rollback(True)
    assert ran == []


def test_each_turn_is_taken_once(ran, time_machine):
    time_machine.move_to("2026-03-14 10:00:05+01:00", tick=False)
    assert jobs.tick() == ["ring"]
    assert jobs.tick() == []

    time_machine.shift(timedelta(minutes=1))
    assert jobs.tick() == ["ring"]
    assert ran == ["ring", "ring"]


def test_a_worker_starts_with_what_a_killed_one_may_have_left(ran):
    jobs.tick()
    jobs.job("mend", every=timedelta(days=1), at_start=True)(lambda: ran.append("mend"))
    ran.clear()

    jobs.start()

    assert ran == ["mend"]


def test_a_job_that_fails_does_not_keep_the_others_from_running(ran):
    jobs.JOBS["broken"] = jobs.Job("broken", lambda: 1 / 0, timedelta(minutes=1))
    jobs.JOBS["ring"] = jobs.JOBS.pop("ring")

    assert jobs.tick() == ["broken", "ring"]
    assert ran == ["ring"]


def test_the_thread_of_a_server_ticks(ran):
    rang = threading.Event()
    jobs.JOBS["bell"] = jobs.Job("bell", rang.set, timedelta(days=1))

    thread = jobs.start_ticking_thread(interval=3600)

    assert rang.wait(timeout=10)
    assert thread.daemon


@pytest.mark.django_db(transaction=True)
def test_a_worker_runs_what_is_queued_then_stops(ran, settings):
    settings.TASKS = DATABASE_QUEUE
    jobs.run_job.enqueue("ring")
    assert ran == []

    call_command("worker", "--once")

    assert ran == ["ring", "ring"]  # the one that waited, and the turn of this minute
    assert list(DBTaskResult.objects.values_list("status", flat=True)) == ["SUCCESSFUL", "SUCCESSFUL"]


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_runs_again(ran, settings):
    settings.TASKS = DATABASE_QUEUE
    jobs.JOBS["ring"] = jobs.Job("ring", jobs.JOBS["ring"].run, timedelta(days=365))
    jobs.tick()
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(minutes=9))
    assert jobs.requeue_lost() == 0
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(minutes=11))

    call_command("worker", "--once")

    assert ran == ["ring"]
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_finished_tasks_are_forgotten_after_a_week(db):
    def note(status, days):
        return DBTaskResult.objects.create(
            task_path="maillage.common.jobs.run_job",
            args_kwargs={"args": ["ring"], "kwargs": {}},
            backend_name="default",
            run_after=timezone.now(),
            status=status,
            finished_at=timezone.now() - timedelta(days=days) if days else None,
        )

    note("SUCCESSFUL", 8)
    note("FAILED", 8)
    kept = {note("SUCCESSFUL", 6).pk, note("READY", None).pk}

    assert jobs.forget_finished() == 2
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == kept


def test_where_the_server_does_the_work_the_worker_says_so():
    with pytest.raises(CommandError, match="MAILLAGE_JOBS_IN_PROCESS"):
        call_command("worker")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_stops_cleanly_when_told_to(tmp_path, how):
    with machine(tmp_path, MAILLAGE_DEMO="0", MAILLAGE_JOBS_IN_PROCESS="0") as environment:
        worker = subprocess.Popen(
            [sys.executable, "-m", "maillage", "worker"], env=environment, stdout=subprocess.PIPE, text=True
        )
        assert worker.stdout.readline() == "Au travail. Ctrl+C pour arrêter.\n"

        worker.send_signal(how)

        out, _ = worker.communicate(timeout=30)
        assert (out, worker.returncode) == ("Arrêté.\n", 0)
