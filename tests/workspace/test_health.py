from datetime import timedelta

from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from maillage import __version__
from maillage.accounts.models import OutboundMail


def test_all_is_well(client, db):
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {
        "ok": True,
        "version": __version__,
        "database": "répond",
        "migrations": "appliquées",
        "oldest_due_mail_seconds": 0,
    }
    assert not response.cookies


def test_a_migration_that_waits_is_told(client, db):
    MigrationRecorder.Migration.objects.filter(app="journal").delete()

    response = client.get("/healthz")

    assert (response.status_code, response.json()["migrations"]) == (503, "à appliquer")


def test_a_mail_that_waits_is_told(client, db):
    due = timezone.now() - timedelta(minutes=5)
    OutboundMail.everywhere.create(kind="x", to="lea@example.org", subject="x", text="x", due_at=due)

    waited = client.get("/healthz").json()["oldest_due_mail_seconds"]

    assert 300 <= waited < 310


def test_the_watchman_writes_nothing(client, db):
    before = OutboundMail.everywhere.count()

    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405
    assert OutboundMail.everywhere.count() == before


def test_search_engines_keep_out_of_the_workspace(client, db):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines[0] == "User-agent: *"
    assert "Disallow: /*/espace/" in lines
    assert "Disallow: /" not in lines


def test_whom_to_tell_of_a_hole(client, db, settings):
    assert client.get("/.well-known/security.txt").status_code == 404

    settings.SECURITY_CONTACT = "securite@example.org"
    text = client.get("/.well-known/security.txt").content.decode()

    assert text.startswith("Contact: mailto:securite@example.org\nExpires: ")
    assert "Canonical: http://localhost:8000/.well-known/security.txt\n" in text
