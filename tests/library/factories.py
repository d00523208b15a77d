from datetime import date

from maillage.library.domain.documents import add_document
from maillage.library.domain.resources import add_resource
from maillage.library.models import Document, DocumentVersion, Resource
from tests.library import files

SHOWN = {"state": "final", "communicability": "open"}


def make_document(
    authority, title="Note de cadrage", *, by=None, content=b"", name="Dossier.pdf", **facts
) -> Document:
    """A plain text unless `content` is given: quick to make, and real."""
    content, name = (content, name) if content else (title.encode(), "Dossier.txt")
    return add_document(authority, files.upload(content, name), by=by, title=title, **facts)


def version_of(document) -> DocumentVersion:
    return DocumentVersion.everywhere.filter(document=document).first()


def make_resource(authority, title="Mobiliser les acteurs", *, by=None, **facts) -> Resource:
    facts = {"kind": "testimony", "speaker": "Odile", "audience": "partners", **facts}
    return add_resource(authority, by=by, title=title, **facts)


def due_document(authority, **facts) -> Document:
    return make_document(authority, keep_until=date(2020, 1, 1), **facts)
