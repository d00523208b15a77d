import sys
from pathlib import Path

from django.core.management.base import CommandError

from maillage.common.commands import HouseCommand
from maillage.partners.domain.bounces import addresses_refused, mark_bounced


class Command(HouseCommand):
    help = (
        "Lit un avis de non-remise, ou une boîte mbox qui en contient, et marque les contacts dont l’adresse est "
        "refusée. Avec « - », lit l’entrée : c’est ainsi qu’un serveur de courriel appelle cette commande."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="fichier à lire, ou - pour l’entrée")

    def handle(self, *, file, **options):
        addresses = addresses_refused(read(file))
        marked = sum(mark_bounced(address) for address in addresses)
        s, are = ("s", "sont") if marked > 1 else ("", "est")
        found = f"{len(addresses)} adresse{'s' if len(addresses) > 1 else ''} en échec"
        self.stdout.write(f"{found}. {marked} fiche{s} de contact {are} marquée{s}.")


def read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"Ce fichier ne s’ouvre pas : {name}.") from error
