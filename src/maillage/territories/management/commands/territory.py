import json
from dataclasses import asdict

from django.core.management.base import CommandError

from maillage.common.commands import HouseCommand
from maillage.territories.enums import Level
from maillage.territories.queries import search
from maillage.territories.queries.land import newest_vintage


class Command(HouseCommand):
    help = "Cherche une commune, un EPCI, un département ou une région par son nom, même mal écrit, ou par son code."

    def add_arguments(self, parser):
        parser.add_argument("text", metavar="NOM", help="nom, code INSEE, SIREN ou code postal")
        parser.add_argument("--level", choices=Level.values, action="append", help="niveau (peut se répéter)")
        parser.add_argument("--limit", type=int, default=10, help="nombre de réponses (10)")
        parser.add_argument("--json", action="store_true", help="réponse en JSON, pour un autre programme")

    def handle(self, *, text, level=None, limit=10, **options):
        if newest_vintage() is None:
            raise CommandError("Aucun territoire n’est chargé : lancez « python -m maillage territories ».")
        places = search(text, levels=level, limit=limit)
        if not places:
            raise CommandError(f"Aucun lieu ne ressemble à « {text} ».")
        if options["json"]:
            rows = [asdict(place) for place in places]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for place in places:
            people = "–" if place.population is None else place.population
            self.stdout.write(
                f"{place.level:<12}{place.code:<10}{people:>9}  {place.name} ({place.detail or place.kind})"
            )
