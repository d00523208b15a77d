"""The agenda on paper: when, where, and what will be spoken of, with the hour of each item."""

from maillage.common.documents import Document, Facts, Grid, Note, Paragraph
from maillage.common.templatetags.maillage import day_in_words
from maillage.governance.enums import MeetingState
from maillage.governance.models import Meeting
from maillage.governance.queries.calendar_days import PARIS, hour_in_words
from maillage.governance.queries.meetings import Line, agenda_of, duration


def agenda_document(meeting: Meeting) -> Document:
    agenda = agenda_of(meeting)
    called_off = [Note(f"Séance annulée. {meeting.cancelled_because}")]
    grid = Grid(
        caption="Points, dans l’ordre",
        header=["N°", "Heure", "Point", "Nature", "Durée"],
        rows=[row_of(line) for line in agenda.lines],
        widths=[1, 2, 7, 3, 2],
    )
    return Document(
        title=f"Ordre du jour : {meeting.body}",
        subtitle=f"Séance du {day_in_words(meeting.day)}" + (f", {meeting.title}" if meeting.title else ""),
        authority=meeting.body.authority.name,
        blocks=[
            *(called_off if meeting.state == MeetingState.CANCELLED else []),
            Facts(facts_of(meeting)),
            grid if agenda.lines else Paragraph("Aucun point n’est inscrit pour l’instant."),
        ],
        footer=f"{meeting.body}, séance du {meeting.day:%d/%m/%Y}",
    )


def facts_of(meeting: Meeting) -> list[tuple[str, str]]:
    place = "\n".join(part for part in (meeting.place, meeting.address) if part)
    start, end = (hour_in_words(each) for each in (meeting.starts_at, meeting.ends_at))
    said = [
        ("Date", f"{day_in_words(meeting.starts_at.astimezone(PARIS))}, de {start} à {end}"),
        ("Lieu", place),
        ("Venir", meeting.access_note),
        ("À distance", meeting.video_url),
    ]
    return [(label, value) for label, value in said if value]


def row_of(line: Line) -> list[str]:
    item = line.item
    said = [item.title, f"présenté par {item.presenter}" if item.presenter else "", item.summary]
    return [
        str(line.number),
        hour_in_words(line.starts_at),
        "\n".join(part for part in said if part),
        item.get_kind_display(),
        duration(item.minutes) if item.minutes else "–",
    ]
