"""A library of twenty papers, made into real files as they are deposited, and four resources."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_scopes import scope

from maillage.accounts.models import User
from maillage.common.documents import Document as Paper
from maillage.common.documents import Heading, Note, Paragraph, to_docx, to_odt, to_pdf
from maillage.demo.scenes.library_papers import ARTICLE, OUTSIDE, PAPERS, PERSONAL, REPLACED, TESTIMONIES
from maillage.demo.scenes.people import BY_KEY
from maillage.demo.scenes.territory import SLUG
from maillage.governance.models import Body
from maillage.library.domain.documents import add_document, add_version, open_folder
from maillage.library.domain.resources import add_resource
from maillage.library.models import Document
from maillage.partners.models import Circle
from maillage.territories.models import Authority

PRINTERS = {"pdf": to_pdf, "odt": to_odt, "docx": to_docx}
FICTIVE = "Document fictif, écrit pour la démonstration."


def is_played() -> bool:
    return Document.everywhere.filter(authority__slug=SLUG).exists()


def play() -> None:
    pays = Authority.objects.get(slug=SLUG)
    aicha, bruno = (User.objects.get(email=BY_KEY[key].email) for key in ("aicha", "bruno"))
    with scope(authority=pays):
        circles = {body.name: body.circle for body in Body.objects.select_related("circle")}
        for row in PAPERS:
            deposit(pays, row, circles, by=bruno)
        for facts in (*TESTIMONIES, ARTICLE):
            add_resource(pays, audience="public", by=aicha, **facts)


def deposit(pays, row, circles: dict[str, Circle], *, by) -> None:
    title, kind, folder, audience, circle, communicability, state, summary, paragraphs = row
    days = PERSONAL.get(title)
    facts = {
        "folder": open_folder(pays, name=folder, circle=circles.get(folder), by=by),
        "audience": audience,
        "circle": circles.get(circle),
        "communicability": communicability,
        "state": state,
        "summary": summary,
        "is_record": title not in OUTSIDE,
        "has_personal_data": title in PERSONAL,
        "keep_until": None if days is None else timezone.localdate() + timedelta(days=days),
    }
    first = paragraphs[:1] if title in REPLACED else paragraphs
    document = add_document(pays, printed(title, kind, first), by=by, title=title, **facts)
    if title in REPLACED:
        again = (*paragraphs, f"Version revue : {REPLACED[title].lower()}.")
        add_version(document, printed(title, kind, again), note=REPLACED[title], by=by)


def printed(title: str, kind: str, paragraphs) -> SimpleUploadedFile:
    """A file as a person would bring it."""
    if kind == "txt":
        content = "\n\n".join((title, *paragraphs, FICTIVE)).encode()
    else:
        blocks = [Heading("L’essentiel"), *map(Paragraph, paragraphs), Note(FICTIVE)]
        content = PRINTERS[kind](Paper(title=title, authority="Pays du Lunévillois", blocks=blocks))
    return SimpleUploadedFile(f"{title}.{kind}", content)
