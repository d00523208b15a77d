"""How fast letters leave, each with its state kept, and what twenty kills do to them.

    .venv/bin/python bench/letters.py
    BENCH_DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres .venv/bin/python bench/letters.py

A mail server of our own and a real worker, each in its process, on this machine. Nothing of the product's own data is
touched: SQLite is a fresh temporary file, PostgreSQL a fresh database, dropped at the end.
"""

import argparse
import asyncio
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

LETTERS, RUNS, KILLS = 10_000, 3, 20
BAR, LONGEST = 100, 120  # letters a second, and seconds for all of them
HERE = Path(__file__).resolve()
TEXT = "Bonjour,\n\n" + "Les nouvelles de la mobilité dans votre commune, en peu de mots.\n" * 30
HTML = (
    "<html><body>"
    + "<p>Les nouvelles de la mobilité dans votre commune, en peu de mots.</p>\n" * 30
    + "</body></html>"
)


# --- each of these runs in a process of its own


def serve(port: int, path: Path) -> None:
    """The sink: takes every letter, and writes for whom, one line each."""
    from aiosmtpd.smtp import SMTP  # noqa: PLC0415

    register = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    class Sink:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802  the library's name
            os.write(register, f"{envelope.rcpt_tos[0]}\n".encode())
            return "250 OK"

    async def forever():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Sink(), loop=loop), "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(forever())


def furnish(prefix: str, number: int) -> None:
    """Post letters, as the floor above would."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    from maillage.accounts.emails.gate import Piece, post_rendered  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    link = "<https://maillage.example/desabonnement/0123456789abcdef0123456789abcdef/>"
    headers = {"List-Unsubscribe": link, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    with transaction.atomic():
        post_rendered(
            [
                Piece(f"{prefix}{rank}@example.org", "Les nouvelles du pays", TEXT, HTML, headers)
                for rank in range(number)
            ],
            kind="letter",
            authority=None,
        )


def states(prefix: str) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from django.db.models import Count  # noqa: PLC0415

    from maillage.accounts.models import OutboundMail  # noqa: PLC0415

    rows = OutboundMail.everywhere.filter(to__startswith=prefix).order_by()
    for state, is_lost, number in rows.values_list("state", "is_unacknowledged").annotate(n=Count("pk")):
        print(f"{state}{'?' if is_lost else ''}={number}", end=" ")


# --- the bench itself


class Stage:
    def __init__(self, folder: str, database: str):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.register = Path(folder) / "register"
        self.environment = {
            **os.environ,
            "MAILLAGE_DATA": folder,
            "MAILLAGE_DEMO": "0",
            "MAILLAGE_LOG_LEVEL": "ERROR",
            "DATABASE_URL": database,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.port}",
            "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
            "PYTHONPATH": str(HERE.parents[1] / "src"),
        }

    def call(self, *words) -> str:
        command = [sys.executable, str(HERE), *map(str, words)]
        ended = subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True)  # noqa: S603
        return ended.stdout

    @contextmanager
    def sink(self):
        process = subprocess.Popen([sys.executable, str(HERE), "--sink", str(self.port), str(self.register)])  # noqa: S603
        try:
            yield
        finally:
            process.kill()
            process.wait()

    def worker(self) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "maillage", "worker"], env=self.environment, stdout=subprocess.DEVNULL
        )

    def received(self) -> int:
        return self.register.read_bytes().count(b"\n") if self.register.exists() else 0

    def tally(self, prefix: str) -> Counter:
        return Counter(line for line in self.register.read_text().split() if line.startswith(prefix))


def wait_for(condition, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit("MANQUÉ : les lettres ne partent plus.")
        time.sleep(0.01)


def stop(worker: subprocess.Popen) -> None:
    worker.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        worker.wait(30)
    worker.kill()
    worker.wait()


def measure(stage: Stage, run: int) -> float:
    """One worker, ten thousand letters, undisturbed. Returns the letters a second."""
    before = stage.received()
    stage.call("--furnish", f"course{run}-", LETTERS)
    started = time.monotonic()
    worker = stage.worker()
    wait_for(lambda: stage.received() > before)
    first = time.monotonic()
    wait_for(lambda: stage.received() >= before + LETTERS)
    last = time.monotonic()
    stop(worker)
    rate = LETTERS / (last - first)
    print(f"course {run} : {rate:.0f} lettres/s ; {last - started:.0f} s depuis le lancement du travailleur")
    if last - started > LONGEST:
        print("MANQUÉ : plus de deux minutes")
    return rate


def kill_again_and_again(stage: Stage) -> None:
    """Twenty workers killed at a random moment of their sending; the next one takes up where each stood."""
    stage.call("--furnish", "tuerie-", LETTERS)
    draw = random.Random()
    for _ in range(KILLS):
        before = stage.received()
        worker = stage.worker()
        enough = before + draw.randint(1, LETTERS // KILLS)  # so that letters are left for the last kill
        wait_for(lambda enough=enough: stage.received() >= enough)
        time.sleep(draw.uniform(0.0, 0.005))
        worker.kill()
        worker.wait()
    left = LETTERS - len(stage.tally("tuerie-"))
    worker = stage.worker()
    wait_for(lambda: "queued=" not in (said := stage.call("--states", "tuerie-")) and "sending=" not in said)
    stop(worker)
    tally = stage.tally("tuerie-")
    sent, distinct = sum(tally.values()), len(tally)
    print(f"{KILLS} arrêts brutaux ({left} lettres restaient après le dernier) :")
    print(
        f"  attendues {LETTERS}, reçues {sent}, distinctes {distinct} ; états : {stage.call('--states', 'tuerie-')}"
    )
    print(f"  aucune perdue, aucune en double : {'tenu' if sent == distinct == LETTERS else 'MANQUÉ'}")


@contextmanager
def database(folder: str):
    """An empty database, and its address."""
    url = os.environ.get("BENCH_DATABASE_URL", "")
    if not url:
        yield f"sqlite:///{folder}/bench.sqlite3"
        return
    import psycopg  # noqa: PLC0415

    name = f"bench_letters_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, database(folder) as url:
        stage = Stage(folder, url)
        print(f"{LETTERS} lettres, {url.partition(':')[0]}, {os.cpu_count()} cœurs")
        with stage.sink():
            rates = [measure(stage, run) for run in range(1, RUNS + 1)]
            median = statistics.median(rates)
            print(
                f"médiane {median:.0f} lettres/s ; objectif de {BAR} : {'tenu' if median >= BAR else 'MANQUÉ'}"
            )
            kill_again_and_again(stage)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sink", nargs=2)
    parser.add_argument("--furnish", nargs=2)
    parser.add_argument("--states")
    asked = parser.parse_args()
    if asked.sink:
        serve(int(asked.sink[0]), Path(asked.sink[1]))
    elif asked.furnish:
        furnish(asked.furnish[0], int(asked.furnish[1]))
    elif asked.states:
        states(asked.states)
    else:
        main()
