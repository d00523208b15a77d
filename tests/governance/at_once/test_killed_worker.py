"""A worker killed again and again while convocations leave: each member is reached, and once."""

import asyncio
import json
import random
import socket
import subprocess
import sys
import time
from collections import defaultdict
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller

from tests.machine import ROOT, machine, run

MEMBERS, DEATHS = 16, 3
SLOWNESS, PATIENCE = 0.1, 120  # seconds
COMMITTEE = "tests.governance.at_once.committee"


class LetterBox:
    """What a mail server received: the Message-IDs by address, in order. It takes its time, as real ones do."""

    def __init__(self):
        self.received = defaultdict(list)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the name that aiosmtpd calls
        message = message_from_bytes(envelope.content)
        for address in envelope.rcpt_tos:
            self.received[address].append(message["Message-ID"])
        await asyncio.sleep(SLOWNESS)
        return "250 OK"


@pytest.fixture
def letter_box():
    box = LetterBox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box.port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=box.port)
    server.start()
    yield box
    server.stop()


def start_worker(env, log) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "maillage", "worker"], cwd=ROOT, env=env, stdout=log, stderr=log
    )


def wait_until(is_true, worker) -> None:
    start = time.monotonic()
    while not is_true():
        assert worker.poll() is None
        assert time.monotonic() - start < PATIENCE
        time.sleep(0.1)


def test_each_member_is_reached_once_though_the_worker_is_killed(tmp_path, letter_box):
    ways = {"EMAIL_URL": f"smtp://127.0.0.1:{letter_box.port}", "MAILLAGE_JOBS_IN_PROCESS": "0"}
    dice = random.Random(6)  # noqa: S311  moments to die, not secrets
    with machine(tmp_path, **ways) as env, (tmp_path / "worker.log").open("w") as log:
        called = json.loads(run(COMMITTEE, "convene", str(MEMBERS), env=env))
        assert len(called) == MEMBERS
        for death in range(DEATHS):
            worker = start_worker(env, log)
            reached = min(MEMBERS - 1, (death + 1) * MEMBERS // (DEATHS + 1))
            wait_until(lambda reached=reached: len(letter_box.received) >= reached, worker)
            time.sleep(dice.uniform(0, SLOWNESS * 1.5))
            worker.kill()
            worker.wait()
            run(COMMITTEE, "hurry", env=env)
        worker = start_worker(env, log)
        wait_until(lambda: sorted(letter_box.received) == called, worker)
        wait_until(
            lambda: left_in(env) == {"convocations": {"sent": MEMBERS}, "mails": {"sent": MEMBERS}}, worker
        )
        worker.kill()
        worker.wait()

    twice = {address: ids for address, ids in letter_box.received.items() if len(ids) > 1}
    assert {address: len(set(ids)) for address, ids in letter_box.received.items()} == dict.fromkeys(
        called, 1
    )
    assert len(twice) <= DEATHS  # killed between the sending and its note: the same Message-ID, shown once


def left_in(env) -> dict:
    return json.loads(run(COMMITTEE, "look", env=env))
