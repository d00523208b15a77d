import pytest

from maillage.accounts.domain.tokens import create_token
from tests.territories.factories import make_commune, make_epci, make_town_hall


@pytest.fixture
def ask(client, cast):
    """Ask the API in the name of a program that may read the territory."""
    _, secret = create_token(cast.pays, "Carte", ["territory:read"], 30, by=cast.aicha)

    def ask(path):
        return client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})

    return ask


def test_a_commune_comes_with_its_town_hall(ask):
    make_town_hall(
        make_commune("54329", "Lunéville", epci=make_epci(), postcodes="54300 54301", lon=6.5, lat=48.6)
    )

    answer = ask("communes/54329").json()

    hall = answer.pop("town_hall")
    assert answer == {
        "code": "54329",
        "name": "Lunéville",
        "siren": "",
        "departement": "54",
        "epci": "200099999",
        "postcodes": ["54300", "54301"],
        "population": 800,
        "vintage": 2026,
        "is_current": True,
        "lon": 6.5,
        "lat": 48.6,
    }
    assert (hall["phone"], hall["point_replaced"], len(hall["hours"])) == ("03 99 00 12 34", False, 1)


def test_a_commune_without_town_hall_has_none(ask):
    assert ask("communes/54999").json()["town_hall"] is None


def test_an_epci_names_its_communes(ask):
    for code in ("54002", "54001"):
        make_commune(code, "Commune", epci=make_epci())
    make_commune("54003", "Disparue", epci=make_epci(), is_current=False)

    assert ask("epci/200099999").json() == {
        "code": "200099999",
        "name": "CC des Sources",
        "kind": "CC",
        "population": 800,
        "vintage": 2026,
        "is_current": True,
        "communes": ["54001", "54002"],
    }


def test_a_place_is_searched(ask):
    make_commune("54329", "Lunéville", population=18_262, postcodes="54300")

    assert ask("territoires?q=lunvile&limite=1").json() == [
        {
            "level": "commune",
            "code": "54329",
            "name": "Lunéville",
            "detail": "Département 54, 54300",
            "kind": "commune",
            "population": 18_262,
        }
    ]
    assert ask("territoires?q=54&niveau=departement").json()[0]["name"] == "Département 54"


def test_vintages_are_listed(ask):
    (vintage,) = ask("vintages").json()

    assert (vintage["year"], vintage["source"]) == (2026, "tests")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("communes/00000", 404),
        ("epci/000000000", 404),
        ("territoires", 422),
        ("territoires?q=x&niveau=canton", 422),
        ("territoires?q=x&limite=1000", 422),
    ],
)
def test_what_is_unknown_or_askew_is_refused(ask, path, status):
    assert ask(path).status_code == status


def test_a_token_without_the_scope_is_refused(client, cast):
    _, secret = create_token(cast.pays, "Autre", ["authority:read"], 30, by=cast.aicha)

    response = client.get("/api/v1/vintages", headers={"Authorization": f"Bearer {secret}"})

    assert response.status_code == 403
