"""The mailbox of answers and returns: what people wrote is told from what machines add, and each message is read once."""

import time
from datetime import date
from email.message import EmailMessage

import pytest
from django.utils import timezone

from maillage.accounts.domain import inbox
from maillage.accounts.domain.addresses import return_address
from maillage.accounts.domain.inbox import on_reply, read_message, reply_address
from maillage.accounts.domain.inbox_imap import read_inbox
from maillage.accounts.domain.reply_text import without_the_rest
from maillage.accounts.enums import InboundKind, MailState
from maillage.accounts.models import InboundMessage, OutboundMail
from maillage.common.errors import DomainError
from tests.accounts import notices
from tests.accounts.imap_server import mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(settings):
    """Answers to tasks, as a floor above would hear them: it knows one token."""
    settings.MAIL_INBOX = "reponse@maillage.example"
    heard = []

    def hear(token, sender, text, message):
        if token != "tache-12":
            raise DomainError("Tâche inconnue.")
        heard.append((sender, text, message["Message-ID"]))

    on_reply("tache", hear)
    yield heard
    del inbox.HANDLERS["tache"]


def reply(text="C’est fait.", to="reponse+tache.tache-12@maillage.example", html="", **headers) -> bytes:
    message = EmailMessage()
    message["From"] = "Léa Martin <Lea@example.org>"
    message["To"] = to
    message["Subject"] = "Re: Réserver la salle"
    message["Message-ID"] = "<1@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if html:
        message.set_content(html, subtype="html")
    else:
        message.set_content(text)
    return message.as_bytes()


# --- addresses


def test_without_a_mailbox_there_is_nowhere_to_answer():
    assert reply_address("tache", "tache-12") == ""
    assert return_address(OutboundMail(pk=1)) == ""


def test_an_answer_has_an_address_of_its_own(answers):
    assert reply_address("tache", "tache-12") == "reponse+tache.tache-12@maillage.example"


@pytest.mark.parametrize(
    ("purpose", "token"),
    [
        ("retour", "x"),
        ("Tache", "x"),
        ("", "x"),
        ("tache", ""),
        ("tache", "a.b"),
        ("tache", "a@b"),
        ("tache", "x" * 44),
    ],
)
def test_an_address_that_servers_would_break_is_refused(answers, purpose, token):
    with pytest.raises(ValueError, match="No address may bear this"):
        reply_address(purpose, token)


def test_an_address_too_long_for_servers_is_refused(answers, settings):
    settings.MAIL_INBOX = "une-boite-au-nom-bien-trop-long@maillage.example"
    with pytest.raises(ValueError, match="too long"):
        reply_address("tache", "x" * 43)


# --- what is read


def test_an_answer_goes_to_whom_it_concerns_once(answers):
    raw = reply()

    assert [read_message(raw), read_message(raw)] == [InboundKind.REPLY, None]

    assert answers == [("lea@example.org", "C’est fait.", "<1@example.org>")]
    row = InboundMessage.objects.get()
    assert (row.kind, row.purpose) == (InboundKind.REPLY, "tache")


def test_an_answer_by_the_address_of_delivery(answers):
    raw = reply(to="Pays <equipe@pays.example>", Delivered_To="REPONSE+tache.tache-12@Maillage.example")
    assert read_message(raw) == InboundKind.REPLY
    assert len(answers) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (vacation)"},
        {"X_Auto_Response_Suppress": "All"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
    ],
)
def test_what_machines_answer_is_dropped(answers, headers):
    assert read_message(reply("Je suis en congés jusqu’au 3.", **headers)) == InboundKind.AUTOMATIC
    assert answers == []


