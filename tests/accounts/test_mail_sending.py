"""How mail leaves, against real servers: what they refuse, when they hang up, what is tried again and what is not."""

import os
import socket
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from maillage.accounts.domain import mail, marks, outcomes
from maillage.accounts.domain.marks import Mark
from maillage.accounts.enums import MailState
from maillage.accounts.models import AddressHold, OutboundMail
from maillage.config import settings as product
from tests.accounts.mail_servers import free_port, mail_server

pytestmark = pytest.mark.django_db

LEA, MAX, ZOE = "lea@example.org", "max@example.org", "zoe@example.org"


def make_mail(to=LEA, **facts) -> OutboundMail:
    facts = {"kind": "test", "subject": "Bonjour", "text": "Le texte", "due_at": timezone.now(), **facts}
    return OutboundMail.everywhere.create(to=to, **facts)


def states() -> list:
    return list(OutboundMail.everywhere.order_by("pk").values_list("to", "state", "attempts"))


def errors() -> list[str]:
    return list(OutboundMail.everywhere.order_by("pk").values_list("last_error", flat=True))


# --- one connection, in order


def test_letters_leave_over_one_connection_and_keep_their_leading_dots(settings):
    make_mail(LEA, text="Un.\n.deux\n..trois\n.")
    make_mail(MAX, html="<p>Un</p>")
    with mail_server(settings) as postman:
        assert mail.deliver_due() == 2

    assert (postman.to, postman.connections) == ([LEA, MAX], 1)
    assert b"Un.\r\n.deux\r\n..trois\r\n." in postman.letters[0][2]
    assert postman.letters[0][0] == "ne-pas-repondre@maillage.example"
    assert states() == [(LEA, MailState.SENT, 1), (MAX, MailState.SENT, 1)]
    assert list(marks.folder().iterdir()) == []


def test_letters_leave_after_everything_else(settings):
    before = timezone.now() - timedelta(hours=1)
    for rank in range(60):
        make_mail(f"p{rank}@example.org", is_bulk=True, due_at=before)
    make_mail(LEA, kind="login_code")
    with mail_server(settings) as postman:
        assert mail.deliver_due() == 61

    assert postman.to == [LEA, *(f"p{rank}@example.org" for rank in range(60))]


def test_a_code_asked_for_amid_letters_leaves_before_the_rest_of_them(settings):
    """Four letters a second, a look each second: the code comes sixth at worst."""
    settings.MAIL_PER_SECOND = 4
    for rank in range(8):
        make_mail(f"p{rank}@example.org", is_bulk=True)
    with mail_server(settings) as postman:
        posted = []

        def post_code_meanwhile(execute, sql, params, many, context):
            if postman.letters and not posted:
                posted.append(LEA)
                make_mail(LEA, kind="login_code", due_at=timezone.now() - timedelta(seconds=9))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(post_code_meanwhile):
            mail.deliver_due()

    assert postman.to.index(LEA) <= 5
    assert len(postman.to) == 9


def test_two_rounds_never_send_a_row_twice(settings):
    make_mail()
    with mail_server(settings) as postman:
        assert (mail.deliver_due(), mail.deliver_due()) == (1, 0)
    assert postman.to == [LEA]


def test_a_batch_is_claimed_by_one_of_two_workers():
    """The other worker takes the rows between our look and our UPDATE: ours then changes nothing."""
    make_mail()
    with marks.own_run() as ours, marks.own_run() as theirs:
        taken = []

        def take_it_first(execute, sql, params, many, context):
            if sql.startswith("UPDATE") and not taken:
                taken.append(None)
                taken[0] = mail.claim(theirs)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(take_it_first):
            assert mail.claim(ours) == []
        assert [row.to for row in taken[0]] == [LEA]
        assert states() == [(LEA, MailState.SENDING, 0)]


def test_the_pace_asked_for_is_kept(settings):
    settings.MAIL_PER_SECOND = 50
    for rank in range(6):
        make_mail(f"p{rank}@example.org")
    started = timezone.now()
    with mail_server(settings):
        assert mail.deliver_due() == 6
    assert timezone.now() - started >= timedelta(seconds=5 / 50)


# --- what servers refuse


@pytest.mark.parametrize(
    ("verb", "answer", "state", "is_held"),
    [
        ("RCPT", "550 5.1.1 User unknown", MailState.FAILED, True),
        ("RCPT", "553 No such user here", MailState.FAILED, True),
        ("RCPT", "550 5.7.1 Blocked by policy", MailState.QUEUED, False),
        ("RCPT", "554 5.7.1 Relay access denied", MailState.QUEUED, False),
        ("RCPT", "450 4.2.0 Greylisted", MailState.QUEUED, False),
        ("RCPT", "452 4.2.2 Mailbox full", MailState.QUEUED, False),
        ("DATA", "451 4.3.0 Later", MailState.QUEUED, False),
        ("DATA", "554 5.6.0 Malformed", MailState.FAILED, False),
        ("DATA", "550 5.7.1 Spam", MailState.QUEUED, False),
    ],
)
def test_a_refusal_concerns_one_letter(settings, verb, answer, state, is_held):
    make_mail(LEA)
    make_mail(MAX)
    with mail_server(settings, {LEA: {verb: [answer]}}) as postman:
        assert mail.deliver_due() == 1

    assert (postman.to, postman.connections) == ([MAX], 1)
    assert states() == [(LEA, state, 1), (MAX, MailState.SENT, 1)]
    assert errors()[0].endswith(answer)
    assert LEA not in errors()[0]
    assert AddressHold.objects.filter(address=LEA).exists() == is_held


