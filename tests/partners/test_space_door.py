"""The door of the partners' space: a link, a button, and nothing written before it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.accounts.models import OutboundMail
from maillage.partners.domain.retention import forget_person
from maillage.partners.domain.space import send_link, take_back_links
from maillage.partners.models import Person
from maillage.partners.queries.space import person_behind, space_link, space_token, visitor_of
from tests.partners.factories import make_contact, make_organisation


@pytest.fixture
def lea(cast):
    return make_contact(make_organisation(cast.pays), "Léa Martin")


def door(cast, token):
    return reverse("partners:door", args=[cast.pays.slug, token])


def test_the_button_lets_the_contact_in_and_the_link_alone_does_not(cast, lea, client):
    path = door(cast, space_token(lea))
    key = f"partner_of_{cast.pays.pk}"

    assert client.get(path).status_code == 200
    assert key not in client.session

    client.post(path)
    assert client.session[key] == [lea.pk, 0]


def test_the_link_leads_to_the_page_that_the_mail_spoke_of_and_never_elsewhere(cast, lea, client):
    path = door(cast, space_token(lea))
    ours = "/pays-des-sources/partenaires/travaux/"
    home = reverse("workspace:space", args=[cast.pays.slug])

    assert client.post(f"{path}?vers={ours}")["Location"] == ours
    assert client.post(f"{path}?vers=/pays-d-ailleurs/")["Location"] == home
    assert client.post(f"{path}?vers=https://ailleurs.example/")["Location"] == home
    assert client.post(f"{path}?vers=//ailleurs.example/pays-des-sources/")["Location"] == home


def test_a_link_dies_of_age_of_forgery_of_taking_back_and_of_erasure(cast, lea):
    token = space_token(lea)
    assert person_behind(cast.pays, token) == lea
    assert person_behind(cast.elsewhere, token) is None
    assert person_behind(cast.pays, token[:-1]) is None
    assert person_behind(cast.pays, signing.dumps("autre chose", salt="maillage.partners.space")) is None
    with time_machine.travel(timezone.now() + timedelta(days=61), tick=False):
        assert person_behind(cast.pays, token) is None

    take_back_links(lea, by=cast.theo)
    assert person_behind(cast.pays, token) is None

    lea.refresh_from_db()
    token = space_token(lea)
    forget_person(lea, by=cast.theo)
    assert person_behind(cast.pays, token) is None


def test_asking_for_a_link_says_the_same_to_all_and_mails_only_a_known_contact_once(cast, lea):
    path = reverse("partners:door_ask", args=[cast.pays.slug])
    answers = [Client().post(path, {"email": email}) for email in (lea.email, lea.email, "x@inconnu.example")]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [(mail.kind, mail.to) for mail in OutboundMail.everywhere.all()] == [("space_link", lea.email)]
    assert space_link(lea).rsplit("/", 2)[0] in OutboundMail.everywhere.get().text


def test_the_contact_of_another_territory_gets_nothing_here(cast, lea):
    assert send_link(cast.elsewhere, lea.email) is False


def test_a_session_opened_before_the_links_were_taken_back_is_outside(cast, lea, client, rf):
    client.post(door(cast, space_token(lea)))
    request = rf.get("/")
    request.session, request.authority = client.session, cast.pays
    assert visitor_of(request) == lea

    take_back_links(Person.everywhere.get(pk=lea.pk), by=cast.theo)
    assert visitor_of(request) is None
