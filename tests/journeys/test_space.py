"""A partner on a phone: the link of a mail, the welcome, a date answered, a task, a document, their card."""

import re

PAYS = "/pays-du-lunevillois"
SPACE = f"{PAYS}/partenaires/"


def link_in_mail(visitor, to: str, about: str) -> str:
    page = visitor.go(f"/demo/courriels/?q={to}")
    mail = page.locator("article", has_text=to).filter(has_text=about).first.inner_text()
    return re.search(r"http://\S+/entrer/\S+", mail)[0]


def test_chloe_comes_by_the_link_of_a_mail_on_a_phone(visit):
    phone = visit(width=390, height=844)
    page = phone.page
    page.goto(link_in_mail(phone, "chloe.simonin", "bienvenue"))
    page.get_by_role("button", name="Entrer dans mon espace").click()
    page.get_by_role("link", name="Commencer").click()

    for button in ("C’est compris", "C’est juste", "Je les ai lus"):
        assert phone.axe() == []
        page.get_by_role("button", name=button).click()
    page.get_by_role("link", name="Revoir notre fiche").click()
    page.get_by_label("Pour qui").fill("Jeunes de 16 à 25 ans, et leurs parents.")
    page.get_by_role("button", name="Enregistrer la fiche").click()
    assert "et leurs parents" in page.locator("main").inner_text()

    phone.go(f"{SPACE}bienvenue/")  # she stopped there: the path resumes
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Terminer").click()
    assert page.get_by_role("heading", level=1).inner_text() == "C’est fini, merci"

    page.get_by_role("link", name="Aller à mon espace").click()
    assert phone.axe() == []
    assert phone.overflow() == 0
    page.get_by_role("link", name="Dire si je viens").first.click()
    page.get_by_role("button", name="Je viens").first.click()
    phone.go(SPACE)
    assert page.get_by_text("viendra").first.is_visible()

    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Quitter").click()
    assert page.goto(f"{phone.site}{SPACE}discussions/").status == 404


def test_a_word_shows_its_meaning_by_keyboard_and_escape_takes_it_away(visit):
    visitor = visit()
    visitor.become("Bruno Marchal")
    page = visitor.go(f"{PAYS}/espace/discussions/")
    page.get_by_role("link", name="Quels horaires manquent le soir").click()
    word = page.get_by_role("button", name="transport à la demande")
    meaning = page.locator("#sens-transport-a-la-demande")

    assert not meaning.is_visible()
    word.focus()
    assert meaning.is_visible()
    assert visitor.axe() == []
    page.keyboard.press("Escape")
    assert not meaning.is_visible()

    page.keyboard.press("Tab")  # the focus goes on: what comes by the pointer goes with it
    word.hover()
    meaning.hover()  # what is shown can be pointed at
    assert meaning.is_visible()
    page.mouse.move(0, 0)
    meaning.wait_for(state="hidden")

    word.click()
    assert meaning.is_visible()


def test_without_javascript_a_word_is_a_link_and_the_space_answers(visit):
    plain = visit(width=390, height=844, javascript=False)
    page = plain.page
    page.goto(link_in_mail(plain, "Rosalie Claudel", "bienvenue"))
    page.get_by_role("button", name="Entrer dans mon espace").click()
    page.goto(f"{plain.site}{SPACE}discussions/")
    page.get_by_role("link", name="Quels horaires manquent le soir").click()

    page.get_by_role("link", name="transport à la demande").click()
    assert page.url.endswith("/partenaires/glossaire/#transport-a-la-demande")

    page.go_back()
    page.get_by_label("Votre réponse").fill("Nous aussi, **le jeudi**.")
    page.get_by_role("button", name="Publier ma réponse").click()
    assert page.locator("article strong", has_text="le jeudi").is_visible()
