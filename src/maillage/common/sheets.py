"""What stands in the first filled sheet of an XLSX or ODS file, cell by cell, as text."""

import re
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from xml.etree.ElementTree import iterparse

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from maillage.common.errors import DomainError
from maillage.common.tables import LOOKED_AT, MOST_COLUMNS, MOST_LINES, Table, tidy, too_many

MOST_ROWS = 300_000  # empty ones included
FILLED_AT_MOST = MOST_LINES + LOOKED_AT
FORMULA = b"<f"
MERGED = re.compile(rb'<mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"')

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
SHEET = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
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


def first_table(sheets):
    """(name, rows) of the first sheet that looks like a table: a « Lisez-moi » has one column. Else the first filled."""
    filled = None
    for name, rows in sheets:
        if sum(sum(map(bool, cells)) > 1 for cells in rows) > 1:
            return name, rows
        if filled is None and any(any(cells) for cells in rows):
            filled = (name, rows)
    return filled or ("", [])


# XLSX


def read_xlsx(content, archive) -> Table:
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    name, rows = first_table((sheet.title, xlsx_rows(sheet)) for sheet in sheets)
    told = one_sheet(name, len(sheets) - 1)
    raw = archive.read(book[name]._worksheet_path) if name else b""  # noqa: SLF001  openpyxl keeps it there
    if FORMULA in raw:
        with_formulas = load_workbook(BytesIO(content), read_only=True)
        if fill_formulas(rows, xlsx_rows(with_formulas[name])):
            told.append(
                "Des formules n’ont pas de résultat dans le fichier : leur texte est lu tel quel. "
                "Ouvrez-le dans un tableur, enregistrez-le, puis déposez-le."
            )
    spread_merged(rows, [range_boundaries(found.decode()) for found in MERGED.findall(raw)])
    return Table("xlsx", tidy(enumerate(rows, 1), told), told)


def xlsx_rows(sheet) -> list[list[str]]:
    sheet.reset_dimensions()  # what the file says of its own size is not to be trusted
    rows, filled = [], 0
    for values in islice(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), MOST_ROWS):
        cells = [text_of(value) for value in values]
        is_filled = any(cells)
        rows.append(cells if is_filled else [])
        filled += is_filled
        if filled > FILLED_AT_MOST:
            raise too_many()
    if len(rows) == MOST_ROWS:
        raise DomainError(
            f"La feuille « {sheet.title} » va au-delà de la ligne 300\u202f000 : "
            "supprimez les lignes vides sous vos contacts, puis enregistrez-la."
        )
    return rows


def fill_formulas(rows, formulas) -> int:
    """Where a file holds a formula without its last result, its text stands for it. Returns how many do."""
    filled = 0
    for cells, texts in zip(rows, formulas, strict=False):
        cells.extend([""] * (len(texts) - len(cells)))
        for rank, text in enumerate(texts):
            if not cells[rank] and text.startswith("="):
                cells[rank] = text
                filled += 1
    return filled


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
    with archive.open("content.xml") as opened:
        sheets = list(ods_sheets(opened))
    shown = [(name, rows) for name, rows, is_hidden in sheets if not is_hidden]
    name, rows = first_table(shown or [(name, rows) for name, rows, _ in sheets])
    told = one_sheet(name, len(shown) - 1)
    return Table("ods", tidy(enumerate(rows, 1), told), told)


def ods_sheets(opened):
    """Each sheet: its name, its rows, whether it is hidden. Elements are dropped as soon as they are read."""
    name, rows, spans, hidden, filled = "", [], {}, set(), 0
    for event, element in iterparse(opened, events=("start", "end")):  # noqa: S314  files with a DOCTYPE are refused before
        if event == "start":
            if element.tag == f"{SHEET}table":
                name, rows, spans, filled = element.get(f"{SHEET}name", ""), [], {}, 0
            continue
        if element.tag == f"{SHEET}table-row":
            filled += add_ods_row(rows, element, spans, FILLED_AT_MOST - filled)
            element.clear()
        elif element.tag == f"{STYLE}style" and hides(element):
            hidden.add(element.get(f"{STYLE}name"))
        elif element.tag == f"{SHEET}table":
            yield name, rows, element.get(f"{SHEET}style-name") in hidden
            element.clear()


def hides(style) -> bool:
    return any(each.get(f"{SHEET}display") == "false" for each in style.findall(f"{STYLE}table-properties"))


def add_ods_row(rows, element, spans: dict, left: int) -> int:
    """Returns how many filled rows it adds, at most `left`."""
    cells = ods_cells(element, spans)
    times = min(int(element.get(f"{SHEET}number-rows-repeated", "1")), MOST_ROWS)
    if not any(cells):
        cells = []
    if cells and times > left:
        raise too_many()
    if len(rows) + times <= MOST_ROWS:  # else it is the empty end of the sheet
        rows.extend(list(cells) for _ in range(times))
    return times if cells else 0


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
    said = "\n".join(words_of(line) for line in cell.findall(f"{TEXT}p"))
    kind = cell.get(f"{OFFICE}value-type", "")
    try:
        if kind == "float" and (value := cell.get(f"{OFFICE}value")):
            return text_of(float(value)) if len(value) > 1 else value
        if kind == "date" and (value := cell.get(f"{OFFICE}date-value")):
            return text_of(datetime.fromisoformat(value))
    except ValueError:
        return said
    if kind == "boolean":
        return "oui" if cell.get(f"{OFFICE}boolean-value") == "true" else "non"
    if kind and (value := cell.get(f"{OFFICE}string-value")):
        return value
    return said


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
