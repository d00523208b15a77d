"""How long the territory takes to load and to search, on SQLite and, when DATABASE_URL names one, on PostgreSQL.

    .venv/bin/python bench/territories.py
    DATABASE_URL=postgres://postgres@127.0.0.1/bench .venv/bin/python bench/territories.py

Nothing of the product's own data is touched: SQLite is a fresh temporary file, PostgreSQL a database that is
created beside the one named (its name and `_bench`) and dropped at the end.
"""

import os
import random
import statistics
import string
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

SEARCHES = [
    "vézelise",
    "luneville",
    "st die des vosges",
    "Lunvile",
    "baccara",
    "Fort de france",
    "CC du pays du sanon",
    "grand est",
    "54300",
    "200067643",
]
ROUNDS, TYPOS, TOP = 30, 200, 5
SHORTEST = 4  # letters of a name that a typo leaves readable


def milliseconds(call) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def with_a_typo(name: str, dice: random.Random) -> str:
    """One letter lost, doubled, changed, or two swapped; never the first."""
    spot = dice.randrange(1, len(name) - 1)
    before, letter, after = name[:spot], name[spot], name[spot + 1 :]
    return dice.choice(
        [
            before + after,
            before + letter * 2 + after,
            before + dice.choice(string.ascii_lowercase) + after,
            before + after[0] + letter + after[1:],
        ]
    )


def measure() -> None:
    """Runs in a process of its own, whose settings name the database to measure."""
    import django  # noqa: PLC0415

    django.setup()

    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from maillage.territories.domain import load_territories  # noqa: PLC0415
    from maillage.territories.models import Commune  # noqa: PLC0415
    from maillage.territories.queries import search  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    loading = load_territories()
    print(f"{connection.vendor} : {loading.communes} communes chargées en {loading.seconds:.1f} s")
    print(f"première recherche (dresse l’index) : {milliseconds(lambda: search('luneville')):.0f} ms")
    print(f"{'recherche':<22}{'médiane':>9}{'95 %':>9}{'max':>9}   premier résultat")
    for text in SEARCHES:
        times = sorted(milliseconds(lambda text=text: search(text)) for _ in range(ROUNDS))
        middle, high = statistics.median(times), times[int(ROUNDS * 0.95)]
        first = search(text)[0]
        print(
            f"{text:<22}{middle:>8.1f} {high:>8.1f} {times[-1]:>8.1f}    {first.name} ({first.detail or first.kind})"
        )
    typo_battery(list(Commune.objects.filter(is_current=True).order_by("pk")), search)


def typo_battery(communes: list, search) -> None:
    dice = random.Random(2026)
    drawn = dice.sample([each for each in communes if len(each.name) >= SHORTEST], TYPOS)
    times, lost = [], []
    for commune in drawn:
        text = with_a_typo(commune.name, dice)
        found = []
        times.append(milliseconds(lambda text=text, found=found: found.extend(search(text, limit=TOP))))
        if commune.code not in {place.code for place in found}:
            lost.append(f"{text} ({commune.name})")
    share = 100 * (TYPOS - len(lost)) / TYPOS
    times.sort()
    print(
        f"{TYPOS} communes tirées au sort, une faute chacune : {share:.1f} % dans les {TOP} premiers ; "
        f"médiane {statistics.median(times):.1f} ms, max {times[-1]:.1f} ms"
    )
    print("perdues : " + ", ".join(lost))


def child(folder: str, database_url: str) -> None:
    here = Path(__file__).resolve()
    environment = {
        **os.environ,
        "MAILLAGE_DATA": folder,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
        "PYTHONPATH": str(here.parents[1] / "src"),
    }
    subprocess.run([sys.executable, str(here), "--measure"], env=environment, check=True)  # noqa: S603


def on_postgresql(folder: str, url: str) -> None:
    import psycopg  # noqa: PLC0415
    from psycopg import sql  # noqa: PLC0415

    server_url, _, _ = url.rpartition("/")
    name = urlsplit(url).path.strip("/") + "_bench"
    with psycopg.connect(f"{server_url}/postgres", autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            child(folder, f"{server_url}/{name}")
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def main() -> None:
    if "--measure" in sys.argv:
        measure()
        return
    with tempfile.TemporaryDirectory() as folder:
        child(folder, f"sqlite:///{folder}/bench.sqlite3")
        url = os.environ.get("DATABASE_URL", "")
        if url.startswith("postgres"):
            print()
            on_postgresql(folder, url)


if __name__ == "__main__":
    main()