def test_a_greylisted_letter_waits_and_passes(settings, time_machine):
    time_machine.move_to("2026-03-14 10:00+01:00", tick=True)
    make_mail()
    with mail_server(settings, {LEA: {"RCPT": ["450 4.2.0 Greylisted", ""]}}) as postman:
        assert (mail.deliver_due(), mail.deliver_due()) == (0, 0)
        time_machine.shift(timedelta(minutes=2))
        assert mail.deliver_due() == 1
    assert (postman.to, states()) == ([LEA], [(LEA, MailState.SENT, 2)])


def test_a_refusal_waits_longer_each_time_then_gives_up(settings, time_machine):
    time_machine.move_to("2026-03-14 10:00+01:00", tick=False)
    row = make_mail()
    waits = []
    with mail_server(settings, {LEA: {"RCPT": ["450 4.2.0 Later"]}}) as postman:
        for _ in range(outcomes.MAX_ATTEMPTS):
            mail.deliver_due()
            row.refresh_from_db()
            waits.append(row.due_at - timezone.now())
            time_machine.move_to(row.due_at, tick=False)
        assert mail.deliver_due() == 0

    assert waits[:4] == outcomes.BACK_OFF
    assert (row.state, row.attempts, postman.connections) == (MailState.FAILED, 5, 5)


# --- servers that fail


def test_without_a_server_no_letter_loses_a_try(settings):
    settings.MAIL_TRANSPORT = product.env.email_url_config(f"smtp://127.0.0.1:{free_port()}")
    for rank in range(120):
        make_mail(f"p{rank}@example.org")

    assert [mail.deliver_due() for _ in range(3)] == [0, 0, 0]

    assert {(state, attempts) for _, state, attempts in states()} == {(MailState.QUEUED, 0)}
    assert [error for error in errors() if error] == [errors()[0]]
    assert "ConnectionRefusedError" in errors()[0]


@pytest.mark.parametrize(
    ("script", "tries"),
    [
        ({"*": {"MAIL": ["530 5.7.0 Authentication required"]}}, 0),
        ({"*": {"MAIL": ["450 4.7.1 Daily quota exceeded"]}}, 0),
        ({"*": {"RCPT": ["421 4.7.0 Too many messages"]}}, 0),
        ({"*": {"RCPT": ["HANG UP"]}}, 3),  # perhaps the letter's fault: three of them, then enough
    ],
)
def test_a_server_that_refuses_us_all_does_not_burn_the_tries(settings, script, tries):
    for rank in range(120):
        make_mail(f"p{rank}@example.org")
    with mail_server(settings, script) as postman:
        assert mail.deliver_due() == 0

    assert postman.connections <= 3
    assert {state for _, state, _ in states()} == {MailState.QUEUED}
    assert sum(attempts for _, _, attempts in states()) == tries


def test_a_server_that_asks_for_a_new_connection_gets_one(settings):
    make_mail(LEA)
    make_mail(MAX)
    with mail_server(settings, {LEA: {"RCPT": ["421 4.7.0 Enough for this connection", ""]}}) as postman:
        assert mail.deliver_due() == 2
    assert (sorted(postman.to), postman.connections) == ([LEA, MAX], 2)
    assert states() == [(LEA, MailState.SENT, 1), (MAX, MailState.SENT, 1)]


def test_a_letter_that_makes_the_server_hang_up_does_not_keep_the_others(settings):
    for to in (LEA, MAX, ZOE):
        make_mail(to)
    with mail_server(settings, {LEA: {"RCPT": ["HANG UP"]}}) as postman:
        assert mail.deliver_due() == 2
    assert postman.to == [MAX, ZOE]
    assert states() == [
        (LEA, MailState.QUEUED, 1),
        (MAX, MailState.SENT, 1),
        (ZOE, MailState.SENT, 1),
    ]


def test_a_server_that_dies_after_the_dot_has_the_letter_and_the_row_says_so(settings):
    make_mail(LEA)
    make_mail(MAX)
    with mail_server(settings, {LEA: {"DATA": ["DOT THEN HANG UP"]}}) as postman:
        assert (mail.deliver_due(), mail.deliver_due()) == (2, 0)

    assert postman.to == [LEA, MAX]
    rows = OutboundMail.everywhere.order_by("pk").values_list("state", "is_unacknowledged", "last_error")
    assert list(rows) == [(MailState.SENT, True, outcomes.NO_RECEIPT), (MailState.SENT, False, "")]


