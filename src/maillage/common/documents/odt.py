import io

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
from maillage.common.documents.docx import LONG_AGO


def to_odt(document: Document) -> bytes:
    import odfdo  # noqa: PLC0415  for those who print

    paper = odfdo.Document("text")
    meta = paper.meta
    meta.title, meta.creator, meta.language = document.title, document.authority, "fr-FR"
    meta.creation_date = meta.date = LONG_AGO
    body = paper.body
    body.clear()
    if document.authority:
        body.append(odfdo.Paragraph(clean(document.authority)))
    body.append(odfdo.Header(1, clean(document.title)))
    if document.subtitle:
        body.append(odfdo.Paragraph(clean(document.subtitle)))
    for block in document.blocks:
        for element in written(odfdo, block):
            body.append(element)
    if document.footer:
        body.append(odfdo.Paragraph(clean(document.footer)))
    out = io.BytesIO()
    paper.save(out)
    return without_dates(out.getvalue())


def written(odfdo, block: Block) -> list:  # noqa: PLR0911  one per kind of block
    match block:
        case Heading(text=text, level=level):
            return [odfdo.Header(level, clean(text))]
        case Paragraph(text=text) | Note(text=text):
            return [odfdo.Paragraph(clean(text))]
        case Bullets(items=items):
            return [odfdo.List([clean(item) for item in items])]
        case Facts(rows=rows):
            return [odfdo.Paragraph(f"{clean(label)} : {clean(value)}") for label, value in rows]
        case Grid():
            return grid(odfdo, block)
        case Qr(address=address, label=label):
            return [odfdo.Paragraph(f"{clean(label)} : {address}")]
        case PageBreak():
            return [odfdo.Paragraph("")]


def grid(odfdo, block: Grid) -> list:
    table = odfdo.Table(clean(block.caption)[:60])
    for row in [block.header, *block.rows]:
        line = odfdo.Row()
        for text in row:
            cell = odfdo.Cell()
            cell.append(odfdo.Paragraph(clean(text)))
            line.append_cell(cell)
        table.append_row(line)
    return [odfdo.Paragraph(clean(block.caption)), table]
