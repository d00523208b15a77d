"""The one guard of documents: who reads what, by account, by the link of a mail, or as anyone."""

import pytest
from django.test import Client
from django_scopes import scope

from maillage.library.domain.documents import add_version, note_decision
from maillage.library.models import Document, DocumentVersion
from maillage.partners.queries.circles import Reader, reader_of_person, reader_of_user
from maillage.partners.queries.space import space_token
from tests.governance.factories import make_body, make_group, make_mandate, make_seat
from tests.library import files
from tests.library.factories import SHOWN, make_document, version_of
from tests.partners.factories import make_contact, make_organisation

FILE = "/pays-des-sources/documents/fichier/{}/"


@pytest.fixture
def committee(cast):
    return make_body(cast.pays, "Comité technique", kind="technical_committee")


@pytest.fixture
def lea(cast, committee):
    """A contact who sits in the committee, without an account."""
    person = make_contact(make_organisation(cast.pays), "Léa Martin")
    make_mandate(make_seat(make_group(committee)), person)
    return person


@pytest.fixture
def shelf(cast, committee):
    """One document of each kind of sharing, by its title."""
    circle = {"circle": committee.circle}
    after = {"state": "final", "communicability": "after_decision"}
    other = make_body(cast.pays, "Comité stratégique").circle
    return {
        title: make_document(cast.pays, title, **facts)
        for title, facts in {
            "équipe": {},
            "équipe, rangé au comité": circle,
            "comité": {"audience": "circle", **circle},
            "autre comité": {"audience": "circle", "circle": other},
            "partenaires": {"audience": "partners"},
            "public": {"audience": "public", **SHOWN},
            "public, brouillon": {"audience": "public", "communicability": "open"},
            "public, préparatoire": {"audience": "public", **after, **circle},
        }.items()
    } | {"ailleurs": make_document(cast.elsewhere, "ailleurs", audience="partners")}


def titles(reader) -> set[str]:
    return set(Document.everywhere.readable_by(reader).values_list("title", flat=True))


def test_each_reader_has_their_shelf(cast, shelf, lea):
    other = make_contact(make_organisation(cast.pays, "Autre"), "Zoé Petit")

    assert titles(Reader()) == {"public"}
    assert titles(reader_of_person(other)) == {"public", "partenaires"}
    assert titles(reader_of_person(lea)) == {"public", "partenaires", "comité", "public, préparatoire"}
    assert titles(reader_of_user(cast.chloe)) == {"public", "partenaires"}
    assert titles(reader_of_user(cast.bruno)) == set(shelf) - {"ailleurs"}
    assert titles(reader_of_user(cast.eve)) == {"public", "ailleurs"}
    assert titles(reader_of_user(cast.root)) == {"public"}


def test_what_was_preparatory_opens_with_its_decision(cast, shelf):
    note_decision(shelf["public, préparatoire"], on=shelf["public"].created_at.date(), by=cast.theo)

    assert titles(Reader()) == {"public", "public, préparatoire"}


def test_the_public_reads_the_version_in_force_the_circle_reads_them_all(cast, shelf, lea):
    for title in ("public", "public, préparatoire"):
        add_version(shelf[title], files.upload(b"Nouveau texte", "suite.txt"), by=cast.theo)

    def numbers(title, reader):
        rows = DocumentVersion.everywhere.readable_by(reader).filter(document=shelf[title])
        return [row.number for row in rows]

    assert numbers("public", Reader()) == [2]
    assert numbers("public", reader_of_user(cast.chloe)) == [2]
    assert numbers("public", reader_of_user(cast.bruno)) == [2, 1]
    assert numbers("public, préparatoire", reader_of_person(lea)) == [2, 1]
    assert numbers("public, préparatoire", Reader()) == []


def status(browser, document) -> int:
    return browser.get(FILE.format(version_of(document).key)).status_code


def test_a_contact_without_account_comes_through_the_same_door(cast, shelf, lea):
    browser = Client()
    assert status(browser, shelf["comité"]) == 404
    browser.post(f"/pays-des-sources/partenaires/entrer/{space_token(lea)}/")

    assert {title: status(browser, row) for title, row in shelf.items() if title != "ailleurs"} == {
        "équipe": 404,
        "équipe, rangé au comité": 404,
        "comité": 200,
        "autre comité": 404,
        "partenaires": 200,
        "public": 200,
        "public, brouillon": 404,
        "public, préparatoire": 200,
    }
    page = browser.get("/pays-des-sources/partenaires/documents/").content.decode()
    assert [title for title in shelf if f">{title}</a>" in page] == [
        "comité",
        "partenaires",
        "public",
        "public, préparatoire",
    ]


def test_the_door_closes_with_the_mandate_and_with_the_link(cast, shelf, lea):
    browser = Client()
    browser.post(f"/pays-des-sources/partenaires/entrer/{space_token(lea)}/")
    lea.mandates(manager="everywhere").update(ends_on="2026-01-01")
    assert (status(browser, shelf["comité"]), status(browser, shelf["partenaires"])) == (404, 200)
    type(lea).everywhere.filter(pk=lea.pk).update(space_epoch=lea.space_epoch + 1)

    assert (status(browser, shelf["partenaires"]), status(browser, shelf["public"])) == (404, 200)


def test_an_address_of_another_authority_opens_nothing(client, cast, shelf):
    client.force_login(cast.eve)
    key = version_of(shelf["ailleurs"]).key

    assert client.get(FILE.format(key)).status_code == 404
    assert client.get(f"/pays-d-ailleurs/documents/fichier/{key}/").status_code == 200


def test_a_stranger_who_walks_the_addresses_finds_only_what_is_public(cast, shelf):
    browser = Client()
    keys = {title: version_of(row).key for title, row in shelf.items()}
    walked = [*keys.values(), *map(str, range(1, 30)), "../secret_key", "%2e%2e%2fsecret_key", "a" * 24]

    assert [browser.get(FILE.format(key)).status_code for key in walked].count(200) == 1
    assert len({len(key) for key in keys.values()} | {24}) == 1
    assert {browser.get(f"/files/library/{key}").status_code for key in keys.values()} == {404}


def test_files_leave_as_attachments_shut_in(client, cast):
    document = make_document(
        cast.pays, "Été « plan »", content=files.image("PNG"), name="plan.png", audience="public", **SHOWN
    )
    answer = client.get(FILE.format(version_of(document).key))

    assert answer["Content-Disposition"] == 'attachment; filename="plan.png"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"


def test_the_scope_of_an_authority_holds(cast, shelf):
    with scope(authority=cast.elsewhere):
        assert [row.title for row in Document.objects.readable_by(reader_of_user(cast.eve))] == ["ailleurs"]
