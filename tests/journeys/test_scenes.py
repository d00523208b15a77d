"""The scenes of the ground floor, played in a real browser on the demo."""

import re
from urllib.parse import quote

import pytest

PAYS = "/pays-du-lunevillois"
CODE = re.compile(r"\b\d{4}[- ]?\d{4}\b")


def last_mail(visitor, to: str) -> str:
    """The text of the newest mail to an address, as the demo's letter box shows it."""
    page = visitor.go(f"/demo/courriels/?q={quote(to)}")
    return page.locator("article", has_text=to).first.inner_text()


def from_the_menu(page, fold: str, link: str) -> None:
    """The menu stands twice in the page, once for each size of screen; its long sections fold."""
    menu = page.locator(".side__wide")
    menu.locator("summary", has_text=fold).click()
    menu.get_by_role("link", name=link).click()


def test_someone_signs_in_by_a_code_received_by_mail(visit):
    bruno, letter_box = visit(), visit()
    page = bruno.go("/connexion/")
    page.get_by_role("textbox").first.fill("bruno.marchal@lunevillois.example")
    page.get_by_role("button", name="Recevoir un code").click()

    code = CODE.search(last_mail(letter_box, "bruno.marchal@lunevillois.example"))[0]
    page.get_by_role("textbox").first.fill(code)
    page.get_by_role("button", name="Se connecter").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Pays du Lunévillois"


@pytest.mark.parametrize(
    ("kind", "searches", "name", "communes"),
    [
        (
            "Pôle d’équilibre",
            [("vezouze en piemont", "Vezouze en Piémont"), ("pays du sanon", "Pays du Sanon")],
            "Pays d’essai",
            "79",
        ),
        (
            "Syndicat mixte",
            [("baccara", "Baccarat"), ("raon l'etape", "Raon-l'Étape")],
            "Syndicat des deux rives",
            "2",
        ),
        ("Communauté d’agglo", [("espace sud", "Espace Sud")], "Sud Martinique", "12"),
    ],
)
def test_an_officer_creates_an_authority(visit, kind, searches, name, communes):
    officer = visit()
    officer.become("Bruno Marchal")
    page = officer.go("/nouvelle-autorite/")
    page.get_by_label(kind).check()
    page.get_by_role("button", name="Continuer").click()
    for typed, found in searches:
        page.get_by_label("Nom ou code").fill(typed)
        page.get_by_role("button", name="Chercher").click()
        page.get_by_role("link", name=f"Ajouter {found}").or_(
            page.locator("#resultats li", has_text=found).get_by_role("link")
        ).first.click()
    page.get_by_role("button", name="Continuer").click()

    assert page.locator(".figures li").first.inner_text().split() == [communes, "communes"]
    assert page.locator("svg.map path").count() >= int(communes)
    assert officer.axe() == []

    page.get_by_label("Nom de l’autorité").fill(name)
    page.get_by_label("Adresse du site").fill(name.lower().replace(" ", "-").replace("’", "-"))
    page.get_by_role("button", name="Créer").click()

    assert page.get_by_role("heading", level=1).inner_text() == name
    from_the_menu(page, "Partenaires", "Communes et mairies")
    assert page.locator("tbody tr").count() == min(int(communes), 50)


def test_a_guest_opens_an_account_by_an_invitation(visit):
    aicha, guest = visit(), visit()
    page = aicha.become("Aïcha Fontaine")
    page = aicha.go(f"{PAYS}/espace/equipe/")
    page.get_by_role("link", name="Inviter une personne").click()
    page.get_by_label("Courriel").fill("zoe.perrin@msa.example")
    page.get_by_label("partenaire").check()
    page.get_by_role("button", name=re.compile("Inviter|Envoyer")).click()
    link = re.search(r"/invitation/\S+/", last_mail(aicha, "zoe.perrin@msa.example"))[0]

    page = guest.go(link)
    page.get_by_label("nom").fill("Zoé Perrin")
    page.get_by_role("button", name="Ouvrir mon compte et accepter").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Pays du Lunévillois"
    assert page.locator(".who:visible").inner_text().startswith("Zoé Perrin")
    assert guest.page.request.get(f"{guest.site}{link}").status == 410


