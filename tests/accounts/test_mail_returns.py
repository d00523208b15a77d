"""Mail that comes back: by a notice in any dialect, by a complaint, by a provider; and what follows for the address."""

from datetime import timedelta
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from maillage.accounts.domain import returns
from maillage.accounts.domain.addresses import message_id_of, return_address
from maillage.accounts.domain.holds import lift_hold, purge_returns, put_on_hold
from maillage.accounts.domain.inbox import read_message
from maillage.accounts.emails.gate import Piece, post_rendered
from maillage.accounts.enums import InboundKind, MailState, ReturnKind
from maillage.accounts.models import AddressHold, InboundMessage, OutboundMail
from maillage.accounts.queries.holds import held_among, is_on_hold
from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from tests.accounts import notices

pytestmark = pytest.mark.django_db
LEA = "lea@dest.example"


@pytest.fixture(autouse=True)
def inbox(settings):
    settings.MAIL_INBOX = "reponse@maillage.example"


@pytest.fixture
def told():
    """What listeners of the floors above hear."""
    heard = []
    before = (list(returns.ON_REFUSAL), list(returns.ON_RETURN))
    returns.on_permanent_refusal(lambda address: heard.append(("refusal", address)))
    returns.on_return(lambda it: heard.append((it.kind, it.address, it.mail and it.mail.pk)))
    yield heard
    returns.ON_REFUSAL[:], returns.ON_RETURN[:] = before


def make_sent(to=LEA, **facts) -> OutboundMail:
    facts = {"kind": "letter", "subject": "Lettre", "text": "", "is_bulk": True, **facts}
    return OutboundMail.everywhere.create(
        to=to, state=MailState.SENT, sent_at=timezone.now(), due_at=timezone.now(), **facts
    )


def holds() -> list:
    return list(AddressHold.objects.order_by("pk").values_list("address", "reason"))


@pytest.mark.parametrize(
    ("dialect", "facts", "kind"),
    [
        (notices.POSTFIX, notices.UNKNOWN, ReturnKind.HARD),
        (notices.POSTFIX, notices.FULL, ReturnKind.SOFT),
        (notices.POSTFIX, notices.EXPIRED, ReturnKind.SOFT),
        (notices.POSTFIX, notices.POLICY, ReturnKind.SOFT),
        (notices.EXCHANGE, {}, ReturnKind.HARD),
        (notices.EXIM, {}, ReturnKind.HARD),
        (notices.QMAIL, {}, ReturnKind.HARD),
        (notices.ORANGE, {}, ReturnKind.HARD),
        (notices.FREE, {}, ReturnKind.HARD),
    ],
)
@pytest.mark.parametrize("way", ["envelope", "message_id"])
def test_a_notice_marks_the_mail_that_it_speaks_of(told, dialect, facts, kind, way):
    row = make_sent()
    proof = {"envelope": return_address(row)} if way == "envelope" else {"message_id": message_id_of(row)}
    raw = notices.write(dialect, LEA, **proof, **facts)

    assert read_message(raw) == InboundKind.BOUNCE
    assert read_message(raw) is None

    row.refresh_from_db()
    assert (row.state, row.came_back) == (MailState.BOUNCED, kind)
    assert row.last_error
    is_hard = kind == ReturnKind.HARD
    assert holds() == ([(LEA, "hard")] if is_hard else [])
    assert told == [(kind, LEA, row.pk), *([("refusal", LEA)] if is_hard else [])]


@pytest.mark.parametrize(
    "proof",
    [
        {},
        {"message_id": "<maillage.1.0123456789abcdef@maillage.example>"},
        {"envelope": "reponse+retour.1-0123456789abcdef@maillage.example"},
        {"envelope": "reponse+retour.x-@maillage.example"},
    ],
)
def test_a_notice_without_our_signature_puts_nobody_on_hold(told, proof):
    make_sent()
    assert read_message(notices.write(notices.POSTFIX, LEA, **proof)) == InboundKind.UNKNOWN
    assert (holds(), told) == ([], [])