@pytest.mark.parametrize(
    "to",
    [
        "reponse+tache.autre@maillage.example",
        "reponse+inconnu.tache-12@maillage.example",
        "reponse+retour.1-0123456789abcdef@maillage.example",
        "reponse@maillage.example",
        "reponse+tache.@maillage.example",
        "reponse+tache.tache-12@ailleurs.example",
    ],
)
def test_what_is_not_understood_is_counted_and_said(answers, to, caplog):
    assert read_message(reply(to=to)) == InboundKind.UNKNOWN
    assert (answers, InboundMessage.objects.get().kind) == ([], InboundKind.UNKNOWN)
    assert "not understood" in caplog.text


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff not a mail", b"From: \xe9\nTo: <<<>\n\n\xe9", b"Content-Type: x/y; =\n\nx"]
)
def test_noise_is_no_answer(answers, raw):
    assert read_message(raw) == InboundKind.UNKNOWN
    assert answers == []


def test_an_answer_in_html_alone_is_made_plain(answers):
    html = (
        "<div>C’est <b>fait</b> :<br>la salle est réservée.</div><div>Bien à vous,</div><p>Léa</p>"
        '<div class="gmail_quote">Le 3 mars, le pays a écrit :<blockquote>Réserver la salle</blockquote></div>'
    )
    read_message(reply(html=html))
    assert answers[0][1] == "C’est fait :\nla salle est réservée."


def test_a_strange_charset_does_not_lose_the_answer(answers):
    raw = reply().replace(b'charset="utf-8"', b'charset="klingon"')
    assert read_message(raw) == InboundKind.REPLY
    assert answers[0][1] == "C’est fait."


# --- what people wrote

BY_PAYS = "Le mar. 3 mars 2026 à 10:12, Pays des Sources"
OLD_MAIL = "De\xa0: Pays <a@b.example>\nEnvoyé\xa0: mardi 3 mars 2026 10:12\nÀ\xa0: Léa\nObjet\xa0: La salle\n\nBonjour,"
IN_ENGLISH = "From: Pays <a@b.example>\nSent: Tuesday, March 3, 2026\nTo: Léa\nSubject: La salle\n\nBonjour"
DONE = "Oui, c’est fait.\n\n"
QUOTE = "> Bonjour,\n> La salle est-elle réservée ?\n"
CLIENTS = {
    "gmail_fr": f"{DONE}{BY_PAYS} <\nreponse+tache.tache-12@maillage.example> a écrit :\n\n{QUOTE}",
    "gmail_en": f"{DONE}On Tue, Mar 3, 2026 at 10:12 AM Pays des Sources <reponse@x.example> wrote:\n\n{QUOTE}",
    "thunderbird_fr": f"{DONE}Le 03/03/2026 à 10:12, Pays des Sources a écrit\xa0:\n{QUOTE}\n-- \nLéa Martin\nMaire",
    "thunderbird_below": f"Le 03/03/2026 à 10:12, Pays des Sources a écrit :\n{QUOTE}\nOui, c’est fait.\n\n-- \nLéa",
    "apple_fr": f"{DONE}Envoyé de mon iPhone\n\n> Le 3 mars 2026 à 10:12, Pays <a@b.example> a écrit :\n{QUOTE}",
    "outlook_fr": f"{DONE}Cordialement,\nLéa Martin\n\n{OLD_MAIL}",
    "outlook_rule": f"{DONE}________________________________\nDe : Pays\nBonjour",
    "outlook_old": f"{DONE}-----Message d'origine-----\nDe : Pays\nBonjour",
    "outlook_en": f"{DONE}{IN_ENGLISH}",
    "outlook_phone": f"{DONE}Télécharger Outlook pour Android\n________________________________\nFrom: Pays",
    "orange": f'{DONE}> Message du 03/03/26 10:12\n> De : "Pays" <a@b.example>\n> A : lea@orange.example\n',
    "zimbra": f'{DONE}----- Mail original -----\nDe: "Pays" <a@b.example>\nBonjour',
    "address_first": f"{DONE}Pays des Sources <a@b.example> a écrit :\n{QUOTE}",
    "plain": "Oui, c’est fait.",
}