def test_a_server_that_is_silent_is_left(settings, monkeypatch):
    monkeypatch.setattr("maillage.accounts.domain.transport.TIMEOUT", 0.2)
    make_mail()
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        settings.MAIL_TRANSPORT = product.env.email_url_config(f"smtp://127.0.0.1:{port}")
        assert mail.deliver_due() == 0
    assert states() == [(LEA, MailState.QUEUED, 0)]


# --- addresses on hold


def test_an_address_held_after_its_letter_was_written_gets_none(settings):
    make_mail(LEA, is_bulk=True)
    make_mail(MAX, is_bulk=True)
    make_mail(LEA, kind="login_code")
    AddressHold.objects.create(address=LEA, reason="hard")
    with mail_server(settings) as postman:
        assert mail.deliver_due() == 2
    assert postman.to == [LEA, MAX]
    assert states() == [(LEA, MailState.HELD, 0), (MAX, MailState.SENT, 1), (LEA, MailState.SENT, 1)]


# --- workers that die


@contextmanager
def dying_run():
    """Its file stays, unlocked, as after a kill."""
    with suppress(KeyboardInterrupt), marks.own_run() as run:
        yield run
        raise KeyboardInterrupt


def test_what_a_dead_run_had_done_is_noted_and_the_rest_leaves_at_once(settings):
    for rank in range(4):
        make_mail(f"p{rank}@example.org")
    with dying_run() as run:
        mail.claim(run)
        for slot, mark in enumerate([Mark.TAKEN, Mark.DOT, Mark.TRYING, Mark.NONE]):
            run.mark(slot, mark)

    with mail_server(settings) as postman:
        assert mail.deliver_due() == 2

    assert postman.to == ["p2@example.org", "p3@example.org"]
    rows = OutboundMail.everywhere.order_by("pk").values_list("state", "attempts", "is_unacknowledged")
    assert list(rows) == [
        (MailState.SENT, 1, False),
        (MailState.SENT, 1, True),
        (MailState.SENT, 2, False),
        (MailState.SENT, 1, False),
    ]
    assert list(marks.folder().iterdir()) == []


def test_a_run_that_lives_is_left_alone(settings, time_machine):
    time_machine.move_to("2026-03-14 10:00+01:00", tick=False)
    make_mail()
    with marks.own_run() as run:
        mail.claim(run)
        time_machine.shift(timedelta(hours=1))
        with mail_server(settings) as postman:
            assert mail.deliver_due() == 0
        assert (postman.to, states()) == ([], [(LEA, MailState.SENDING, 0)])


def test_a_letter_that_kills_its_workers_is_given_up(settings):
    make_mail()
    for _ in range(outcomes.MAX_ATTEMPTS):
        with dying_run() as run:
            assert len(mail.claim(run)) == 1
            run.mark(0, Mark.TRYING)
        assert mail.settle_dead_runs() == 1

    assert states() == [(LEA, MailState.FAILED, 5)]
    assert errors() == [outcomes.INTERRUPTED]


def test_a_claim_of_another_machine_lasts_ten_minutes(settings, time_machine):
    time_machine.move_to("2026-03-14 10:00+01:00", tick=False)
    make_mail()
    OutboundMail.everywhere.update(state=MailState.SENDING, claimed_at=timezone.now(), claimed_by="elsewhere")
    with mail_server(settings) as postman:
        time_machine.shift(timedelta(minutes=9))
        assert mail.deliver_due() == 0
        time_machine.shift(timedelta(minutes=2))
        assert mail.deliver_due() == 1
    assert (postman.to, states()) == ([LEA], [(LEA, MailState.SENT, 2)])


def test_an_old_mark_never_speaks_for_a_new_letter():
    first, second = make_mail(LEA), make_mail(MAX, due_at=timezone.now() + timedelta(hours=1))
    with dying_run() as run:
        mail.claim(run)
        run.mark(0, Mark.TAKEN)
        outcomes.settle([outcomes.of_mark(first, Mark.TAKEN)], run.name)
        OutboundMail.everywhere.filter(pk=second.pk).update(due_at=timezone.now())
        mail.claim(run)

    mail.settle_dead_runs()

    assert states() == [(LEA, MailState.SENT, 1), (MAX, MailState.QUEUED, 0)]


def test_the_file_of_a_run_that_was_never_born_is_swept():
    unborn = marks.folder() / "x.new"
    unborn.touch()
    mail.settle_dead_runs()
    assert unborn.exists()

    hours_ago = unborn.stat().st_mtime - 2 * 3600
    os.utime(unborn, (hours_ago, hours_ago))
    mail.settle_dead_runs()
    assert not unborn.exists()
