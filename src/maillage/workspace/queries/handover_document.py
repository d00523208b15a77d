"""The handover file on paper: each line with its date, and a link to the screen where it is dealt with."""

from django.utils.formats import date_format

from maillage.common.documents import Block, Bullets, Document, Facts, Grid, Heading, Linked, Note, Paragraph
from maillage.governance.queries.acts import answer_on, verdicts_of_act
from maillage.partners.enums import OrganisationKind
from maillage.workspace.queries.handover import Handover, screen

MOST = 60  # lines of one list: beyond, the screen of the feature is the place
MOST_CHANGES = 12


def said(day) -> str:
    return date_format(day, "j F Y") if day else ""


def document_of(facts: Handover) -> Document:
    return Document(
        title="Dossier de passation",
        subtitle=f"Ce que vous trouvez sur le bureau, au {said(facts.on)}",
        authority=facts.authority.name,
        footer=f"Dossier de passation, {facts.authority.name}, {said(facts.on)}",
        blocks=[
            *duty_blocks(facts),
            *law_blocks(facts),
            *body_blocks(facts),
            *mandate_blocks(facts),
            *vote_blocks(facts),
            *decision_blocks(facts),
            *contact_blocks(facts),
            *thread_blocks(facts),
            *change_blocks(facts),
        ],
    )


def listed(title: str, empty: str, grid: Grid) -> list[Block]:
    if not grid.rows:
        return [Heading(title), Paragraph(empty)]
    more = len(grid.rows) - MOST
    shown = Grid(grid.caption, grid.header, grid.rows[:MOST], grid.widths)
    return [Heading(title), shown, *([Note(f"Et {more} de plus, à l’écran.")] if more > 0 else [])]


def duty_blocks(facts: Handover) -> list[Block]:
    rows = [
        [
            said(duty.on) + (" (en retard)" if duty.is_late else ""),
            duty.what,
            Linked(duty.where, duty.address),
        ]
        for duty in facts.duties
    ]
    grid = Grid("Du plus urgent au plus lointain", ["Pour le", "Quoi", "Où"], rows, widths=[2, 5, 2])
    return listed("Que faire dans les 90 jours ?", "Rien n’est attendu d’ici là.", grid)


def body_blocks(facts: Handover) -> list[Block]:
    rows = [
        [
            Linked(card.body.name, screen("governance:body", facts.authority, card.body.pk)),
            f"{said(card.body.created_on) or 'date à compléter'}\n{card.body.act or 'acte à compléter'}",
            card.chair or "personne encore",
            said(card.next_on) or "à fixer",
            card.law.label,
        ]
        for card in facts.bodies
    ]
    header = ["Instance", "Créée", "Préside", "Prochaine séance", "Droit"]
    grid = Grid("Instances ouvertes", header, rows, widths=[3, 3, 3, 3, 3])
    return listed("Quelles instances ?", "Aucune instance n’est créée.", grid)


def law_blocks(facts: Handover) -> list[Block]:
    rows = [
        [
            Linked(point.about, point.address),
            f"{point.verdict.rule.id}. {point.verdict.rule.title}"
            + (" (à vérifier)" if point.verdict.is_to_check else ""),
            "\n".join([point.verdict.message, *point.verdict.facts]),
            "non respecté" if point.verdict.is_blocking else "à apprécier",
        ]
        for point in facts.law
    ]
    grid = Grid("Ce qui manque d’abord", ["Où", "Règle", "Constat", "État"], rows, widths=[3, 4, 6, 2])
    notice = [
        Note("Ces constats ne valent pas avis juridique. Chaque page dit le texte, sa date et sa source.")
    ]
    blocks = listed(
        "Que demande le droit ?", "Rien d’obligatoire ne manque, d’après les règles connues.", grid
    )
    return blocks + (notice if rows else [])


def mandate_blocks(facts: Handover) -> list[Block]:
    rows = [
        [
            Linked(
                str(row.person),
                screen("governance:mandate", facts.authority, row.seat.group.body_id, row.pk),
            ),
            str(row.seat.group.body),
            str(row.seat.organisation or row.seat.group),
            said(row.ends_on),
        ]
        for row in facts.mandates
    ]
    grid = Grid("Mandats qui finissent d’ici six mois", ["Membre", "Instance", "Au titre de", "Fin"], rows)
    return listed("Quels mandats renouveler ?", "Aucun mandat ne finit d’ici six mois.", grid)


def vote_blocks(facts: Handover) -> list[Block]:
    rows = [
        [
            Linked(act.title, screen("governance:act", facts.authority, act.pk)),
            said(act.planned_on),
            answer_on(act, verdicts_of_act(act))["word"],
        ]
        for act in facts.votes
    ]
    grid = Grid(
        "Délibérations prévues", ["Objet", "Vote prévu le", "Peut-on voter ?"], rows, widths=[4, 2, 2]
    )
    return listed("Quels votes arrivent ?", "Aucun vote n’est prévu.", grid)


def decision_blocks(facts: Handover) -> list[Block]:
    rows = [
        [
            Linked(row.text, screen("governance:minutes", facts.authority, row.item.meeting_id)),
            str(row.owner or row.owner_name) or "à désigner",
            said(row.due_on) or "sans date",
            row.get_state_display(),
        ]
        for row in facts.decisions
    ]
    header = ["Décision", "Responsable", "Échéance", "État"]
    grid = Grid("Prises, pas encore exécutées", header, rows, widths=[5, 3, 2, 2])
    return listed("Quelles décisions restent ouvertes ?", "Toutes les décisions sont exécutées.", grid)


def contact_blocks(facts: Handover) -> list[Block]:
    rows = [
        [
            Linked(row.name, screen("partners:organisation", facts.authority, row.pk)),
            row.freshness.label,
            said(row.known_on) or "jamais",
        ]
        for row in facts.weak
    ]
    grid = Grid("Partenaires à rappeler", ["Partenaire", "Contact", "Vérifié le"], rows, widths=[4, 2, 2])
    return listed("Quels contacts sont fragiles ?", "Chaque partenaire a un contact à jour.", grid)


def thread_blocks(facts: Handover) -> list[Block]:
    rows = [
        [
            Linked(
                each.organisation.name, screen("partners:organisation", facts.authority, each.organisation.pk)
            ),
            each.why,
            each.gesture,
        ]
        for each in facts.threads
        if each.organisation.kind != OrganisationKind.COMMUNE
    ]
    grid = Grid("Un départ suffirait", ["Partenaire", "Pourquoi", "Que faire"], rows, widths=[4, 4, 4])
    return listed(
        "Qu’est-ce qui tient à une seule personne ?", "Aucun partenariat ne tient à une seule personne.", grid
    )


def change_blocks(facts: Handover) -> list[Block]:
    draws = [Facts([(draw.name, draw.get_state_display()) for draw in facts.draws])] if facts.draws else []
    changes = (
        [Bullets(facts.changes[:MOST_CHANGES])] if facts.changes else [Paragraph("Rien depuis trente jours.")]
    )
    return [
        *([Heading("Tirages au sort en cours"), *draws] if draws else []),
        Heading("Qu’a-t-on fait ces trente derniers jours ?"),
        *changes,
    ]
