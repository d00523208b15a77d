import hashlib

import django.db.models.deletion
import django.utils.timezone
from django.core.files.storage import default_storage
from django.db import migrations, models
from django.utils.formats import date_format

SHARED = {"public": "open", "after_decision": "after_decision", "restricted": "restricted"}


def move(apps, editor):
    """Each paper becomes a document of the library, in the folder of its meeting, read by the members alone.

    Nothing is put on the public site by a migration: « public » papers become communicable, and someone publishes them.
    A second convocation shares its papers: one stored file is one document.
    """
    Paper = apps.get_model("governance", "MeetingDocument")
    made = {}
    rows = Paper._base_manager.select_related("meeting__body__authority", "meeting__body__circle", "added_by")
    for paper in rows.order_by("pk"):
        if paper.file.name not in made:
            made[paper.file.name] = document_of(apps, paper)
        Paper._base_manager.filter(pk=paper.pk).update(document=made[paper.file.name])


def document_of(apps, paper):
    meeting = paper.meeting
    body = meeting.body
    day = django.utils.timezone.localtime(meeting.starts_at).date()
    folder, _ = apps.get_model("library", "Folder")._base_manager.get_or_create(
        authority=body.authority,
        name=f"{meeting.title or body.name}, {date_format(day, 'j F Y')}"[:200],
        defaults={"kind": "meeting", "circle": body.circle, "on": day},
    )
    document = apps.get_model("library", "Document")._base_manager.create(
        authority=body.authority,
        folder=folder,
        title=paper.name.rsplit(".", 1)[0][:200],
        state="draft" if meeting.state == "planned" else "final",
        audience="circle",
        circle=body.circle,
        communicability=SHARED[paper.communicability],
        created_by=paper.added_by,
        created_at=paper.added_at,
        changed_at=paper.added_at,
    )
    apps.get_model("library", "DocumentVersion")._base_manager.create(
        document=document,
        file=paper.file.name,
        name=paper.name,
        sha256=fingerprint(paper.file.name),
        size=paper.size,
        media_type=paper.media_type,
        added_by=paper.added_by,
        added_at=paper.added_at,
    )
    return document


def fingerprint(name: str) -> str:
    """Empty where the file is missing: the migration does not stop on what was lost before it."""
    if not default_storage.exists(name):
        return ""
    with default_storage.open(name) as stored:
        return hashlib.sha256(stored.read()).hexdigest()


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0003_every_body_has_its_circle'),
        ('library', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='meetingdocument',
            name='document',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='library.document', verbose_name='document de la bibliothèque'),
        ),
        migrations.RunPython(move),
    ]
