import csv
from collections.abc import Iterable

from django.http import HttpResponse


def csv_answer(name: str, rows: Iterable[tuple]) -> HttpResponse:
    """Rows for a spreadsheet, as an attachment: UTF-8 with its mark, semicolons, no cell that would run."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    csv.writer(response, delimiter=";").writerows(
        [harmless("" if cell is None else str(cell)) for cell in row] for row in rows
    )
    return response


def harmless(cell: str) -> str:
    """A spreadsheet runs what begins like a formula; a number with its sign is none."""
    is_formula = cell.startswith(("=", "@", "\t")) or (cell[:1] in {"+", "-"} and not cell[1:2].isdigit())
    return f"'{cell}" if is_formula else cell
