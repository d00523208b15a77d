from datetime import date, timedelta

import pytest
import vobject
from django.utils import timezone

from maillage.accounts.models import Membership
from maillage.common.errors import DomainError
from maillage.governance.domain import feeds as domain
from maillage.governance.domain import plan
from maillage.governance.domain.agenda import add_item
from maillage.governance.domain.convocations import cancel_meeting
from maillage.governance.models import CalendarFeed
from maillage.governance.queries import feeds as queries
from tests.governance.factories import make_body, make_group, make_mandate, make_meeting, make_seat
from tests.partners.factories import make_contact, make_organisation

SOON = timezone.localdate() + timedelta(days=40)


def open_feed(user, authority, body=None) -> str:
    feed, token = domain.open_feed(user, authority=authority, body=body)
    assert queries.feed_by_token(token) == feed
    return f"/agenda/{token}.ics"


def summaries(response) -> list[str]:
    calendar = vobject.readOne(response.content.decode())
    return [event.summary.value for event in calendar.contents.get("vevent", [])]


@pytest.fixture
def bodies(cast):
    committee, technical = make_body(cast.pays), make_body(cast.pays, "Comité technique")
    make_meeting(committee, SOON)
    make_meeting(technical, SOON + timedelta(days=1), state="convened")
    make_meeting(make_body(cast.elsewhere, "Ailleurs"), SOON)
    return committee, technical


def test_a_person_follows_every_body_they_may_see(client, cast, bodies):
    response = client.get(open_feed(cast.bruno, cast.pays))

    assert summaries(response) == ["Comité des partenaires (à confirmer)", "Comité technique"]
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    text = response.content.decode()
    assert "X-WR-CALNAME:Mes séances\r\n" in text
    assert "METHOD" not in text
    assert "ATTENDEE" not in text


def test_a_feed_of_one_body_holds_that_body(client, cast, bodies):
    assert summaries(client.get(open_feed(cast.bruno, cast.pays, bodies[1]))) == ["Comité technique"]


def test_a_partner_follows_the_bodies_where_they_sit_until_they_do_not(client, cast, bodies):
    organisation = make_organisation(cast.pays, "Chez Chloé")
    person = make_contact(organisation, "Chloé Simonin", email="chloe@example.org")
    mandate = make_mandate(make_seat(make_group(bodies[0]), organisation), person)
    path = open_feed(cast.chloe, cast.pays)
    assert summaries(client.get(path)) == ["Comité des partenaires (à confirmer)"]

    mandate.ends_on = date(2026, 1, 1)
    mandate.save()

    assert summaries(client.get(path)) == []


def test_a_calendar_is_told_when_nothing_changed(client, cast, bodies):
    path = open_feed(cast.bruno, cast.pays)
    first = client.get(path)

    same = client.get(path, headers={"if-none-match": first["ETag"]})
    since = client.get(path, headers={"if-modified-since": first["Last-Modified"]})

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert since.status_code == 304
    add_item(bodies[0].meetings(manager="everywhere").get(), title="Tarifs", kind="opinion", by=cast.theo)
    changed = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)


def test_what_moves_and_what_is_cancelled_shows(client, cast, bodies):
    path, meeting = (
        open_feed(cast.bruno, cast.pays, bodies[0]),
        bodies[0].meetings(manager="everywhere").get(),
    )
    plan.move_meeting(meeting, starts_at=meeting.starts_at + timedelta(days=2), by=cast.theo)
    event = vobject.readOne(client.get(path).content.decode()).vevent
    assert (event.sequence.value, event.status.value) == ("1", "TENTATIVE")
    assert event.dtstart.value == meeting.starts_at

    cancel_meeting(meeting, because="Grève.", by=cast.theo)

    event = vobject.readOne(client.get(path).content.decode()).vevent
    assert (event.sequence.value, event.status.value) == ("2", "CANCELLED")


def test_a_closed_address_gives_nothing(client, cast, bodies):
    path = open_feed(cast.bruno, cast.pays)
    feed = CalendarFeed.everywhere.get()

    domain.close_feed(feed, authority=cast.pays, by=cast.bruno)

    assert client.get(path).status_code == 404
    with pytest.raises(DomainError, match="déjà fermée"):
        domain.close_feed(feed, authority=cast.pays, by=cast.bruno)
    assert client.get("/agenda/perdu.ics").status_code == 404


def test_whoever_lost_their_access_reads_nothing(client, cast, bodies):
    path = open_feed(cast.bruno, cast.pays)
    Membership.everywhere.filter(user=cast.bruno).delete()
    assert summaries(client.get(path)) == []

    cast.bruno.is_active = False
    cast.bruno.save()

    assert client.get(path).status_code == 404


def test_addresses_are_counted(cast, bodies):
    for _ in range(domain.MOST):
        domain.open_feed(cast.bruno, authority=cast.pays)

    with pytest.raises(DomainError, match="vingt"):
        domain.open_feed(cast.bruno, authority=cast.pays)


def test_the_address_is_shown_once(client, cast, bodies):
    client.force_login(cast.bruno)
    made = client.post("/pays-des-sources/espace/agenda/ouvrir/", {"body": bodies[0].pk})
    address = made.context["address"]

    assert address in made.content.decode()
    assert made.context["webcal"].startswith("webcal://localhost")
    page = client.get("/pays-des-sources/espace/agenda/").content.decode()
    assert (address in page, "Comité des partenaires" in page) == (False, True)
    assert client.post("/pays-des-sources/espace/agenda/ouvrir/", {"body": "x"}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_a_feed_reads_in_a_fixed_number_of_queries(client, cast, number, django_assert_num_queries):
    body = make_body(cast.pays)
    for rank in range(number):
        add_item(
            make_meeting(body, SOON + timedelta(days=rank)), title="Tarifs", kind="opinion", by=cast.theo
        )
    path = open_feed(cast.bruno, cast.pays)

    with django_assert_num_queries(6):  # the address, its owner's rights (two), bodies, meetings, their items
        client.get(path)
