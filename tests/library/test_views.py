"""The screens of the library, as the team, a partner and the public see them."""

from datetime import date

import pytest
from django.test import Client

from maillage.library.domain.documents import open_folder
from maillage.library.domain.reading import read_documents
from maillage.library.models import Document, Resource
from tests.governance.factories import make_body
from tests.library import files
from tests.library.factories import SHOWN, due_document, make_document, make_resource, version_of

SPACE = "/pays-des-sources/espace"
DOCUMENTS = f"{SPACE}/documents/"
DEPOSIT = {"state": "draft", "audience": "team", "communicability": "open", "is_record": "on"}


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_several_files_become_several_documents_and_a_bad_one_keeps_none_out(client, cast):
    client.force_login(cast.theo)
    uploads = [
        files.upload(files.pdf(), "Aide.pdf"),
        files.upload(b"<html>", "piege.pdf"),
        files.upload(files.odt(), "Note.odt"),
    ]
    answer = client.post(
        f"{DOCUMENTS}nouveau/", {**DEPOSIT, "uploads": uploads, "new_folder": "Emploi"}, follow=True
    )

    page = text_of(answer)
    assert "Documents déposés\u00a0: 2." in answer.content.decode()
    assert "« piege.pdf » n’est pas gardé." in page
    assert sorted(Document.everywhere.values_list("title", "folder__name")) == [
        ("Aide", "Emploi"),
        ("Note", "Emploi"),
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("facture.pdf.exe", "peut s’exécuter"),
        ("\u202efdp.exe", "peut s’exécuter"),
        ("a.svg", "peut s’exécuter"),
    ],
)
def test_a_name_that_lies_is_refused_on_the_screen(client, cast, name, words):
    client.force_login(cast.theo)
    answer = client.post(f"{DOCUMENTS}nouveau/", {**DEPOSIT, "uploads": [files.upload(files.pdf(), name)]})

    assert (words in answer.content.decode(), Document.everywhere.count()) == (True, 0)


def test_the_form_says_what_cannot_be(client, cast):
    client.force_login(cast.theo)
    upload = {"uploads": [files.upload(files.pdf()), files.upload(files.odt())]}
    answer = client.post(
        f"{DOCUMENTS}nouveau/",
        {**DEPOSIT, **upload, "title": "Un", "audience": "public", "communicability": "restricted"},
    )
    assert answer.context["form"].errors == {
        "title": ["Avec plusieurs fichiers, chacun garde son nom : laissez ce titre vide."],
        "audience": ["Un document non communicable ne peut pas être public."],
    }
    answer = client.post(f"{DOCUMENTS}nouveau/", {**DEPOSIT, "audience": "circle"})
    assert answer.context["form"].errors == {
        "uploads": ["Ce champ est obligatoire."],
        "circle": ["Dites avec quelle instance."],
    }


def test_the_page_of_a_document_shows_it_and_says_who_sees_it(client, cast):
    document = make_document(
        cast.pays, content=files.pdf("Titre", "Texte"), summary="Pour les élus", by=cast.theo
    )
    read_documents()
    client.force_login(cast.aicha)
    key = version_of(document).key
    page = text_of(client.get(f"{DOCUMENTS}{document.pk}/"))

    assert "L’équipe et les lecteurs, personne d’autre." in page
    assert f'src="/pays-des-sources/documents/apercu/{key}/"' in page
    assert 'alt="Première page de « Note de cadrage » : Pour les élus"' in page
    assert "Un document préparatoire n’est pas public avant la décision" in page
    drawn = client.get(f"/pays-des-sources/documents/apercu/{key}/")
    assert (drawn["Content-Type"], drawn["Content-Security-Policy"]) == (
        "image/png",
        "sandbox; default-src 'none'",
    )


def test_a_text_is_previewed_as_text_never_as_markup(client, cast):
    document = make_document(cast.pays, content=b"Un vaut < que deux & trois", name="a.txt")
    read_documents()
    client.force_login(cast.bruno)

    assert "Un vaut &lt; que deux &amp; trois" in text_of(client.get(f"{DOCUMENTS}{document.pk}/"))


def test_the_life_of_a_document_on_the_screens(client, cast):
    document = make_document(cast.pays, audience="public", communicability="after_decision")
    client.force_login(cast.theo)
    path = f"{DOCUMENTS}{document.pk}/"
    assert "Marquer comme définitif" in text_of(client.get(path))
    client.post(f"{path}definitif/")
    assert "Noter la décision" in text_of(client.get(path))
    client.post(f"{path}decision/", {"on": "2026-01-05"})
    assert "Tout le monde, sur le site public." in text_of(client.get(path))
    client.post(f"{path}version/", {"upload": files.upload(files.pdf(), "v2.pdf"), "note": "Relu"})
    page = text_of(client.get(path))
    assert ("Version 2" in page, "Relu" in page) == (True, True)
    refused = client.post(f"{path}version/", {"upload": files.upload(b"MZ\x00", "v3.pdf")})

    assert refused.context["form"].errors["upload"][0].startswith("Ce fichier n’est ni un PDF")
    assert Document.everywhere.get().decided_on == date(2026, 1, 5)