@pytest.mark.parametrize("client", CLIENTS)
def test_what_a_person_wrote_is_told_from_what_their_program_added(client):
    assert without_the_rest(CLIENTS[client]) == "Oui, c’est fait."


@pytest.mark.parametrize(
    "text",
    [
        "Trois points :\n- la salle\n- la clé\n- le café",
        "Le maire a écrit : nous verrons.",
        "De : la part de tous, merci.",
        "Bien cordialement reçu, je m’en charge.",
        "",
    ],
)
def test_what_only_looks_like_it_stays(text):
    assert without_the_rest(text) == text


def test_an_answer_amid_the_questions_keeps_its_order():
    text = "Le 3 mars 2026, Pays a écrit :\n> La salle ?\nRéservée.\n> La clé ?\nChez moi.\nCordialement\nLéa"
    assert without_the_rest(text) == "Réservée.\nChez moi."


@pytest.mark.parametrize(
    "line", ["On " + "a " * 50_000, "Le " * 60_000, "De : " * 40_000, "<" * 100_000, "_" * 100_000]
)
def test_a_hostile_text_takes_no_time(line):
    started = time.perf_counter()
    without_the_rest(f"{line}\n" * 3)
    assert time.perf_counter() - started < 2


# --- over IMAP


def test_the_mailbox_is_read_and_each_message_marked(answers, settings):
    row = OutboundMail.everywhere.create(
        to="max@dest.example", kind="x", subject="x", text="", state=MailState.SENT, sent_at=timezone.now()
    )
    bounce = notices.write(notices.POSTFIX, row.to, envelope=return_address(row))
    with mailbox(settings, reply(), bounce) as box:
        assert (read_inbox(), read_inbox()) == (2, 0)

        assert box.logins[0] == 'boite@example.org "mot de passe"'
        assert box.flags() == {1: {"\\Seen"}, 2: {"\\Seen"}}
    row.refresh_from_db()
    assert (len(answers), row.state) == (1, MailState.BOUNCED)


def test_a_crash_after_reading_loses_and_doubles_nothing(answers, settings):
    with mailbox(settings, reply()) as box:
        box.dies_at = "STORE"
        assert read_inbox() == 0
        assert (len(answers), box.flags()) == (1, {1: set()})
        box.dies_at = ""
        assert read_inbox() == 1
        assert (len(answers), box.flags()) == (1, {1: {"\\Seen"}})


def test_a_message_that_breaks_its_handler_is_flagged_and_the_others_are_read(answers, settings, caplog):
    on_reply("panne", lambda *facts: 1 / 0)
    broken = reply(to="reponse+panne.x@maillage.example").replace(b"<1@", b"<2@")
    with mailbox(settings, broken, reply()) as box:
        assert read_inbox() == 2
        assert box.flags() == {1: {"\\Seen", "\\Flagged"}, 2: {"\\Seen"}}
    assert (len(answers), InboundMessage.objects.count()) == (1, 1)
    assert "flagged" in caplog.text
    del inbox.HANDLERS["panne"]


def test_what_is_dealt_with_leaves_the_mailbox_after_a_month(answers, settings, time_machine):
    time_machine.move_to("2026-12-15 10:00+01:00", tick=False)
    with mailbox(settings) as box:
        box.add(b"old", "\\Seen", day=date(2026, 11, 14))
        box.add(b"old, for a person", "\\Seen", "\\Flagged", day=date(2026, 11, 14))
        box.add(b"recent", "\\Seen", day=date(2026, 11, 16))
        read_inbox()
        assert [raw for raw, *_ in box.messages.values()] == [b"old, for a person", b"recent"]


def test_without_a_mailbox_or_a_server_nothing_is_read(settings, caplog):
    assert read_inbox() == 0
    settings.MAIL_INBOX_URL = "imap://x:y@127.0.0.1:9/"
    assert read_inbox() == 0
    assert "cannot be read" in caplog.text
