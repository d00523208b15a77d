"""The state of the machine: counts and dates, never content."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.utils import timezone

from maillage import __version__
from maillage.accounts.enums import MailState
from maillage.accounts.models import OutboundMail
from maillage.common.jobs import JOBS
from maillage.territories.models import Authority, Vintage

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def machine_state() -> dict:
    """Everything that the page of the machine shows, in a fixed number of queries."""
    return {
        "authorities": authorities_on_board(),
        "mails": mails_by_state(),
        "oldest_mail": oldest_due_mail(),
        "jobs": [
            {"name": job.name, "every": job.every, "has_run": turn_is_taken(job)} for job in JOBS.values()
        ],
        "version": __version__,
        "database": DATABASES.get(connection.vendor, connection.vendor),
        "vintage": Vintage.objects.first(),
    }


def authorities_on_board() -> list[Authority]:
    return list(Authority.objects.annotate(member_count=Count("memberships")).order_by("name"))


def mails_by_state() -> list[dict]:
    """How many mails are in each state, every state named even when it is empty."""
    counts = dict(OutboundMail.everywhere.order_by().values_list("state").annotate(n=Count("pk")))
    return [{"state": MailState(state).label, "count": counts.get(state, 0)} for state in MailState.values]


def oldest_due_mail():
    """When the mail that waits longest was due, or None."""
    due = OutboundMail.everywhere.filter(state=MailState.QUEUED, due_at__lte=timezone.now())
    return due.order_by("due_at").values_list("due_at", flat=True).first()


def turn_is_taken(job) -> bool:
    """Whether some worker has taken the present turn of a job (common.jobs.tick)."""
    turn = int(timezone.now().timestamp() // job.every.total_seconds())
    return cache.get(f"job:{job.name}:{turn}") is not None


def health() -> dict:
    """What a watchman asks: does the database answer, is its shape ours, does mail leave?"""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        oldest = oldest_due_mail() if not pending else None
    except DatabaseError:
        return {"ok": False, "version": __version__, "database": "injoignable"}
    waited = int((timezone.now() - oldest).total_seconds()) if oldest else 0
    return {
        "ok": not pending,
        "version": __version__,
        "database": "répond",
        "migrations": "à appliquer" if pending else "appliquées",
        "oldest_due_mail_seconds": waited,
    }
