"""Run as a program, by itself: `child.py FILE TYPE ANSWER PREVIEW`. It imports nothing of the house."""

import contextlib
import json
import re
import sys
import unicodedata
import zipfile
import zlib
from pathlib import Path
from xml.etree.ElementTree import ParseError, iterparse

try:
    import resource
except ImportError:  # Windows knows no limits: the clock of the parent is the only one there
    resource = None

MEMORY = 1024 * 1024 * 1024
SECONDS = 30
MOST_TEXT = 1_000_000  # signs
MOST_PAGES = 400
MOST_PART = 50 * 1024 * 1024  # octets of one XML part, unpacked
WIDTH = 900  # pixels of a preview
PARTS = re.compile(
    r"^(content\.xml|word/(document|footnotes|endnotes)\.xml|ppt/slides/slide\d+\.xml|xl/sharedStrings\.xml)$"
)
BREAKS = {"p", "h", "br", "tab", "s", "si", "line-break"}
TEXTS = {"t", "text"}


def main(asked: str, media_type: str, answer: str, preview: str) -> None:
    limit()
    reader = READERS.get(media_type.split("/", maxsplit=1)[0]) or READERS.get(media_type, read_archive)
    said = {"outcome": "read", "text": "", "pages": 0, "scripts": 0} | reader(Path(asked), Path(preview))
    said["text"] = tidy(said["text"])
    Path(answer).write_text(json.dumps(said), encoding="utf-8")


def limit() -> None:
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def tidy(text: str) -> str:
    """Ligatures of printers undone, words cut at the end of a line joined, blanks made single."""
    text = unicodedata.normalize("NFC", text[:MOST_TEXT])
    for printed, typed in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl")):
        text = text.replace(printed, typed)
    text = re.sub(r"(?<=\w)(?:\u00ad|\ufffe|\u0002|-)\s*\r?\n(?=[a-zà-ÿ])", "", text)
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]", " ", text)
    return re.sub(r"[ \t\r\f\v]+", " ", re.sub(r"\s*\n\s*", "\n", text)).strip()


def read_pdf(path: Path, preview: Path) -> dict:
    import pypdfium2  # noqa: PLC0415  each kind has its own library
    import pypdfium2.raw as pdfium  # noqa: PLC0415  same

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        return {"outcome": "locked" if "password" in str(error).lower() else "stopped"}
    texts, room = [], MOST_TEXT
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        text = page.get_textpage().get_text_bounded()
        texts.append(text)
        page.close()
        if (room := room - len(text)) <= 0:
            break
    scripts = max(0, pdfium.FPDFDoc_GetJavaScriptActionCount(document))
    with contextlib.suppress(pypdfium2.PdfiumError, MemoryError, ValueError, OSError):
        page = document[0]
        scale = min(WIDTH / max(page.get_width(), 1), 2 * WIDTH / max(page.get_height(), 1), 4)
        page.render(scale=scale).to_pil().convert("RGB").save(preview, "PNG", optimize=True)
    return {"text": "\n".join(texts), "pages": len(document), "scripts": scripts}


def read_image(path: Path, preview: Path) -> dict:
    from PIL import Image  # noqa: PLC0415  same

    with Image.open(path) as image:
        image.thumbnail((WIDTH, 2 * WIDTH))
        image.convert("RGBA" if image.mode in {"P", "LA", "PA"} else "RGB").save(
            preview, "PNG", optimize=True
        )
    return {"pages": 1}


def read_text(path: Path, preview: Path) -> dict:
    content = path.read_bytes()
    try:
        return {"text": content.decode("utf-8-sig")}
    except UnicodeDecodeError:
        return {"text": content.decode("cp1252", "replace")}


def read_archive(path: Path, preview: Path) -> dict:
    """ODF and OOXML: the text of their XML parts, in the order of the reading."""
    texts = []
    try:
        with zipfile.ZipFile(path) as archive:
            for part in sorted(archive.infolist(), key=lambda part: order_of(part.filename)):
                if PARTS.match(part.filename) and part.file_size <= MOST_PART:
                    with archive.open(part) as opened:
                        texts.append("".join(words_of(opened)))
    except (zipfile.BadZipFile, zlib.error, ParseError, EOFError, NotImplementedError, RuntimeError):
        return {"outcome": "stopped"}
    return {"text": "\n".join(texts)}


def order_of(name: str) -> tuple:
    """Slide 10 comes after slide 2."""
    return tuple(int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name))


def words_of(opened):
    """OOXML keeps its text in `t` elements, ODF anywhere; a DOCTYPE, which neither needs, stops the reading."""
    is_odf, room = opened.name == "content.xml", MOST_TEXT
    if b"<!DOCTYPE" in opened.peek(2_000)[:2_000]:
        raise ParseError("DOCTYPE")
    for _, element in iterparse(opened):  # noqa: S314  no DOCTYPE, within limits of memory and time
        kind = element.tag.rsplit("}", 1)[-1]
        if kind in BREAKS:
            said = all_of(element) + "\n" if is_odf and kind in {"p", "h"} else "" if is_odf else "\n"
        else:
            said = "" if is_odf or kind not in TEXTS else element.text or ""
        yield said
        if (room := room - len(said)) <= 0:
            return
        if kind in {"p", "h", "si"}:
            element.clear()


def all_of(element) -> str:
    return "".join(element.itertext())


READERS = {"application/pdf": read_pdf, "image": read_image, "text": read_text}

if __name__ == "__main__":
    main(*sys.argv[1:])
