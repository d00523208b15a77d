import json
import sys
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone
from pydantic import ValidationError

from maillage.common.commands import HouseCommand, in_french
from maillage.governance.queries.reviews import review_all
from maillage.law.enums import Outcome
from maillage.law.queries.composition import NOT_A_DAY, CompositionIn, answer, complaints, day_as_written
from maillage.law.queries.engine import NOTICE
from maillage.territories.models import Authority

UNREADABLE = 2


def day(text: str) -> date:
    try:
        return date.fromisoformat(day_as_written(text))
    except ValueError as error:
        raise ArgumentTypeError(f"« {text} » : {NOT_A_DAY}") from error


class Command(HouseCommand):
    requires_system_checks = ()  # no address is served: reading them all would cost a third of the time
    help = "Dit ce que le droit demande à une date. Ceci ne vaut pas avis juridique."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(
            dest="action", required=True, metavar="check|authorities", title="Actions"
        )
        text = (
            "Vérifie la composition d’une instance, décrite dans un fichier JSON (le même que pour l’API). "
            "Code de sortie : 0 si rien d’obligatoire ne manque, 1 sinon, 2 si le fichier n’est pas lisible."
        )
        check = in_french(
            actions.add_parser("check", help="vérifie une composition", description=text, add_help=False)
        )
        check.add_argument(
            "file", metavar="FICHIER", help="composition, en JSON ; « - » pour l’entrée standard"
        )
        check.add_argument("--at", type=day, metavar="JOUR", help="jour où l’on regarde, comme 2023-12-30")
        check.add_argument("--json", action="store_true", help="réponse en JSON, pour un autre programme")
        text = "Dit, pour chaque autorité de cette machine, ce que les règles connues demandent ce jour-là."
        every = in_french(
            actions.add_parser(
                "authorities", help="passe en revue les autorités", description=text, add_help=False
            )
        )
        every.add_argument(
            "--at", type=day, metavar="JOUR", help="jour où l’on regarde ; aujourd’hui à défaut"
        )
        every.add_argument("--json", action="store_true", help="réponse en JSON, pour un autre programme")

    def handle(self, *, action, **options):
        {"check": self.check_composition, "authorities": self.review_authorities}[action](**options)

    def check_composition(self, *, file, at=None, **options):
        composition = read(file)
        told = answer(composition, at or composition.at or timezone.localdate())
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self.tell(told)
        if not told["is_valid"]:
            raise SystemExit(1)

    def review_authorities(self, *, at=None, **options):
        at = at or timezone.localdate()
        reviews = review_all(Authority.objects.order_by("name"), at)
        if options["json"]:
            told = [as_json(review, at) for review in reviews]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        for review in reviews:
            missing = [
                f"{point.verdict.rule.id} ({point.about})" if point.about else point.verdict.rule.id
                for point in review.blocking
            ]
            said = f"non respecté : {', '.join(missing)}" if missing else "rien d’obligatoire ne manque"
            self.stdout.write(f"{review.authority.name} : {said}")
        self.stdout.write(f"Au {at:%d/%m/%Y}. {NOTICE}")

    def tell(self, told: dict) -> None:
        say = self.stdout.write
        for verdict in told["verdicts"]:
            since = f", depuis le {date.fromisoformat(verdict['since']):%d/%m/%Y}" if verdict["since"] else ""
            say(f"{verdict['rule']}  {Outcome(verdict['outcome']).label} : {verdict['message']}")
            say(f"       {verdict['article'] or verdict['text']}{since} ; {verdict['confidence_label']}")
            say(f"       lu dans : {verdict['source']}")
        missing = (
            "Rien d’obligatoire ne manque" if told["is_valid"] else "Cette composition n’est pas conforme"
        )
        say(
            f"{missing} au {date.fromisoformat(told['at']):%d/%m/%Y}, d’après les règles que nous connaissons."
        )
        say(told["notice"])


def as_json(review, at: date) -> dict:
    return {
        "authority": review.authority.slug,
        "name": review.authority.name,
        "at": at.isoformat(),
        "is_valid": not review.blocking,
        "verdicts": [
            {
                "about": point.about,
                "rule": point.verdict.rule.id,
                "outcome": point.verdict.outcome.value,
                "is_blocking": point.verdict.is_blocking,
                "message": point.verdict.message,
                "since": point.verdict.rule.starts_on and point.verdict.rule.starts_on.isoformat(),
                "source": point.verdict.rule.source,
                "confidence": point.verdict.rule.confidence.value,
                "waived_because": point.verdict.waived_because,
            }
            for point in review.points
        ],
        "notice": NOTICE,
    }


def read(file: str) -> CompositionIn:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"{file} : ce fichier ne s’ouvre pas.", returncode=UNREADABLE) from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} : ce fichier n’est pas en UTF-8.", returncode=UNREADABLE) from error
    try:
        return CompositionIn.model_validate(json.loads(text))
    except (json.JSONDecodeError, RecursionError) as error:
        raise CommandError(f"{file} : ce n’est pas du JSON lisible.", returncode=UNREADABLE) from error
    except ValidationError as error:
        raise CommandError(complaints(error.errors()), returncode=UNREADABLE) from error
