"""The names that a mail bears on the outside: its Message-ID, where it returns, where its answer goes.

All are signed: a notice that says « this address refuses your mail » is believed only if it shows one, so that nobody
can have the address of somebody else put on hold.
"""

import hmac
import re
from email.utils import parseaddr
from hashlib import sha256

from django.conf import settings

from maillage.accounts.models import OutboundMail

RETURN = "retour"  # the purpose of envelope senders
PURPOSE = re.compile(r"[a-z][a-z0-9-]{0,19}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,43}")
LONGEST = 64  # RFC 5321, 4.5.3.1.1
SIGNED = 16  # characters of a signature: 64 bits


def signature(what: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"mail:{what}".encode(), sha256).hexdigest()[:SIGNED]


def is_signed(pk: str, given: str) -> bool:
    return hmac.compare_digest(signature(pk), given)


def message_id_of(mail: OutboundMail) -> str:
    """The same at each try: whoever receives a copy shows one."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<maillage.{mail.pk}.{signature(str(mail.pk))}@{domain}>"


def return_address(mail: OutboundMail) -> str:
    """The envelope sender of this mail alone (VERP), or nothing when no mailbox is configured."""
    return address_for(RETURN, f"{mail.pk}-{signature(str(mail.pk))}")


def reply_address(purpose: str, token: str) -> str:
    """Where an answer by mail goes: `reponse+<purpose>.<token>@…`, or nothing when no mailbox is configured.

    `token` says what is answered, and must be a secret that only its recipient knows: whoever writes there speaks.
    Some servers write addresses in lower case: a token in lower case survives them.
    """
    if purpose == RETURN or not PURPOSE.fullmatch(purpose) or not TOKEN.fullmatch(token):
        raise ValueError(f"No address may bear this: {purpose!r}.")
    return address_for(purpose, token)


def address_for(purpose: str, token: str) -> str:
    if not settings.MAIL_INBOX:
        return ""
    name, _, domain = settings.MAIL_INBOX.rpartition("@")
    local = f"{name}+{purpose}.{token}"
    if len(local) > LONGEST:
        raise ValueError(f"This address would be too long for mail servers: {local!r}.")
    return f"{local}@{domain}"


def read_address(address: str) -> tuple[str, str] | None:
    """The purpose and the token of an address of ours, or None for any other."""
    name, _, domain = settings.MAIL_INBOX.lower().rpartition("@")
    local, _, theirs = address.strip().rpartition("@")
    base, plus, rest = local.partition("+")
    purpose, dot, token = rest.partition(".")
    if not (name and plus and dot and base.lower() == name and theirs.lower() == domain):
        return None
    return (purpose.lower(), token) if TOKEN.fullmatch(token) else None
