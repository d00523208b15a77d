from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage

from maillage.common import uploads
from maillage.common.errors import DomainError
from maillage.common.uploads import OPEN_XML, clean_name
from maillage.governance.domain import documents as domain
from maillage.governance.domain.agenda import add_item
from maillage.governance.domain.documents import settle_papers
from maillage.governance.models import Meeting, MeetingDocument
from tests.governance import papers
from tests.governance.factories import make_body, make_meeting


@pytest.fixture(autouse=True)
def empty_storage(settings):
    settings.STORAGES = dict(settings.STORAGES)


@pytest.fixture
def meeting(cast):
    return make_meeting(make_body(cast.pays), date(2027, 3, 3))


def add(cast, meeting, paper=papers.PDF, name="", **facts) -> MeetingDocument:
    return domain.add_document(
        meeting, paper.upload(name), communicability="restricted", by=cast.theo, **facts
    )


@pytest.mark.parametrize(
    ("paper", "media_type", "name"),
    [
        (papers.PDF, "application/pdf", "Dossier.pdf"),
        (papers.PNG, "image/png", "plan.png"),
        (papers.WEBP, "image/webp", "photo.webp"),
        (papers.ODT, "application/vnd.oasis.opendocument.text", "note.odt"),
        (papers.DOCX, f"{OPEN_XML}wordprocessingml.document", "note.docx"),
    ],
)
def test_a_paper_is_what_it_holds(cast, meeting, paper, media_type, name):
    kept = add(cast, meeting, paper)

    with default_storage.open(kept.last.file.name) as stored:
        content = stored.read()
    assert (kept.last.media_type, kept.name, kept.last.size) == (media_type, name, len(content))


@pytest.mark.parametrize(
    ("paper", "message"),
    [
        (papers.HTML, "ni un PDF"),
        (papers.ZIP, "ni un PDF"),
        (papers.MACROS, "macros"),
        (papers.Paper("abime.odt", b"PK\x03\x04 coupe"), "abîmé"),
    ],
)
def test_what_is_not_a_paper_is_refused_whatever_its_name(cast, meeting, paper, message):
    with pytest.raises(DomainError, match=message):
        add(cast, meeting, paper)

    assert (MeetingDocument.everywhere.count(), default_storage.exists("library")) == (0, False)


def test_twenty_megabytes_and_no_more(cast, meeting, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", len(papers.PDF.content))
    add(cast, meeting)
    monkeypatch.setattr(uploads, "LARGEST", len(papers.PDF.content) - 1)

    with pytest.raises(DomainError, match="20 Mo"):
        add(cast, meeting)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Bureau\\Dossier final.docx", "Dossier final.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie b.pdf"),
        ("\u202egnp.exe", "gnp.pdf"),
        ("...", "document.pdf"),
        ("é" * 300 + ".pdf", "é" * 120 + ".pdf"),
        ("v1.2 du projet.pdf", "v1.2 du projet.pdf"),
    ],
)
def test_a_name_is_made_fit_for_a_screen_and_a_disk(given, kept):
    assert clean_name(given, ".pdf") == kept


def test_a_paper_always_leaves_as_an_attachment(client, cast, meeting):
    client.force_login(cast.bruno)
    paper = add(cast, meeting, papers.PNG, name="Été « plan ».png")

    response = client.get(f"/pays-des-sources/espace/documents-de-seance/{paper.pk}/")

    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%C3%89t%C3%A9%20%C2%AB%20plan%20%C2%BB.png"
    )
    assert (response["X-Content-Type-Options"], response["Content-Type"]) == ("nosniff", "image/png")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.content.startswith(b"\x89PNG")


def test_a_paper_is_deposited_for_a_point(client, cast, meeting):
    item = add_item(meeting, title="Tarifs", kind="opinion", by=cast.theo)
    client.force_login(cast.theo)
    path = f"/pays-des-sources/espace/seances/{meeting.pk}/documents/nouveau/"
    sent = {
        "upload": papers.PDF.upload(),
        "item": item.pk,
        "communicability": "after_decision",
        "name": "Note",
    }

    assert client.post(path, sent).status_code == 302

    paper = MeetingDocument.everywhere.get()
    assert (paper.item, paper.name, paper.document.created_by) == (item, "Note.pdf", cast.theo)
    page = client.get(f"/pays-des-sources/espace/seances/{meeting.pk}/").content.decode()
    assert "public après la décision" in page
    refused = client.post(path, {**sent, "upload": papers.HTML.upload()})
    assert "ni un PDF" in refused.content.decode()


def test_a_paper_goes_while_nobody_was_called_and_then_never(
    cast, meeting, django_capture_on_commit_callbacks
):
    paper, kept = add(cast, meeting), add(cast, meeting)
    stored = [each.last.file.name for each in (paper, kept)]
    with django_capture_on_commit_callbacks(execute=True):
        domain.remove_document(paper, by=cast.theo)
    assert [default_storage.exists(name) for name in stored] == [False, True]
    Meeting.everywhere.filter(pk=meeting.pk).update(state="convened")

    with pytest.raises(DomainError, match="archive publique"):
        domain.remove_document(kept, by=cast.theo)
    assert MeetingDocument.everywhere.get() == kept


def test_nothing_is_added_to_a_meeting_that_is_cancelled_or_frozen(cast, meeting):
    other = add_item(make_meeting(meeting.body), title="Ailleurs", kind="opinion", by=cast.theo)
    with pytest.raises(DomainError, match="autre séance"):
        add(cast, meeting, item=other)
    for facts in ({"state": "cancelled"}, {"state": "held", "minutes_state": "approved"}):
        Meeting.everywhere.filter(pk=meeting.pk).update(**facts)
        meeting.refresh_from_db()
        with pytest.raises(DomainError, match="plus rien ne s’y ajoute"):
            add(cast, meeting)


def test_papers_are_in_the_folder_of_their_meeting_for_its_members(cast, meeting):
    paper = add(cast, meeting)
    document, folder = paper.document, paper.document.folder

    assert (folder.kind, folder.name, folder.on) == ("meeting", str(meeting), meeting.day)
    assert (document.audience, document.circle, document.state) == ("circle", meeting.body.circle, "draft")
    settle_papers(meeting, by=cast.theo)
    document.refresh_from_db()
    assert (document.state, document.is_archive) == ("final", True)


def test_the_folder_follows_a_meeting_that_moves(cast, meeting):
    first = add(cast, meeting)
    meeting.starts_at += timedelta(days=7)
    meeting.ends_at += timedelta(days=7)
    meeting.save()
    second = add(cast, meeting)

    assert second.document.folder == first.document.folder
    assert (second.document.folder.on, second.document.folder.name) == (meeting.day, str(meeting))


@pytest.mark.parametrize(
    ("said", "shared"),
    [
        ("public", ("public", "open", "public")),
        ("after_decision", ("public", "after_decision", "public après la décision")),
        ("restricted", ("circle", "restricted", "réservé aux membres")),
    ],
)
def test_who_may_have_a_paper_is_said_once_for_both_pages(cast, meeting, said, shared):
    paper = domain.add_document(meeting, papers.PDF.upload(), communicability=said, by=cast.theo)

    document = paper.document
    assert (document.audience, document.communicability, paper.communicability.label) == shared
    assert document.is_public is False


def test_a_paper_shared_with_a_second_meeting_is_kept_for_it(cast, meeting):
    paper = add(cast, meeting)
    other = MeetingDocument.everywhere.create(meeting=make_meeting(meeting.body), document=paper.document)
    domain.remove_document(paper, by=cast.theo)

    assert MeetingDocument.everywhere.get() == other
