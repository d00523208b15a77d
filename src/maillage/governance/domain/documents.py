"""The papers of a meeting."""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from maillage.common.errors import DomainError
from maillage.common.uploads import clean_name, nature_of, refuse_too_large
from maillage.governance.enums import MeetingState
from maillage.governance.models import AgendaItem, Meeting, MeetingDocument
from maillage.journal.domain import record


@transaction.atomic
def add_document(
    meeting: Meeting, upload, *, communicability: str, by, item: AgendaItem | None = None, name: str = ""
) -> MeetingDocument:
    """Keep one paper. `upload` is a file as Django hands it over: it has a name, a size, and can be read twice."""
    if meeting.state == MeetingState.CANCELLED or meeting.is_frozen:
        raise DomainError(
            "Cette séance est annulée, ou son compte rendu est approuvé : plus rien ne s’y ajoute."
        )
    if item and item.meeting_id != meeting.pk:
        raise DomainError("Ce point est celui d’une autre séance.")
    refuse_too_large(upload)
    media_type, ending = nature_of(upload)
    upload.seek(0)
    paper = MeetingDocument(
        meeting=meeting,
        item=item,
        name=clean_name(name or upload.name, ending),
        size=upload.size,
        media_type=media_type,
        communicability=communicability,
        added_by=by,
    )
    paper.file.save(f"{secrets.token_hex(12)}{ending}", ContentFile(upload.read()), save=False)
    paper.save()
    record(
        "a déposé un document", actor=by, authority=meeting.body.authority, target=paper, séance=str(meeting)
    )
    return paper


@transaction.atomic
def remove_document(paper: MeetingDocument, *, by) -> None:
    """Only while nobody has been called: from then on it is a public archive (code du patrimoine, L.212-2, L.214-3)."""
    meeting = (
        Meeting.everywhere.select_for_update(of=("self",))
        .select_related("body__authority")
        .get(pk=paper.meeting_id)
    )
    if meeting.state != MeetingState.PLANNED:
        raise DomainError(
            "Ce document est parti avec la convocation : c’est une archive publique, et la détruire demande le "
            "visa des archives départementales. Déposez plutôt une nouvelle version."
        )
    record(
        "a retiré un document", actor=by, authority=meeting.body.authority, target=paper, séance=str(meeting)
    )
    stored = paper.file.name
    paper.delete()
    if not MeetingDocument.everywhere.filter(file=stored).exists():  # a second convocation shares its papers
        transaction.on_commit(lambda: default_storage.delete(stored))
