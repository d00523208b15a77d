from datetime import UTC, date, datetime

import pytest

from maillage.governance.models import AgendaItem, Decision, RegisterEntry
from tests.accounts.test_api import key
from tests.governance.factories import make_body, make_group, make_mandate, make_meeting, make_seat
from tests.partners.factories import make_contact, make_organisation


@pytest.fixture
def read(client, cast):
    headers = key(cast.pays, cast.aicha)
    return lambda path: client.get(f"/api/v1/{path}", headers=headers)


def test_the_partners_without_the_addresses_of_people(cast, read):
    house = make_organisation(cast.pays, "Mission locale", email="accueil@ml.example")
    make_contact(house, "Léa Martin", verified_on=date(2026, 3, 1))
    make_organisation(cast.elsewhere, "Chez le voisin")

    rows = read("organisations").json()

    assert [(row["name"], row["email"], row["verified_on"]) for row in rows] == [
        ("Mission locale", "accueil@ml.example", "2026-03-01")
    ]
    assert "lea@" not in read(f"organisations/{house.pk}").content.decode()
    assert read("organisations?sphere=health").json() == []


def test_the_partner_of_a_neighbour_does_not_exist(cast, read):
    assert read(f"organisations/{make_organisation(cast.elsewhere).pk}").status_code == 404


def test_a_body_with_those_who_sit_today(cast, read):
    body = make_body(cast.pays)
    seat = make_seat(make_group(body, "associations"), make_organisation(cast.pays, "Usagers"))
    make_mandate(seat, make_contact(seat.organisation, "Zoé Petit"), office="chair")
    make_mandate(seat, ends_on=date(2025, 6, 1))

    card = read(f"instances/{body.pk}").json()

    assert [row["name"] for row in read("instances").json()] == ["Comité des partenaires"]
    assert [(group["kind"], group["seats"]) for group in card["groups"]] == [("associations", 1)]
    assert [(row["name"], row["organisation"], row["office"]) for row in card["groups"][0]["members"]] == [
        ("Zoé Petit", "Usagers", "chair")
    ]


def test_the_meetings_of_one_body_from_a_day(cast, read):
    body, other = make_body(cast.pays), make_body(cast.pays, "Comité technique", kind="technical_committee")
    make_meeting(body, date(2026, 2, 3))
    coming = make_meeting(body, date(2026, 12, 3))
    make_meeting(other, date(2026, 12, 4))

    rows = read(f"seances?instance={body.pk}&depuis=2026-06-01").json()

    assert [(row["id"], row["uid"], row["starts_at"]) for row in rows] == [
        (coming.pk, str(coming.uid), "2026-12-03T13:00:00Z")
    ]
    assert read(f"seances/{coming.pk}").json()["items"] == []


@pytest.mark.parametrize("path", ["instances", "seances"])
def test_what_is_elsewhere_does_not_exist(cast, read, path):
    body = make_body(cast.elsewhere)
    pk = body.pk if path == "instances" else make_meeting(body).pk

    assert read(path).json() == []
    assert read(f"{path}/{pk}").status_code == 404


def test_the_register_of_the_token_s_authority(cast, read):
    for authority, text in ((cast.pays, "Ouvrir la navette"), (cast.elsewhere, "Ailleurs")):
        body = make_body(authority)
        item = AgendaItem.everywhere.create(
            body=body, meeting=make_meeting(body), title="Navette", kind="decision"
        )
        decision = Decision.everywhere.create(item=item, text=text, taken_on=date(2026, 2, 3))
        RegisterEntry.everywhere.create(
            authority=authority,
            number=1,
            kind="decision",
            decision=decision,
            facts={"text": text},
            hash="a" * 64,
            entered_at=datetime(2026, 3, 1, tzinfo=UTC),
        )

    assert [(row["number"], row["facts"]) for row in read("registre").json()] == [
        (1, {"text": "Ouvrir la navette"})
    ]
    assert read("registre?nature=opinion").json() == []


@pytest.mark.parametrize("number", [1, 3])
def test_a_body_costs_the_same_for_one_member_or_three(cast, read, django_assert_num_queries, number):
    body = make_body(cast.pays)
    for rank in range(number):
        make_mandate(make_seat(make_group(body, "associations", name=f"Collège {rank}")))

    with django_assert_num_queries(5):
        read(f"instances/{body.pk}")