def test_a_delay_is_no_refusal(told):
    row = make_sent()
    raw = notices.write(
        notices.POSTFIX, LEA, envelope=return_address(row), action="delayed", **notices.EXPIRED
    )
    assert read_message(raw) == InboundKind.DELAY
    row.refresh_from_db()
    assert (row.state, told) == (MailState.SENT, [])


def test_a_complaint_holds_letters_alone(told):
    row = make_sent()
    raw = notices.write(notices.COMPLAINT, LEA, message_id=message_id_of(row))

    assert read_message(raw) == InboundKind.COMPLAINT

    row.refresh_from_db()
    assert (row.state, row.came_back) == (MailState.SENT, ReturnKind.COMPLAINT)
    assert (is_on_hold(LEA, is_bulk=True), is_on_hold("LEA@dest.example", is_bulk=False)) == (True, False)
    assert told == [(ReturnKind.COMPLAINT, LEA, row.pk)]


def test_three_passing_refusals_in_a_month_put_an_address_on_hold(time_machine):
    time_machine.move_to("2026-03-14 10:00+01:00", tick=False)

    def refuse():
        row = make_sent()
        returns.note_return(row, LEA, ReturnKind.SOFT, "552 5.2.2 Full")
        return holds()

    assert refuse() == []
    time_machine.shift(timedelta(days=31))
    assert [refuse(), refuse(), refuse()] == [[], [], [(LEA, "soft")]]


def test_passing_refusals_are_counted_anew_once_the_hold_is_lifted(cast, time_machine):
    time_machine.move_to("2026-03-14 10:00+01:00", tick=False)
    for _ in range(3):
        returns.note_return(make_sent(), LEA, ReturnKind.SOFT, "Full")
    time_machine.shift(timedelta(hours=1))
    lift_hold(AddressHold.objects.get(), "Boîte vidée.", by=cast.aicha, authority=cast.pays)
    time_machine.shift(timedelta(hours=1))

    returns.note_return(make_sent(), LEA, ReturnKind.SOFT, "Full")

    assert is_on_hold(LEA, is_bulk=True) is False


def test_the_same_return_told_twice_does_not_undo_what_a_person_lifted(cast, told):
    row = make_sent()
    assert returns.note_return(row, LEA, ReturnKind.HARD, "550") is True
    lift_hold(AddressHold.objects.get(), "Corrigé.", by=cast.aicha, authority=cast.pays)

    assert returns.note_return(row, LEA, ReturnKind.HARD, "550") is False

    assert is_on_hold(LEA, is_bulk=True) is False
    assert len(told) == 2
    returns.note_return(make_sent(), LEA, ReturnKind.HARD, "550")  # news: another mail came back
    assert is_on_hold(LEA, is_bulk=True) is True


def test_a_listener_that_fails_does_not_keep_the_others_from_hearing(told, caplog):
    returns.ON_RETURN.insert(0, lambda it: 1 / 0)
    returns.note_return(make_sent(), LEA, ReturnKind.HARD, "550")
    assert len(told) == 2
    assert [record.message for record in caplog.records] == ["A listener failed on a return of mail."]


# --- addresses on hold


def test_letters_to_an_address_on_hold_are_written_and_stay(cast):
    put_on_hold("Lea@dest.example", ReturnKind.HARD, "550")
    put_on_hold("max@dest.example", ReturnKind.COMPLAINT, "")
    pieces = [Piece(f"{name}@dest.example", "x", "x") for name in ("LEA", "max", "zoe")]

    rows = post_rendered(pieces, kind="letter", authority=cast.pays)
    alone = post_rendered(pieces, kind="notice", authority=cast.pays, is_bulk=False)

    assert [row.state for row in rows] == [MailState.HELD, MailState.HELD, MailState.QUEUED]
    assert [row.state for row in alone] == [MailState.HELD, MailState.QUEUED, MailState.QUEUED]


