import json
import re
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

from maillage.common.documents.archive import clean
from maillage.common.documents.blocks import Document, Grid, Linked, Qr

TEMPLATE = Path(__file__).with_name("paper.typ")
NOT_DRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
INVISIBLE = re.compile(r"\\u00[01][0-9a-f]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def to_pdf(document: Document) -> bytes:
    """A tagged PDF (PDF/UA-1): Typst refuses to write one without a title or with a figure nobody describes.

    It also refuses a sign that its own fonts cannot draw (an emoji, a name in another script): that sign is
    printed as « ? », since a paper that comes out matters more. Only its own fonts are used, so that every
    machine prints the same bytes.
    """
    import typst  # noqa: PLC0415  30 MB, for those who print

    facts = {**asdict(document), "blocks": [described(block) for block in document.blocks]}
    data = INVISIBLE.sub("", clean(json.dumps(facts, ensure_ascii=False)))
    while True:
        try:
            return typst.compile(
                str(TEMPLATE), ignore_system_fonts=True, pdf_standards=["ua-1"], sys_inputs={"document": data}
            )
        except typst.TypstError as error:
            refused = NOT_DRAWN.search(str(error))
            signs = ESCAPED.sub(lambda code: chr(int(code[1], 16)), refused[1]) if refused else ""
            if not (strange := {sign for sign in signs if not sign.isascii()}):
                raise
            data = "".join("?" if sign in strange else sign for sign in data)


def described(block) -> dict:
    drawing = {"svg": drawn(block.address)} if isinstance(block, Qr) else {}
    cells = (
        {"rows": [[cell_of(cell) for cell in row] for row in block.rows]} if isinstance(block, Grid) else {}
    )
    return {"kind": type(block).__name__.lower(), **asdict(block), **drawing, **cells}


def cell_of(text: str) -> str | dict:
    return {"text": str(text), "address": text.address} if isinstance(text, Linked) else text


def drawn(address: str) -> str:
    import segno  # noqa: PLC0415  for those who print

    out = BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()
