"""Mail that comes back: the contact is marked, at sending or later, and may be written to again once someone says so."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.accounts.domain.addresses import return_address
from maillage.accounts.domain.holds import lift_hold
from maillage.accounts.domain.inbox import read_message
from maillage.accounts.domain.mail import deliver_due
from maillage.accounts.domain.returns import note_return
from maillage.accounts.enums import MailState, ReturnKind
from maillage.accounts.models import AddressHold, OutboundMail
from maillage.accounts.queries.holds import is_on_hold
from maillage.partners.domain import bounces
from maillage.partners.domain import contacts as domain
from maillage.partners.models import Person
from tests.accounts import notices
from tests.accounts.mail_servers import mail_server
from tests.partners.factories import make_contact, make_organisation, person_facts


@pytest.mark.parametrize(
    ("answer", "state", "is_marked"),
    [
        ("550 5.1.1 User unknown", MailState.FAILED, True),
        ("550 No such user here", MailState.FAILED, True),
        ("550 5.7.1 Blocked by policy", MailState.QUEUED, False),  # they refuse us, not the address
        ("452 4.2.2 Mailbox full", MailState.QUEUED, False),
        ("554 5.7.1 Relay access denied", MailState.QUEUED, False),
    ],
)
def test_an_address_that_does_not_exist_is_marked_at_sending(cast, settings, answer, state, is_marked):
    person = make_contact(make_organisation(cast.pays))
    there = make_contact(make_organisation(cast.elsewhere))
    facts = {"kind": "x", "subject": "x", "text": "x", "due_at": timezone.now()}
    row = OutboundMail.everywhere.create(to=person.email, **facts)

    with mail_server(settings, {person.email: {"RCPT": [answer]}}):
        deliver_due()

    row.refresh_from_db()
    person.refresh_from_db()
    there.refresh_from_db()
    assert (row.state, bool(person.bounced_on), bool(there.bounced_on)) == (state, is_marked, is_marked)


def test_a_mail_that_comes_back_later_marks_its_contact(cast, settings):
    settings.MAIL_INBOX = "reponse@maillage.example"
    person = make_contact(make_organisation(cast.pays))
    row = OutboundMail.everywhere.create(
        to=person.email, kind="x", subject="x", text="x", state=MailState.SENT, sent_at=timezone.now()
    )

    read_message(notices.write(notices.POSTFIX, person.email, envelope=return_address(row)))

    person.refresh_from_db()
    assert person.bounced_on == timezone.localdate()


def test_the_card_and_the_hold_are_lifted_together(cast):
    person = make_contact(make_organisation(cast.pays))
    mail = {"to": person.email, "kind": "x", "subject": "x", "text": "x"}

    note_return(OutboundMail.everywhere.create(**mail), person.email, ReturnKind.HARD, "550")
    bounces.clear_bounce(person, by=cast.theo)
    assert is_on_hold(person.email, is_bulk=False) is False

    note_return(OutboundMail.everywhere.create(**mail), person.email, ReturnKind.HARD, "550")
    lift_hold(AddressHold.objects.get(), "Corrigé chez eux.", by=cast.aicha, authority=cast.pays)
    person.refresh_from_db()
    assert person.bounced_on is None


def test_a_corrected_address_is_tried_again(cast):
    person = make_contact(make_organisation(cast.pays))
    bounces.mark_bounced(person.email)
    person.refresh_from_db()

    domain.change_person(person, by=cast.theo, **person_facts(phone="06 39 98 11 11"))
    assert person.bounced_on == timezone.localdate()
    domain.change_person(person, by=cast.theo, **person_facts(email="lea.martin@partenaire.example"))

    assert Person.everywhere.get().bounced_on is None


def test_the_team_sees_the_failure_and_may_say_that_the_address_works(client, cast):
    partner = make_organisation(cast.pays)
    person = make_contact(partner, bounced_on=timezone.localdate() - timedelta(days=2))
    client.force_login(cast.theo)
    paths = {
        name: reverse(f"partners:{name}", args=["pays-des-sources", *args])
        for name, args in {
            "list": [],
            "organisation": [partner.pk],
            "contact": [person.pk],
            "upkeep": [],
            "contact_unbounce": [person.pk],
        }.items()
    }
    words = {"list": "courriel en échec", "organisation": "en échec depuis", "contact": "en échec depuis"}

    assert [words in client.get(paths[name]).content.decode() for name, words in words.items()] == [True] * 3
    assert "Courriels en échec" in client.get(paths["upkeep"]).content.decode()
    client.post(paths["contact_unbounce"])
    assert "Courriels en échec" not in client.get(paths["upkeep"]).content.decode()
