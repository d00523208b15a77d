"""Documents from their deposit to their public life: what is kept, what is refused, who is told what."""

from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from maillage.library.domain import documents as domain
from maillage.library.models import Document, DocumentVersion, Folder
from maillage.library.queries.documents import verdicts_of, who_may_see
from tests.governance.factories import make_body
from tests.library import files
from tests.library.factories import SHOWN, make_document, version_of


@pytest.fixture(autouse=True)
def empty_storage(settings):
    settings.STORAGES = dict(settings.STORAGES)


def outcomes(document) -> dict[str, str]:
    return {verdict.rule.id: verdict.outcome.value for verdict in verdicts_of(document)}


def test_a_file_becomes_a_document_with_its_first_version(cast):
    content = files.pdf("Aide au permis")
    document = domain.add_document(cast.pays, files.upload(content, "Aide.pdf"), by=cast.theo)

    version = version_of(document)
    assert (document.title, document.state, document.audience) == ("Aide", "draft", "team")
    assert (version.number, version.name, version.media_type, version.size) == (
        1,
        "Aide.pdf",
        "application/pdf",
        len(content),
    )
    assert version.file.name.startswith("library/")
    with default_storage.open(version.file.name) as stored:
        assert stored.read() == content
    assert Entry.everywhere.first().verb == "a déposé un document"


def test_a_refused_file_leaves_nothing(cast):
    with pytest.raises(DomainError, match="ni un PDF"):
        domain.add_document(cast.pays, files.upload(b"<html>", "Aide.pdf"), by=cast.theo)

    assert (Document.everywhere.count(), default_storage.exists("library")) == (0, False)


def test_a_new_version_stands_before_the_former_ones(cast):
    document = make_document(cast.pays, by=cast.theo)
    domain.add_version(document, files.upload(b"Autre texte", "suite.txt"), note="Budget revu", by=cast.aicha)

    rows = DocumentVersion.everywhere.filter(document=document)
    assert [(row.number, row.name, row.note) for row in rows] == [
        (2, "suite.txt", "Budget revu"),
        (1, "Dossier.txt", ""),
    ]
    assert len({row.key for row in rows}) == 2
    with pytest.raises(DomainError, match="exactement celui"):
        domain.add_version(document, files.upload(b"Autre texte", "suite.txt"), by=cast.aicha)


def test_a_photo_says_what_was_taken_out_of_it(cast):
    document = make_document(
        cast.pays, content=files.image("JPEG", with_place=True), name="arret.jpg", by=cast.theo
    )

    assert version_of(document).told == "Position GPS et données de l’appareil retirées de la photo"


def test_what_is_restricted_is_never_public(cast):
    with pytest.raises(DomainError, match="non communicable"):
        make_document(cast.pays, audience="public", communicability="restricted")
    document = make_document(cast.pays)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.everywhere.filter(pk=document.pk).update(audience="public", communicability="restricted")


def test_what_is_shared_with_a_body_names_it(cast):
    with pytest.raises(DomainError, match="quelle instance"):
        make_document(cast.pays, audience="circle")
    elsewhere = make_body(cast.elsewhere).circle
    with pytest.raises(DomainError, match="autre territoire"):
        make_document(cast.pays, audience="circle", circle=elsewhere)


def test_a_preparatory_document_waits_for_its_decision(cast):
    body = make_body(cast.pays, "Comité technique")
    document = make_document(
        cast.pays, audience="public", state="final", communicability="after_decision", circle=body.circle
    )

    assert who_may_see(document) == (
        "Tout le monde, plus tard. Aujourd’hui l’équipe et les membres de « Comité technique » seulement, "
        "car la décision n’est pas prise."
    )
    assert (document.is_public, outcomes(document)["PU-03"]) == (False, "met")
    with pytest.raises(DomainError, match="pas encore prise"):
        domain.note_decision(document, on=timezone.localdate() + timedelta(days=1), by=cast.theo)
    domain.note_decision(document, on=timezone.localdate(), by=cast.theo)

    assert (document.is_public, outcomes(document)["PU-03"]) == (True, "not_applicable")
    assert who_may_see(document) == "Tout le monde, sur le site public."


def test_a_draft_is_never_public(cast):
    document = make_document(cast.pays, audience="public", communicability="open")

    assert who_may_see(document) == (
        "Tout le monde, plus tard. Aujourd’hui l’équipe seulement, car il n’est pas définitif."
    )
    assert Document.everywhere.filter(pk=document.pk).values_list("state").get() == ("draft",)


def test_only_a_preparatory_document_waits_for_a_decision(cast):
    with pytest.raises(DomainError, match="n’attend aucune décision"):
        domain.note_decision(make_document(cast.pays, **SHOWN), on=date(2026, 1, 5), by=cast.theo)


def test_an_archive_does_not_become_a_draft_again(cast):
    document = make_document(cast.pays, **SHOWN)
    for facts in ({"state": "draft"}, {"is_record": False}):
        with pytest.raises(DomainError, match="ne redevient pas un brouillon"):
            domain.change_document(Document.everywhere.get(pk=document.pk), by=cast.theo, **facts)

    assert Document.everywhere.filter(state="final", is_record=True).count() == 1


def test_a_change_says_which_facts_changed(cast):
    document = make_document(cast.pays)
    domain.change_document(document, title="Note", audience="partners", by=cast.theo)
    domain.change_document(document, title="Note", by=cast.theo)

    lines = Entry.everywhere.filter(verb="a changé un document")
    assert [line.details for line in lines] == [{"champs": "titre, qui peut le voir"}]


def test_a_folder_is_opened_once(cast):
    body = make_body(cast.pays, "Comité technique")
    topic = domain.open_folder(cast.pays, name=" Emploi  et formation ", by=cast.theo)
    circle = domain.open_folder(cast.pays, name="Comité technique", circle=body.circle, by=cast.theo)
    meeting = domain.open_folder(
        cast.pays, name="Comité technique, 3 mars", circle=body.circle, on=date(2027, 3, 3), by=cast.theo
    )

    assert domain.open_folder(cast.pays, name="Emploi et formation", by=cast.theo) == topic
    assert [folder.kind for folder in (topic, circle, meeting)] == ["topic", "circle", "meeting"]
    assert Folder.everywhere.count() == 3
    with pytest.raises(DomainError, match="Donnez un nom"):
        domain.open_folder(cast.pays, name="  ", by=cast.theo)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ("met", "met", "not_applicable", "not_applicable")),
        (SHOWN | {"audience": "public"}, ("not_applicable", "not_applicable", "met", "not_applicable")),
        (
            SHOWN | {"audience": "public", "has_personal_data": True},
            ("not_applicable", "question", "met", "question"),
        ),
        (
            {"has_personal_data": True, "keep_until": date(2020, 1, 1)},
            ("met", "met", "not_applicable", "not_met"),
        ),
        (
            SHOWN | {"is_record": False},
            ("not_applicable", "not_applicable", "not_applicable", "not_applicable"),
        ),
    ],
)
def test_the_four_rules_look_at_each_document(cast, facts, expected):
    found = outcomes(make_document(cast.pays, **facts))

    assert tuple(found[rule] for rule in ("PU-03", "PU-04", "PU-05", "PU-06")) == expected
