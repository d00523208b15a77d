"""What stands in the first filled sheet of an XLSX or ODS file, cell by cell, as text."""

import re
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from xml.etree.ElementTree import iterparse

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from maillage.common.tables import MOST_COLUMNS, MOST_LINES, Table, tidy, too_many

MOST_ROWS = 200_000  # empty ones included
FORMULA = b"<f"
MERGED = re.compile(rb'<mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"')

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
SHEET = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CELLS = {f"{SHEET}table-cell", f"{SHEET}covered-table-cell"}


def text_of(value) -> str:
    """A value as a person reads it in the cell."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):  # a moment too
        return f"{value:%d/%m/%Y}" if getattr(value, "hour", 0) == 0 else f"{value:%d/%m/%Y %H:%M}"
    return "" if value is None else str(value)


def one_sheet(name: str, others: int) -> list[str]:
    if not others:
        return []
    s = "s" if others > 1 else ""
    return [
        f"Seule la feuille « {name} » est lue ; {others} autre{s} feuille{s} du fichier ne l’{'ont' if s else 'a'} pas été."
    ]


# XLSX


def read_xlsx(content, archive) -> Table:
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    for sheet in sheets:
        rows = xlsx_rows(sheet)
        if any(any(cells) for cells in rows):
            break
    raw = archive.read(sheet._worksheet_path) if sheets else b""  # noqa: SLF001  openpyxl keeps it there
    if FORMULA in raw:
        with_formulas = load_workbook(BytesIO(content), read_only=True)
        fill_formulas(rows, xlsx_rows(with_formulas[sheet.title]))
    spread_merged(rows, [range_boundaries(found.decode()) for found in MERGED.findall(raw)])
    told = one_sheet(sheet.title, len(sheets) - 1)
    return Table("xlsx", tidy(enumerate(rows, 1), told), told)


def xlsx_rows(sheet) -> list[list[str]]:
    sheet.reset_dimensions()  # what the file says of its own size is not to be trusted
    values = islice(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), MOST_ROWS)
    rows = [[text_of(value) for value in cells] for cells in values]
    if len(rows) == MOST_ROWS:
        raise too_many()
    return rows


def fill_formulas(rows, formulas) -> None:
    """Where a file holds a formula without its last result, its text stands for it."""
    for cells, texts in zip(rows, formulas, strict=False):
        for rank, text in enumerate(texts[: len(cells)]):
            if not cells[rank] and text.startswith("="):
                cells[rank] = text


def spread_merged(rows, boundaries) -> None:
    """A merged cell says the same on each line it covers; across columns its text stands once, as people mean it."""
    for left, top, _, bottom in boundaries:
        if bottom - top > MOST_LINES or top > len(rows) or left > MOST_COLUMNS:
            continue
        said = rows[top - 1][left - 1] if len(rows[top - 1]) >= left else ""
        for cells in rows[top : min(bottom, len(rows))]:
            cells.extend([""] * (left - len(cells)))
            cells[left - 1] = said


# ODS


def read_ods(archive) -> Table:
    names, first = [], None
    with archive.open("content.xml") as opened:
        for name, rows in ods_sheets(opened):
            names.append(name)
            if first is None and any(any(cells) for cells in rows):
                first = (name, rows)
    name, rows = first or ("", [])
    told = one_sheet(name, len(names) - 1)
    return Table("ods", tidy(enumerate(rows, 1), told), told)


def ods_sheets(opened):
    """Each sheet with its rows; elements are dropped as soon as they are read."""
    name, rows, spans = "", [], {}
    for event, element in iterparse(opened, events=("start", "end")):  # noqa: S314  files with a DOCTYPE are refused before
        if event == "start":
            if element.tag == f"{SHEET}table":
                name, rows, spans = element.get(f"{SHEET}name", ""), [], {}
            continue
        if element.tag == f"{SHEET}table-row":
            add_ods_row(rows, element, spans)
            element.clear()
        elif element.tag == f"{SHEET}table":
            yield name, rows
            element.clear()


def add_ods_row(rows, element, spans: dict) -> None:
    cells = ods_cells(element, spans)
    times = min(int(element.get(f"{SHEET}number-rows-repeated", "1")), MOST_ROWS)
    if not any(cells):
        cells = []
    if len(rows) + times > MOST_ROWS:
        if cells:
            raise too_many()
        return  # the empty end of the sheet
    rows.extend(list(cells) for _ in range(times))


def ods_cells(element, spans: dict) -> list[str]:
    """`spans` remembers, column by column, the merged cell that goes on below: [lines left, its text]."""
    cells = []
    for cell in element:
        if cell.tag not in CELLS:
            continue
        times = int(cell.get(f"{SHEET}number-columns-repeated", "1"))
        said = ods_text(cell)
        for _ in range(min(times, MOST_COLUMNS - len(cells))):
            rank = len(cells)
            down = spans.get(rank)
            if cell.tag == f"{SHEET}covered-table-cell" and down and down[0] > 0:
                down[0] -= 1
                cells.append(down[1])
                continue
            cells.append(said)
            spans[rank] = [int(cell.get(f"{SHEET}number-rows-spanned", "1")) - 1, said]
    return cells


def ods_text(cell) -> str:
    kind = cell.get(f"{OFFICE}value-type", "")
    if kind == "float" and (value := cell.get(f"{OFFICE}value")):
        return text_of(float(value)) if len(value) > 1 else value
    if kind == "date" and (value := cell.get(f"{OFFICE}date-value")):
        return text_of(datetime.fromisoformat(value))
    if kind == "boolean":
        return "oui" if cell.get(f"{OFFICE}boolean-value") == "true" else "non"
    if kind and (value := cell.get(f"{OFFICE}string-value")):
        return value
    return "\n".join(words_of(line) for line in cell.findall(f"{TEXT}p"))


def words_of(element) -> str:
    """The text of a paragraph, with the spaces and line breaks that ODF writes as elements."""
    text = element.text or ""
    for child in element:
        if child.tag == f"{TEXT}s":
            text += " " * min(int(child.get(f"{TEXT}c", "1")), 100)
        elif child.tag == f"{TEXT}line-break":
            text += "\n"
        elif child.tag == f"{TEXT}tab":
            text += " "
        elif child.tag != f"{OFFICE}annotation":
            text += words_of(child)
        text += child.tail or ""
    return text
