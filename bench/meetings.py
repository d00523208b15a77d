"""What the screens of meetings cost with 2 000 of them: the year, its list, a body's page, a meeting, the register.

    .venv/bin/python bench/meetings.py

Nothing of the product's own data is touched: SQLite is a fresh temporary file.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

MEETINGS, BODIES, MEMBERS, YEARS, ROUNDS = 2_000, 12, 12, 5, 9
QUERIES, BAR = 15, 500  # at most, for each list; milliseconds, median, for each page
SPACE = "/pays-du-banc/espace"


def milliseconds(call) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def furnish():
    """A pilot, twelve bodies with their members, meetings over five years, those held with minutes in the register."""
    from django.utils import timezone  # noqa: PLC0415

    from maillage.accounts.models import Membership, User  # noqa: PLC0415
    from maillage.governance.domain.bodies import create_body  # noqa: PLC0415
    from maillage.governance.models import Meeting  # noqa: PLC0415
    from maillage.territories.models import Authority  # noqa: PLC0415

    authority = Authority.objects.create(name="Pays du Banc", slug="pays-du-banc", kind="petr")
    user = User.objects.create_user("banc@example.org", "Banc")
    Membership.everywhere.create(user=user, authority=authority, role="team")
    bodies = [
        create_body(authority, kind="working_group", name=f"Groupe {rank}", with_template=False, by=user)
        for rank in range(BODIES)
    ]
    for body in bodies:
        seat_people(authority, body, user)
    now, span = timezone.now(), timedelta(days=365 * YEARS)
    starts = [now - span * 0.6 + span * rank / MEETINGS for rank in range(MEETINGS)]
    meetings = Meeting.everywhere.bulk_create(
        Meeting(
            body=bodies[rank % BODIES],
            starts_at=start,
            ends_at=start + timedelta(hours=2),
            place="Salle des fêtes",
            state="held" if start < now else "planned",
            minutes_state="approved" if start < now else "draft",
        )
        for rank, start in enumerate(starts)
    )
    write_register(authority, meetings)
    return user, bodies[0], meetings


def seat_people(authority, body, user) -> None:
    from maillage.governance.domain.bodies import add_group  # noqa: PLC0415
    from maillage.governance.models import Mandate, Seat  # noqa: PLC0415
    from maillage.partners.models import Organisation, Person  # noqa: PLC0415

    since = date(2015, 1, 1)
    group = add_group(body, kind="associations", by=user)
    for rank in range(MEMBERS):
        organisation = Organisation.everywhere.create(
            authority=authority, name=f"{body} {rank}", kind="association", sphere="mobility"
        )
        person = Person.everywhere.create(
            authority=authority,
            full_name=f"Membre {rank} de {body}",
            origin="meeting",
            legal_basis="public_task",
            collected_on=since,
        )
        seat = Seat.everywhere.create(group=group, organisation=organisation)
        Mandate.everywhere.create(seat=seat, person=person, starts_on=since)


def write_register(authority, meetings) -> None:
    from maillage.governance.domain.register import write_entries  # noqa: PLC0415
    from maillage.governance.models import AgendaItem, Decision, Opinion  # noqa: PLC0415

    items = AgendaItem.everywhere.bulk_create(
        AgendaItem(
            body=meeting.body, meeting=meeting, order=rank, title=f"Point {rank}, à l’étude", kind="opinion"
        )
        for meeting in meetings
        for rank in (1, 2)
    )
    held = [item for item in items if item.meeting.state == "held"]
    Opinion.everywhere.bulk_create(
        Opinion(item=item, sense="favourable", text="Favorable à la navette", given_on=item.meeting.day)
        for item in held
        if item.order == 1
    )
    Decision.everywhere.bulk_create(
        Decision(item=item, text="Ouvrir une navette", taken_on=item.meeting.day)
        for item in held
        if item.order != 1
    )
    for meeting in meetings:
        if meeting.state == "held":
            write_entries(meeting)


def look_at(client, title: str, path: str, most: int = QUERIES) -> bool:
    from django.db import connection  # noqa: PLC0415

    queries = []
    with connection.execute_wrapper(lambda run, *call: queries.append(call[0]) or run(*call)):
        answer = client.get(path)
    took = statistics.median(milliseconds(lambda: client.get(path)) for _ in range(ROUNDS))
    held = answer.status_code == 200 and len(queries) <= most and took < BAR  # noqa: PLR2004  it answered
    size = len(answer.content) // 1024
    print(
        f"{title:42} {len(queries):3} requêtes, médiane {took:4.0f} ms, {size:4} ko  {'tenu' if held else 'MANQUÉ'}"
    )
    return held


def measure() -> None:
    """Runs in a process of its own, whose settings name the database to measure."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from maillage.governance.models import RegisterEntry  # noqa: PLC0415

    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0)
    user, body, meetings = furnish()
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    this_year = sum(meeting.day.year == date.today().year for meeting in meetings)  # noqa: DTZ011  as read
    print(
        f"{len(meetings)} séances, dont {this_year} cette année ; {RegisterEntry.everywhere.count()} lignes au registre"
    )
    last = next(meeting for meeting in reversed(meetings) if meeting.state == "held")
    pages = [
        ("calendrier et liste de l’année", f"{SPACE}/seances/"),
        ("liste, dernière page, une instance", f"{SPACE}/seances/?instance={body.pk}&page=99"),
        ("instances", f"{SPACE}/instances/"),
        ("page d’une instance", f"{SPACE}/instances/{body.pk}/"),
        ("ordre du jour d’une séance", f"{SPACE}/seances/{meetings[-1].pk}/"),
        ("convocation d’une séance", f"{SPACE}/seances/{meetings[-1].pk}/convocation/"),
        ("présences d’une séance", f"{SPACE}/seances/{last.pk}/presences/"),
        ("compte rendu d’une séance", f"{SPACE}/seances/{last.pk}/compte-rendu/", 25),
        ("registre", f"{SPACE}/registre/"),
        ("registre, recherche, dernière page", f"{SPACE}/registre/?q=navette&page=999"),
        ("vérification de la chaîne", f"{SPACE}/registre/verifier/"),
    ]
    held = [look_at(client, *page) for page in pages]
    print(
        f"objectif de {QUERIES} requêtes par liste et {BAR} ms par page : {'tenu' if all(held) else 'MANQUÉ'}"
    )


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
