"""Real small files of each kind, and hostile ones."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from maillage.common.documents import Document, Heading, Paragraph, to_docx, to_odt, to_pdf

ODT = "application/vnd.oasis.opendocument.text"
GPS = 0x8825


def paper(title="Aide au permis", *texts: str) -> Document:
    return Document(
        title=title, authority="Pays des Sources", blocks=[Heading(title), *map(Paragraph, texts)]
    )


def pdf(title="Aide au permis", *texts: str) -> bytes:
    return to_pdf(paper(title, *texts))


def odt(title="Aide au permis", *texts: str) -> bytes:
    return to_odt(paper(title, *texts))


def docx(title="Aide au permis", *texts: str) -> bytes:
    return to_docx(paper(title, *texts))


def upload(content: bytes, name="Dossier.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def image(kind="PNG", size=(40, 30), *, with_place=False) -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    if with_place:
        exif[0x0110] = "Appareil de Léa"
        exif.get_ifd(GPS)[1] = "N"
    Image.new("RGB", size, (15, 92, 77)).save(out, kind, **({} if kind == "GIF" else {"exif": exif}))
    return out.getvalue()


def archive(entries: dict, *, packing=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return out.getvalue()


def office(**entries) -> bytes:
    """A DOCX by its table of contents, with more parts: `__` stands for `/`, `_dot_` for a dot."""
    parts = {name.replace("__", "/").replace("_dot_", "."): content for name, content in entries.items()}
    return archive({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>", **parts})


def png_of(width: int, height: int) -> bytes:
    """A PNG that announces a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )
