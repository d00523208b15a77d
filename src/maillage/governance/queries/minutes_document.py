"""Minutes are never stored as a text: they are printed from facts, the same each time."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from maillage.common.documents import Block, Bullets, Document, Facts, Grid, Heading, Note, Paragraph
from maillage.governance.enums import BodyOffice, ItemKind, MinutesState, Presence
from maillage.governance.models import Decision, Mandate, Meeting
from maillage.governance.queries.attendance import THERE, Line, Quorum, quorum_of, roll_of, rules_of
from maillage.governance.queries.minutes import Point, points_of
from maillage.law.enums import GroupKind

DRAWN = "Membre tiré au sort"
PUBLIC_NOTE = (
    "Version publique. Elle laisse de côté ce que la loi protège (code des relations entre le public et "
    "l’administration, article L.311-6) : les noms des habitants tirés au sort, ceux des membres qui ont fait noter un "
    "désaccord, les appréciations sur une personne et ce qui touche à la vie privée."
)


def minutes_document(meeting: Meeting, *, public: bool = False) -> Document:
    """What CRPA R.133-13 asks minutes to hold: who was there and in what quality, proxies, questions, opinions, dissent."""
    roll = roll_of(meeting)
    quorum = quorum_of(meeting, roll, rules_of(meeting))
    points = points_of(meeting)
    blocks: list[Block] = [Note(PUBLIC_NOTE)] if public else []
    blocks += state_of(meeting)
    blocks.append(Facts(facts_of(meeting, roll, quorum, public=public)))
    blocks += presences(roll, public=public)
    for point in points:
        blocks += printed(point, public=public)
    return Document(
        title=f"Compte rendu : {meeting.body}",
        subtitle=f"Séance du {in_words(meeting.day)}" + (f", {meeting.title}" if meeting.title else ""),
        authority=meeting.body.authority.name,
        blocks=blocks,
        footer=f"{meeting.body}, séance du {meeting.day:%d/%m/%Y}",
    )


def in_words(day: date) -> str:
    return date_format(day, "l 1\\e\\r F Y" if day.day == 1 else "l j F Y")


def hour(moment) -> str:
    return f"{timezone.localtime(moment):%H h %M}"


def state_of(meeting: Meeting) -> list[Block]:
    said = {
        MinutesState.DRAFT: "Projet en cours d’écriture : document préparatoire, à ne pas diffuser.",
        MinutesState.SUBMITTED: "Projet soumis à l’approbation des membres.",
    }
    return [Note(said[meeting.minutes_state])] if meeting.minutes_state in said else []


def facts_of(meeting: Meeting, roll: list[Line], quorum: Quorum, *, public: bool) -> list[tuple[str, str]]:
    place = meeting.place or ("en visioconférence" if meeting.video_url else "non précisé")
    chair = [line for line in roll if line.mandate.office == BodyOffice.CHAIR and is_there(line)]
    rows = [
        ("Date", f"{in_words(meeting.day)}, de {hour(meeting.starts_at)} à {hour(meeting.ends_at)}"),
        ("Lieu", place),
    ]
    rows += [("Présidence", name_of(line.mandate, public=public)) for line in chair]
    if meeting.convened_at:
        rows.append(("Convocation", f"envoyée le {timezone.localtime(meeting.convened_at):%d/%m/%Y}"))
    rows.append(("Quorum", quorum_in_words(quorum)))
    if meeting.approved_on:
        rows.append(("Compte rendu", f"approuvé le {in_words(meeting.approved_on)}"))
    return rows


def quorum_in_words(quorum: Quorum) -> str:
    s = "s" if quorum.counted > 1 else ""
    weighed = f"{quorum.counted} voix présente{s} ou représentée{s} sur {quorum.voters}"
    if quorum.needed is None:
        return f"{weighed} ; ni la loi ni le règlement intérieur n’en demandent un"
    if quorum.is_second_call:
        return f"{weighed} ; aucun à atteindre, sur deuxième convocation"
    return f"{weighed}, pour {quorum.needed} à atteindre : {'atteint' if quorum.is_met else 'non atteint'}"


def is_there(line: Line) -> bool:
    return line.attendance is not None and line.attendance.presence in THERE


# Who was there


def presences(roll: list[Line], *, public: bool) -> list[Block]:
    noted = [line for line in roll if line.attendance]
    if not noted:
        return [Heading("Présences"), Paragraph("Les présences n’ont pas été relevées.")]
    rows = [
        [name_of(line.mandate, public=public), quality_of(line.mandate), how(line, public=public)]
        for line in noted
    ]
    return [
        Heading("Présences"),
        Grid(
            caption="Membres de l’instance, par collège",
            header=["Membre", "Qualité", "Présence"],
            rows=rows,
            widths=[3, 4, 3],
        ),
    ]


def name_of(mandate: Mandate, *, public: bool) -> str:
    is_drawn = mandate.seat.group.kind == GroupKind.DRAWN_INHABITANTS
    return DRAWN if public and is_drawn else mandate.person.full_name


def quality_of(mandate: Mandate) -> str:
    """The seat, the organisation and the college, each said once."""
    seat = mandate.seat
    said = [seat.label, seat.organisation.name if seat.organisation else "", seat.group.name]
    return ", ".join(dict.fromkeys(each for each in said if each))


def how(line: Line, *, public: bool) -> str:
    row = line.attendance
    said = row.get_presence_display()
    if row.presence == Presence.REPRESENTED:
        return f"{said} par {shown(row.proxy_to, line, public=public)}"
    if row.substitute:
        return f"{said}, par son suppléant {shown(row.substitute, line, public=public)}"
    return said


def shown(mandate: Mandate, line: Line, *, public: bool) -> str:
    """Someone named beside another: a proxy or an alternate may come from a college of drawn inhabitants too."""
    is_drawn = GroupKind.DRAWN_INHABITANTS in {mandate.seat.group.kind, line.group.kind}
    return f"un {DRAWN.lower()}" if public and is_drawn else mandate.person.full_name


# What was said


def printed(point: Point, *, public: bool) -> list[Block]:
    item = point.item
    blocks: list[Block] = [Heading(f"{point.rank}. {item.title}")]
    kind = ItemKind(item.kind).label
    blocks.append(Paragraph(f"{kind}, présenté par {item.presenter}." if item.presenter else f"{kind}."))
    kept = [line for line in point.lines if not (public and line.is_restricted)]
    blocks += [Paragraph(line.text) for line in kept]
    blocks += opinion_of(point, public=public)
    for decision in point.decisions:
        blocks += decision_of(decision, public=public)
    if point.actions:
        blocks += [
            Heading("Actions à mener", level=3),
            Bullets([action_of(each, public=public) for each in point.actions]),
        ]
    return blocks


def opinion_of(point: Point, *, public: bool) -> list[Block]:
    opinion = point.opinion
    if opinion is None:
        return []
    blocks: list[Block] = [Heading(f"Avis : {opinion.get_sense_display()}", level=3), Paragraph(opinion.text)]
    if point.votes:
        blocks.append(
            Grid(
                caption="Sens du vote de chaque collège",
                header=["Collège", "Pour", "Contre", "Abstentions"],
                rows=[
                    [each.group.name, str(each.in_favour), str(each.against), str(each.abstained)]
                    for each in point.votes
                ],
                widths=[5, 1, 1, 2],
            )
        )
    for dissent in point.dissents:
        who = "un membre" if public else f"{dissent.mandate.person.full_name}, {quality_of(dissent.mandate)}"
        blocks.append(
            Paragraph(f"Désaccord noté à la demande de {who} : {dissent.text}".replace("de un ", "d’un "))
        )
    return blocks


def decision_of(decision: Decision, *, public: bool) -> list[Block]:
    rows = [
        ("Fondement", decision.basis),
        ("Responsable", carried_by(decision, public=public)),
        ("Échéance", f"{decision.due_on:%d/%m/%Y}" if decision.due_on else ""),
        ("À revoir le", f"{decision.review_on:%d/%m/%Y}" if decision.review_on else ""),
    ]
    said = [(label, value) for label, value in rows if value]
    return [Heading("Décision", level=3), Paragraph(decision.text), *([Facts(said)] if said else [])]


def action_of(action, *, public: bool) -> str:
    who = carried_by(action, public=public)
    until = f"avant le {action.due_on:%d/%m/%Y}" if action.due_on else ""
    ends = ", ".join(each for each in (who, until) if each)
    return f"{action.text} ({ends})" if ends else action.text


def carried_by(row, *, public: bool) -> str:
    """The organisation; the person too, except in public."""
    names = [row.owner.name if row.owner else "", "" if public else row.owner_name]
    return ", ".join(each for each in names if each)


def sheet_document(meeting: Meeting) -> Document:
    """« Feuille d’émargement »: the members by college, with room for a signature, and lines for guests."""
    rows = [[line.mandate.person.full_name, quality_of(line.mandate), "", ""] for line in roll_of(meeting)]
    rows += [["", "", "", ""] for _ in range(4)]
    return Document(
        title=f"Feuille d’émargement : {meeting.body}",
        subtitle=f"Séance du {in_words(meeting.day)}, {hour(meeting.starts_at)}",
        authority=meeting.body.authority.name,
        blocks=[
            Paragraph(f"Lieu : {meeting.place or 'non précisé'}"),
            Grid(
                caption="Signez à côté de votre nom. Si vous remplacez un membre ou portez un pouvoir, écrivez-le.",
                header=["Membre", "Qualité", "Remplacé par, ou pouvoir à", "Signature"],
                rows=rows,
                widths=[3, 4, 3, 3],
            ),
            Note("Cette feuille est gardée avec le compte rendu de la séance (archives publiques)."),
        ],
        footer=f"{meeting.body}, séance du {meeting.day:%d/%m/%Y}",
    )
