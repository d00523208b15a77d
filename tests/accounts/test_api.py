import json
from datetime import timedelta

import pytest
from django.utils import timezone
from openapi_spec_validator import OpenAPIV31SpecValidator

from maillage.accounts.domain import tokens
from maillage.accounts.enums import ApiScope
from maillage.accounts.models import ApiToken
from maillage.territories.models import AuthorityPart, Vintage

AUTHORITY = "/api/v1/autorite"


def key(authority, by, *scopes) -> dict:
    """The header that a program sends."""
    _, secret = tokens.create_token(authority, "Essai", list(scopes or ApiScope.values), 30, by=by)
    return {"Authorization": f"Bearer {secret}"}


def problem(response) -> tuple:
    assert response["Content-Type"] == "application/problem+json"
    content = response.json()
    assert content["status"] == response.status_code
    return response.status_code, content["title"]


def test_the_authority_of_the_token(client, cast):
    AuthorityPart.objects.create(
        authority=cast.pays, level="epci", code="200067643", vintage=Vintage.objects.get()
    )

    response = client.get(AUTHORITY, headers=key(cast.pays, cast.aicha))

    assert response.json() == {
        "slug": "pays-des-sources",
        "name": "Pays des Sources",
        "kind": "petr",
        "kind_label": "Pôle d’équilibre territorial et rural (PETR)",
        "parts": [{"level": "epci", "code": "200067643", "vintage": 2026}],
        "communes": ["54999"],
        "vintage": 2026,
        "population": 800,
    }


def test_a_token_reads_its_own_authority_only(client, cast):
    answers = [
        client.get(AUTHORITY, headers=key(authority, by)).json()["slug"]
        for authority, by in ((cast.pays, cast.aicha), (cast.elsewhere, cast.eve))
    ]

    assert answers == ["pays-des-sources", "pays-d-ailleurs"]


def test_without_a_token(client, cast):
    client.force_login(cast.aicha)  # a session opens nothing here

    for headers in (
        {},
        {"Authorization": "Bearer maillage_faux"},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "x"},
    ):
        response = client.get(AUTHORITY, headers=headers)
        assert problem(response) == (401, "Jeton absent ou refusé")
        assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("column", ["expires_at", "revoked_at"])
def test_a_dead_token(client, cast, column):
    headers = key(cast.pays, cast.aicha)
    ApiToken.everywhere.update(**{column: timezone.now() - timedelta(seconds=1)})

    assert problem(client.get(AUTHORITY, headers=headers)) == (401, "Jeton absent ou refusé")


def test_a_token_without_the_scope(client, cast):
    response = client.get(AUTHORITY, headers=key(cast.pays, cast.aicha, "territory:read"))

    assert problem(response) == (403, "Droit manquant")
    assert "authority:read" in response.json()["detail"]


def test_other_methods_are_refused(client, cast):
    response = client.post(AUTHORITY, headers=key(cast.pays, cast.aicha))

    assert problem(response) == (405, "Méthode refusée")


def test_head_is_get_without_its_body(client, cast):
    response = client.head(AUTHORITY, headers=key(cast.pays, cast.aicha))

    assert (response.status_code, response.content) == (200, b"")


def test_a_call_costs_little_and_writes_nothing(client, cast, django_assert_num_queries):
    headers = key(cast.pays, cast.aicha)

    with django_assert_num_queries(4) as queries:  # token, totals, parts, communes
        response = client.get(AUTHORITY, headers=headers)

    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []
    assert not response.cookies


def test_the_schema_is_valid_openapi_31(client, db):
    response = client.get("/api/v1/openapi.json")

    schema = json.loads(response.content)
    OpenAPIV31SpecValidator(schema).validate()
    assert schema["openapi"] == "3.1.0"


def test_every_operation_names_its_scope_and_its_refusals(client, db):
    schema = client.get("/api/v1/openapi.json").json()
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    open_to_all = [operation for operation in operations if "security" not in operation]

    assert [operation["tags"] for operation in open_to_all] == [["Droit"]]
    for operation in operations:
        if operation not in open_to_all:
            (scope,) = operation["security"][0]["jeton"]
            assert scope in ApiScope.values
            assert {"200", "401", "403"} <= operation["responses"].keys()


def test_every_operation_is_documented_in_words(client, db):
    schema = client.get("/api/v1/openapi.json").json()
    page = client.get("/api/").content.decode()

    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"].replace("'", "&#x27;") in page
            assert f"{method.upper()} {path}" in page
    assert "Codes INSEE des communes, triés" in page


def test_the_root_leads_to_the_documentation(client, db):
    response = client.get("/api/v1/")

    assert (response.status_code, response["Location"]) == (302, "/api/")


def test_the_territory_asks_for_its_own_scope(client, cast):
    right = key(cast.pays, cast.aicha, "territory:read")
    wrong = key(cast.pays, cast.aicha, "authority:read")

    assert client.get("/api/v1/communes/54999", headers=right).json()["name"] == "Sources"
    assert problem(client.get("/api/v1/communes/54999", headers=wrong)) == (403, "Droit manquant")


def test_what_does_not_exist_is_a_problem_in_french(client, cast):
    response = client.get("/api/v1/communes/00000", headers=key(cast.pays, cast.aicha))

    assert problem(response) == (404, "Introuvable")


def test_what_is_not_understood_is_named(client, cast):
    response = client.get("/api/v1/territoires?limite=0", headers=key(cast.pays, cast.aicha))

    assert problem(response) == (422, "Paramètre refusé")
    assert response.json()["detail"] == "Valeur manquante ou refusée pour : limite, q."


def test_the_example_of_a_search_names_what_it_needs(client, db):
    page = client.get("/api/").content.decode()

    assert "http://localhost:8000/api/v1/territoires?q=…" in page
    assert "http://localhost:8000/api/v1/communes/{code}" in page
