"""Files are read in a job: each once, a hostile one no more than three times, and never at the reader's expense."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from maillage.library.domain import reading
from maillage.library.domain.reading import read_documents
from maillage.library.models import DocumentVersion
from tests.library import files
from tests.library.factories import make_document, version_of


@pytest.fixture(autouse=True)
def empty_storage(settings):
    settings.STORAGES = dict(settings.STORAGES)


def test_a_deposit_is_read_once_it_is_kept(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = make_document(cast.pays, content=files.pdf("Titre", "Un minibus."))

    version = version_of(document)
    assert (version.reading, version.pages, version.tries) == ("read", 1, 1)
    assert "Un minibus." in version.text
    with version.preview.open() as drawn:
        assert drawn.read(8) == b"\x89PNG\r\n\x1a\n"
    assert read_documents() == 0


@pytest.mark.parametrize(
    ("content", "name", "outcome"),
    [
        (b"%PDF-1.7\nrien\n%%EOF", "a.pdf", "stopped"),
        (files.image("PNG"), "a.png", "empty"),
        (files.pdf(), "a.pdf", "read"),
    ],
)
def test_what_becomes_of_each_reading(cast, content, name, outcome):
    document = make_document(cast.pays, content=content, name=name)
    read_documents()

    assert version_of(document).reading == outcome


def test_a_file_that_is_missing_is_said_so(cast):
    document = make_document(cast.pays)
    default_storage.delete(version_of(document).file.name)
    read_documents()

    assert version_of(document).reading == "empty"


def test_what_a_killed_worker_left_is_given_back_three_times(cast):
    document = make_document(cast.pays)
    rows = DocumentVersion.everywhere.filter(document=document)
    long_ago = timezone.now() - reading.LOST_AFTER - timedelta(seconds=1)
    rows.update(reading="running", reading_since=timezone.now(), tries=1)
    assert read_documents() == 0
    rows.update(reading_since=long_ago)
    assert read_documents() == 1
    rows.update(reading="running", reading_since=long_ago, tries=3)

    assert (read_documents(), version_of(document).reading) == (0, "stopped")
