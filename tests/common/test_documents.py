import io
import time
import zipfile

import odfdo
import pikepdf
import pytest
from docx import Document as Docx

from maillage.common.documents import (
    Bullets,
    Document,
    Facts,
    Grid,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Qr,
    document_answer,
    to_docx,
    to_html,
    to_odt,
    to_pdf,
)

PAPER = Document(
    title="Compte rendu",
    subtitle="Séance du 3 mars 2026",
    authority="Pays des Sources",
    footer="Exemplaire public",
    blocks=[
        Heading("Présents"),
        Facts([("Lieu", "Mairie\n1 place de l’Église"), ("Durée", "2 h")]),
        Grid("Qui était là", ["Nom", "Collège"], [["Léa *Martin*", "Salariés"], ["#let x = 1", "<b>"]]),
        Heading("Questions", level=3),
        Paragraph("Une ligne.\nUne autre, avec $maths$ et `code`."),
        Bullets(["premier", "second"]),
        Note("Ne vaut pas avis juridique."),
        Qr("https://exemple.example/presence/abc", "Signer la présence"),
        PageBreak(),
        Paragraph("Fin\x07."),
    ],
)


def test_the_pdf_is_tagged_titled_and_french():
    with pikepdf.open(io.BytesIO(to_pdf(PAPER))) as pdf:
        root = pdf.Root
        tags = structure(root.StructTreeRoot)
        about = root.Metadata.read_bytes().decode()

        assert root.MarkInfo.Marked
        assert str(root.Lang) == "fr-FR"
        assert root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo["/Title"]) == "Compte rendu"
        assert len(pdf.pages) == 2
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/Figure", "/P"} <= tags


def structure(element) -> set[str]:
    found = {str(element["/S"])} if "/S" in element else set()
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            found |= structure(kid)
    return found


@pytest.mark.parametrize("printed", [to_pdf, to_odt, to_docx])
def test_the_same_facts_give_the_same_bytes(printed):
    first = printed(PAPER)
    time.sleep(2.1)  # an archive counts by two seconds
    assert printed(PAPER) == first


def test_a_sign_that_the_font_lacks_does_not_stop_the_paper():
    odd = Document(
        title="Réunion 🚲", blocks=[Paragraph("Nom : 王小明 \U0001f468\u200d\U0001f469, Ωmega\x00")]
    )

    assert to_pdf(odd).startswith(b"%PDF-")
    assert to_docx(odd)[:2] == to_odt(odd)[:2] == b"PK"


def test_text_is_never_read_as_markup():
    assert "<td>Léa *Martin*</td><td>Salariés</td>" in to_html(PAPER)
    assert "<td>#let x = 1</td><td>&lt;b&gt;</td>" in to_html(PAPER)


def test_the_word_file_opens_with_its_headings_and_its_table():
    paper = Docx(io.BytesIO(to_docx(PAPER)))

    headings = [line.text for line in paper.paragraphs if line.style.name.startswith("Heading")]
    assert headings == ["Compte rendu", "Présents", "Questions"]
    assert [[cell.text for cell in row.cells] for row in paper.tables[0].rows] == [
        ["Nom", "Collège"],
        ["Léa *Martin*", "Salariés"],
        ["#let x = 1", "<b>"],
    ]
    assert paper.core_properties.title == "Compte rendu"


def test_the_open_document_opens_with_its_headings_and_its_table():
    raw = to_odt(PAPER)
    paper = odfdo.Document(io.BytesIO(raw))

    assert [line.text for line in paper.body.headers] == ["Compte rendu", "Présents", "Questions"]
    assert [str(cell).strip() for cell in paper.body.tables[0].get_cells(flat=True)] == [
        *("Nom", "Collège"),
        *("Léa *Martin*", "Salariés"),
        *("#let x = 1", "<b>"),
    ]
    assert zipfile.ZipFile(io.BytesIO(raw)).namelist()[0] == "mimetype"


def test_a_paper_leaves_as_an_attachment():
    answer = document_answer(PAPER, "compte-rendu", "pdf")

    assert answer["Content-Disposition"] == 'attachment; filename="compte-rendu.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
