"""The words by which documents and resources are found: written again whenever what they say changes."""

from django.db import transaction

from maillage.library.models import Document, FoundWords, Resource
from maillage.library.queries.words import words_of


def index_document(document: Document) -> None:
    """By its title, its summary, its folder and the text of the version in force."""
    last = document.versions(manager="everywhere").first()
    said = (
        document.title,
        document.summary,
        document.folder.name if document.folder else "",
        last.text if last else "",
    )
    write(document=document, title=document.title, text="\n".join(said))


def index_resource(resource: Resource) -> None:
    said = (
        *(resource.title, resource.summary, resource.topic, resource.speaker, resource.speaker_role),
        *(resource.body, resource.transcript),
    )
    write(resource=resource, title=resource.title, text="\n".join(said))


def write(*, title: str, text: str, **of) -> None:
    words = {"title_words": words_of(title), "words": words_of(text)}
    FoundWords.everywhere.update_or_create(**of, defaults=words)


@transaction.atomic
def reindex() -> tuple[int, int]:
    """Everything anew, for every authority. Returns how many documents and resources."""
    FoundWords.everywhere.all().delete()
    documents = Document.everywhere.select_related("folder").order_by("pk")
    resources = Resource.everywhere.order_by("pk")
    counts = [0, 0]
    for rank, (rows, verb) in enumerate(((documents, index_document), (resources, index_resource))):
        for row in rows.iterator(chunk_size=50):
            verb(row)
            counts[rank] += 1
    return counts[0], counts[1]
