import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core import mail as django_mail
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from maillage.accounts.domain import mail
from maillage.accounts.emails.gate import Piece, post, post_rendered
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


def test_headers_answer_address_and_bulk_travel_with_the_mail(outbox, cast):
    post(
        kind="letter",
        to="lea@example.org",
        subject="Nouvelles",
        template="account/email/login_code_message",
        context={"code": "1"},
        authority=cast.pays,
        headers={"List-Unsubscribe": "<https://maillage.example/d/abc/>"},
        reply_to="reponse@maillage.example",
        is_bulk=True,
    )
    row = OutboundMail.everywhere.get()
    assert (row.headers, row.reply_to, row.is_bulk) == (
        {"List-Unsubscribe": "<https://maillage.example/d/abc/>"},
        "reponse@maillage.example",
        True,
    )

    mail.deliver_due()

    (message,) = outbox
    assert message.reply_to == ["reponse@maillage.example"]
    assert message.message()["List-Unsubscribe"] == "<https://maillage.example/d/abc/>"
    row.refresh_from_db()
    assert (row.state, row.headers, row.reply_to) == (MailState.SENT, {}, "")  # they hold a personal link


@pytest.mark.parametrize(
    "headers",
    [{"To": "x"}, {"message-id": "x"}, {"X-A": "x\nBcc: y"}, {"X A": "x"}, {"": "x"}, {"X-é": "x"}],
)
def test_a_header_that_may_not_travel_is_refused_at_once(db, headers):
    template = "account/email/login_code_message"
    with pytest.raises(ValueError, match="may not travel"):
        post(
            kind="x", to="l@example.org", subject="x", template=template, context={"code": 1}, headers=headers
        )
    with pytest.raises(ValueError, match="may not travel"):
        post_rendered([Piece("l@example.org", "x", "x", headers=headers)], kind="x", authority=None)
    assert states() == []


def test_letters_are_kept_together_or_not_at_all(outbox, cast, django_capture_on_commit_callbacks):
    pieces = [
        Piece(
            f"{name}@example.org",
            f"Pour\n{name}",
            f"Texte {name}",
            f"<p>{name}</p>",
            {"List-Id": "pays"},
            "reponse@example.org",
        )
        for name in ("lea", "max", "zoe")
    ]
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        post_rendered(pieces, kind="letter", authority=cast.pays)
        transaction.set_rollback(True)
    assert (states(), outbox) == ([], [])

    later = timezone.now() + timedelta(hours=1)
    rows = post_rendered(pieces, kind="letter", authority=cast.pays, due_at=later)

    assert [(row.to, row.subject, row.text, row.html, row.is_bulk, row.due_at) for row in rows] == [
        (f"{name}@example.org", f"Pour {name}", f"Texte {name}", f"<p>{name}</p>", True, later)
        for name in ("lea", "max", "zoe")
    ]
    assert [row.pk for row in rows] == list(
        OutboundMail.everywhere.order_by("pk").values_list("pk", flat=True)
    )
    assert mail.deliver_due() == 0


def test_letters_are_posted_many_at_a_time(cast, django_assert_max_num_queries):
    pieces = [Piece(f"p{rank}@example.org", "x", "x") for rank in range(2000)]
    with django_assert_max_num_queries(50):
        post_rendered(pieces, kind="letter", authority=cast.pays)


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
    assert knowing == {"accounts/domain/transport.py", "accounts/domain/outcomes.py", "common/mail.py"}


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
