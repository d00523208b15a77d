"""Real workers, killed by the system in the midst of their letters: none is lost, none leaves twice."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone

from maillage.accounts.models import OutboundMail
from tests.accounts.mail_servers import free_port

LETTERS, KILLS, PATIENCE = 300, 3, 60  # seconds
FILE = "kills.sqlite3"
SEND = "import django; django.setup(); from maillage.accounts.domain.mail import deliver_due; deliver_due()"


def shared_database(folder: Path) -> str:
    """Where other processes find what this test has written: a copy, when ours stands in memory."""
    if connection.vendor == "postgresql":
        facts = connection.settings_dict
        return f"postgres://{facts['USER']}@{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
    path = folder / FILE
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    return f"sqlite:///{path}"


class Stage:
    def __init__(self, folder: Path):
        self.folder = folder
        self.port = free_port()
        self.register = folder / "register"
        self.environment = {
            **os.environ,
            "MAILLAGE_DATA": str(folder),
            "DATABASE_URL": shared_database(folder),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.port}",
            "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
            "PYTHONPATH": f"{configured.BASE_DIR}/src:{configured.BASE_DIR}",
        }

    def start(self, *words: str) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, *words], env=self.environment, stdout=subprocess.DEVNULL)

    def states(self) -> list[str]:
        """From the file where it is one: our own tables, then, know nothing of what the workers wrote."""
        states = OutboundMail.everywhere.order_by().values_list("state", flat=True).distinct()
        if connection.vendor == "postgresql":
            return list(states)
        with closing(sqlite3.connect(self.folder / FILE)) as copy:
            return [state for (state,) in copy.execute(str(states.query))]

    def received(self) -> list[str]:
        return self.register.read_text().split() if self.register.exists() else []

    def wait_for(self, number: int) -> None:
        end = time.monotonic() + PATIENCE
        while len(self.received()) < number and time.monotonic() < end:
            time.sleep(0.002)


def end(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()


@pytest.mark.django_db(transaction=True)
def test_letters_leave_once_each_however_often_their_workers_are_killed(tmp_path):
    OutboundMail.everywhere.bulk_create(  # not posted: our own process would send them
        OutboundMail(kind="x", to=f"p{rank}@example.org", subject="x", text="x", due_at=timezone.now())
        for rank in range(LETTERS)
    )
    stage = Stage(tmp_path)
    sink = stage.start("-m", "tests.accounts.mail_servers", str(stage.port), str(stage.register))
    draw = random.Random()  # noqa: S311  any moment will do, and another one each time
    for _ in range(KILLS):
        worker = stage.start("-c", SEND)
        stage.wait_for(len(stage.received()) + draw.randint(1, LETTERS // (KILLS + 1)))
        end(worker)
    assert 0 < len(stage.received()) < LETTERS

    for worker in [stage.start("-c", SEND), stage.start("-c", SEND)]:  # two at once, to end with
        assert worker.wait(PATIENCE) == 0
    end(sink)

    assert Counter(stage.received()) == Counter(f"p{rank}@example.org" for rank in range(LETTERS))
    assert stage.states() == ["sent"]
