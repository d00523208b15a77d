"""How long a calendar waits for a feed of 500 meetings, cold and warm, and when nothing changed.

    .venv/bin/python bench/feeds.py

Nothing of the product's own data is touched: SQLite is a fresh temporary file.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

MEETINGS, ITEMS, BODIES, ROUNDS = 500, 6, 4, 30
BAR = 150  # milliseconds, warm


def milliseconds(call) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def furnish() -> str:
    """A team member with five hundred meetings over four bodies. Returns the path of their feed."""
    from django.utils import timezone  # noqa: PLC0415

    from maillage.accounts.models import Membership, User  # noqa: PLC0415
    from maillage.governance.domain.bodies import create_body  # noqa: PLC0415
    from maillage.governance.domain.feeds import open_feed  # noqa: PLC0415
    from maillage.governance.models import AgendaItem, Meeting  # noqa: PLC0415
    from maillage.territories.models import Authority  # noqa: PLC0415

    authority = Authority.objects.create(name="Pays du Banc", slug="pays-du-banc", kind="petr")
    user = User.objects.create_user("banc@example.org", "Banc")
    Membership.everywhere.create(user=user, authority=authority, role="team")
    bodies = [
        create_body(authority, kind="working_group", name=f"Comité {rank}", by=user) for rank in range(BODIES)
    ]
    now = timezone.now()
    starts = [now + timedelta(days=rank - MEETINGS // 2) for rank in range(MEETINGS)]
    meetings = Meeting.everywhere.bulk_create(
        Meeting(
            body=bodies[rank % BODIES],
            starts_at=start,
            ends_at=start + timedelta(hours=2),
            place="Salle des fêtes",
            address="2, rue Haute\n54999 Sources",
            access_note="Ligne 3, arrêt « Mairie » ; covoiturage possible.",
            state="convened",
        )
        for rank, start in enumerate(starts)
    )
    AgendaItem.everywhere.bulk_create(
        AgendaItem(
            body=meeting.body, meeting=meeting, order=rank, title=f"Point {rank}, à l’étude", kind="opinion"
        )
        for meeting in meetings
        for rank in range(ITEMS)
    )
    return f"/agenda/{open_feed(user, authority=authority)[1]}.ics"


def measure() -> None:
    """Runs in a process of its own, whose settings name the database to measure."""
    import django  # noqa: PLC0415

    django.setup()
    (Path(os.environ["MAILLAGE_DATA"]) / "static").mkdir()

    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    path, client = furnish(), Client(headers={"host": "localhost"})
    cold = milliseconds(lambda: client.get(path))
    queries = []
    with connection.execute_wrapper(lambda run, *call: queries.append(call[0]) or run(*call)):
        first = client.get(path)
    text = first.content.decode()
    warm = sorted(milliseconds(lambda: client.get(path)) for _ in range(ROUNDS))
    known = {"if-none-match": first["ETag"]}
    same = sorted(milliseconds(lambda: client.get(path, headers=known)) for _ in range(ROUNDS))
    print(
        f"{text.count('BEGIN:VEVENT')} séances, {len(text.encode()) // 1024} ko, {len(queries)} requêtes SQL"
    )
    print(f"première lecture : {cold:.0f} ms")
    print(f"ensuite : médiane {statistics.median(warm):.0f} ms, max {warm[-1]:.0f} ms")
    print(
        f"rien de changé ({client.get(path, headers=known).status_code}) : médiane {statistics.median(same):.0f} ms"
    )
    verdict = "tenu" if statistics.median(warm) < BAR else "MANQUÉ"
    print(f"objectif de {BAR} ms : {verdict}")


def main() -> None:
    if "--measure" in sys.argv:
        measure()
        return
    here = Path(__file__).resolve()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "MAILLAGE_DATA": folder,
            "MAILLAGE_HTTPS_REDIRECT": "0",
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
            "PYTHONPATH": str(here.parents[1] / "src"),
        }
        subprocess.run([sys.executable, str(here), "--measure"], env=environment, check=True)  # noqa: S603


if __name__ == "__main__":
    main()
