"""Answering a reminder by mail, without an account: the address itself says who speaks, of which task."""

from email.message import EmailMessage

import pytest

from maillage.accounts.domain.inbox import read_message
from maillage.accounts.models import OutboundMail
from maillage.partners.domain.space import take_back_links
from maillage.work.domain import tasks as domain
from maillage.work.models import Task, TaskComment
from tests.partners.factories import make_contact, make_organisation


@pytest.fixture
def lea(cast, settings):
    settings.MAIL_INBOX = "reponse@maillage.example"
    return make_contact(make_organisation(cast.pays))


def answer(to: str, text="J’ai les chiffres de deux agences.", number=1) -> str:
    message = EmailMessage()
    message["From"] = "quelqu’un <autre@example.org>"
    message["To"] = to
    message["Subject"] = "Re: Une tâche vous est confiée"
    message["Message-ID"] = f"<{number}@example.org>"
    message.set_content(f"{text}\n\nLe 3 mars 2026, Maillage a écrit :\n> Bonjour,\n")
    return read_message(message.as_bytes())


def words() -> list:
    return [(word.author, word.text) for word in TaskComment.everywhere.order_by("pk")]


def test_an_answer_becomes_a_word_on_the_task(cast, lea):
    domain.give_task(cast.pays, title="Compter les refus", owner=lea, by=cast.theo)
    mail = OutboundMail.everywhere.get()
    assert "Vous pouvez aussi répondre à ce courriel" in mail.text
    assert answer(mail.reply_to) == "reply"
    assert words() == [("Léa Martin", "J’ai les chiffres de deux agences.")]


def test_a_member_of_the_team_answers_in_their_name(cast, lea):
    domain.give_task(cast.pays, title="Relire la carte", owner=cast.chloe, by=cast.theo)
    answer(OutboundMail.everywhere.get().reply_to, "Fait demain.")
    assert words() == [("Chloe", "Fait demain.")]


def test_no_other_address_opens_anything(cast, lea):
    task = domain.give_task(cast.pays, title="Compter les refus", owner=lea, by=cast.theo)
    address = OutboundMail.everywhere.get().reply_to
    forged = address.replace(f".{task.pk}-", f".{task.pk + 1}-")
    other = address.replace(f"-p{lea.pk}-", f"-u{cast.aicha.pk}-")
    assert [
        answer(to, number=n) for n, to in enumerate((forged, other, "reponse+travaux.x@maillage.example"))
    ] == [
        "unknown",
        "unknown",
        "unknown",
    ]
    assert words() == []


def test_links_taken_back_and_tasks_out_of_sight_are_deaf(cast, lea):
    domain.give_task(cast.pays, title="Compter les refus", owner=lea, by=cast.theo)
    address = OutboundMail.everywhere.get().reply_to
    Task.everywhere.update(person=None)
    assert answer(address, number=1) == "unknown"
    Task.everywhere.update(person=lea)
    take_back_links(lea, by=cast.theo)
    assert answer(address, number=2) == "unknown"
    assert words() == []


def test_without_a_mailbox_the_mail_says_nothing_of_answers(cast, lea, settings):
    settings.MAIL_INBOX = ""
    domain.give_task(cast.pays, title="Compter les refus", owner=lea, by=cast.theo)
    mail = OutboundMail.everywhere.get()
    assert (mail.reply_to, "répondre à ce courriel" in mail.text) == ("", False)
