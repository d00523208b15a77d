"""Documents: brought, replaced by a new version, shared, decided upon."""

import secrets
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from maillage.common import jobs
from maillage.common.errors import DomainError
from maillage.common.uploads import Received, receive
from maillage.journal.domain import record
from maillage.library.domain.indexing import index_document
from maillage.library.enums import Audience, Communicability, DocumentState, FolderKind
from maillage.library.models import Document, DocumentVersion, Folder

FACTS = (
    *("title", "summary", "folder", "state", "audience", "circle", "communicability", "decided_on"),
    *("is_record", "has_personal_data", "keep_until"),
)


@transaction.atomic
def open_folder(authority, *, name: str, by, circle=None, on: date | None = None) -> Folder:
    """By topic; by circle or meeting where a circle is given. An open folder of that name is given back."""
    name = " ".join(name.split())[:200]
    if not name:
        raise DomainError("Donnez un nom à ce dossier.")
    if circle and circle.authority_id != authority.pk:
        raise DomainError("Cette instance est celle d’un autre territoire.")
    kind = FolderKind.TOPIC if circle is None else FolderKind.MEETING if on else FolderKind.CIRCLE
    folder, is_new = Folder.everywhere.get_or_create(
        authority=authority, name=name, defaults={"kind": kind, "circle": circle, "on": on}
    )
    if is_new:
        record("a ouvert un dossier de documents", actor=by, authority=authority, target=folder)
    return folder


@transaction.atomic
def rename_folder(folder: Folder, *, name: str, on: date | None, by) -> None:
    """A meeting that moves takes its folder along."""
    if (folder.name, folder.on) == (name[:200], on):
        return
    if (
        Folder.everywhere.filter(authority=folder.authority_id, name=name[:200])
        .exclude(pk=folder.pk)
        .exists()
    ):
        return  # two meetings of one body on one day: each folder keeps its own name
    folder.name, folder.on = name[:200], on
    folder.save(update_fields=["name", "on"])
    for document in Document.everywhere.filter(folder=folder):
        index_document(document)
    record("a renommé un dossier de documents", actor=by, authority=folder.authority, target=folder)


@transaction.atomic
def add_document(authority, upload, *, by, name: str = "", **facts) -> Document:
    """Keep one file as a new document. `upload` has a name and a size, and can be read twice; `facts` are of `FACTS`."""
    received = receive(upload, name)
    facts["title"] = (facts.get("title") or received.name.removesuffix(received.ending))[:200]
    document = Document(authority=authority, created_by=by, **facts)
    refuse_nonsense(document)
    document.save()
    keep_version(document, received, by=by)
    record("a déposé un document", actor=by, authority=authority, target=document)
    return document


@transaction.atomic
def add_version(document: Document, upload, *, by, note: str = "", name: str = "") -> DocumentVersion:
    """« Remplacer par une nouvelle version »: the former ones stay."""
    received = receive(upload, name)
    document = Document.everywhere.select_for_update().get(pk=document.pk)
    last = document.versions(manager="everywhere").first()
    if last and last.sha256 == received.sha256:
        raise DomainError("Ce fichier est exactement celui de la version en cours.")
    version = keep_version(document, received, by=by, note=note, number=last.number + 1 if last else 1)
    Document.everywhere.filter(pk=document.pk).update(changed_at=timezone.now())
    record(
        "a déposé une nouvelle version d’un document",
        actor=by,
        authority=document.authority,
        target=document,
        version=version.number,
    )
    return version


def keep_version(
    document: Document, received: Received, *, by, note: str = "", number: int = 1
) -> DocumentVersion:
    version = DocumentVersion(
        document=document,
        number=number,
        name=received.name,
        sha256=received.sha256,
        size=received.size,
        media_type=received.media_type,
        told=received.told,
        note=note[:300],
        added_by=by,
    )
    version.file.save(f"{secrets.token_hex(12)}{received.ending}", ContentFile(received.content), save=False)
    version.save()
    index_document(document)
    jobs.nudge("read_documents")
    return version


@transaction.atomic
def change_document(document: Document, *, by, **facts) -> None:
    """What a document is and who may see it. What was final stays so: an archive is not made a draft to be deleted."""
    before = Document.everywhere.select_for_update().get(pk=document.pk)
    if before.is_archive and (facts.get("state") == DocumentState.DRAFT or facts.get("is_record") is False):
        raise DomainError(
            "Ce document est définitif, et c’est une archive publique : il ne redevient pas un brouillon. "
            "Déposez une nouvelle version."
        )
    changed = [name for name, value in facts.items() if name in FACTS and getattr(before, name) != value]
    for name, value in facts.items():
        setattr(document, name, value)
    refuse_nonsense(document)
    if not changed:
        return
    if "keep_until" in changed:
        document.sorted_on = None
    document.changed_at = timezone.now()
    document.save(update_fields=[*changed, "changed_at", "sorted_on"])
    index_document(document)
    names = [str(Document._meta.get_field(name).verbose_name) for name in changed]
    record(
        "a changé un document",
        actor=by,
        authority=document.authority,
        target=document,
        champs=", ".join(names),
    )


@transaction.atomic
def note_decision(document: Document, *, on: date, by) -> None:
    """The decision that the document prepared is taken: from that day on, anyone may ask for it."""
    if document.communicability != Communicability.AFTER_DECISION:
        raise DomainError("Ce document n’attend aucune décision.")
    if on > timezone.localdate():
        raise DomainError("Cette décision n’est pas encore prise : notez-la le jour venu.")
    document.decided_on, document.changed_at = on, timezone.now()
    document.save(update_fields=["decided_on", "changed_at"])
    record(
        "a noté la décision qu’un document préparait",
        actor=by,
        authority=document.authority,
        target=document,
        le=on.isoformat(),
    )


def refuse_nonsense(document: Document) -> None:
    if not document.title.strip():
        raise DomainError("Donnez un titre à ce document.")
    if document.audience == Audience.CIRCLE and document.circle_id is None:
        raise DomainError("Dites avec quelle instance ce document est partagé.")
    if document.audience == Audience.PUBLIC and document.communicability == Communicability.RESTRICTED:
        raise DomainError(
            "Un document non communicable (vie privée, jugement sur une personne, secret des affaires) ne peut "
            "pas être public."
        )
    for row in (document.folder, document.circle):
        if row is not None and row.authority_id != document.authority_id:
            raise DomainError("Ce dossier, ou cette instance, est d’un autre territoire.")
