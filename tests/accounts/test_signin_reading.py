"""Reading never writes: the whole database is compared before and after each GET and HEAD of the sign-in pages."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection
from django.test import Client

from maillage.accounts.urls.signin import urlpatterns
from tests.accounts.devices import SECRET, with_codes
from tests.accounts.test_security import confirm
from tests.accounts.test_signin import CODE_PAGE, ask_for_a_code, code_sent_to, open_account
from tests.accounts.test_signin_second_factor import add_passkey

PAGES = ["/" + str(each.pattern).replace("<int:pk>", "{key}") for each in urlpatterns]


def everything() -> dict:
    """Every row of every table, the cache and the sessions included."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  our own tables
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def read_all(client, key=0) -> list[int]:
    before = everything()
    answers = []
    for page in PAGES:
        for method in (client.get, client.head):
            answers.append(method(page.format(key=key)).status_code)
            assert everything() == before, f"{method.__name__} {page} writes"
    return answers


@pytest.fixture(autouse=True)
def cache_in_the_database(settings, db):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    }
    call_command("createcachetable")


def test_the_pages_are_all_here():
    assert len(PAGES) == 23


def test_a_stranger_reads(client, cast):
    assert set(read_all(client)) == {200, 302, 404, 405}


@pytest.mark.parametrize("who", ["aicha", "paul"])
def test_a_person_reads(client, cast, who):
    client.force_login(getattr(cast, who))
    read_all(client)


def test_a_person_with_everything_reads_after_a_proof(client, cast):
    add_passkey(cast.paul)
    Authenticator.objects.create(user=cast.paul, type="totp", data={"secret": SECRET})
    key = Authenticator.objects.get(user=cast.paul, type="webauthn").pk
    client.force_login(cast.paul)
    confirm(client, "/compte/securite/codes/")

    assert set(read_all(client, key)) == {200, 302, 404, 405}


def test_a_person_in_the_middle_of_signing_in_reads(client, cast):
    ask_for_a_code(client, "bruno@example.org")
    read_all(client)


def test_a_person_before_their_second_factor_reads(client, cast):
    with_codes(cast.aicha)
    ask_for_a_code(client, "aicha@example.org")
    client.post(CODE_PAGE, {"code": code_sent_to("aicha@example.org")})
    read_all(client)


def test_a_person_opening_an_account_reads(client, cast):
    open_account(client)
    read_all(client)


def test_a_person_who_waited_too_long_reads(client, cast, time_machine):
    """Allauth tidies the session of a sign-in that is over: not while answering a GET."""
    time_machine.move_to("2026-03-14 10:00+01:00")
    ask_for_a_code(client, "bruno@example.org")
    other = Client()
    open_account(other)

    time_machine.move_to("2026-03-14 10:30+01:00")
    read_all(client)
    read_all(other)
