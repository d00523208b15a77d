from django.db import transaction

from maillage.accounts.domain.people import open_account
from maillage.accounts.models import User
from maillage.common.commands import HouseCommand, in_french
from maillage.territories.enums import AuthorityKind, Level
from maillage.territories.queries.authorities import free_slug
from maillage.territories.queries.land import figures_of
from maillage.workspace.domain import found_authority


class Command(HouseCommand):
    help = (
        "Crée une autorité, comme le fait l’assistant : son territoire, ses communes, son premier plan. "
        "Sans --wet-run, dit ce qui serait créé et n’écrit rien."
    )

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True, metavar="create", title="Actions")
        create = in_french(
            actions.add_parser("create", help="crée une autorité", description=self.help, add_help=False)
        )
        create.add_argument(
            "--kind", required=True, choices=AuthorityKind.values, help="nature de l’autorité"
        )
        create.add_argument("--name", required=True, metavar="NOM", help="nom de l’autorité")
        for level in Level:
            create.add_argument(
                f"--{level.value}",
                action="append",
                default=[],
                metavar="CODE",
                help=f"{level.label} du territoire (peut se répéter)",
            )
        create.add_argument("--slug", metavar="ADRESSE", help="adresse du site ; faite du nom par défaut")
        create.add_argument(
            "--pilot", metavar="COURRIEL", help="premier pilote ; son compte est ouvert au besoin"
        )
        create.add_argument("--wet-run", action="store_true", help="écrit vraiment")

    def handle(self, *, kind, name, slug=None, pilot=None, wet_run=False, **options):
        places = [(level.value, code) for level in Level for code in options[level.value]]
        with transaction.atomic():
            authority = self.create(kind, name, slug or free_slug(name), places, pilot)
            told = self.told(authority, pilot)
            if not wet_run:
                transaction.set_rollback(True)
        if wet_run:
            self.stdout.write(f"Créée : {told}")
        else:
            self.stdout.write(f"Serait créée : {told} Rien n’est écrit : ajoutez --wet-run.")

    @staticmethod
    def create(kind, name, slug, places, pilot):
        user = None
        if pilot:
            user = User.objects.filter(email__iexact=pilot).first() or open_account(pilot)
        return found_authority(user, kind=kind, name=name, slug=slug, places=places)

    @staticmethod
    def told(authority, pilot) -> str:
        figures = figures_of(authority.communes.all())
        return (
            f"{authority} ({authority.get_kind_display()}), adresse /{authority.slug}/, "
            f"{figures['communes']} communes, {figures['inhabitants']} habitants, {figures['epcis']} EPCI, "
            f"{figures['vintage']}, {f'pilote {pilot}' if pilot else 'sans pilote'}."
        )
