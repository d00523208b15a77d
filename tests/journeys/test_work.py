"""A task given, answered by a partner without account, and seen by the team, on the demo."""

import re

from tests.journeys.test_scenes import PAYS, last_mail

WORK = f"{PAYS}/espace/travaux"


def test_a_partner_answers_for_a_task_without_account(visit):
    aicha, letter_box, partner = visit(), visit(), visit(width=390, height=844, javascript=False)
    aicha.become("Aïcha Fontaine")
    page = aicha.go(f"{WORK}/nouvelle/")
    page.get_by_label("Que faut-il faire").fill("Compter les places au garage")
    page.get_by_label("Qui s’en charge").select_option(
        label="Anouk Didier, Chantier d’insertion Les Cordiers"
    )
    page.get_by_role("button", name="Confier la tâche").click()
    assert "La tâche est confiée." in page.locator("main").inner_text()

    link = re.search(
        rf"{PAYS}/partenaires/entrer/\S+", last_mail(letter_box, "Compter les places au garage")
    )[0]
    door = partner.go(link)
    door.get_by_role("button", name="Entrer dans mon espace").click()
    assert door.get_by_role("heading", level=1).inner_text() == "Compter les places au garage"
    door.get_by_text("Je ne peux pas").click()
    door.get_by_label("Pourquoi").fill("Le garage ferme en janvier.")
    door.get_by_role("button", name="Envoyer à l’équipe").click()
    assert "L’équipe est prévenue." in door.locator("main").inner_text()
    assert partner.overflow() == 0

    page.reload()
    assert "Le garage ferme en janvier." in page.locator("main").inner_text()
    page.get_by_role("button", name="Garder comme avant").click()
    door.reload()
    door.get_by_role("button", name="C’est fait").click()
    assert "faite le" in door.locator("main").inner_text()


def test_the_ledger_is_corrected_and_never_rewritten(visit):
    bruno = visit()
    bruno.become("Bruno Marchal")
    page = bruno.go(f"{PAYS}/espace/engagements/")
    page.get_by_role("link", name="Une salle par mois pour les permanences").click()
    page.get_by_label("Quantité reçue").fill("1,5")
    page.get_by_role("button", name="Noter l’apport").click()
    page.get_by_role("link", name=re.compile("Corriger")).last.click()
    page.get_by_label("Quantité juste").fill("1")
    page.get_by_label("Pourquoi cette correction").fill("Une seule salle a servi ce jour-là.")
    page.get_by_role("button", name="Écrire la correction").click()

    text = page.locator("main").inner_text()
    assert "−0,5" in text
    assert "Une seule salle a servi ce jour-là." in text
    assert "6\n" in page.locator(".figures").inner_text() + "\n"
