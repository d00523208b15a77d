"""The steps before anything is written: a file is read, its columns are matched, likely doubles are settled."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from maillage.accounts.queries.privacy import addresses_of
from maillage.common.errors import DomainError
from maillage.common.jobs import job
from maillage.common.tables import MOST_LINES, Table, read_table, too_many
from maillage.journal.domain import record
from maillage.partners.domain.imports.plan import plan_of
from maillage.partners.enums import DoubleChoice, ImportState
from maillage.partners.models import FORGOTTEN_AFTER, UNDONE_WITHIN, Import, ImportedRow
from maillage.partners.queries.cards import FILLED, looks_like_cards, read_cards
from maillage.partners.queries.columns import BY_NAME, NO_HEADER, guess, split_header

SAMPLES = 20  # lines, to tell what a column holds
OPEN = (ImportState.TO_MATCH, ImportState.TO_CHECK)


@transaction.atomic
def start_import(authority, *, file_name: str, content: bytes, by) -> Import:
    """Read a file and keep its lines, not the file. Nothing is written to the partners yet."""
    if looks_like_cards(content):
        table, header, columns = read_cards(content), [BY_NAME[name].label for name in FILLED], list(FILLED)
        rows, above = table.rows, 0
    else:
        table = read_table(content)
        header, rows, above = split_header(table.rows)
        columns = guess(header, [cells for _, cells in rows[:SAMPLES]])
    refuse_count(rows)
    batch = Import.everywhere.create(
        authority=authority,
        file_name=file_name[-200:],
        format=table.format,
        header=header,
        rows=rows,
        columns=columns,
        told=told_of(table, above),
        collected_on=timezone.localdate(),
        created_by=by,
    )
    record("a déposé un fichier de contacts", actor=by, authority=authority, target=batch, lignes=len(rows))
    return batch


def refuse_count(rows) -> None:
    if not rows:
        raise DomainError("Ce fichier n’a que des en-têtes : ajoutez au moins une ligne de contacts.")
    if len(rows) > MOST_LINES:
        raise too_many()


def told_of(table: Table, above: int) -> list[str]:
    if above == NO_HEADER:
        return [*table.told, "Aucun en-tête reconnu : dites ce que contient chaque colonne."]
    if not above:
        return table.told
    s = "s" if above > 1 else ""
    return [*table.told, f"{above} ligne{s} de titre au-dessus des en-têtes : passée{s}."]


@transaction.atomic
def match_columns(
    batch: Import,
    *,
    columns: list[str],
    legal_basis: str,
    collected_on: date,
    default_kind: str = "",
    default_sphere: str = "",
    file_prevails: bool = True,
    by,
) -> None:
    """Say what each column holds, and what the law asks of the people in the file, once for all."""
    refuse_columns(columns)
    if collected_on > timezone.localdate():
        raise DomainError("Un contact n’est pas recueilli dans le futur : corrigez la date.")
    matched = Import.everywhere.filter(pk=batch.pk, state__in=OPEN).update(
        columns=columns,
        legal_basis=legal_basis,
        collected_on=collected_on,
        default_kind=default_kind,
        default_sphere=default_sphere,
        file_prevails=file_prevails,
        state=ImportState.TO_CHECK,
    )
    if not matched:
        raise DomainError("Ce fichier est déjà écrit ou abandonné : déposez-le de nouveau.")
    record("a rapproché les colonnes d’un fichier", actor=by, authority=batch.authority, target=batch)
    batch.refresh_from_db()


def refuse_columns(columns: list[str]) -> None:
    given = [name for name in columns if name]
    for name in given:
        if given.count(name) > 1 and not BY_NAME[name].many:
            raise DomainError(f"Deux colonnes disent « {BY_NAME[name].label} » : gardez-en une seule.")
    if "name" not in given:
        raise DomainError("Dites quelle colonne donne le nom de la structure (« Partenaire »).")


@transaction.atomic
def choose(batch: Import, choices: Mapping[str, str], *, rest: str = "", by) -> None:
    """Settle likely doubles: `choices` by question; `rest` answers all those that nobody settled."""
    held = Import.everywhere.select_for_update().filter(pk=batch.pk, state=ImportState.TO_CHECK).first()
    if held is None:
        raise DomainError("Ce fichier n’est plus à vérifier : déposez-le de nouveau pour changer ces choix.")
    good = {key: choice for key, choice in choices.items() if choice in DoubleChoice.values}
    held.choices |= good
    if rest in DoubleChoice.values:
        # Settling one question may raise another about a line that waited for it.
        for question in [question for question in plan_of(held).questions if not question.choice]:
            held.choices[question.key] = rest if rest in question.options else DoubleChoice.SKIP.value
    held.save(update_fields=["choices"])
    batch.choices = held.choices
    record("a tranché des doublons", actor=by, authority=batch.authority, target=batch, choix=len(good))


@transaction.atomic
def drop_import(batch: Import, *, by) -> None:
    dropped = Import.everywhere.filter(pk=batch.pk, state__in=OPEN).update(
        state=ImportState.DROPPED, rows=[], choices={}
    )
    if not dropped:
        raise DomainError("Ce fichier est déjà écrit ou abandonné.")
    record("a abandonné un fichier de contacts", actor=by, authority=batch.authority, target=batch)


@job("forget_import_files", every=timedelta(days=1))
def forget_import_files() -> int:
    """Lines of files go after a month, what undoing needs after three; also of people made anonymous since."""
    now = timezone.now()
    old = Import.everywhere.filter(created_at__lt=now - FORGOTTEN_AFTER)
    forgotten = old.filter(state__in=OPEN).update(state=ImportState.DROPPED, rows=[], choices={})
    forgotten += old.exclude(rows=[], left=[]).update(rows=[], left=[], choices={})
    traces = ImportedRow.everywhere.exclude(before={}, after={})
    traces.filter(batch__written_at__lt=now - UNDONE_WITHIN).update(before={}, after={})
    ImportedRow.everywhere.exclude(person__erased_on=None).filter(person__isnull=False).delete()
    return forgotten


def forget_lines_about(addresses: list[str], authority=None) -> int:
    """Take the lines that bear any of these addresses out of the files that still hold lines. Returns their number."""
    forgotten, files = 0, Import.everywhere.exclude(rows=[], left=[])
    if authority:
        files = files.filter(authority=authority)
    for batch in files if addresses else ():
        rows = [row for row in batch.rows if not bears(row, addresses)]
        left = [row for row in batch.left if not bears(row, addresses)]
        gone = len(batch.rows) - len(rows) + len(batch.left) - len(left)
        if gone:
            Import.everywhere.filter(pk=batch.pk).update(rows=rows, left=left)
        forgotten += gone
    return forgotten


def bears(row: list, addresses: list[str]) -> bool:
    text = "\n".join(row[1]).lower()
    return any(address.lower() in text for address in addresses)


def forget_in_files(user) -> int:
    """For an account that is being erased: its address in files, its name on what it uploaded."""
    return forget_lines_about(addresses_of(user)) + Import.everywhere.filter(created_by=user).update(
        created_by=None
    )
