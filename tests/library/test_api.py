from maillage.library.domain.reading import read_documents
from tests.accounts.test_api import key
from tests.library.factories import SHOWN, make_document, version_of


def test_other_programs_read_the_public_documents_alone(client, cast):
    public = make_document(cast.pays, "Bilan des navettes", audience="public", **SHOWN)
    make_document(cast.pays, "Projet", audience="public", communicability="open")
    make_document(cast.pays, "Note interne", **SHOWN)
    make_document(cast.elsewhere, "Ailleurs", audience="public", **SHOWN)
    read_documents()
    headers = key(cast.pays, cast.aicha, "library:read")

    (row,) = client.get("/api/v1/documents", headers=headers).json()

    version = version_of(public)
    assert (row["id"], row["title"], row["version"], row["sha256"], row["folder"]) == (
        public.pk,
        "Bilan des navettes",
        1,
        version.sha256,
        None,
    )
    assert row["url"].endswith(f"/pays-des-sources/documents/fichier/{version.key}/")
    assert [row["title"] for row in client.get("/api/v1/documents?q=navette", headers=headers).json()] == [
        "Bilan des navettes"
    ]
    assert client.get("/api/v1/documents?q=projet", headers=headers).json() == []
    assert client.get("/api/v1/documents?page=2", headers=headers).json() == []


def test_another_right_does_not_open_the_library(client, cast):
    headers = key(cast.pays, cast.aicha, "partners:read")

    assert client.get("/api/v1/documents", headers=headers).status_code == 403
