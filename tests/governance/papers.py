"""Small files of each kind, as people bring them."""

import io
import zipfile
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.library import files


@dataclass(frozen=True)
class Paper:
    name: str
    content: bytes

    def upload(self, name: str = "") -> SimpleUploadedFile:
        return SimpleUploadedFile(name or self.name, self.content)


def archive(**entries: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in entries.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


PDF = Paper("Dossier.pdf", b"%PDF-1.7 un dossier\n%%EOF")
PNG = Paper("plan.png", files.image("PNG"))
WEBP = Paper("photo.webp", files.image("WEBP"))
ODT = Paper("note.odt", archive(mimetype="application/vnd.oasis.opendocument.text", content_xml="<x/>"))
DOCX = Paper("note.docx", archive(**{"[Content_Types].xml": "<x/>", "word__document_xml": "<x/>"}))
MACROS = Paper("note.docx", archive(**{"[Content_Types].xml": "<x/>", "word__vbaProject.bin": "x"}))
ZIP = Paper("tout.zip", archive(rien="x"))
HTML = Paper("dossier.pdf", b"<html><script>alert(1)</script>")
