import json
import sys
from pathlib import Path

from django.core.management.base import CommandError

from maillage.common.commands import HouseCommand
from maillage.governance.queries.draw_files import pool_of, targets_of
from maillage.governance.queries.lottery import PANELS, Lottery, Result, pick, replay, seed_hash_of
from maillage.governance.queries.panels import with_panels

MOST_PANELS = 20_000  # enough for any seed; beyond, memory is what runs out


class Command(HouseCommand):
    requires_system_checks = ()  # no address is served: reading them all would cost a third of the time
    help = (
        "Tire au sort des habitants en respectant des quotas. D’un fichier de candidats et d’un fichier de cibles, "
        "calcule la loterie (des groupes qui ont la même chance) puis prend celui que désigne la graine ; "
        "ou rejoue une procédure publiée (--lottery), partout avec le même résultat."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "candidates", nargs="?", help="candidats, CSV : une colonne « id », une par critère"
        )
        parser.add_argument("targets", nargs="?", help="cibles, CSV : critère, valeur, min, max")
        parser.add_argument("--size", type=int, help="nombre de personnes à tirer")
        parser.add_argument("--reserve", type=int, help="taille de la liste de réserve (celle du groupe)")
        parser.add_argument("--panels", type=int, default=PANELS, help=f"nombre de groupes ({PANELS})")
        parser.add_argument(
            "--lottery", metavar="FICHIER", help="procédure publiée à rejouer, au format JSON"
        )
        parser.add_argument("--seed", default="", help="la graine ; sans elle, la loterie seule est calculée")
        parser.add_argument(
            "--public-number", default="", metavar="NOMBRE", help="le nombre public, s’il en est un"
        )
        parser.add_argument("--write", metavar="FICHIER", help="écrit la loterie, à publier avant la graine")
        parser.add_argument("--json", action="store_true", help="réponse en JSON, pour un autre programme")

    def handle(self, *, seed="", public_number="", **options):
        if options["lottery"]:
            lottery, result = replay(read_json(options["lottery"]), seed, public_number)
        else:
            lottery = make(options)
            result = pick(lottery, seed, public_number) if seed else None
        if options["write"]:
            write_json(options["write"], {"lottery": lottery.published(), "lottery_hash": lottery.hash})
        if options["json"]:
            answer = json.dumps(told(lottery, result, seed), ensure_ascii=False, indent=2)
            self.stdout.write(answer)
        else:
            self.tell(lottery, result)

    def tell(self, lottery: Lottery, result: Result | None) -> None:
        chances = sorted(lottery.chances.values())
        number = len(lottery.panels)
        say = self.stdout.write
        say(f"Loterie de {number} groupes de {lottery.size} personnes, {len(lottery.candidates)} candidats.")
        say(f"Empreinte : {lottery.hash}")
        say(f"Chance de chacun : de {chances[0]} à {chances[-1]} sur {number}.")
        if result is None:
            say("Sans graine (--seed), aucun groupe n’est encore tiré.")
            return
        say(f"Groupe tiré : n° {result.index}")
        for code in result.selected:
            say(f"  {code}  {', '.join(lottery.candidates[code])}")
        say("Réserve, dans l’ordre d’appel :")
        for code in result.reserve:
            say(f"  {code}  {', '.join(lottery.candidates[code])}")


def make(options: dict) -> Lottery:
    if not options["candidates"] or not options["targets"] or options["size"] is None:
        raise CommandError("Donnez candidats, cibles et --size ; ou --lottery et un fichier.", returncode=2)
    reserve = options["size"] if options["reserve"] is None else options["reserve"]
    if options["size"] < 1 or reserve < 0 or not 1 <= options["panels"] <= MOST_PANELS:
        raise CommandError(
            f"--size vaut au moins 1, --reserve au moins 0, --panels de 1 à {MOST_PANELS}.", returncode=2
        )
    targets = targets_of(read(options["targets"]), Path(options["targets"]).name)
    name = Path(options["candidates"]).name
    pool = pool_of(read(options["candidates"]), name, targets, options["size"], reserve)
    return with_panels(pool, options["panels"])


def told(lottery: Lottery, result: Result | None, seed: str) -> dict:
    facts = {
        "candidates": len(lottery.candidates),
        "panels": len(lottery.panels),
        "lottery_hash": lottery.hash,
        "chances": lottery.chances,
    }
    if result is not None:
        facts |= {
            "seed_hash": seed_hash_of(seed) if seed else None,
            "panel_index": result.index,
            "selected": list(result.selected),
            "reserve": list(result.reserve),
        }
    return facts


def read(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise CommandError(f"{path} ne se lit pas : vérifiez le chemin et les droits.") from error


def read_json(path: str) -> dict:
    try:
        document = json.loads(read(path))
    except ValueError as error:
        raise CommandError(f"{path} n’est pas du JSON.") from error
    if not isinstance(document, dict):
        raise CommandError(f"{path} n’est pas une procédure de tirage.")
    return document


def write_json(path: str, document: dict) -> None:
    try:
        Path(path).write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    except OSError as error:
        raise CommandError(f"{path} ne s’écrit pas : vérifiez le dossier et les droits.") from error
