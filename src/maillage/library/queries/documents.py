"""Documents as the screens list and show them, among what the reader may see."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from maillage.law.enums import Outcome
from maillage.law.models import RecordFacts, Verdict
from maillage.law.queries.engine import verdicts_on_record
from maillage.library.enums import Audience, Communicability, DocumentState
from maillage.library.models import Document, DocumentVersion, FinalSort, Folder
from maillage.library.queries.search import Found, holding, told
from maillage.partners.models import Circle
from maillage.partners.queries.circles import Reader

PAGE = 25


@dataclass(frozen=True)
class Asked:
    """How a list is narrowed."""

    text: str = ""
    folder: str = ""
    state: str = ""
    audience: str = ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.text or self.folder or self.state or self.audience)


def with_last_version(rows: QuerySet) -> QuerySet:
    """Newest version first, without the texts: a list has no use for them."""
    versions = DocumentVersion.everywhere.defer("text").order_by("-number")
    return rows.select_related("folder", "circle__parent").prefetch_related(Prefetch("versions", versions))


def documents_for(reader: Reader, authority, asked: Asked) -> QuerySet:
    rows = Document.objects.readable_by(reader).filter(authority=authority)
    if asked.folder.isdigit():
        rows = rows.filter(folder=int(asked.folder[:18]))
    if asked.state in STATES:
        rows = rows.filter(STATES[asked.state]())
    if asked.audience in Audience.values:
        rows = rows.filter(audience=asked.audience)
    if asked.text.strip():
        rows = holding(rows, asked.text)
    return with_last_version(rows)


def due() -> Q:
    return Q(keep_until__lt=timezone.localdate(), sorted_on=None)


STATES = {
    "brouillon": lambda: Q(state=DocumentState.DRAFT),
    "definitif": lambda: Q(state=DocumentState.FINAL),
    "a-trier": due,
}
STATE_CHOICES = (("brouillon", "brouillon"), ("definitif", "définitif"), ("a-trier", "à trier"))


def found_lines(documents, asked: str) -> list[Found]:
    """The lines of one page, each with its piece of text; one query for all the texts."""
    rows = list(documents)
    texts = dict(
        DocumentVersion.everywhere.filter(pk__in=[row.last.pk for row in rows if row.last]).values_list(
            "document_id", "text"
        )
    )
    return [told(row, f"{row.summary}\n{texts.get(row.pk, '')}".strip(), asked) for row in rows]


def folders_for(reader: Reader, authority) -> list[Folder]:
    """The folders that hold something for this reader, each with how many; all of them for who sees the whole."""
    readable = Document.objects.readable_by(reader).filter(authority=authority)
    rows = Folder.objects.filter(authority=authority).annotate(
        count=Count("documents", filter=Q(documents__in=readable.values("pk")))
    )
    return list(rows if authority.pk in reader.whole else rows.filter(count__gt=0))


def circles_of(authority, kept: Circle | None = None) -> QuerySet:
    """The bodies and colleges that a document may be shared with today, and the one that it is shared with already."""
    rows = Circle.objects.filter(authority=authority).select_related("parent")
    return rows.filter(Q(closed_on=None) | Q(pk=kept.pk if kept else None))


def circle_name(circle: Circle) -> str:
    """« Comité des partenaires, Associations » for a college."""
    return f"{circle.parent}, {circle}" if circle.parent else str(circle)


def versions_for(reader: Reader, document: Document) -> QuerySet:
    """Newest first; the first of them is the version in force."""
    return DocumentVersion.objects.readable_by(reader).filter(document=document).select_related("added_by")


def facts_of(document: Document) -> RecordFacts:
    return RecordFacts(
        is_exposed=document.is_public,
        is_preparatory=document.is_preparatory,
        is_restricted=document.communicability == Communicability.RESTRICTED,
        has_personal_data=document.has_personal_data,
        is_archive=document.is_archive,
        keep_until=document.keep_until,
        sorted_on=document.sorted_on,
    )


def verdicts_of(document: Document) -> list[Verdict]:
    """What the rules say of a document today."""
    return list(verdicts_on_record(facts_of(document), timezone.localdate()))


def sorted_verdicts_of(document: Document) -> dict[str, list[Verdict]]:
    """Those that tell something, and those without object, as the page shows them."""
    found = {"telling": [], "without_object": []}
    for verdict in verdicts_of(document):
        is_beside = verdict.outcome == Outcome.NOT_APPLICABLE
        found["without_object" if is_beside else "telling"].append(verdict)
    return found


def who_may_see(document: Document) -> str:
    """In words, with what it waits for: the sentence that stands on its page."""
    circle = f"les membres de « {circle_name(document.circle)} »" if document.circle else ""
    inside = f"l’équipe et {circle}" if circle else "l’équipe"
    if document.audience == Audience.TEAM:
        return "L’équipe et les lecteurs, personne d’autre."
    if document.audience == Audience.CIRCLE:
        return f"{inside[0].upper()}{inside[1:]}."
    if document.audience == Audience.PARTNERS:
        return "L’équipe et tous les partenaires."
    if document.is_public:
        return "Tout le monde, sur le site public."
    waits = (
        "il n’est pas définitif" if document.state == DocumentState.DRAFT else "la décision n’est pas prise"
    )
    return f"Tout le monde, plus tard. Aujourd’hui {inside} seulement, car {waits}."


def tombstones_of(authority) -> QuerySet:
    return FinalSort.objects.filter(authority=authority).select_related("by")
