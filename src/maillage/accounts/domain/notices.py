"""Notices that a mail server or a provider sends back: what they refuse, for how long, and of which mail they speak."""

import re
from dataclasses import dataclass
from email import message_from_string
from email.message import Message

from maillage.accounts.domain.addresses import is_signed
from maillage.accounts.enums import ReturnKind
from maillage.accounts.models import OutboundMail

OUR_MESSAGE = re.compile(r"<maillage\.(\d{1,18})\.([0-9a-f]{16})@")
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463
FULL = re.compile(
    r"quota|mailbox (?:is )?full|bo[iî]te (?:du destinataire )?pleine|insufficient storage", re.IGNORECASE
)
# Not the address: full, message too large, content, policy.
PASSING = ("5.2.2", "5.2.3", "5.3.4", "5.6.", "5.7.")


@dataclass(frozen=True)
class Notice:
    """What a notice says: refused for good, refused in passing, complained of; None when it only announces a delay."""

    kind: ReturnKind | None
    evidence: str


def read_notice(message: Message, raw: bytes) -> Notice | None:
    """What this message says if it is a notice, in the dialect of any mail server; None if it is not."""
    if is_complaint(message):
        return Notice(ReturnKind.COMPLAINT, "Avis du fournisseur de messagerie (ARF).")
    delayed, refused = failures_in(raw)
    if not (delayed or refused):
        return None
    said = words_of(message)
    if not refused:
        return Notice(None, said)
    return Notice(ReturnKind.SOFT if is_passing(said) else ReturnKind.HARD, said)


def failures_in(raw: bytes) -> tuple[set[bytes], set[bytes]]:
    """The addresses delayed, and those refused."""
    from flufl.bounce import all_failures  # noqa: PLC0415  loads every dialect of every mail server

    message = message_from_string(
        raw.decode("ascii", "replace")
    )  # the library stumbles over any other header
    if not message.get("From"):  # and over none at all, which a notice may well have
        del message["From"]
        message["From"] = "MAILER-DAEMON"
    delayed, refused = all_failures(message)
    return set(delayed), set(refused)


def is_complaint(message: Message) -> bool:
    """A report of abuse (RFC 5965)."""
    return any(part.get_content_type() == "message/feedback-report" for part in message.walk())


def is_passing(said: str) -> bool:
    found = STATUS.search(said)
    status = found[0] if found else ""
    return status.startswith("4") or status.startswith(PASSING) or bool(FULL.search(said))


def words_of(message: Message) -> str:
    """The code and the words of the server: from the machine's part if there is one, else from the text."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            if "final-recipient" in block or "action" in block:
                said = f"{block.get('Status', '')} {block.get('Diagnostic-Code', '')}"
                return " ".join(said.split())[:250]
    return sentence_in(text_of(message))


def sentence_in(text: str) -> str:
    """The line that bears a code, or the first one that speaks of a failure."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    for marker in (
        STATUS,
        re.compile(r"\b[45]\d\d\b"),
        FULL,
        re.compile(r"unknown|no such|inconnu|fail", re.IGNORECASE),
    ):
        for line in lines:
            if marker.search(line):
                return line[:250]
    return lines[0][:250] if lines else ""


def text_of(message: Message) -> str:
    """The first text that people read, however it is encoded."""
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            return decoded(part)
    return ""


def decoded(part: Message) -> str:
    content = part.get_payload(decode=True) or b""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:  # a charset that nobody knows
        return content.decode("utf-8", "replace")


def mail_of(message: Message, raw: bytes, token: str) -> OutboundMail | None:
    """The mail that a notice speaks of: by the envelope sender it was returned to, or by the Message-ID it quotes.

    Both are signed: without one, nobody knows who speaks.
    """
    number, _, signed = token.partition("-")
    pairs = [(number, signed)] if token else []
    pairs += OUR_MESSAGE.findall(raw.decode("ascii", "replace"))
    for part in message.walk():
        if part.get("Content-Transfer-Encoding", "").lower() in {"base64", "quoted-printable"}:
            pairs += OUR_MESSAGE.findall(decoded(part))
    for number, signed in pairs:
        if number.isdecimal() and is_signed(number, signed):
            return OutboundMail.everywhere.filter(pk=number).first()
    return None
