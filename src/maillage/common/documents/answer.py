from django.http import HttpResponse

from maillage.common.documents.blocks import Document
from maillage.common.documents.docx import to_docx
from maillage.common.documents.odt import to_odt
from maillage.common.documents.pdf import to_pdf

KINDS = {
    "pdf": (to_pdf, "application/pdf"),
    "odt": (to_odt, "application/vnd.oasis.opendocument.text"),
    "docx": (to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def document_answer(document: Document, name: str, kind: str) -> HttpResponse:
    """A paper as an attachment; `kind` is one of `KINDS`."""
    printed, media_type = KINDS[kind]
    response = HttpResponse(printed(document), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
