"""What files say, read in a process of its own that a hostile one cannot drag down."""

import time

import pytest

from maillage.common import reading
from maillage.common.reading import read_apart
from maillage.common.uploads import OPEN_XML
from tests.library import files

WORDS = "Le garage solidaire répare des vélos."


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (files.pdf("Titre", WORDS), "application/pdf"),
        (files.odt("Titre", WORDS), files.ODT),
        (files.docx("Titre", WORDS), f"{OPEN_XML}wordprocessingml.document"),
        (WORDS.encode("cp1252"), "text/plain"),
    ],
)
def test_the_words_come_out_of_each_kind(content, media_type):
    said = read_apart(content, media_type)

    assert said.outcome == reading.READ
    assert WORDS in said.text


def test_slides_and_sheets_are_read_in_order():
    slide = '<p xmlns:a="x"><a:p><a:r><a:t>{}</a:t></a:r></a:p></p>'
    slides = files.archive({f"ppt/slides/slide{n}.xml": slide.format(f"vue {n}") for n in (10, 2)})
    sheet = files.archive(
        {"xl/sharedStrings.xml": "<sst><si><t>Commune</t></si><si><t>Trajets</t></si></sst>"}
    )

    assert read_apart(slides, f"{OPEN_XML}presentationml.presentation").text == "vue 2\nvue 10"
    assert read_apart(sheet, f"{OPEN_XML}spreadsheetml.sheet").text == "Commune\nTrajets"


def test_the_first_page_is_drawn():
    assert read_apart(files.pdf(), "application/pdf").preview.startswith(b"\x89PNG")
    assert read_apart(files.image("JPEG", (3_000, 2_000)), "image/jpeg").preview.startswith(b"\x89PNG")
    assert read_apart(b"rien", "text/plain").preview == b""


BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><office>&b;</office>'
)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7 rien de bon %%EOF", "application/pdf"),
        (b"", "application/pdf"),
        (files.archive({"content.xml": BILLION_LAUGHS}), files.ODT),
        (files.archive({"content.xml": "<office><p>coupe"}), files.ODT),
        (b"PK\x03\x04", files.ODT),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
    ],
)
def test_what_is_damaged_or_hostile_stops_there(content, media_type):
    assert read_apart(content, media_type).outcome == reading.STOPPED


def test_a_file_that_never_ends_is_stopped_by_the_clock(monkeypatch, tmp_path):
    slow = tmp_path / "child.py"
    slow.write_text("while True: pass")
    monkeypatch.setattr(reading, "CHILD", slow)
    monkeypatch.setattr(reading, "SECONDS", 1)
    began = time.monotonic()

    assert read_apart(b"x", "text/plain").outcome == reading.STOPPED
    assert time.monotonic() - began < 10


def test_a_file_that_eats_memory_is_stopped(monkeypatch, tmp_path):
    greedy = tmp_path / "child.py"
    source = reading.CHILD.read_text().replace(
        "def read_text(",
        "def read_text(path, preview):\n    return {'text': 'x' * 2_000_000_000}\n\n\ndef other(",
    )
    greedy.write_text(source)
    monkeypatch.setattr(reading, "CHILD", greedy)

    assert read_apart(b"x", "text/plain").outcome == reading.STOPPED


def test_the_child_is_told_nothing_of_ours(monkeypatch, tmp_path):
    monkeypatch.setenv("MAILLAGE_SECRET_KEY", "a secret")
    nosy = tmp_path / "child.py"
    nosy.write_text(
        "import json, os, sys\n"
        "open(sys.argv[3], 'w').write(json.dumps({'outcome': 'read', 'text': str(dict(os.environ))}))"
    )
    monkeypatch.setattr(reading, "CHILD", nosy)

    assert "MAILLAGE" not in read_apart(b"x", "text/plain").text
