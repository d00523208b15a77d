from django.core.management import CommandError
from django_scopes import scope

from maillage.common.commands import HouseCommand, in_french
from maillage.governance.queries.register import verify_register
from maillage.territories.models import Authority


class Command(HouseCommand):
    help = (
        "Relit le registre des avis et décisions d’une autorité, ligne après ligne, et dit si la chaîne tient. "
        "N’écrit rien."
    )

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True, metavar="verify", title="Actions")
        verify = in_french(
            actions.add_parser("verify", help="vérifie la chaîne", description=self.help, add_help=False)
        )
        verify.add_argument(
            "slug", metavar="ADRESSE", help="l’autorité, par son adresse : pays-du-lunevillois"
        )

    def handle(self, *, slug, **options):
        authority = Authority.objects.filter(slug=slug).first()
        if authority is None:
            raise CommandError(f"Aucune autorité n’a l’adresse « {slug} ».")
        with scope(authority=authority):
            check = verify_register(authority)
        if not check.holds:
            raise CommandError(f"Registre de {authority} : la chaîne est rompue. {check.why}")
        s = "s" if check.rows > 1 else ""
        last = f" Dernière empreinte : {check.last_hash}" if check.rows else ""
        self.stdout.write(f"Registre de {authority} : {check.rows} ligne{s}, la chaîne tient.{last}")
