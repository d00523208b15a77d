"""The papers of a meeting: documents of the library, in the folder of the meeting."""

from django.db import transaction

from maillage.common.errors import DomainError
from maillage.governance.enums import Communicability, MeetingState
from maillage.governance.models import AgendaItem, Meeting, MeetingDocument
from maillage.journal.domain import record
from maillage.library.domain import documents as library
from maillage.library.domain.fates import eliminate_document
from maillage.library.enums import Audience, DocumentState, FolderKind
from maillage.library.enums import Communicability as Shared
from maillage.library.models import Document, Folder

# Who may have a paper, as its depositor says it → what the library makes of it. Its members read it in any case.
SHARING = {
    Communicability.PUBLIC: (Audience.PUBLIC, Shared.OPEN),
    Communicability.AFTER_DECISION: (Audience.PUBLIC, Shared.AFTER_DECISION),
    Communicability.RESTRICTED: (Audience.CIRCLE, Shared.RESTRICTED),
}


@transaction.atomic
def add_document(
    meeting: Meeting, upload, *, communicability: str, by, item: AgendaItem | None = None, name: str = ""
) -> MeetingDocument:
    """Keep one paper. Until the members are called it is a draft, that anyone of the team may take back."""
    if meeting.state == MeetingState.CANCELLED or meeting.is_frozen:
        raise DomainError(
            "Cette séance est annulée, ou son compte rendu est approuvé : plus rien ne s’y ajoute."
        )
    if item and item.meeting_id != meeting.pk:
        raise DomainError("Ce point est celui d’une autre séance.")
    audience, shared = SHARING[communicability]
    document = library.add_document(
        meeting.body.authority,
        upload,
        by=by,
        name=name,
        folder=folder_of(meeting, by=by),
        audience=audience,
        circle=meeting.body.circle,
        communicability=shared,
        state=DocumentState.DRAFT if meeting.state == MeetingState.PLANNED else DocumentState.FINAL,
    )
    paper = MeetingDocument.everywhere.create(meeting=meeting, item=item, document=document)
    record(
        "a joint un document à une séance",
        actor=by,
        authority=meeting.body.authority,
        target=paper,
        séance=str(meeting),
    )
    return paper


def folder_of(meeting: Meeting, *, by) -> Folder:
    """The one where its first papers are, under the day that the meeting has now; else a new one."""
    day, circle = meeting.day, meeting.body.circle
    papers = MeetingDocument.everywhere.filter(
        meeting=meeting, document__folder__kind=FolderKind.MEETING, document__folder__circle=circle
    )
    if first := papers.select_related("document__folder__authority").first():
        library.rename_folder(first.document.folder, name=str(meeting), on=day, by=by)
        return first.document.folder
    return library.open_folder(meeting.body.authority, name=str(meeting), circle=circle, on=day, by=by)


def settle_papers(meeting: Meeting, *, by) -> None:
    """The members are called, or the meeting was held: its papers are final, and public archives."""
    drafts = Document.everywhere.filter(
        pk__in=MeetingDocument.everywhere.filter(meeting=meeting).values("document"),
        state=DocumentState.DRAFT,
    )
    for document in drafts.select_related("authority", "folder", "circle"):
        library.change_document(document, state=DocumentState.FINAL, by=by)


@transaction.atomic
def remove_document(paper: MeetingDocument, *, by) -> None:
    """Only while nobody has been called: from then on it is a public archive (code du patrimoine, L.212-2, L.214-3)."""
    meeting = (
        Meeting.everywhere.select_for_update().select_related("body__authority").get(pk=paper.meeting_id)
    )
    if meeting.state != MeetingState.PLANNED:
        raise DomainError(
            "Ce document est parti avec la convocation : c’est une archive publique, et la détruire demande le "
            "visa des archives départementales. Déposez plutôt une nouvelle version."
        )
    record(
        "a retiré un document d’une séance",
        actor=by,
        authority=meeting.body.authority,
        target=paper,
        séance=str(meeting),
    )
    document = paper.document
    paper.delete()
    is_shared = MeetingDocument.everywhere.filter(document=document).exists()  # by a second convocation
    if not is_shared and not document.is_archive:
        eliminate_document(document, reason=f"Retiré avant toute convocation\u00a0: {meeting}", by=by)
