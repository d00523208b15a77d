"""Mail that comes back: the address is marked, and nobody writes there again until it is corrected."""

import mailbox
from collections.abc import Iterable
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import transaction
from django.utils import timezone

from maillage.journal.domain import record
from maillage.partners.domain.contacts import learn
from maillage.partners.enums import FindingWay
from maillage.partners.models import Person


def addresses_refused(content: bytes) -> list[str]:
    """The addresses that notices of non-delivery refuse for good; one message, or a whole mbox.

    A delay is no refusal, and an ordinary mail refuses nobody.
    """
    from flufl.bounce import all_failures  # noqa: PLC0415  loads every dialect of every mail server

    refused = set()
    for message in messages_in(content):
        if not message.get("From"):  # the library stumbles over it, and a notice may well have none
            del message["From"]
            message["From"] = "MAILER-DAEMON"
        _, permanent = all_failures(message)
        refused |= {address.decode("ascii", "replace").strip().lower() for address in permanent}
    return sorted(refused)


def messages_in(content: bytes) -> Iterable[Message]:
    if not content.startswith(b"From "):
        yield message_from_bytes(content, policy=policy.compat32)
        return
    with NamedTemporaryFile(suffix=".mbox") as file:
        Path(file.name).write_bytes(content)
        box = mailbox.mbox(file.name, create=False)
        yield from box
        box.close()


@transaction.atomic
def mark_bounced(address: str) -> int:
    """Mark this address wherever it is kept; an address already marked keeps its first day. Returns the number."""
    address, marked = address.strip().lower(), 0
    for person in Person.everywhere.filter(email=address, bounced_on=None).select_related("authority"):
        if Person.everywhere.filter(pk=person.pk, bounced_on=None).update(bounced_on=timezone.localdate()):
            learn(person, was_right=False, way=FindingWay.BOUNCE)
            record("a reçu un courriel en échec", authority=person.authority, target=person)
            marked += 1
    return marked


@transaction.atomic
def clear_bounce(person: Person, *, by) -> None:
    """The address is good after all: a full mailbox, a mistake of their server."""
    Person.everywhere.filter(pk=person.pk).update(bounced_on=None)
    record("a levé l’échec de courriel d’un contact", actor=by, authority=person.authority, target=person)
