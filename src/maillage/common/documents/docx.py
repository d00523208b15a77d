import io
from datetime import UTC, datetime

from maillage.common.documents.archive import clean, without_dates
from maillage.common.documents.blocks import (
    Block,
    Bullets,
    Document,
    Facts,
    Grid,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Qr,
)

LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)


def to_docx(document: Document) -> bytes:
    from docx import Document as Paper  # noqa: PLC0415  for those who print

    paper = Paper()
    facts = paper.core_properties
    facts.title, facts.author, facts.language = document.title, document.authority, "fr-FR"
    facts.created = facts.modified = LONG_AGO
    if document.authority:
        paper.add_paragraph(document.authority)
    paper.add_heading(document.title, 1)
    if document.subtitle:
        paper.add_paragraph(document.subtitle, style="Subtitle")
    for block in document.blocks:
        write(paper, block)
    if document.footer:
        paper.sections[0].footer.paragraphs[0].text = document.footer
    out = io.BytesIO()
    paper.save(out)
    return without_dates(out.getvalue())


def write(paper, block: Block) -> None:  # noqa: C901  one branch per kind of block
    match block:
        case Heading(text=text, level=level):
            paper.add_heading(clean(text), level)
        case Paragraph(text=text):
            paper.add_paragraph(clean(text))
        case Bullets(items=items):
            for item in items:
                paper.add_paragraph(clean(item), style="List Bullet")
        case Facts(rows=rows):
            for label, value in rows:
                line = paper.add_paragraph()
                line.add_run(f"{clean(label)} : ").bold = True
                line.add_run(clean(value))
        case Grid():
            write_grid(paper, block)
        case Note(text=text):
            paper.add_paragraph(clean(text), style="Intense Quote")
        case Qr(address=address, label=label):
            paper.add_paragraph(f"{clean(label)} : {address}")
        case PageBreak():
            paper.add_page_break()


def write_grid(paper, block: Grid) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415  same

    paper.add_paragraph(clean(block.caption), style="Caption")
    table = paper.add_table(rows=1, cols=len(block.header), style="Table Grid")
    # screen readers announce the first row as the head of each page
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  the library has no door
    for cell, text in zip(table.rows[0].cells, block.header, strict=True):
        cell.paragraphs[0].add_run(clean(text)).bold = True
    for row in block.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = clean(text)
