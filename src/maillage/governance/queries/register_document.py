"""The register on paper."""

from django.db.models import QuerySet

from maillage.common.documents import Block, Document, Facts, Heading, Note, Paragraph
from maillage.governance.queries.register import cells_of

PRINTED = 300  # beyond, a paper takes longer to make than to read
TITLES = (
    "Instance",
    "Séance",
    "Point",
    "Sens",
    "Fondement",
    "Responsable",
    "Échéance",
    "À revoir le",
    "État",
)
PLACES = (2, 3, 4, 5, 7, 8, 9, 10, 11)


def register_document(authority, entries: QuerySet) -> Document:
    """At most `PRINTED` rows, the newest; the paper says so, and that the CSV file holds them all."""
    blocks: list[Block] = [
        Note(
            "Chaque ligne porte l’empreinte (SHA-256) de ce qu’elle dit et de la ligne d’avant : changer une ligne "
            "ancienne se voit. L’état d’une décision et les renvois sont des faits notés à côté, qui évoluent."
        )
    ]
    if (count := entries.count()) > PRINTED:
        blocks.append(
            Note(f"Les {PRINTED} lignes les plus récentes sur {count} : le fichier CSV les contient toutes.")
        )
    for entry in entries[:PRINTED]:
        cells = cells_of(entry)
        facts = [
            (title, str(cells[place])) for title, place in zip(TITLES, PLACES, strict=True) if cells[place]
        ]
        if cells[12]:
            facts.append(("Contredite par", cells[12]))
        facts.append(("Empreinte", entry.hash))
        kind = entry.get_kind_display().capitalize()
        blocks += [Heading(f"N° {entry.number} – {kind}"), Paragraph(entry.facts["text"]), Facts(facts)]
    return Document(
        title="Registre des avis et décisions",
        authority=authority.name,
        blocks=blocks,
        footer=f"Registre des avis et décisions, {authority.name}",
    )
