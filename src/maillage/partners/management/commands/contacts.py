import json
from pathlib import Path

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from maillage.common.commands import HouseCommand, in_french
from maillage.common.errors import DomainError
from maillage.common.spreadsheet import to_csv, to_ods, to_xlsx
from maillage.common.tables import MOST_BYTES
from maillage.partners.domain import imports
from maillage.partners.enums import FileFormat, LegalBasis, LineState, OrganisationKind, Sphere
from maillage.partners.queries.columns import BY_NAME
from maillage.partners.queries.contacts import organisations_of
from maillage.partners.queries.files import cards_of, table_rows
from maillage.territories.models import Authority

WRITERS = {"csv": to_csv, "xlsx": to_xlsx, "ods": to_ods}
QUIET = (LineState.SAME,)


class Command(HouseCommand):
    help = (
        "Reprend un fichier de contacts (CSV, XLSX, ODS, vCard) ou écrit la liste des partenaires. "
        "« import » n’écrit rien sans --write : il dit, ligne par ligne, ce qui serait fait."
    )

    def add_arguments(self, parser):
        actions = parser.add_subparsers(
            dest="action", required=True, metavar="import|export", title="Actions"
        )
        self.add_import(actions)
        export = in_french(
            actions.add_parser("export", help="écrit la liste dans un fichier", add_help=False)
        )
        export.add_argument(
            "--format", choices=FileFormat.values, default="xlsx", help="format du fichier (xlsx)"
        )
        export.add_argument("--output", required=True, metavar="FICHIER", help="où l’écrire")
        export.add_argument(
            "--authority",
            metavar="ADRESSE",
            help="l’autorité, par son adresse ; inutile s’il n’y en a qu’une",
        )

    @staticmethod
    def add_import(actions):
        taking = in_french(actions.add_parser("import", help="lit un fichier de contacts", add_help=False))
        taking.add_argument("file", metavar="FICHIER", help="le fichier")
        taking.add_argument(
            "--authority",
            metavar="ADRESSE",
            help="l’autorité, par son adresse ; inutile s’il n’y en a qu’une",
        )
        mode = taking.add_mutually_exclusive_group()
        mode.add_argument(
            "--dry-run", action="store_true", help="n’écrit rien (c’est déjà ainsi sans --write)"
        )
        mode.add_argument(
            "--write", action="store_true", help="écrit vraiment ; les doublons à trancher sont laissés"
        )
        taking.add_argument("--json", action="store_true", help="réponse en JSON, pour un autre programme")
        taking.add_argument(
            "--kind", choices=OrganisationKind.values, default="", help="nature, quand rien ne la dit"
        )
        taking.add_argument(
            "--sphere", choices=Sphere.values, default="", help="sphère, quand rien ne la dit"
        )
        taking.add_argument(
            "--legal-basis",
            choices=LegalBasis.values,
            default="public_task",
            help="base légale (public_task)",
        )

    def handle(self, *, action, authority=None, **options):
        authority = self.authority(authority)
        with scope(authority=authority):
            (self.take_up if action == "import" else self.take_away)(authority, **options)

    @staticmethod
    def authority(slug: str | None) -> Authority:
        found = Authority.objects.filter(slug=slug) if slug else Authority.objects.all()
        names = list(found.order_by("slug")[:20])
        if len(names) == 1:
            return names[0]
        if slug or not names:
            raise CommandError(
                f"Aucune autorité n’a l’adresse « {slug} »." if slug else "Aucune autorité n’est créée."
            )
        raise CommandError(f"Dites laquelle avec --authority : {', '.join(each.slug for each in names)}.")

    def take_up(self, authority, *, file, write=False, **options):
        batch_name, content = read(file)
        with transaction.atomic():
            batch = imports.start_import(authority, file_name=batch_name, content=content, by=None)
            imports.match_columns(
                batch,
                columns=batch.columns,
                legal_basis=options["legal_basis"],
                collected_on=timezone.localdate(),
                default_kind=options["kind"],
                default_sphere=options["sphere"],
                by=None,
            )
            plan = imports.plan_of(batch)
            is_written = write and bool(plan.organisations or plan.people or plan.functions)
            if is_written:
                imports.write_import(batch, leaves_undecided=True, by=None)
            else:
                transaction.set_rollback(True)
        if options["json"]:
            answer = as_json(batch, plan, is_written=is_written)
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            self.tell(batch, plan, is_written=is_written)

    def tell(self, batch, plan, *, is_written):
        for title, name in zip(batch.header, batch.columns, strict=True):
            self.stdout.write(f"Colonne « {title} » : {BY_NAME[name].label if name else 'non reprise'}")
        for outcome in plan.outcomes:
            if outcome.state not in QUIET:
                self.stdout.write(
                    f"Ligne {outcome.line.number} ({outcome.label}) : {' '.join(outcome.notes)}"
                )
        counts = ", ".join(f"{plan.counts[state.value]} {state.label}" for state in LineState)
        self.stdout.write(f"{len(plan.outcomes)} lignes : {counts}.")
        self.stdout.write("C’est écrit." if is_written else "Rien n’est écrit : ajoutez --write.")

    def take_away(self, authority, *, output, **options):
        rows = organisations_of(authority)
        ending = options["format"]
        content = cards_of(rows) if ending == "vcf" else WRITERS[ending](table_rows(rows))
        try:
            Path(output).write_bytes(content)
        except OSError as error:
            raise CommandError(f"« {output} » ne peut être écrit : {error.strerror}.") from error
        self.stdout.write(f"{rows.count()} partenaires écrits dans {output}.")


def read(file: str) -> tuple[str, bytes]:
    path = Path(file)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DomainError("Ce fichier dépasse 5 Mo : coupez-le en deux, ou retirez ses images.")
        return path.name, path.read_bytes()
    except OSError as error:
        raise CommandError(f"« {file} » ne peut être lu : {error.strerror}.") from error


def as_json(batch, plan, *, is_written) -> dict:
    return {
        "file": batch.file_name,
        "written": is_written,
        "told": batch.told,
        "columns": dict(zip(batch.header, batch.columns, strict=True)),
        "counts": plan.counts,
        "lines": [
            {"line": each.line.number, "state": str(each.state), "who": each.line.title, "notes": each.notes}
            for each in plan.outcomes
        ],
        "doubles": [
            {"line": each.line, "about": each.about, "reason": each.reason, "sides": each.sides}
            for each in plan.questions
        ],
    }
