"""How long the law of a whole machine takes: 700 authorities, their bodies, members and meetings.

    .venv/bin/python bench/law.py

Nothing of the product's own data is touched: the database is a fresh temporary file. Target: under 2 s.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

AUTHORITIES, ROUNDS, TARGET = 700, 5, 2.0
DAY, SINCE = date(2026, 6, 1), date(2024, 1, 8)
KINDS = ("partners_committee", "steering_committee", "technical_committee", "inhabitants_panel")
GROUPS = {
    "authority": 3,
    "employers": 3,
    "trade_unions": 2,
    "associations": 3,
    "drawn_inhabitants": 4,
}
MEETINGS = 3  # of each body


def build() -> int:
    """Returns how many mandates there are. Every seventh committee lacks its union."""
    from django.utils import timezone  # noqa: PLC0415  settings come first

    from maillage.governance.models import (  # noqa: PLC0415
        AgendaItem,
        Body,
        BodyRules,
        Mandate,
        Meeting,
        MemberGroup,
        Seat,
    )
    from maillage.partners.models import Circle, Person  # noqa: PLC0415
    from maillage.territories.models import Authority  # noqa: PLC0415

    def new_circle(authority) -> Circle:
        return Circle.everywhere.create(authority=authority, name="Cercle")

    authorities = Authority.objects.bulk_create(
        Authority(slug=f"pays-{rank}", name=f"Pays {rank}", kind="cc") for rank in range(AUTHORITIES)
    )
    people = Person.everywhere.bulk_create(
        Person(
            authority=each, full_name="Membre", origin="import", legal_basis="public_task", collected_on=SINCE
        )
        for each in authorities
    )
    person_of = {person.authority_id: person for person in people}
    bodies = Body.everywhere.bulk_create(
        Body(
            authority=each,
            kind=kind,
            name=kind,
            created_on=SINCE,
            act="délibération 1",
            circle=new_circle(each),
        )
        for each in authorities
        for kind in KINDS
    )
    BodyRules.everywhere.bulk_create(BodyRules(body=each, adopted_on=SINCE) for each in bodies)
    groups = MemberGroup.everywhere.bulk_create(
        MemberGroup(body=body, kind=kind, name=kind, circle=new_circle(body.authority))
        for rank, body in enumerate(bodies)
        for kind in GROUPS
        if kind != "trade_unions" or rank % 7
    )
    seats = Seat.everywhere.bulk_create(
        Seat(group=group, label="Siège", voices=["users"] if group.kind == "associations" else [])
        for group in groups
        for _ in range(GROUPS[group.kind])
    )
    mandates = Mandate.everywhere.bulk_create(
        Mandate(seat=seat, person=person_of[seat.group.body.authority_id], starts_on=SINCE) for seat in seats
    )
    start = timezone.make_aware(timezone.datetime(2025, 9, 2, 14))
    meetings = Meeting.everywhere.bulk_create(
        Meeting(
            body=body,
            state="held",
            starts_at=start + timedelta(days=90 * rank),
            ends_at=start + timedelta(days=90 * rank, hours=2),
        )
        for body in bodies
        for rank in range(MEETINGS)
    )
    AgendaItem.everywhere.bulk_create(
        AgendaItem(body=each.body, meeting=each, title="Point", kind="opinion", topics=["service_quality"])
        for each in meetings
    )
    return len(mandates)


def measure() -> None:
    """Runs in a process of its own, whose settings name the database to measure."""
    import django  # noqa: PLC0415

    django.setup()

    from django.core.management import call_command  # noqa: PLC0415

    from maillage.governance.queries.reviews import review_all  # noqa: PLC0415
    from maillage.territories.models import Authority  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    members = build()
    times, work, found = [], [], []
    for _ in range(ROUNDS):
        start, busy = time.perf_counter(), time.process_time()
        found = review_all(Authority.objects.order_by("name"), DAY)
        times.append(time.perf_counter() - start)
        work.append(time.process_time() - busy)
    verdicts = sum(len(review.points) for review in found)
    print(
        f"{AUTHORITIES} autorités, {AUTHORITIES * len(KINDS)} instances, {members} mandats, {verdicts} constats : "
        f"médiane {statistics.median(times):.2f} s, dont {statistics.median(work):.2f} s de calcul, "
        f"max {max(times):.2f} s (cible : {TARGET:.0f} s)"
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
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
            "PYTHONPATH": str(here.parents[1] / "src"),
        }
        command = [sys.executable, str(here), "--measure"]
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603


if __name__ == "__main__":
    main()
