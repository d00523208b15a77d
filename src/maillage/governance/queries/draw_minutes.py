"""« Procès-verbal » of a draw, printed from what is stored: the same bytes each time."""

from django.utils import timezone
from django.utils.formats import date_format

from maillage.common.documents import Bullets, Document, Facts, Grid, Heading, Note, Paragraph
from maillage.common.errors import DomainError
from maillage.governance.enums import CandidateOutcome
from maillage.governance.models import Draw
from maillage.governance.queries.draw_screens import page_of
from maillage.governance.queries.draws import candidates_of

HOW = [
    "Avant le tirage, une liste de groupes a été publiée. Chaque groupe respecte tous les quotas.",
    "Tous ces groupes ont la même chance. La plus petite chance d’un candidat est aussi grande que possible.",
    "Avec cette liste, l’empreinte d’une graine secrète a été publiée : la graine ne pouvait plus changer.",
    "Le jour du tirage, la graine a été révélée. Elle désigne un groupe, par un calcul que chacun peut refaire.",
]


def minutes_of(draw: Draw) -> Document:
    page = page_of(draw)
    if page["result"] is None:
        raise DomainError("Le procès-verbal s’imprime une fois le tirage fait.")
    lottery, result = page["lottery"], page["result"]
    rows = [row for row in candidates_of(draw) if row.outcome != CandidateOutcome.NOT_DRAWN]
    drawn = [row for row in rows if row.outcome == CandidateOutcome.SELECTED]
    reserve = [row for row in rows if row.outcome == CandidateOutcome.RESERVE]
    return Document(
        title="Procès-verbal de tirage au sort",
        subtitle=draw.name,
        authority=draw.authority.name,
        blocks=[
            Facts(facts_of(draw, lottery)),
            Heading("Comment le sort a désigné"),
            Bullets(HOW),
            Facts(proofs_of(draw, lottery, result)),
            Heading("Quotas"),
            quota_grid(page["strata"]),
            Heading("Personnes tirées au sort"),
            people_grid("Personnes tirées au sort", drawn),
            Heading("Liste de réserve"),
            people_grid("Liste de réserve, dans l’ordre d’appel", reserve),
            *replacement_blocks(page["replacements"]),
            Note("Les noms de ce procès-verbal ne sont pas publiés : chacun y est nommé par son code."),
            Paragraph("Fait le ……………………   à ……………………   Signature : ……………………"),
        ],
    )


def moment(when) -> str:
    return date_format(timezone.localtime(when), "j F Y à H:i")


def facts_of(draw: Draw, lottery) -> list[tuple[str, str]]:
    return [
        ("Pour", str(draw.body or "aucune instance désignée")),
        ("Base", draw.base),
        ("Conditions", draw.conditions),
        ("Candidats", str(lottery.candidates)),
        ("Personnes à désigner", str(draw.size)),
        ("Durée du mandat", f"{draw.term_months} mois"),
        ("Procédure publiée le", moment(draw.committed_at)),
        ("Tirage le", moment(draw.drawn_at)),
    ]


def proofs_of(draw: Draw, lottery, result) -> list[tuple[str, str]]:
    return [
        ("Groupes de la loterie", str(lottery.number)),
        ("Chance d’un candidat", f"de {lottery.least:.1f} % à {lottery.most:.1f} %".replace(".", ",")),
        ("Empreinte de la loterie (SHA-256)", draw.lottery_hash),
        ("Empreinte de la graine (SHA-256)", draw.seed_hash),
        ("Graine révélée", draw.seed),
        *([("Nombre public", f"{draw.public_number} ({draw.public_source})")] if draw.public_source else []),
        ("Groupe désigné", f"n° {result.index}"),
    ]


def quota_grid(strata: dict) -> Grid:
    return Grid(
        caption="Quotas, candidats et personnes tirées au sort",
        header=["Critère", "Valeur", "Quota", "Candidats", "Tirés"],
        rows=[
            [
                criterion,
                row.stratum.value,
                f"{row.stratum.minimum} à {row.stratum.maximum}",
                str(row.candidates),
                str(row.drawn),
            ]
            for criterion, rows in strata.items()
            for row in rows
        ],
    )


def people_grid(caption: str, rows: list) -> Grid:
    return Grid(
        caption=caption,
        header=["Code", "Nom", "Critères"],
        rows=[[row.code, row.full_name, ", ".join(row.answers.values())] for row in rows],
        widths=[1, 2, 3],
    )


def replacement_blocks(replacements: list) -> list:
    if not replacements:
        return []
    rows = [
        [row.replaces.code, row.code, f"{row.replaces.replaced_on:%d/%m/%Y}", row.replaces.reason]
        for row in replacements
    ]
    header = ["Sortant", "Entrant", "Le", "Motif"]
    return [Heading("Remplacements"), Grid(caption="Remplacements", header=header, rows=rows)]
