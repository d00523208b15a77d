import ast
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as configured
from django.core import mail as django_mail
from django.core.mail import send_mail
from django.db import connection, transaction
from django.utils import timezone

from maillage.accounts.domain import mail
from maillage.accounts.emails.gate import post
from maillage.accounts.enums import MailState
from maillage.accounts.models import OutboundMail
from maillage.config import settings as product
from maillage.journal.models import Entry

SOURCE = Path(configured.BASE_DIR) / "src" / "maillage"


@pytest.fixture
def outbox(db):
    django_mail.outbox = []
    return django_mail.outbox


def make_mail(to="lea@example.org", **facts) -> OutboundMail:
    facts = {"kind": "test", "subject": "Bonjour", "text": "Le texte", "due_at": timezone.now(), **facts}
    return OutboundMail.everywhere.create(to=to, **facts)


def states() -> list:
    return list(OutboundMail.everywhere.order_by("pk").values_list("to", "state", "attempts"))


class Broken:
    """A transport that dies as it is told to, then works."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.sent = []

    def send_messages(self, messages):
        if self.errors:
            raise self.errors.pop(0)
        self.sent += [message.to[0] for message in messages]


# --- the gate


def test_post_writes_a_row_that_leaves_with_the_transaction(outbox, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        post(
            kind="login_code",
            to="lea@example.org",
            subject="Votre code\n",
            template="account/email/login_code_message",
            context={"code": "1234-5678"},
            authority=cast.pays,
        )
        assert states() == [("lea@example.org", MailState.QUEUED, 0)]

    row = OutboundMail.everywhere.get()
    assert (row.state, row.text, row.html, row.authority) == (MailState.SENT, "", "", cast.pays)
    (message,) = outbox
    assert (message.to, message.subject) == (["lea@example.org"], "Votre code")
    assert message.from_email == configured.DEFAULT_FROM_EMAIL
    assert "\n1234-5678\n" in message.body
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["Message-ID"].endswith("@maillage.example>")


def test_a_mail_is_lost_with_its_transaction(outbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        template = "account/email/login_code_message"
        post(kind="x", to="lea@example.org", subject="x", template=template, context={"code": "1"})
        transaction.set_rollback(True)

    assert (outbox, states()) == ([], [])


def test_a_plain_text_keeps_its_apostrophes(outbox):
    row = post(
        kind="signup",
        to="lea@example.org",
        subject="L’adresse d'une\n personne " + "x" * 300,
        template="account/email/email_confirmation_signup_message",
        context={"user": "Léa d'Ys <3", "code": "1"},
    )

    assert row.text.startswith("Bonjour Léa d'Ys <3,")
    assert row.subject.startswith("L’adresse d'une personne x")
    assert len(row.subject) == 250


# --- nothing leaves elsewhere


def test_the_door_of_django_is_walled_up(settings):
    settings.EMAIL_BACKEND = product.EMAIL_BACKEND
    with pytest.raises(RuntimeError, match="one gate"):
        send_mail("Objet", "Texte", None, ["lea@example.org"])


def test_no_other_module_knows_the_way_out():
    def imports(path):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    outside = ("django.core.mail", "smtplib", "aiosmtplib")
    knowing = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if any(name.startswith(outside) for name in imports(path))
    }
    assert knowing == {"accounts/domain/mail.py", "common/mail.py"}


# --- leaving


def test_mail_leaves_when_due_and_its_text_is_wiped(outbox):
    make_mail("lea@example.org")
    make_mail("max@example.org", due_at=timezone.now() + timedelta(minutes=1))

    assert mail.deliver_due() == 1

    assert [message.to for message in outbox] == [["lea@example.org"]]
    assert states() == [("lea@example.org", MailState.SENT, 1), ("max@example.org", MailState.QUEUED, 0)]
    assert OutboundMail.everywhere.get(to="lea@example.org").text == ""


def test_the_demo_keeps_the_text(outbox, settings):
    settings.MAIL_KEEPS_TEXT = True
    make_mail(html="<p>Le texte</p>")

    mail.deliver_due()

    row = OutboundMail.everywhere.get()
    assert (row.text, row.html) == ("Le texte", "<p>Le texte</p>")
    assert outbox[0].alternatives == [("<p>Le texte</p>", "text/html")]


def test_two_rounds_never_send_a_row_twice(outbox):
    make_mail()

    assert (mail.deliver_due(), mail.deliver_due()) == (1, 0)
    assert len(outbox) == 1


def test_a_row_is_claimed_by_one_of_two_workers(outbox):
    """The other worker takes the row between our look and our UPDATE: ours then changes nothing."""
    make_mail()
    theirs = []

    def take_it_first(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and not theirs:
            theirs.append(None)
            theirs[0] = mail.claim_next()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(take_it_first):
        ours = mail.claim_next()

    assert (theirs[0].to, ours) == ("lea@example.org", None)
    assert states() == [("lea@example.org", MailState.SENDING, 1)]


def test_a_failure_waits_longer_each_time_then_gives_up(outbox, time_machine):
    time_machine.move_to("2026-03-14 10:00+01:00", tick=False)
    row = make_mail()
    waits = []
    for _ in range(mail.MAX_ATTEMPTS):
        claimed = mail.claim_next()
        assert not mail.deliver(claimed, Broken(OSError("no route")))
        row.refresh_from_db()
        waits.append(row.due_at - timezone.now())
        time_machine.move_to(row.due_at, tick=False)

    assert waits[:4] == mail.BACK_OFF
    assert (row.state, row.attempts, row.last_error) == (MailState.FAILED, 5, "OSError : no route")
    assert mail.claim_next() is None


def test_one_bad_address_does_not_keep_the_others(outbox):
    make_mail("lea@example.org")
    make_mail("max@example.org")
    transport = Broken(OSError("refused"))

    assert [mail.deliver(mail.claim_next(), transport) for _ in range(2)] == [False, True]
    assert transport.sent == ["max@example.org"]


def test_a_worker_killed_in_the_middle_loses_its_claim(outbox, time_machine):
    """Killed on the second of three mails: the first is not sent again, the other two leave once."""
    time_machine.move_to("2026-03-14 10:00+01:00", tick=False)
    for name in ("lea", "max", "zoe"):
        make_mail(f"{name}@example.org")
    transport = Broken()
    mail.deliver(mail.claim_next(), transport)
    with pytest.raises(KeyboardInterrupt):
        mail.deliver(mail.claim_next(), Broken(KeyboardInterrupt()))
    assert [state for _, state, _ in states()] == [MailState.SENT, MailState.SENDING, MailState.QUEUED]

    time_machine.shift(timedelta(minutes=9))
    assert mail.deliver_due() == 1  # zoe; the claim on max may still be alive
    time_machine.shift(timedelta(minutes=2))
    assert mail.deliver_due() == 1

    assert transport.sent == ["lea@example.org"]
    assert [message.to[0] for message in outbox] == ["zoe@example.org", "max@example.org"]
    assert [attempts for _, _, attempts in states()] == [1, 2, 1]


def test_a_mail_that_kills_its_workers_is_given_up(outbox, time_machine):
    time_machine.move_to("2026-03-14 10:00+01:00", tick=False)
    make_mail()
    for _ in range(mail.MAX_ATTEMPTS):
        assert mail.claim_next()
        time_machine.shift(timedelta(minutes=11))
        mail.give_back_lost_claims()

    assert states() == [("lea@example.org", MailState.FAILED, 5)]


def test_mail_travels_by_the_transport_that_the_environment_names(db, settings):
    received = []

    class Inbox:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802  the library's name
            received.append((envelope.mail_from, envelope.rcpt_tos, envelope.content.decode()))
            return "250 OK"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(Inbox(), hostname="127.0.0.1", port=port)
    server.start()
    settings.MAIL_TRANSPORT = product.env.email_url_config(f"smtp://127.0.0.1:{port}")
    make_mail()
    try:
        assert mail.deliver_due() == 1
    finally:
        server.stop()

    ((sender, to, content),) = received
    assert (sender, to) == ("ne-pas-repondre@maillage.example", ["lea@example.org"])
    assert "Le texte" in content


# --- forgetting


def test_mails_are_forgotten_after_ninety_days(db):
    make_mail("old@example.org", created_at=timezone.now() - timedelta(days=91))
    make_mail("young@example.org", created_at=timezone.now() - timedelta(days=89))

    assert mail.purge() == 1

    assert [to for to, _, _ in states()] == ["young@example.org"]
    line = Entry.everywhere.get()
    assert (line.verb, line.actor, line.details) == ("a purgé", None, {"courriels": 1, "jours": 90})


def test_forgetting_nothing_writes_nothing(db):
    assert mail.purge() == 0
    assert not Entry.everywhere.exists()
