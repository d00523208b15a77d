from maillage.common.commands import HouseCommand
from maillage.territories.domain import load_territories
from maillage.territories.queries.land import newest_vintage


class Command(HouseCommand):
    help = (
        "Charge les communes, EPCI, départements et régions du code officiel géographique, leurs contours et leurs "
        "mairies, depuis les paquets installés par « make setup ». Ne fait rien si ce millésime est déjà chargé."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--reload", action="store_true", help="charge de nouveau un millésime déjà chargé"
        )

    def handle(self, *, reload=False, **options):
        loading = load_territories(reload=reload)
        if loading is None:
            self.stdout.write(f"{newest_vintage()} est déjà chargé (--reload pour le charger de nouveau).")
            return
        self.stdout.write(
            f"{loading.vintage} chargé en {loading.seconds:.1f} s : {loading.communes} communes, "
            f"{loading.epcis} EPCI, {loading.town_halls} mairies (dont {loading.replaced_points} points corrigés), "
            f"{loading.without_contour} communes sans contour."
        )
