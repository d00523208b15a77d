"""The year on paper, for the wall: one page for each half, then the list."""

from itertools import zip_longest

from django.utils.formats import date_format

from maillage.common.documents import Document, Grid, Note, PageBreak, Paragraph
from maillage.governance.enums import MeetingState
from maillage.governance.queries.calendar import Year, cell_words
from maillage.governance.queries.calendar_days import hour_in_words


def calendar_document(authority, shown: Year) -> Document:
    year = shown.year
    legend = " ; ".join(f"{mark.letter} : {mark.body}" for mark in shown.marks) or "Aucune instance"
    rows = [line(meeting) for meeting in shown.listed if meeting.state != MeetingState.CANCELLED]
    blocks = [
        Paragraph(f"{legend}. Le signe ~ marque les vacances scolaires."),
        *([Note(shown.school_warning)] if shown.school_warning else []),
        half(shown.months[:6], f"De janvier à juin {year}"),
        PageBreak(),
        half(shown.months[6:], f"De juillet à décembre {year}"),
        PageBreak(),
        Grid(
            caption=f"Les séances de {year}",
            header=["Date", "Heure", "Instance", "Lieu", "État"],
            rows=rows or [["–"] * 5],
            widths=[3, 1.5, 4, 3, 2],
        ),
    ]
    return Document(title=f"Calendrier des séances {year}", authority=str(authority), blocks=blocks)


def half(months: list[dict], caption: str) -> Grid:
    columns = [[cell_words(day) for week in month["weeks"] for day in week if day] for month in months]
    rows = [list(row) for row in zip_longest(*columns, fillvalue="")]
    return Grid(caption=caption, header=[date_format(month["first"], "F") for month in months], rows=rows)


def line(meeting) -> list[str]:
    return [
        date_format(meeting.day, "D j N"),
        hour_in_words(meeting.starts_at),
        f"{meeting.mark.letter} {meeting.title or meeting.body}",
        meeting.place,
        meeting.get_state_display(),
    ]
