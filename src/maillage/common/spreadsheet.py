"""Write tables for spreadsheets, as attachments. No cell that a spreadsheet would run ever leaves the house."""

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    '<office:body><office:spreadsheet><table:table table:name="{name}">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def csv_answer(name: str, rows: Iterable[tuple]) -> HttpResponse:
    """Rows for a spreadsheet, as an attachment: UTF-8 with its mark, semicolons, no cell that would run."""
    return attachment(f"{name}.csv", to_csv(rows), "text/csv; charset=utf-8")


def xlsx_answer(name: str, rows: Iterable[tuple]) -> HttpResponse:
    return attachment(f"{name}.xlsx", to_xlsx(rows), XLSX)


def ods_answer(name: str, rows: Iterable[tuple]) -> HttpResponse:
    return attachment(f"{name}.ods", to_ods(rows), ODS)


def attachment(file_name: str, content: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def to_csv(rows: Iterable[tuple]) -> bytes:
    text = StringIO("\ufeff", newline="")
    text.seek(0, 2)
    csv.writer(text, delimiter=";").writerows(texts(row) for row in rows)
    return text.getvalue().encode()


def to_xlsx(rows: Iterable[tuple]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415  heavy, for this format alone
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415  same

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Feuille 1")
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in texts(row)])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def to_ods(rows: Iterable[tuple]) -> bytes:
    lines = "".join(
        f"<table:table-row>{''.join(ods_cell(cell) for cell in texts(row))}</table:table-row>" for row in rows
    )
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS, ZIP_STORED)  # first and plain, as ODF asks
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", CONTENT.format(name="Feuille 1", rows=lines))
    return content.getvalue()


def ods_cell(cell: str) -> str:
    if not cell:
        return "<table:table-cell/>"
    readable = "".join(sign for sign in cell if sign >= " " or sign in "\n\t")
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in readable.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def texts(row: tuple) -> list[str]:
    return [harmless("" if cell is None else str(cell)) for cell in row]


def harmless(cell: str) -> str:
    """A spreadsheet runs what begins like a formula; a number with its sign is none."""
    is_formula = cell.startswith(("=", "@", "\t")) or (cell[:1] in {"+", "-"} and not cell[1:2].isdigit())
    return f"'{cell}" if is_formula else cell
