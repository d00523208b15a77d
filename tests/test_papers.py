"""Every paper that an address prints: tagged, in French, with its title, and the same bytes twice."""

import io

import pikepdf
import pytest
from django.test import Client

from tests.test_permissions import ROWS, path_of

PAPERS = {
    row.path: row
    for row in ROWS
    if row.method == "GET" and row.status == 200 and "aicha" in row.allowed and row.path.endswith(".pdf")
}


@pytest.mark.parametrize("row", PAPERS.values(), ids=str)
def test_every_pdf_can_be_read_by_a_machine_that_speaks(cast, row):
    path, aicha = path_of(row, cast, {}), Client()
    aicha.force_login(cast.aicha)

    first, second = aicha.get(path), aicha.get(path)

    assert first.content == second.content
    with pikepdf.open(io.BytesIO(first.content)) as pdf:
        root = pdf.Root
        assert (bool(root.MarkInfo.Marked), str(root.Lang)) == (True, "fr-FR")
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert len(root.StructTreeRoot.K) > 0
        with pdf.open_metadata() as said:
            assert said["pdfuaid:part"] == "1"
            assert said["dc:title"]