def test_the_list_narrows_by_folder_state_and_audience(client, cast):
    folder = open_folder(cast.pays, name="Emploi", by=cast.theo)
    make_document(cast.pays, "Un", folder=folder)
    make_document(cast.pays, "Deux", audience="partners", **SHOWN)
    due_document(cast.pays, title="Trois")
    client.force_login(cast.theo)

    def shown(**asked):
        return sorted(row.title for row in client.get(DOCUMENTS, asked).context["page"])

    assert shown() == ["Deux", "Trois", "Un"]
    assert shown(dossier=folder.pk) == ["Un"]
    assert shown(etat="definitif") == ["Deux"]
    assert shown(etat="a-trier") == ["Trois"]
    assert shown(**{"vu-par": "partners"}) == ["Deux"]
    assert shown(dossier="9" * 30, etat="zzz") == ["Deux", "Trois", "Un"] or shown(dossier="9" * 30) == []


def test_a_folder_is_shown_to_those_who_find_something_in_it(client, cast):
    for name, facts in (("Emploi", {"audience": "partners"}), ("Budget", {})):
        make_document(cast.pays, name, folder=open_folder(cast.pays, name=name, by=cast.theo), **facts)
    client.force_login(cast.chloe)

    assert [(row.name, row.count) for row in client.get(DOCUMENTS).context["folders"]] == [("Emploi", 1)]


@pytest.mark.parametrize("asked", ["", "?q=note"])
def test_the_list_costs_the_same_for_one_and_three(client, cast, django_assert_num_queries, asked):
    body = make_body(cast.pays)
    client.force_login(cast.bruno)
    costs = []
    for number in (1, 3):
        while Document.everywhere.count() < number:
            folder = open_folder(cast.pays, name=f"Dossier {Document.everywhere.count()}", by=cast.theo)
            make_document(
                cast.pays,
                f"Note {Document.everywhere.count()}",
                folder=folder,
                audience="circle",
                circle=body.circle,
            )
        with django_assert_num_queries(13 if asked else 12) as counted:
            client.get(f"{DOCUMENTS}{asked}")
        costs.append(len(counted))
    assert len(set(costs)) == 1


def test_a_link_out_is_a_page_that_warns_then_a_plain_link(client, cast):
    resource = make_resource(cast.pays, link="https://video.example/webinaire-3")
    client.force_login(cast.chloe)
    page = client.get(f"{SPACE}/ressources/{resource.pk}/").content.decode()
    assert "https://video.example" not in page
    warned = client.get(f"{SPACE}/ressources/{resource.pk}/sortie/").content.decode()

    assert "Ce site peut vous suivre" in warned
    assert (
        '<a class="button" href="https://video.example/webinaire-3" target="_blank" rel="noopener' in warned
    )
    assert "<iframe" not in page + warned


def test_a_testimony_without_its_link_says_so(client, cast):
    resource = make_resource(cast.pays)
    client.force_login(cast.chloe)

    assert "pas encore connue" in client.get(f"{SPACE}/ressources/{resource.pk}/").content.decode()
    assert client.get(f"{SPACE}/ressources/{resource.pk}/sortie/").status_code == 404


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "webinar", "speaker": ""}, "__all__"),
        ({"kind": "article", "link": "javascript:alert(1)"}, "link"),
    ],
)
def test_a_resource_that_cannot_be_is_refused(client, cast, facts, field):
    client.force_login(cast.theo)
    answer = client.post(f"{SPACE}/ressources/nouvelle/", {"title": "Un", "audience": "partners", **facts})

    assert (list(answer.context["form"].errors), Resource.everywhere.count()) == ([field], 0)


def test_the_public_page_lists_what_is_public_alone(cast):
    make_document(cast.pays, "Bilan", audience="public", summary="Un an après", **SHOWN)
    make_document(cast.pays, "Projet", audience="public", communicability="open")
    make_document(cast.pays, "Note interne", **SHOWN)
    browser = Client()
    for asked, shown in (("", ["Bilan"]), ("?q=bilans", ["Bilan"]), ("?q=projet", [])):
        page = browser.get(f"/pays-des-sources/documents/{asked}")
        assert [row.title for row in page.context["page"]] == shown
    page = browser.get("/pays-des-sources/documents/").content.decode()

    assert [title for title in ("Bilan", "Projet", "Note interne") if title in page] == ["Bilan"]
