"""One row per address: who gets 200, 403, 404. No address without its row, no row that leaves someone out."""

import re
from importlib import import_module

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404

from tests.conftest import PEOPLE

APPS = (
    "accounts",
    "territories",
    "law",
    "partners",
    "work",
    "library",
    "governance",
    "outreach",
    "plan",
    "workspace",
    "portal",
)
TABLES = [import_module(f"tests.{app}.permission_rows") for app in APPS]
ROWS = [row for table in TABLES for row in table.ROWS]
FACTS = {name: make for table in TABLES for name, make in getattr(table, "FACTS", {}).items()}
NAMES = re.compile(r"\{(\w+)\}")


def path_of(row, cast, made: dict) -> str:
    """The address of a row. Only the facts that it names are made, and kept in `made` for the rows that follow."""
    for name in [*NAMES.findall(row.path), *row.needs.split()]:
        if name not in made:
            made[name] = FACTS[name](cast)
    return row.path.format(**made)


def view_names(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from view_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def test_every_address_has_its_row():
    assert sorted(set(view_names(get_resolver().url_patterns))) == sorted({row.view for row in ROWS})


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_row_names_everybody_once(row):
    assert sorted(f"{row.allowed} {row.refused} {row.hidden} {row.sent_away}".split()) == sorted(PEOPLE)


def expected_of(row) -> dict[str, int]:
    return {
        **dict.fromkeys(row.allowed.split(), row.status),
        **dict.fromkeys(row.refused.split(), 403),
        **dict.fromkeys(row.hidden.split(), 404),
        **dict.fromkeys(row.sent_away.split(), 302),
        "stranger": (row.stranger or row.status) if row.public else 302,
    }


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_gets_what(cast, row):
    """Each of the cast in turn, on the same facts: what one did is undone before the next one comes.

    Reading, by GET or HEAD, goes through with the database's write door shut.
    """
    path = path_of(row, cast, {})
    try:
        match = resolve(path.split("?")[0])
    except Resolver404:  # the bare page of a row that must not exist
        pytest.fail(f"{path} leads nowhere")
    assert match.view_name == row.view

    assert {who: answer_to(cast, row, path, who) for who in [*PEOPLE, "stranger"]} == expected_of(row)


def answer_to(cast, row, path: str, who: str) -> int:
    cache.clear()  # where limits on tries are counted
    client = Client()
    with transaction.atomic():
        if who != "stranger":
            client.force_login(getattr(cast, who))
        response = client.post(path, row.data) if row.method == "POST" else read(client, row.method, path)
        transaction.set_rollback(True)
    if who == "stranger" and not row.public:
        assert response["Location"].startswith("/connexion/")
    return response.status_code


def read(client, method: str, path: str):
    with connection.execute_wrapper(refuse_writes):
        response = client.generic(method, path)
        if method == "GET":
            assert client.head(path).status_code == response.status_code
    return response


WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE|ALTER|CREATE|DROP|TRUNCATE)", re.IGNORECASE)


def refuse_writes(execute, sql, params, many, context):
    """Stands before the database and refuses whatever would write."""
    assert not WRITES.match(sql), f"a reading page writes: {sql[:200]}"
    return execute(sql, params, many, context)