@pytest.mark.parametrize("number", [3, 2000])
def test_who_is_held_among_many_is_one_query(django_assert_num_queries, number):
    put_on_hold(LEA, ReturnKind.HARD, "550")
    asked = ["LEA@dest.example", *(f"p{rank}@dest.example" for rank in range(number))]
    with django_assert_num_queries(1):
        assert held_among(asked, is_bulk=False) == {"LEA@dest.example"}


def test_lifting_leaves_a_reason_in_the_journal_and_no_address(cast):
    hold = put_on_hold(LEA, ReturnKind.HARD, "550")

    with pytest.raises(DomainError, match="Dites pourquoi"):
        lift_hold(hold, "  ", by=cast.aicha, authority=cast.pays)
    lift_hold(hold, " Adresse corrigée chez eux. ", by=cast.aicha, authority=cast.pays)
    with pytest.raises(DomainError, match="plus retenue"):
        lift_hold(hold, "Encore.", by=cast.aicha, authority=cast.pays)

    line = Entry.everywhere.get()
    assert (line.verb, line.target_name, line.details) == (
        "a levé la retenue d’une adresse",
        "",
        {"motif": "Adresse corrigée chez eux."},
    )
    hold.refresh_from_db()
    assert (hold.lifted_by, hold.lifted_for) == (cast.aicha, "Adresse corrigée chez eux.")


def test_old_holds_and_traces_are_forgotten(cast):
    now = timezone.now()
    put_on_hold("young@dest.example", ReturnKind.HARD, "550")
    for reason, days in ((ReturnKind.HARD, 366), (ReturnKind.SOFT, 91), (ReturnKind.COMPLAINT, 3 * 365 + 1)):
        hold = put_on_hold(f"{reason}@dest.example", reason, "")
        AddressHold.objects.filter(pk=hold.pk).update(seen_at=now - timedelta(days=days))
    put_on_hold("kept@dest.example", ReturnKind.COMPLAINT, "")
    InboundMessage.objects.create(fingerprint="x", kind="reply", received_at=now - timedelta(days=91))
    InboundMessage.objects.create(fingerprint="y", kind="reply")

    assert (purge_returns(), purge_returns()) == (4, 0)

    assert [address for address, _ in holds()] == ["young@dest.example", "kept@dest.example"]
    assert InboundMessage.objects.get().fingerprint == "y"


# --- the command


def test_the_command_reads_one_message_or_a_whole_mailbox(tmp_path, monkeypatch):
    rows = [make_sent(f"p{rank}@dest.example") for rank in range(3)]
    raws = [notices.write(notices.POSTFIX, row.to, envelope=return_address(row)) for row in rows]
    raws = [raw.replace(b"<4F2@", f"<4F{rank}@".encode()) for rank, raw in enumerate(raws)]
    box = tmp_path / "boite.mbox"
    box.write_bytes(b"".join(b"From MAILER-DAEMON Mon Nov  2 10:00:00 2026\n" + raw + b"\n" for raw in raws))
    out = StringIO()

    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(raws[0])))
    call_command("inbox", stdout=out)
    call_command("inbox", str(box), stdout=out)

    assert out.getvalue().splitlines() == ["avis de non-remise : 1", "déjà lu : 1", "avis de non-remise : 2"]
    assert len(holds()) == 3
    with pytest.raises(CommandError, match="ne s’ouvre pas"):
        call_command("inbox", str(tmp_path / "absent"))


def test_the_mail_server_keeps_a_message_that_we_could_not_read(monkeypatch, django_db_blocker):
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b"Subject: x\n\nx")))
    with django_db_blocker.block(), pytest.raises(CommandError) as error:
        call_command("inbox")
    assert error.value.returncode == 75  # EX_TEMPFAIL
