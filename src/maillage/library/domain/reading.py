"""Reading the files that were brought: in a job, one at a time, each in a process of its own."""

import secrets
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from maillage.common import jobs, reading
from maillage.library.domain.indexing import index_document
from maillage.library.enums import Reading
from maillage.library.models import DocumentVersion

LOST_AFTER = timedelta(minutes=10)
MOST_TRIES = 3
AT_ONCE = 200  # versions in one run of the job
OUTCOMES = {reading.LOCKED: Reading.LOCKED, reading.STOPPED: Reading.STOPPED}


@jobs.job("read_documents", every=timedelta(minutes=5))
def read_documents() -> int:
    """Read what waits. A killed worker leaves a version « running »: it is given back, three times at most."""
    lost = Q(reading=Reading.RUNNING, reading_since__lt=timezone.now() - LOST_AFTER)
    DocumentVersion.everywhere.filter(lost, tries__gte=MOST_TRIES).update(reading=Reading.STOPPED)
    DocumentVersion.everywhere.filter(lost).update(reading=Reading.WAITING)
    done = 0
    waiting = DocumentVersion.everywhere.filter(reading=Reading.WAITING).order_by("pk")
    for pk in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        done += read_one(pk)
    return done


def read_one(pk: int) -> int:
    claimed = DocumentVersion.everywhere.filter(pk=pk, reading=Reading.WAITING).update(
        reading=Reading.RUNNING, reading_since=timezone.now(), tries=F("tries") + 1
    )
    if not claimed:
        return 0
    version = DocumentVersion.everywhere.get(pk=pk)
    try:
        with version.file.open("rb") as stored:
            content = stored.read()
    except OSError:  # the file is missing: what the page then says is true
        content = b""
    keep_reading(version, reading.read_apart(content, version.media_type))
    return 1


@transaction.atomic
def keep_reading(version: DocumentVersion, said: reading.Reading) -> None:
    version.reading = OUTCOMES.get(said.outcome, Reading.READ if said.text else Reading.EMPTY)
    version.text, version.pages, version.scripts = said.text, said.pages, said.scripts
    if said.preview:
        version.preview.save(f"{secrets.token_hex(12)}.png", ContentFile(said.preview), save=False)
    kept = ("reading", "text", "pages", "scripts", "preview")
    if DocumentVersion.everywhere.filter(pk=version.pk, reading=Reading.RUNNING).update(
        **{name: getattr(version, name) for name in kept}
    ):
        index_document(version.document)
