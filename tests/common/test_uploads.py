"""What people bring: kept when it is what it says, refused in French when it hides something."""

import pytest

from maillage.common import uploads
from maillage.common.errors import DomainError
from maillage.common.images import PLACE_TAKEN_OUT, TAKEN_OUT
from maillage.common.uploads import clean_name, receive
from tests.library import files
from tests.library.files import office, upload

SCRIPT = b"<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (files.pdf(), "Dossier.docx", ("Dossier.pdf", "application/pdf")),
        (files.odt(), "note.odt", ("note.odt", files.ODT)),
        (files.docx(), "note.docx", ("note.docx", f"{uploads.OPEN_XML}wordprocessingml.document")),
        (files.image("PNG"), "plan.png", ("plan.png", "image/png")),
        (files.image("JPEG"), "photo.JPEG", ("photo.jpg", "image/jpeg")),
        (files.image("GIF"), "photo.gif", ("photo.gif", "image/gif")),
        (files.image("WEBP"), "photo.webp", ("photo.webp", "image/webp")),
        ("Été à vélo\r\n".encode(), "note.txt", ("note.txt", "text/plain")),
        ("Été à vélo".encode("cp1252"), "note", ("note.txt", "text/plain")),
    ],
)
def test_a_file_is_what_it_holds(content, name, kept):
    received = receive(upload(content, name))

    assert (received.name, received.media_type) == kept


HOSTILE = {
    "HTML named PDF": (b"<html>" + SCRIPT, "dossier.pdf", "ni un PDF"),
    "HTML after a few words": (b"Bonjour " + SCRIPT, "note.txt", "ni un PDF"),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "plan.png", "ni un PDF"),
    "program": (b"MZ\x90\x00\x03\x00", "facture.pdf", "ni un PDF"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "note.txt", "ni un PDF"),
    "shortcut": (b"L\x00\x00\x00\x01\x14\x02\x00", "dossier.pdf", "ni un PDF"),
    "old Office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "note.doc", "ni un PDF"),
    "RTF": (rb"{\rtf1 bonjour}", "note.rtf", "ni un PDF"),
    "text with NUL": (b"a\x00b", "note.txt", "ni un PDF"),
    "archive": (files.archive({"rien.txt": "x"}), "tout.zip", "ni un PDF"),
    "PDF and page": (b"%PDF-1.7\n" + SCRIPT + b"\n%%EOF", "dossier.pdf", "en cache un autre"),
    "PDF and archive": (files.pdf() + files.archive({"a.js": "x"}), "dossier.pdf", "en cache un autre"),
    "PDF with a tail": (files.pdf() + b"\nMZ\x90\x00", "dossier.pdf", "en cache un autre"),
    "image and archive": (files.image("PNG") + files.archive({"a": "x"}), "a.png", "en cache un autre"),
    "not the image it says": (b"\x89PNG\r\n\x1a\n" + SCRIPT, "plan.png", "abîmée"),
    "image of a billion points": (files.png_of(40_000, 30_000), "plan.png", "50 millions"),
    "macros": (office(word__vbaProject_dot_bin="x"), "note.docx", "macros"),
    "macros said": (
        files.archive(
            {"[Content_Types].xml": "x.document.macroEnabled.main+xml", "word/document.xml": "<x/>"}
        ),
        "note.docx",
        "macros",
    ),
    "ODF macros": (files.archive({"mimetype": files.ODT, "Basic/script.xml": "x"}), "note.odt", "macros"),
    "far template": (
        office(
            word___rels__settings_dot_xml_dot_rels='<R Type="attachedTemplate" Target="http://x" TargetMode="External"/>'
        ),
        "note.docx",
        "macros",
    ),
    "program inside": (office(word__embeddings__a_dot_exe="x"), "note.docx", "en cache un autre"),
    "way out": (office(**{"..__..__etc": "x"}), "note.docx", "en cache un autre"),
    "bomb by ratio": (office(word__media=b"\0" * 30_000_000), "note.docx", "démesuré"),
    "bomb by number": (files.archive({f"word/{n}": "" for n in range(3_001)}), "note.docx", "démesuré"),
    "cut archive": (files.docx()[:900], "note.docx", "abîmé"),
}


@pytest.mark.parametrize("case", HOSTILE.values(), ids=HOSTILE)
def test_what_hides_something_is_refused(case):
    content, name, words = case
    with pytest.raises(DomainError, match=words):
        receive(upload(content, name))


@pytest.mark.parametrize(
    "name", ["facture.pdf.exe", "facture.exe.pdf", "a.lnk", "a.SVG", "a.html", "a.js.pdf"]
)
def test_a_name_that_promises_a_program_is_refused(name):
    with pytest.raises(DomainError, match="ne se dépose pas ici"):
        uploads.refuse_name(name)


@pytest.mark.parametrize("name", ["fdp\u202efdp.pdf", "a\x00.pdf", "a\r\nb.pdf", "a\u200b.pdf"])
def test_a_name_with_hidden_signs_is_refused(name):
    with pytest.raises(DomainError, match="caractère invisible"):
        uploads.refuse_name(name)


@pytest.mark.parametrize("name", ["v1.2 du projet.pdf", "Avis de M. Exe.pdf", "été « 2026 ».odt", ""])
def test_an_honest_name_passes(name):
    uploads.refuse_name(name)


def test_a_photo_loses_its_place_and_its_device():
    received = receive(upload(files.image("JPEG", with_place=True), "photo.jpg"))

    assert received.told == PLACE_TAKEN_OUT
    assert b"Appareil" not in received.content
    assert receive(upload(received.content, "photo.jpg")).told == ""
    assert receive(upload(files.image("PNG"), "plan.png")).told == ""
    assert PLACE_TAKEN_OUT != TAKEN_OUT


def test_a_script_stuck_to_an_image_is_left_behind():
    received = receive(upload(files.image("GIF") + SCRIPT, "plan.gif"))

    assert (received.media_type, SCRIPT in received.content) == ("image/gif", False)


def test_twenty_megabytes_and_no_more(monkeypatch):
    content = files.pdf()
    monkeypatch.setattr(uploads, "LARGEST", len(content))
    assert receive(upload(content)).size == len(content)
    monkeypatch.setattr(uploads, "LARGEST", len(content) - 1)

    with pytest.raises(DomainError, match="20 Mo"):
        receive(upload(content))


def test_a_typed_name_shows_and_its_ending_is_that_of_the_content():
    assert receive(upload(files.pdf()), "Note de cadrage.docx").name == "Note de cadrage.pdf"
    assert clean_name("../../etc/passwd", ".pdf") == "passwd.pdf"


def test_a_damaged_entry_is_a_damaged_file_and_no_crash():
    content = bytearray(files.archive({"mimetype": files.ODT.encode() * 2, "content.xml": b"<a/>"}))
    start = content.index(b"mimetype") + len(b"mimetype")
    content[start : start + 6] = b"\xff" * 6

    with pytest.raises(DomainError, match="abîmé"):
        uploads.nature_of(files.upload(bytes(content), "Note.odt"))