def test_the_note_is_written_with_buttons_and_keeps_its_versions(visit):
    bruno = visit()
    bruno.become("Bruno Marchal")
    page = bruno.go(f"{PAYS}/espace/plan/note/modifier/")
    means = page.get_by_role("textbox", name=re.compile("Moyens"))
    means.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("Une salle prêtée par la mairie.")
    page.get_by_role("button", name="Enregistrer la note").click()

    assert page.locator("main strong", has_text="Une salle prêtée par la mairie.").count() == 1
    page.get_by_role("link", name="Versions").click()
    assert page.locator("main").inner_text().count("Bruno Marchal") >= 2


def test_the_note_can_be_written_without_javascript(visit):
    bruno = visit(javascript=False)
    bruno.become("Bruno Marchal")
    page = bruno.go(f"{PAYS}/espace/plan/note/modifier/")
    page.get_by_label("Calendrier").fill("Un bilan **chaque mois**.")
    page.get_by_role("button", name="Enregistrer la note").click()

    assert page.locator("main strong", has_text="chaque mois").count() == 1


def test_an_inhabitant_finds_the_town_hall_without_javascript(visit):
    inhabitant = visit(width=390, height=844, javascript=False)
    page = inhabitant.go(f"{PAYS}/")
    page.get_by_label("J’habite à").fill("cirey sur vesouze")
    page.get_by_role("button", name="Voir qui peut m’aider").click()

    assert "Cirey-sur-Vezouze" in page.locator("main").inner_text()
    assert page.locator("a[href^='tel:']").count() >= 1


def test_the_copilot_sees_the_plan_and_nothing_else(visit):
    eve = visit()
    eve.become("Ève Renard")
    page = eve.go("/region-grand-est/espace/plans-copilotes/")
    page.get_by_role(
        "link", name=re.compile("Projet de mobilité solidaire|Pays du Lunévillois|Ouvrir")
    ).first.click()

    assert page.url == f"{eve.site}{PAYS}/espace/plan/"
    for hidden in ("", "equipe/", "journal/", "communes/"):
        assert eve.page.request.get(f"{eve.site}{PAYS}/espace/{hidden}").status == 404


def test_the_menu_opens_by_keyboard_on_a_phone(visit):
    aicha = visit(width=390, height=844)
    aicha.become("Aïcha Fontaine")
    page = aicha.go(f"{PAYS}/espace/")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    page.keyboard.press("Enter")

    assert page.get_by_role("link", name="Vue d’ensemble").first.is_visible()
    assert aicha.axe() == []


def test_at_twice_the_size_nothing_is_cut(visit):
    """A 1280-pixel window zoomed to 200 % lays out as one of 640."""
    aicha = visit(width=640, height=450)
    aicha.become("Aïcha Fontaine")
    for path in ("/espace/", "/espace/plan/", "/espace/communes/", "/espace/equipe/", "/"):
        aicha.go(f"{PAYS}{path}")
        assert aicha.overflow() <= 0


def test_what_the_browser_is_told_of_safety(visit):
    answer = visit().page.request.get(visit().site)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_neighbour_makes_partners_of_its_town_halls_and_notes_a_call(visit):
    """Bruno founds an authority of his own, so that its list of partners is still empty."""
    bruno = visit()
    bruno.become("Bruno Marchal")
    page = bruno.go("/nouvelle-autorite/verification/?nature=cc&lieux=e245400759")
    page.get_by_label("Nom de l’autorité").fill("Sânon d’essai")
    page.get_by_label("Adresse du site").fill("sanon-d-essai")
    page.get_by_role("button", name="Créer").click()
    from_the_menu(page, "Partenaires", "Liste des partenaires")
    page.get_by_role("button", name=re.compile("mairies")).click()
    assert "28 partenaires" in page.locator("main").inner_text()

    page.get_by_role("link", name="Mairie d’Einville-au-Jard").click()
    page.get_by_label("Ce qui s’est dit").fill("La salle est libre le mardi.")
    page.get_by_role("button", name="Noter l’échange").click()

    page.get_by_text("La salle est libre le mardi.").first.wait_for()
    assert bruno.axe() == []
