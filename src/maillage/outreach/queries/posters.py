"""What is printed for walls, stands and letter boxes: tagged PDF, in our own colours and letters, by Typst."""

import json
import re
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from maillage.common.documents.archive import clean
from maillage.outreach.enums import PosterFormat
from maillage.outreach.models import Poster
from maillage.outreach.queries.letters import archive_of
from maillage.outreach.queries.links import full
from maillage.outreach.queries.news import published_news

TEMPLATE = Path(__file__).parents[1] / "printed" / "poster.typ"
FONTS = {
    "Bricolage Grotesque": "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2",
    "Atkinson Hyperlegible Next": (
        "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2"
    ),
}
FAMILY_NAMES = {1, 16, 21}  # of a font's table of names
NOT_DRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
HOUR = re.compile(r"(\d) ?h(?: ?(\d\d))?(?![a-z\d])")  # « 10 h 30 » stays on one line
MOST_PAGES = 20


def pages_for_posters(authority) -> list[tuple[str, str]]:
    """Where a QR code may lead: pages of the public site, as path and name."""
    slug = authority.slug
    letters = archive_of(authority).values_list("pk", "subject")[:MOST_PAGES]
    news = published_news(authority).values_list("pk", "title")[:MOST_PAGES]
    return [
        (reverse("outreach:subscribe", args=[slug]), "Abonnement aux lettres"),
        (f"/{slug}/", "Accueil du site"),
        (reverse("outreach:archive", args=[slug]), "Archives des lettres"),
        (reverse("outreach:news_pages", args=[slug]), "Actualités"),
        *((reverse("outreach:news_page", args=[slug, pk]), f"Actualité : {title}") for pk, title in news),
        *(
            (reverse("outreach:archive_letter", args=[slug, pk]), f"Lettre : {title}")
            for pk, title in letters
        ),
    ]


def printed(poster: Poster, size: PosterFormat, *, picture: bool = False) -> bytes:
    """The PDF (PDF/UA-1), or a picture of it for the screen. A sign that no letter of ours draws is printed « ? »."""
    import typst  # noqa: PLC0415  for those who print

    data = clean(json.dumps(facts_of(poster, size), ensure_ascii=False))
    form = {"format": "png", "ppi": 50.0} if picture else {"pdf_standards": ["ua-1"]}
    while True:
        try:
            return typst.compile(
                str(TEMPLATE),
                ignore_system_fonts=True,
                font_paths=[str(fonts())],
                sys_inputs={"poster": data},
                **form,
            )
        except typst.TypstError as error:
            refused = NOT_DRAWN.search(str(error))
            signs = ESCAPED.sub(lambda code: chr(int(code[1], 16)), refused[1]) if refused else ""
            if not (strange := {sign for sign in signs if not sign.isascii()}):
                raise
            data = "".join("?" if sign in strange else sign for sign in data)


def facts_of(poster: Poster, size: PosterFormat) -> dict:
    address = full(poster.path)
    return {
        "format": size,
        "authority": str(poster.authority),
        "title": poster.title,
        "title_size": 52 if len(poster.title) <= 28 else 44 if len(poster.title) <= 48 else 36,  # noqa: PLR2004  by eye
        "lead": poster.lead,
        "when": HOUR.sub(in_one_piece, poster.when),
        "where": poster.where,
        "points": poster.points.splitlines(),
        "call": poster.call,
        "contact": poster.contact,
        "shown": address.split("://", 1)[1].rstrip("/"),
        "qr": code_of(address),
    }


def in_one_piece(hour: re.Match) -> str:
    return f"{hour[1]}\u00a0h" + (f"\u00a0{hour[2]}" if hour[2] else "")


def code_of(address: str) -> str:
    import segno  # noqa: PLC0415  for those who print

    out = BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=2, dark="#0a3f36", xmldecl=False)
    return out.getvalue().decode()


def fonts() -> Path:
    """The letters of the screens, as Typst reads them: unpacked once, beside the data."""
    folder = settings.DATA_DIR / "fonts"
    folder.mkdir(exist_ok=True)
    for family, packed in FONTS.items():
        target, source = folder / f"{family}.ttf", settings.NODE_MODULES / packed
        if not target.exists() and source.exists():
            unpack(source, target, family)
    return folder


def unpack(source: Path, target: Path, family: str) -> None:
    from fontTools.ttLib import TTFont  # noqa: PLC0415  once in the life of an installation

    font = TTFont(source)
    font.flavor = None
    for name in font["name"].names:
        if name.nameID in FAMILY_NAMES:
            name.string = family
    unfinished = target.with_suffix(".part")
    font.save(unfinished)
    unfinished.replace(target)
