"""Papers of the house: a few kinds of blocks, written once, printed as PDF, ODT, DOCX or HTML.

The same blocks give the same bytes, whenever and wherever they are printed: nothing reads the clock.
"""

from maillage.common.documents.answer import document_answer
from maillage.common.documents.blocks import (
    Block,
    Bullets,
    Document,
    Facts,
    Grid,
    Heading,
    Linked,
    Note,
    PageBreak,
    Paragraph,
    Qr,
)
from maillage.common.documents.docx import to_docx
from maillage.common.documents.html import to_html
from maillage.common.documents.odt import to_odt
from maillage.common.documents.pdf import to_pdf

__all__ = [
    "Block",
    "Bullets",
    "Document",
    "Facts",
    "Grid",
    "Heading",
    "Linked",
    "Note",
    "PageBreak",
    "Paragraph",
    "Qr",
    "document_answer",
    "to_docx",
    "to_html",
    "to_odt",
    "to_pdf",
]
