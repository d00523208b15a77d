"""One mailbox for what comes back and for answers: each message is read once, and goes to whom it concerns.

Whoever hands a message over may do so twice, after a crash: the second time does nothing.
"""

import logging
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses, parseaddr
from hashlib import sha256

from django.db import transaction

from maillage.accounts.domain.addresses import RETURN, read_address, reply_address
from maillage.accounts.domain.notices import mail_of, read_notice
from maillage.accounts.domain.reply_text import text_of_reply
from maillage.accounts.domain.returns import note_return
from maillage.accounts.enums import InboundKind, ReturnKind
from maillage.accounts.models import InboundMessage
from maillage.common.errors import DomainError

__all__ = ["on_reply", "read_message", "reply_address"]

Handler = Callable[[str, str, str, Message], object]
HANDLERS: dict[str, Handler] = {}
ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To", "Cc")
MACHINES = {"bulk", "junk", "list", "auto_reply"}

logger = logging.getLogger(__name__)


def on_reply(purpose: str, handler: Handler) -> None:
    """Answers to `reply_address(purpose, token)` go to `handler(token, sender, text, message)`.

    `text` is what the person wrote, without the mail answered and without their signature; it may be empty. `sender` is
    the address that the message claims: only the token proves something. The handler works in the transaction that
    notes the message as read, and refuses a token that it does not know by a DomainError.
    """
    HANDLERS[purpose] = handler


@transaction.atomic
def read_message(raw: bytes) -> InboundKind | None:
    """Read a message from the mailbox and act on it. Returns what it was, or None if it had been read already."""
    message = message_from_bytes(raw, policy=policy.compat32)
    row, is_new = InboundMessage.objects.get_or_create(
        fingerprint=fingerprint_of(message, raw), defaults={"kind": InboundKind.UNKNOWN}
    )
    if not is_new:
        return None
    kind, purpose = dispatch(message, raw)
    InboundMessage.objects.filter(pk=row.pk).update(kind=kind, purpose=purpose)
    if kind == InboundKind.UNKNOWN:
        logger.warning(
            "A message in the mailbox of returns is not understood (purpose: %s).", purpose or "none"
        )
    return kind


def fingerprint_of(message: Message, raw: bytes) -> str:
    name = str(message.get("Message-ID") or "").strip()
    return sha256(name.encode("utf-8", "replace") if name else raw).hexdigest()


def dispatch(message: Message, raw: bytes) -> tuple[InboundKind, str]:
    ours = addresses_in(message)
    token = next((token for purpose, token in ours if purpose == RETURN), "")
    if notice := read_notice(message, raw):
        return act_on_notice(notice, message, raw, token), RETURN
    if is_automatic(message):
        return InboundKind.AUTOMATIC, ""
    for purpose, token in ours:
        if purpose in HANDLERS:
            return answer(purpose, token, message), purpose
    return InboundKind.UNKNOWN, ours[0][0] if ours else ""


def act_on_notice(notice, message: Message, raw: bytes, token: str) -> InboundKind:
    if notice.kind is None:
        return InboundKind.DELAY
    mail = mail_of(message, raw, token)
    if mail is None:
        return InboundKind.UNKNOWN  # unsigned, or of a mail forgotten since: nobody knows who speaks
    note_return(mail, mail.to, notice.kind, notice.evidence)
    return InboundKind.COMPLAINT if notice.kind == ReturnKind.COMPLAINT else InboundKind.BOUNCE


def answer(purpose: str, token: str, message: Message) -> InboundKind:
    sender = parseaddr(str(message.get("From", "")))[1].lower()
    try:
        with transaction.atomic():
            HANDLERS[purpose](token, sender, text_of_reply(message), message)
    except DomainError:
        return InboundKind.UNKNOWN
    return InboundKind.REPLY


def addresses_in(message: Message) -> list[tuple[str, str]]:
    """Purpose and token of each of our addresses that this message was sent to."""
    headers = [str(value) for name in ADDRESSED for value in message.get_all(name, [])]
    found = [read_address(address) for _, address in getaddresses(headers)]
    return list(dict.fromkeys(each for each in found if each))


def is_automatic(message: Message) -> bool:
    """« Je suis absente jusqu’au 3 »: nobody wrote that to us (RFC 3834, and older habits)."""
    submitted = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    return (
        submitted != "no"
        or bool(message.get("X-Auto-Response-Suppress"))
        or bool(message.get("X-Autoreply") or message.get("X-Autorespond"))
        or str(message.get("Precedence", "")).strip().lower() in MACHINES
    )
