"""The end of a document's time: nothing goes without a trace, and no archive without a visa."""

from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.common.personal_data import erase_all, export_all
from maillage.journal.models import Entry
from maillage.library.domain.fates import eliminate_document, keep_document
from maillage.library.models import Document, FinalSort, FoundWords
from maillage.library.queries.documents import verdicts_of
from tests.library.factories import SHOWN, due_document, make_document, version_of


@pytest.fixture(autouse=True)
def empty_storage(settings):
    settings.STORAGES = dict(settings.STORAGES)


def test_an_archive_goes_only_with_the_reference_of_a_visa(cast, django_capture_on_commit_callbacks):
    document = make_document(cast.pays, **SHOWN)
    version = version_of(document)
    with pytest.raises(DomainError, match="référence du visa d’élimination"):
        eliminate_document(document, reason="Périmé", approval="  ", by=cast.aicha)
    with django_capture_on_commit_callbacks(execute=True):
        trace = eliminate_document(document, reason="Périmé", approval="AD54 2026-114", by=cast.aicha)

    assert (Document.everywhere.count(), FoundWords.everywhere.count()) == (0, 0)
    assert default_storage.exists(version.file.name) is False
    assert (trace.document_id, trace.title, trace.approval, trace.fate) == (
        document.pk,
        "Note de cadrage",
        "AD54 2026-114",
        "eliminated",
    )
    assert [(row["number"], row["sha256"]) for row in trace.versions] == [(1, version.sha256)]
    line = Entry.everywhere.first()
    assert (line.verb, line.target_name, line.details) == (
        "a éliminé un document",
        "Note de cadrage",
        {"visa": "AD54 2026-114", "motif": "Périmé"},
    )


@pytest.mark.parametrize("facts", [{"state": "draft"}, {"state": "final", "is_record": False}])
def test_what_is_no_archive_goes_without_a_visa_but_not_without_a_trace(cast, facts):
    document = make_document(cast.pays, **facts)
    with pytest.raises(DomainError, match="motif"):
        eliminate_document(document, reason=" ", by=cast.aicha)
    eliminate_document(document, reason="Doublon", by=cast.aicha)

    assert [(trace.title, trace.was_archive) for trace in FinalSort.everywhere.all()] == [
        ("Note de cadrage", False)
    ]


def test_the_database_refuses_an_archive_gone_without_a_visa(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        FinalSort.everywhere.create(
            authority=cast.pays, document_id=1, title="x", fate="eliminated", was_archive=True, reason="x"
        )


def test_past_its_time_a_document_is_kept_and_this_is_noted(cast):
    document = due_document(cast.pays, has_personal_data=True)
    keep_document(document, reason="Recours en cours", by=cast.aicha)

    document.refresh_from_db()
    assert (document.is_due, document.sorted_on) == (False, timezone.localdate())
    assert {verdict.rule.id: verdict.outcome.value for verdict in verdicts_of(document)}["PU-06"] == "met"
    assert [(trace.fate, trace.reason, trace.keep_until) for trace in FinalSort.everywhere.all()] == [
        ("kept", "Recours en cours", date(2020, 1, 1))
    ]
    with pytest.raises(DomainError, match="pas à trier"):
        keep_document(document, reason="Encore", by=cast.aicha)


def test_a_document_may_be_kept_until_another_day(cast):
    document, until = due_document(cast.pays), timezone.localdate() + timedelta(days=365)
    with pytest.raises(DomainError, match="jour à venir"):
        keep_document(document, reason="Utile", until=timezone.localdate(), by=cast.aicha)
    keep_document(document, reason="Utile", until=until, by=cast.aicha)

    document.refresh_from_db()
    assert (document.keep_until, document.sorted_on, document.is_due) == (until, None, False)


def test_what_is_left_of_a_document_is_told_to_the_team_alone(client, cast):
    document = make_document(cast.pays, audience="partners", **SHOWN)
    eliminate_document(document, reason="Périmé", approval="AD54 2026-114", by=cast.aicha)
    path = f"/pays-des-sources/espace/documents/{document.pk}/"
    answers = {}
    for who in ("bruno", "chloe", "eve"):
        client.force_login(getattr(cast, who))
        answers[who] = client.get(path)

    assert {who: answer.status_code for who, answer in answers.items()} == {
        "bruno": 410,
        "chloe": 404,
        "eve": 404,
    }
    assert "AD54 2026-114" in answers["bruno"].content.decode()


def test_the_form_asks_the_visa_of_archives_only(client, cast):
    client.force_login(cast.aicha)
    archive, draft = make_document(cast.pays, **SHOWN), make_document(cast.pays)
    path = "/pays-des-sources/espace/documents/{}/eliminer/"

    assert "Référence du visa" in client.get(path.format(archive.pk)).content.decode()
    assert "Référence du visa" not in client.get(path.format(draft.pk)).content.decode()
    refused = client.post(path.format(archive.pk), {"reason": "Périmé", "approval": ""})
    assert (refused.status_code, Document.everywhere.count()) == (200, 2)


def test_who_brought_a_document_can_be_exported_and_forgotten(cast):
    make_document(cast.pays, by=cast.theo)
    kept = next(
        row for row in export_all(cast.theo) if row["catégorie"].startswith("Documents et ressources")
    )
    assert [(row["nature"], row["nom"]) for row in kept["données"]] == [
        ("document", "Note de cadrage"),
        ("version d’un document", "Dossier.txt, version 1"),
    ]
    erase_all(cast.theo)

    assert list(Document.everywhere.values_list("title", "created_by")) == [("Note de cadrage", None)]
    assert list(Document.everywhere.values_list("versions__added_by")) == [(None,)]
