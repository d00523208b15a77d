import pytest

from maillage.common.spreadsheet import csv_answer, harmless


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM", "'@SUM"),
        ("-cmd", "'-cmd"),
        ("+33 3 53 01 00 00", "+33 3 53 01 00 00"),
        ("Léa", "Léa"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell, safe):
    assert harmless(cell) == safe


def test_rows_leave_as_an_attachment_that_a_spreadsheet_reads():
    answer = csv_answer("liste", [("nom", "habitants"), ("=Mairie", 12), ("Gué", None)])

    assert answer["Content-Disposition"] == 'attachment; filename="liste.csv"'
    assert answer.content.decode() == "\ufeffnom;habitants\r\n'=Mairie;12\r\nGué;\r\n"
