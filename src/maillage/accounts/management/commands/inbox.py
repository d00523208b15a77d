import mailbox
import os
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.management.base import CommandError

from maillage.accounts.domain.inbox import read_message
from maillage.accounts.enums import InboundKind
from maillage.common.commands import HouseCommand


class Command(HouseCommand):
    help = (
        "Lit un courriel arrivé à la boîte des retours et des réponses, ou une boîte mbox : les adresses refusées "
        "sont retenues, les réponses rangées. Sans fichier, lit l’entrée : c’est ainsi qu’un serveur de courriel "
        "appelle cette commande. Un message déjà lu ne fait rien."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default="-", help="fichier à lire ; rien, ou -, pour l’entrée")

    def handle(self, *, file, **options):
        try:
            counts = Counter(read_message(raw) for raw in messages_in(content_of(file)))
        except CommandError:
            raise
        except Exception as error:  # whatever it is, the mail server must keep the message and come back
            raise CommandError(
                f"Message non lu, à présenter à nouveau ({error}).", returncode=os.EX_TEMPFAIL
            ) from error
        for kind, number in counts.items():
            self.stdout.write(f"{InboundKind(kind).label if kind else 'déjà lu'} : {number}")


def content_of(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"Ce fichier ne s’ouvre pas : {name}.") from error


def messages_in(content: bytes) -> Iterable[bytes]:
    """One message, or all those of an mbox. A server that pipes one message puts « From » before it as well."""
    if not content.startswith(b"From "):
        yield content
        return
    with NamedTemporaryFile(suffix=".mbox") as file:
        Path(file.name).write_bytes(content)
        box = mailbox.mbox(file.name, create=False)
        yield from (box.get_bytes(key) for key in box.keys())  # noqa: SIM118  a mailbox is no dict
        box.close()
