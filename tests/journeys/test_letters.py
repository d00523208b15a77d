"""Someone subscribes, receives a letter, and leaves by one click; the officer lets it go, counted."""

import re

from tests.journeys.test_scenes import PAYS, last_mail

LINK = re.compile(r"https?://[^\s]+")
READER = "odette.verne@habitants.example"


def link_in(mail: str, part: str) -> str:
    """The path of the first link of a mail that goes there."""
    found = next(link for link in LINK.findall(mail) if part in link)
    return "/" + found.split("/", 3)[3]


def test_subscribe_confirm_read_and_leave(visit):
    odette, box, officer = visit(width=390, javascript=False), visit(), visit()

    page = odette.go(f"{PAYS}/")
    page.get_by_role("link", name="Recevoir nos lettres").click()
    page.get_by_label("Votre adresse de courriel").fill(READER)
    page.get_by_label("Le projet, étape par étape").check()
    page.get_by_label("J’accepte de recevoir").check()
    page.get_by_role("button", name="Je m’abonne").click()
    assert "Plus qu’une étape" in page.locator("h1").inner_text()

    odette.go(link_in(last_mail(box, READER), "/lettres/confirmer/"))
    page.get_by_role("button", name="Oui, je veux ces lettres").click()
    assert "C’est confirmé" in page.locator("h1").inner_text()

    officer.become("Bruno Marchal")
    desk = officer.go(f"{PAYS}/espace/diffusion/lettres/")
    desk.get_by_role("link", name="Ce que vos avis ont changé").click()
    desk.get_by_role("link", name="Faire partir").click()
    count = int(desk.locator(".figures strong").first.inner_text())
    if typed := desk.get_by_label("Combien de personnes ?").all():
        typed[0].fill(str(count))
    desk.get_by_role("button", name=f"Faire partir {count} courriels").click()
    assert (
        f"{count} destinataires" in desk.get_by_role("status").or_(desk.locator(".notice")).first.inner_text()
    )

    mail = last_mail(box, READER)
    assert "Ce qui a été décidé" in mail
    odette.go(link_in(mail, "/lettres/choix/"))
    page.get_by_role("button", name="Me désabonner").click()
    assert "plus de lettres" in page.locator("h1").inner_text()
    assert odette.overflow() == 0


def test_two_readers_read_two_letters_before_it_leaves(visit):
    officer = visit()
    officer.become("Bruno Marchal")
    page = officer.go(f"{PAYS}/espace/diffusion/lettres/")
    page.locator("main .lines a").first.click()
    page.get_by_role("link", name="Aperçu").click()
    common = page.locator("article, .paper").first.inner_text()
    assert "se réunit" not in common
    page.get_by_label("Lire avec les yeux de").select_option(index=1)
    page.get_by_role("button", name="Voir").click()
    assert "se réunit" in page.locator(".paper").first.inner_text()
    assert officer.axe() == []
