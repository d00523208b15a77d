"""A list of addresses that somebody kept elsewhere. Only with a proof of consent on each line; each is asked to confirm."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from maillage.common.errors import DomainError
from maillage.common.tables import read_table
from maillage.journal.domain import record
from maillage.outreach.domain.consent import invite_known
from maillage.outreach.enums import Topic
from maillage.territories.queries.words import key_of

MOST = 2000  # each line is a mail
MOST_BYTES = 5 * 1024 * 1024
COLUMNS = {
    "email": ("courriel", "email", "mail", "adresse"),
    "proof": ("preuve", "preuve de consentement", "preuve consentement", "consentement"),
    "commune": ("commune", "ville"),
    "topics": ("sujets", "sujet", "themes"),
}


@dataclass
class Report:
    asked: int = 0
    known: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)  # line, why


@transaction.atomic
def take_up(authority, content: bytes, *, by) -> Report:
    """Ask each new address of a file to confirm. A line without address or proof is refused, and says so."""
    table = read_table(content)
    columns = columns_of(table.rows[0][1])
    lines = table.rows[1:]
    if len(lines) > MOST:
        raise DomainError("Ce fichier a plus de 2 000 adresses : coupez-le en plusieurs fichiers.")
    communes = {key_of(commune.name): commune for commune in authority.communes.all()}
    report = Report()
    for number, cells in lines:
        row = {name: cells[rank] if rank < len(cells) else "" for name, rank in columns.items()}
        if why := refusal_of(row):
            report.refused.append((number, why))
            continue
        is_new = invite_known(
            authority,
            email=row["email"],
            topics=topics_of(row.get("topics", "")),
            commune=communes.get(key_of(row.get("commune", ""))),
            proof=row["proof"][:250],
            by=by,
        )
        report.asked += is_new
        report.known += not is_new
    record(
        "a repris un fichier d’abonnés",
        actor=by,
        authority=authority,
        demandes=report.asked,
        connues=report.known,
        refusées=len(report.refused),
    )
    return report


def columns_of(titles: Iterable[str]) -> dict[str, int]:
    keys = [key_of(title) for title in titles]
    wanted = {name: {key_of(word) for word in words} for name, words in COLUMNS.items()}
    found = {}
    for name, words in wanted.items():
        rank = next((rank for rank, key in enumerate(keys) if key in words), None)
        if rank is not None:
            found[name] = rank
    if not {"email", "proof"} <= found.keys():
        raise DomainError(
            "Il faut deux colonnes : « courriel » et « preuve » (quand et comment la personne a dit oui). "
            "Sans preuve d’accord, n’écrivez pas à ces adresses."
        )
    return found


def refusal_of(row: dict[str, str]) -> str:
    try:
        validate_email(row["email"].strip())
    except ValidationError:
        return "adresse illisible"
    return "" if row["proof"].strip() else "sans preuve d’accord"


def topics_of(words: str) -> list[str]:
    """The topics named, or all of them where none is."""
    said = key_of(words)
    found = [topic for topic in Topic if said and key_of(topic.label) in said]
    return found or list(Topic)
