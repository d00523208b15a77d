"""Convocations on paper, for members whom no mail reaches: one page each, in one file."""

from django.utils import timezone

from maillage.common.documents import Bullets, Document, Facts, Heading, Note, PageBreak, Paragraph, Qr
from maillage.common.templatetags.maillage import day_in_words
from maillage.governance.enums import ConvocationState, MeetingState
from maillage.governance.models import Convocation, Meeting
from maillage.governance.queries.calendar_days import hour_in_words
from maillage.governance.queries.convocations import link_of, roll_of
from maillage.governance.queries.meetings import Agenda, agenda_of


def letters_of(meeting: Meeting) -> Document:
    """The letters that wait for the post; an empty file says that there is none."""
    waiting = [row for row in roll_of(meeting) if row.state == ConvocationState.TO_PRINT]
    agenda, blocks = agenda_of(meeting), []
    for row in waiting:
        blocks += [*([PageBreak()] if blocks else []), *letter(row, meeting, agenda)]
    return Document(
        title="Annulation de séance" if meeting.state == MeetingState.CANCELLED else "Convocation",
        subtitle=str(meeting),
        authority=str(meeting.body.authority),
        blocks=blocks or [Paragraph("Aucune lettre n’attend d’être postée.")],
    )


def letter(row: Convocation, meeting: Meeting, agenda: Agenda) -> list:
    return [
        Paragraph(recipient(row)),
        *(called_off(meeting) if meeting.state == MeetingState.CANCELLED else call(row, meeting, agenda)),
    ]


def recipient(row: Convocation) -> str:
    organisation = row.mandate.seat.organisation
    lines = [str(row.mandate.person)]
    if organisation:
        lines += [organisation.name, organisation.address]
    return "\n".join(line for line in lines if line)


def called_off(meeting: Meeting) -> list:
    return [
        Heading(f"Séance annulée : {meeting.body}"),
        Paragraph(f"La séance prévue le {moment(meeting)} est annulée."),
        Paragraph(f"Motif : {meeting.cancelled_because}"),
    ]


def call(row: Convocation, meeting: Meeting, agenda: Agenda) -> list:
    facts = [("Date", moment(meeting))]
    place = "\n".join(line for line in (meeting.place, meeting.address) if line)
    facts += [(label, value) for label, value in (("Lieu", place), ("Venir", meeting.access_note)) if value]
    if meeting.video_url:
        facts.append(("À distance", meeting.video_url))
    second = "Cette deuxième convocation porte sur le même ordre du jour ; aucun quorum n’est exigé."
    return [
        Heading(f"Vous êtes convoqué : {meeting.body}"),
        Facts(facts),
        *([Note(second)] if meeting.second_call_of_id else []),
        Heading("Ordre du jour", level=3),
        Bullets(
            [
                f"{line.number}. {line.item.title} ({line.item.get_kind_display().lower()})"
                for line in agenda.lines
            ]
        ),
        Heading("Viendrez-vous ?", level=3),
        Paragraph(
            "Répondez par téléphone, ou sur cette page, sans compte. Vous y trouverez les documents, et pourrez "
            "dire qui vous remplace ou à qui vous donnez pouvoir."
        ),
        Qr(link_of(row), "Répondre en ligne"),
    ]


def moment(meeting: Meeting) -> str:
    start, end = (timezone.localtime(each) for each in (meeting.starts_at, meeting.ends_at))
    return f"{day_in_words(start)}, de {hour_in_words(start)} à {hour_in_words(end)}"
