"""How long 20 000 contacts take: list, search, card, export, dry run of a file, pulse, ties, doubles.

    .venv/bin/python bench/contacts.py

Each screen is read by a member of the team through the whole of the house, at 20 000 contacts and at 200: the ratio says
how it grows. Nothing of the product's own data is touched: SQLite is a fresh temporary file.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

CONTACTS, FEW, ROUNDS, SLOW_ROUNDS = 20_000, 200, 7, 3
MOST_QUERIES = 15
WORDS = (
    "Mission",
    "Association",
    "Garage",
    "Club",
    "Maison",
    "Entreprise",
    "Atelier",
    "Foyer",
    "Centre",
    "Union",
)
PLACES = (
    "des Sources",
    "du Val",
    "de la Forêt",
    "de l’Étang",
    "des Trois Rivières",
    "du Plateau",
    "de l’Écluse",
)
KINDS = ("mission_locale", "association", "employer", "ccas", "health", "school", "transport_operator")
SPHERES = ("employment", "social", "employers", "social", "health", "education", "mobility")


def furnish(slug: str, number: int):
    """An authority with `number` contacts, four to a partner, and a member of its team. Returns (member, a partner)."""
    from django.utils import timezone  # noqa: PLC0415

    from maillage.accounts.models import Membership, User  # noqa: PLC0415
    from maillage.partners.models import Function, Interaction, Organisation, Person  # noqa: PLC0415
    from maillage.territories.models import Authority  # noqa: PLC0415

    authority = Authority.objects.create(name=slug, slug=slug, kind="petr")
    user = User.objects.create_user(f"{slug}@example.org", "Banc")
    Membership.everywhere.create(user=user, authority=authority, role="team")
    today = timezone.localdate()
    partners = Organisation.everywhere.bulk_create(
        Organisation(
            authority=authority,
            name=name_of(rank),
            kind=KINDS[rank % 7],
            sphere=SPHERES[rank % 7],
            email=f"accueil@partenaire{rank}.example",
        )
        for rank in range(number // 4)
    )
    people = Person.everywhere.bulk_create(
        Person(
            authority=authority,
            full_name=f"Prénom{rank % 500} Nom{rank // 500}{rank % 7}",
            email=f"p{rank}@partenaire{rank // 4}.example",
            phone=f"03 83 {rank // 10_000:02} {rank // 100 % 100:02} {rank % 100:02}",
            origin="import",
            legal_basis="public_task",
            collected_on=today - timedelta(days=rank % 900),
            verified_on=today - timedelta(days=rank % 700) if rank % 3 else None,
        )
        for rank in range(number)
    )
    Function.everywhere.bulk_create(
        Function(
            organisation=partners[rank // 4],
            person=person,
            title="référente" if rank % 4 == 0 else "membre",
            is_referent=rank % 4 == 0,
            starts_on=today - timedelta(days=1000),
        )
        for rank, person in enumerate(people)
    )
    Interaction.everywhere.bulk_create(
        Interaction(
            authority=authority,
            organisation=partner,
            kind=("meeting", "call", "answer")[rank % 3],
            happened_on=today - timedelta(days=rank * 7 % 400),
            summary=f"Atelier {rank // 9}",
        )
        for rank, partner in enumerate(partners)
    )
    return user, partners[len(partners) // 2]


def name_of(rank: int) -> str:
    """Names as lists have them: the same words come back, the numbers tell them apart."""
    return f"{WORDS[rank % 10]} {PLACES[rank // 10 % 7]} {rank}"


def file_of(number: int) -> bytes:
    """Half of the lines are contacts already there, half are new."""
    lines = ["Structure;Nature;Sphère;Prénom;Nom;Mail;Téléphone"]
    for rank in range(number // 2, number + number // 2):
        first, last = f"Prénom{rank % 500}", f"Nom{rank // 500}{rank % 7}"
        mail, phone = (
            f"p{rank}@partenaire{rank // 4}.example",
            f"03 83 {rank // 10_000:02} {rank // 100 % 100:02} {rank % 100:02}",
        )
        lines.append(f"{name_of(rank // 4)};Association;Mobilité;{first};{last};{mail};{phone}")
    return "\n".join(lines).encode()


def timed(call, rounds: int) -> tuple[float, int]:
    """The median in milliseconds, and how many queries one call costs."""
    from django.db import connection  # noqa: PLC0415

    queries = []
    with connection.execute_wrapper(lambda run, *asked: queries.append(asked[0]) or run(*asked)):
        call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), len(queries)


def screens_of(slug: str, user, partner, number: int) -> dict:
    """What is measured, by name: (call, rounds, whether it is a screen that must keep to its count of queries)."""
    from django.db import transaction  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django_scopes import scope  # noqa: PLC0415

    from maillage.partners.domain import imports  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    home, content = f"/{slug}/espace/partenaires", file_of(number)

    def get(path):
        def call():
            answer = client.get(f"{home}{path}")
            assert answer.status_code == 200, (path, answer.status_code)  # noqa: PLR2004, S101  a measure of errors is none
            b"".join(answer) if answer.streaming else answer.content

        return call

    def dry_run():
        with scope(authority=partner.authority), transaction.atomic():
            batch = imports.start_import(partner.authority, file_name="a.csv", content=content, by=user)
            facts = {"legal_basis": "public_task", "collected_on": batch.collected_on}
            imports.match_columns(batch, columns=batch.columns, by=user, **facts)
            plan = imports.plan_of(batch)
            assert len(plan.outcomes) == number, len(plan.outcomes)  # noqa: S101  same
            transaction.set_rollback(True)

    return {
        "liste": (get("/"), ROUNDS, True),
        "liste, page 50": (get("/?page=50"), ROUNDS, True),
        "recherche par nom": (get("/?q=etang+123"), ROUNDS, True),
        "recherche par contact": (get("/?q=prenom7+nom"), ROUNDS, True),
        "filtre « à vérifier »": (get("/?fraicheur=stale"), ROUNDS, True),
        "fiche": (get(f"/{partner.pk}/"), ROUNDS, True),
        "tenue à jour": (get("/a-jour/"), ROUNDS, True),
        "pouls": (get("/pouls/"), SLOW_ROUNDS, True),
        "liens": (get("/liens/"), SLOW_ROUNDS, True),
        "doublons": (get("/doublons/"), SLOW_ROUNDS, True),
        "export CSV": (get(".csv"), SLOW_ROUNDS, True),
        "export XLSX": (get(".xlsx"), SLOW_ROUNDS, True),
        "export ODS": (get(".ods"), SLOW_ROUNDS, True),
        "export vCard": (get(".vcf"), SLOW_ROUNDS, True),
        f"essai à blanc de {number} lignes": (dry_run, SLOW_ROUNDS, False),
    }


def measure() -> int:
    """Runs in a process of its own, whose settings name the database to measure."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    few = screens_of("petit", *furnish("petit", FEW), FEW)
    many = screens_of("grand", *furnish("grand", CONTACTS), CONTACTS)
    print(f"{'':34}{CONTACTS:>10}  {FEW:>8}  rapport  requêtes")
    broken = 0
    for (name, (call, rounds, is_screen)), (small, *_) in zip(many.items(), few.values(), strict=True):
        slow, queries = timed(call, rounds)
        quick, _ = timed(small, rounds)
        verdict = "" if queries <= MOST_QUERIES or not is_screen else "  MANQUÉ"
        broken += bool(verdict)
        print(
            f"{name:34}{slow:7.0f} ms  {quick:5.0f} ms  × {slow / quick:5.1f}  {queries:8}{verdict}",
            flush=True,
        )
    print(f"objectif de {MOST_QUERIES} requêtes par écran : {'MANQUÉ' if broken else 'tenu'}")
    return broken


def main() -> None:
    if "--measure" in sys.argv:
        sys.exit(measure())
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
        command = [sys.executable, str(here), "--measure"]
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603


if __name__ == "__main__":
    main()
