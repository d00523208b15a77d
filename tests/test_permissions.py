"""One row per address: who gets 200, 403, 404. No address without its row, no row that leaves someone out."""

from importlib import import_module

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404

from tests.conftest import PEOPLE
from tests.partners.factories import function_of, make_contact, make_organisation
from tests.plan.factories import make_note
from tests.territories.factories import make_basin

APPS = ("accounts", "territories", "partners", "plan", "workspace", "portal")
ROWS = [row for app in APPS for row in import_module(f"tests.{app}.permission_rows").ROWS]


def facts_of(cast) -> dict:
    """What the `{names}` of the rows stand for."""
    partner, foreign = make_organisation(cast.pays), make_organisation(cast.elsewhere)
    contact, foreign_contact = make_contact(partner), make_contact(foreign)
    return {
        "organisation": partner.pk,
        "foreign_organisation": foreign.pk,
        "contact": contact.pk,
        "foreign_contact": foreign_contact.pk,
        "function": function_of(contact).pk,
        "foreign_function": function_of(foreign_contact).pk,
        "plan": cast.plan.pk,
        "phase": cast.plan.phases(manager="everywhere").order_by("pk").first().pk,
        "copilot": cast.plan.copilots(manager="everywhere").get().pk,
        "version": make_note(cast.plan).number,
        "basin": make_basin(cast.pays).pk,
        "bruno_access": cast.bruno.memberships(manager="everywhere").get().pk,
    }


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


@pytest.mark.parametrize("who", [*PEOPLE, "stranger"])
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_gets_what(client, cast, row, who):
    path = row.path.format(**facts_of(cast))
    try:
        match = resolve(path.split("?")[0])
    except Resolver404:  # the bare page of a row that must not exist
        pytest.fail(f"{path} leads nowhere")
    assert match.view_name == row.view
    if who != "stranger":
        client.force_login(getattr(cast, who))

    response = client.post(path, row.data) if row.method == "POST" else client.generic(row.method, path)

    expected = {
        **dict.fromkeys(row.allowed.split(), row.status),
        **dict.fromkeys(row.refused.split(), 403),
        **dict.fromkeys(row.hidden.split(), 404),
        **dict.fromkeys(row.sent_away.split(), 302),
        "stranger": (row.stranger or row.status) if row.public else 302,
    }[who]
    assert response.status_code == expected
    if who == "stranger" and not row.public:
        assert response["Location"].startswith("/connexion/")
