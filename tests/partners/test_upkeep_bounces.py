"""Mail that comes back: refused at sending, or by a notice that the mail server pipes in."""

from datetime import timedelta
from io import BytesIO, StringIO, TextIOWrapper
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from maillage.accounts.domain import mail
from maillage.accounts.enums import MailState
from maillage.accounts.models import OutboundMail
from maillage.partners.domain import bounces
from maillage.partners.domain import contacts as domain
from maillage.partners.models import Person
from tests.partners.factories import make_contact, make_organisation, person_facts

NOTICE = """\
From: MAILER-DAEMON@mx.example
To: maillage@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--=_b
Content-Type: message/rfc822

Subject: Est-ce toujours vous ?
To: {address}

--=_b--
"""


def notice(address="Lea@partenaire.example", action="failed", status="5.1.1") -> bytes:
    return NOTICE.format(address=address, action=action, status=status).encode()


def test_a_notice_names_the_address_that_it_refuses():
    assert bounces.addresses_refused(notice()) == ["lea@partenaire.example"]


@pytest.mark.parametrize(
    "content",
    [
        notice(action="delayed", status="4.4.1"),
        b"From: lea@partenaire.example\nSubject: Bonjour\n\nJe suis en cong\xe9s, zoe@partenaire.example.\n",
        b"",
        b"\x00\xff not a mail",
    ],
)
def test_a_delay_an_absence_and_noise_refuse_nobody(content):
    assert bounces.addresses_refused(content) == []


def test_a_mailbox_of_notices_is_read_whole():
    box = b"".join(
        b"From MAILER-DAEMON Mon Nov  2 10:00:00 2026\n" + notice(f"{name}@partenaire.example") + b"\n"
        for name in ("lea", "zoe", "lea")
    )
    assert bounces.addresses_refused(box) == ["lea@partenaire.example", "zoe@partenaire.example"]


def test_the_command_marks_the_contact_wherever_it_is_kept(cast, tmp_path, monkeypatch):
    for authority in (cast.pays, cast.elsewhere):
        make_contact(make_organisation(authority))
    make_contact(make_organisation(cast.pays, "Club"), "Zoé Petit")
    path = tmp_path / "avis.eml"
    path.write_bytes(notice())
    out = StringIO()

    call_command("bounces", str(path), stdout=out)
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(notice())))
    call_command("bounces", "-", stdout=out)

    assert out.getvalue().splitlines() == [
        "1 adresse en échec. 2 fiches de contact sont marquées.",
        "1 adresse en échec. 0 fiche de contact est marquée.",
    ]
    assert list(Person.everywhere.filter(bounced_on=None).values_list("full_name", flat=True)) == [
        "Zoé Petit"
    ]
    with pytest.raises(CommandError, match="ne s’ouvre pas"):
        call_command("bounces", str(tmp_path / "absent"))


class Refusing:
    def __init__(self, code: int, words: bytes):
        self.answer = (code, words)

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: self.answer})


@pytest.mark.parametrize(
    ("code", "words", "state", "is_marked"),
    [
        (550, b"5.1.1 User unknown", MailState.FAILED, True),
        (550, b"No such user here", MailState.FAILED, True),
        (550, b"5.7.1 Blocked by policy", MailState.QUEUED, False),  # they refuse us, not the address
        (452, b"4.2.2 Mailbox full", MailState.QUEUED, False),
        (554, b"5.7.1 Relay access denied", MailState.QUEUED, False),
    ],
)
def test_an_address_that_does_not_exist_is_marked_at_sending(cast, code, words, state, is_marked):
    person = make_contact(make_organisation(cast.pays))
    facts = {"kind": "x", "subject": "x", "text": "x", "due_at": timezone.now()}
    row = OutboundMail.everywhere.create(to=person.email, **facts)

    mail.deliver(mail.claim_next(), Refusing(code, words))

    row.refresh_from_db()
    person.refresh_from_db()
    assert (row.state, bool(person.bounced_on)) == (state, is_marked)


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
