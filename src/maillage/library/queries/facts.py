"""What letters may tell of the library: the documents that were finished, to whoever may read them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from maillage.library.enums import Audience, DocumentState
from maillage.library.models import Document
from maillage.library.models.documents import public_today
from maillage.partners.queries.facts import Fact, FactKind, Touches


def documents_since(authority, day: date) -> Iterable[Fact]:
    """Final ones alone; what is for the public but waits for a decision is told once it is taken."""
    shared = Q(audience__in=[Audience.PARTNERS, Audience.CIRCLE], state=DocumentState.FINAL)
    rows = Document.everywhere.filter(shared | public_today(), authority=authority, changed_at__date__gte=day)
    for row in rows:
        is_public = row.audience == Audience.PUBLIC
        page = "portal:documents" if is_public else "library:shared"
        circles = {row.circle_id} if row.audience == Audience.CIRCLE else ()
        yield Fact(
            kind="document",
            key=str(row.pk),
            text=f"Un document est à lire : «\u00a0{row.title}\u00a0».",
            url=reverse(page, args=[authority.slug]),
            day=timezone.localdate(row.changed_at),
            touches=Touches(circles=frozenset(circles)),
            is_public=is_public,
        )


FACTS = FactKind("document", "Documents à lire", documents_since)
