"""The end of a document's time: kept, or eliminated with what the law asks. Nothing goes without a trace."""

from datetime import date

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.law.models import RecordFacts
from maillage.law.queries.engine import verdicts_on_record
from maillage.library.enums import Fate
from maillage.library.models import Document, FinalSort


@transaction.atomic
def keep_document(document: Document, *, reason: str, by, until: date | None = None) -> FinalSort:
    """Past its time, it is kept: for good, or until another day."""
    if not document.is_due:
        raise DomainError("Ce document n’est pas à trier aujourd’hui.")
    if until and until <= timezone.localdate():
        raise DomainError("Choisissez un jour à venir, ou aucun pour le garder sans limite.")
    trace = write_trace(document, Fate.KEPT, reason=reason, by=by)
    if until:
        document.keep_until = until
    else:
        document.sorted_on = timezone.localdate()
    document.save(update_fields=["keep_until", "sorted_on"])
    record(
        "a gardé un document au-delà de son terme", actor=by, authority=document.authority, target=document
    )
    return trace


@transaction.atomic
def eliminate_document(document: Document, *, reason: str, by, approval: str = "") -> FinalSort:
    """Delete a document and its files for good. A final record goes only with the reference of a disposal approval."""
    document = Document.everywhere.select_for_update().get(pk=document.pk)
    refuse_without_visa(document, approval.strip())
    trace = write_trace(document, Fate.ELIMINATED, reason=reason, by=by, approval=approval.strip())
    stored = [
        name
        for version in document.versions(manager="everywhere").all()
        for name in (version.file.name, version.preview.name)
        if name
    ]
    record(
        "a éliminé un document",
        actor=by,
        authority=document.authority,
        target=document,
        visa=trace.approval or "non demandé",
        motif=trace.reason,
    )
    document.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in stored])
    return trace


def refuse_without_visa(document: Document, approval: str) -> None:
    """The rule itself is asked what it would say of the deed (PU-05)."""
    today = timezone.localdate()
    facts = RecordFacts(is_archive=document.is_archive, disposed_on=today, disposal_approval=approval)
    for verdict in verdicts_on_record(facts, today):
        if verdict.rule.check == "disposal_approved" and verdict.is_blocking:
            raise DomainError(
                "Ce document est une archive publique. Donnez la référence du visa d’élimination des archives "
                f"départementales ({verdict.rule.article})."
            )


def write_trace(document: Document, fate: Fate, *, reason: str, by, approval: str = "") -> FinalSort:
    if not reason.strip():
        raise DomainError("Écrivez le motif : il restera dans la liste des documents triés.")
    return FinalSort.everywhere.create(
        authority=document.authority,
        document_id=document.pk,
        title=document.title,
        folder=document.folder.name if document.folder else "",
        versions=[
            {
                "number": version.number,
                "name": version.name,
                "sha256": version.sha256,
                "size": version.size,
                "added_on": timezone.localdate(version.added_at).isoformat(),
            }
            for version in document.versions(manager="everywhere").all()
        ],
        fate=fate,
        was_archive=document.is_archive,
        approval=approval[:100],
        reason=reason.strip()[:300],
        keep_until=document.keep_until,
        by=by,
    )
