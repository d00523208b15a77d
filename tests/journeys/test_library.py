"""The library in a real browser: a deposit, its words found, its door shut to others."""

import io
import re

from tests.library import files

SPACE = "/pays-du-lunevillois/espace"


def test_a_deposit_is_found_by_its_words_and_read_by_whom_it_is_for(visit):
    aicha, chloe, stranger = visit(), visit(), visit(width=390, height=844)
    aicha.become("Aïcha Fontaine")
    page = aicha.go(f"{SPACE}/documents/")
    page.get_by_role("link", name="Déposer des documents").click()
    content = files.pdf("Arrêts à aménager", "Trois abribus manquent près des hameaux.")
    page.get_by_label("Fichiers").set_input_files(
        {"name": "Arrets.pdf", "mimeType": "application/pdf", "buffer": io.BytesIO(content).getvalue()}
    )
    page.get_by_label("Qui peut le voir").select_option(label="L’équipe et tous les partenaires")
    page.get_by_role("button", name="Déposer").click()
    assert "« Arrets » est dans la bibliothèque." in page.locator("main").inner_text()
    page.reload()
    assert page.get_by_alt_text(re.compile("Première page")).evaluate("image => image.naturalWidth") > 300
    assert aicha.axe() == []
    address = page.get_by_role("link", name=re.compile("Télécharger")).get_attribute("href")

    chloe.become("Chloé Simonin")
    page = chloe.go(f"{SPACE}/documents/?q=hameau")
    assert page.locator("mark").all_inner_texts() == ["hameaux"]
    assert page.request.get(f"{chloe.site}{address}").headers["content-disposition"].startswith("attachment")
    page = chloe.go(f"{SPACE}/documents/")
    assert page.get_by_role("link", name="Compte de la réunion avec les financeurs").count() == 0

    assert stranger.page.request.get(f"{stranger.site}{address}").status == 404
    page = stranger.go("/pays-du-lunevillois/documents/?q=navettes")
    assert page.get_by_role("link", name=re.compile("navette")).count() == 1
    assert stranger.axe() == []


def test_a_trap_is_refused_in_french(visit):
    aicha = visit()
    aicha.become("Aïcha Fontaine")
    page = aicha.go(f"{SPACE}/documents/nouveau/")
    page.get_by_label("Fichiers").set_input_files(
        {"name": "dossier.pdf", "mimeType": "application/pdf", "buffer": b"<html><script>alert(1)</script>"}
    )
    page.get_by_role("button", name="Déposer").click()

    assert "« dossier.pdf » n’est pas gardé." in page.locator("main").inner_text()
    assert aicha.axe() == []


def test_testimonies_wait_for_their_address(visit):
    aicha = visit()
    aicha.become("Aïcha Fontaine")
    page = aicha.go(f"{SPACE}/ressources/")
    for title in (
        "Importance et bénéfices de la mobilisation",
        "Comment mobiliser les acteurs ?",
        "Quel rôle pour les Missions Locales ?",
    ):
        page.get_by_role("link", name=title).click()
        assert "n’est pas encore connue ici" in page.locator("main").inner_text()
        page.go_back()
    assert aicha.axe() == []
