"""Files of contacts as other software writes them, and the short way from a file to a dry run."""

from datetime import date

from maillage.partners.domain import imports
from maillage.partners.models import Import

KNOWN = {"legal_basis": "public_task", "collected_on": date(2026, 1, 6)}
HEADER = "Nom de la structure;Nature;Sphère;Prénom;NOM;Fonction;Mail;Téléphone"


def csv_of(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines]).encode()


def started(authority, by, content: bytes, name="contacts.csv") -> Import:
    return imports.start_import(authority, file_name=name, content=content, by=by)


def checked(authority, by, content: bytes, **facts) -> Import:
    """A file whose guessed columns were accepted: ready for its dry run."""
    batch = started(authority, by, content)
    imports.match_columns(batch, columns=batch.columns, by=by, **KNOWN | facts)
    return batch


def written(authority, by, content: bytes, **facts) -> Import:
    batch = checked(authority, by, content, **facts)
    imports.write_import(batch, by=by)
    return batch


def told(batch) -> list[tuple[int, str, str]]:
    return [(each.line.number, each.state, " ".join(each.notes)) for each in imports.plan_of(batch).outcomes]
