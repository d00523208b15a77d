"""How long ten thousand people take from a public to mails in the queue: who, frozen, prepared chunk by chunk.

    .venv/bin/python bench/outreach.py [10000]

What follows, from the queue to a mail server, is bench/letters.py. Nothing of the product's own data is touched:
SQLite is a fresh temporary file.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BAR = 60.0  # seconds, for ten thousand


def furnish(count: int) -> tuple:
    """Half contacts of twenty partners, half subscribers; three contents: for all, for one sphere, for one body."""
    from django.utils import timezone  # noqa: PLC0415

    from maillage.accounts.models import User  # noqa: PLC0415
    from maillage.outreach.domain import audiences, letters  # noqa: PLC0415
    from maillage.outreach.models import Subscriber  # noqa: PLC0415
    from maillage.partners.models import Function, Organisation, Person  # noqa: PLC0415
    from maillage.territories.models import Authority  # noqa: PLC0415

    pays = Authority.objects.create(name="Pays du Banc", slug="pays-du-banc", kind="petr")
    user = User.objects.create_user("banc@example.org", "Banc")
    now, half = timezone.now(), count // 2
    partners = Organisation.everywhere.bulk_create(
        Organisation(
            authority=pays, name=f"Partenaire {rank}", kind="other", sphere="social" if rank % 2 else "health"
        )
        for rank in range(20)
    )
    people = Person.everywhere.bulk_create(
        Person(
            authority=pays, full_name=f"Personne {rank}", email=f"p{rank}@banc.example", origin="meeting",
            legal_basis="public_task", collected_on=now.date(),
        )
        for rank in range(half)
    )  # fmt: skip
    Function.everywhere.bulk_create(
        Function(organisation=partners[rank % 20], person=person, title="Membre", starts_on=now.date())
        for rank, person in enumerate(people)
    )
    Subscriber.everywhere.bulk_create(
        Subscriber(authority=pays, email=f"s{rank}@banc.example", state="confirmed", confirmed_at=now)
        for rank in range(count - half)
    )
    audience = audiences.name_audience(pays, name="Tous", joined="any", by=user)
    for rule in ("contacts:", "subscribers:"):
        audiences.add_rule(audience, rule=rule, is_exclusion=False, by=user)
    letter = letters.begin_letter(pays, kind="newsletter", subject="Banc d’essai", audience=audience, by=user)
    for rank in range(6):
        letters.add_block(letter, "title", text=f"Partie {rank}", by=user)
        letters.add_block(
            letter, "text", text="Un **texte** de lettre, comme on en écrit.\n\n- un\n- deux" * 5, by=user
        )
    return letter, user


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection, reset_queries  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from maillage.accounts.models import OutboundMail  # noqa: PLC0415
    from maillage.outreach.domain import sending  # noqa: PLC0415
    from maillage.outreach.domain.press import Press  # noqa: PLC0415
    from maillage.outreach.queries.recipients import recipients  # noqa: PLC0415

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    letter, user = furnish(count)
    times = {}

    def timed(name, call):
        start = time.perf_counter()
        answer = call()
        times[name] = time.perf_counter() - start
        return answer

    found = timed("à qui", lambda: recipients(letter.audience))
    sending.release(letter, at=None, typed=len(found), by=user)
    timed("figer", lambda: sending.begin(letter.pk))
    press, chunks = Press(letter.pk), []

    def prepare():
        while True:
            reset_queries()
            with CaptureQueriesContext(connection) as asked:
                if sending.prepare_chunk(letter.pk, press) is None:
                    return
            chunks.append(len(asked))

    timed("préparer", prepare)
    mails = OutboundMail.everywhere.filter(kind="letter")
    distinct = mails.values("to").distinct().count()
    total = sum(times.values())
    for name, seconds in times.items():
        print(f"{name:>10} : {seconds:6.2f} s")
    print(f"{mails.count()} courriels, {distinct} adresses, {len(press.set)} contenus composés")
    print(f"requêtes par lot de {sending.CHUNK} : {sorted(set(chunks))}")
    print(f"total : {total:.2f} s, {count / total:.0f} par seconde (barre : {BAR * count / 10_000:.0f} s)")
    sys.exit(0 if total <= BAR * count / 10_000 and distinct == count else 1)


if __name__ == "__main__":
    if "MAILLAGE_DATA" in os.environ and os.environ.get("BENCH") == "1":
        main()
    else:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(__file__).parents[1]
            env = os.environ | {
                "MAILLAGE_DATA": folder,
                "BENCH": "1",
                "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
                "PYTHONPATH": str(root / "src"),
                "MAILLAGE_JOBS_IN_PROCESS": "0",
            }
            env.pop("DATABASE_URL", None)
            migrate, again = (
                [sys.executable, "-m", "maillage", "migrate"],
                [sys.executable, __file__, *sys.argv[1:]],
            )
            subprocess.run(migrate, env=env, check=True, capture_output=True)  # noqa: S603  our own command
            sys.exit(subprocess.run(again, env=env, check=False).returncode)  # noqa: S603  same
