"""The mailbox, read over IMAP. A message is marked as seen once it is dealt with: a crash loses nothing, and what is read
twice does nothing the second time (inbox.py).
"""

import imaplib
import logging
from contextlib import contextmanager, suppress
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from maillage.accounts.domain.inbox import read_message
from maillage.common.jobs import job

TIMEOUT = 30  # seconds
AT_ONCE = 200  # messages in one round
LONGEST = 2_000_000  # bytes read of one message
KEPT_FOR = timedelta(days=30)  # in the mailbox, once dealt with
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"  # IMAP speaks English

logger = logging.getLogger(__name__)


@job("read_inbox", every=timedelta(minutes=2))
def read_inbox() -> int:
    """Deal with what has come. Returns the number of messages."""
    if not settings.MAIL_INBOX_URL:
        return 0
    try:
        with open_box() as box:
            count = sum(deal_with(box, number) for number in search(box, "UNSEEN")[:AT_ONCE])
            forget_old(box)
            return count
    except (imaplib.IMAP4.error, OSError) as error:
        logger.warning("The mailbox of returns cannot be read: %s", error)
        return 0


@contextmanager
def open_box():
    url = urlsplit(settings.MAIL_INBOX_URL)
    kind = imaplib.IMAP4_SSL if url.scheme == "imaps" else imaplib.IMAP4
    box = kind(url.hostname, url.port or kind_port(url.scheme), timeout=TIMEOUT)
    try:
        box.login(unquote(url.username or ""), unquote(url.password or ""))
        status, said = box.select(f'"{unquote(url.path.strip("/")) or "INBOX"}"')
        if status != "OK":
            raise imaplib.IMAP4.error(said)
        yield box
    finally:
        try:
            box.logout()
        except (imaplib.IMAP4.error, OSError):  # they hung up first
            with suppress(OSError):
                box.shutdown()


def kind_port(scheme: str) -> int:
    return imaplib.IMAP4_SSL_PORT if scheme == "imaps" else imaplib.IMAP4_PORT


def search(box, *what: str) -> list[str]:
    _, found = box.uid("SEARCH", *what)
    return found[0].decode().split() if found and found[0] else []


def deal_with(box, number: str) -> bool:
    """One message. What fails for another reason than the database is flagged, for a person to look at."""
    _, found = box.uid("FETCH", number, f"(BODY.PEEK[]<0.{LONGEST}>)")
    raw = next((part[1] for part in found if isinstance(part, tuple)), None)
    if raw is None:  # another worker moved it
        return False
    flags = r"(\Seen)"
    try:
        read_message(raw)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("A message of the mailbox could not be dealt with; it is flagged there.")
        flags = r"(\Seen \Flagged)"
    box.uid("STORE", number, "+FLAGS", flags)
    return True


def forget_old(box) -> None:
    day = timezone.localdate() - KEPT_FOR
    before = f"{day.day}-{MONTHS.split()[day.month - 1]}-{day.year}"
    old = search(box, "SEEN", "UNFLAGGED", "BEFORE", before)
    if old:
        box.uid("STORE", ",".join(old), "+FLAGS", r"(\Deleted)")
        box.expunge()
