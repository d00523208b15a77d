"""Dates asked of people without account, and presences signed in the room, in a real browser on the demo."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.journeys.test_scenes import PAYS

SPACE = f"{PAYS}/espace"
PARIS = ZoneInfo("Europe/Paris")


def poll_links(visitor, body: str) -> list[str]:
    """The link of each member asked, as the demo's letter box shows their mails."""
    page = visitor.go("/demo/courriels/")
    mails = page.locator("article", has_text=f"{body} : quelles dates vous conviennent").all_inner_texts()
    return [re.search(r"/sondage/\S+/", mail)[0] for mail in mails]


def test_members_without_account_say_their_dates_and_one_becomes_a_meeting(visit):
    aicha, letter_box = visit(), visit()
    aicha.become("Aïcha Fontaine")
    page = aicha.go(f"{SPACE}/seances/")
    asking = page.locator("section", has=page.get_by_role("heading", name="Sonder les dates ?"))
    asking.get_by_role("link", name="Comité stratégique", exact=True).click()
    page.get_by_label("Objet").fill("Bilan de l’année")
    page.get_by_label("Lieu").fill("Siège du pays")
    days = [datetime.now(PARIS).date() + timedelta(days=each) for each in (3, 40, 47)]
    page.get_by_label("Réponses jusqu’au").fill(days[0].isoformat())
    for rank in (1, 2):
        page.get_by_role("group", name=f"Date {rank}").get_by_label("Jour").fill(days[rank].isoformat())
    page.get_by_role("button", name="Ouvrir le sondage").click()

    links = poll_links(letter_box, "Comité stratégique")
    assert len(links) == len(set(links)) >= 2
    for link in links:
        member = visit(width=390, height=844, javascript=False)
        answer = member.go(link)
        answer.get_by_role("group").nth(0).get_by_label("non", exact=True).check()
        answer.get_by_role("group").nth(1).get_by_label("oui", exact=True).check()
        answer.get_by_role("button", name="Envoyer mes dates").click()
        assert "votre réponse est notée" in answer.locator("main").inner_text()
        assert member.overflow() == 0

    page.reload()
    assert f"{len(links)} réponses sur" in page.locator("main").inner_text()
    page.get_by_role("button", name="Fixer cette date").click()
    assert "Il reste à convoquer" in page.locator("main").inner_text()
    assert aicha.axe() == []
    page.locator(".notice").get_by_role("link", name=re.compile("Bilan de l’année")).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Bilan de l’année"
    assert "Siège du pays" in page.locator("main").inner_text()
    assert visit().go(links[0]).get_by_role("button").count() == 0


def test_presences_are_signed_on_a_phone_and_on_the_tablet(visit):
    tablet, phone = visit(width=1024, height=768), visit(width=390, height=844)
    tablet.become("Aïcha Fontaine")
    now = datetime.now(PARIS)
    page = tablet.go(f"{SPACE}/seances/nouvelle/")
    page.get_by_label("Instance").select_option(label="Comité technique")
    page.get_by_label("Date", exact=True).fill(now.date().isoformat())
    page.get_by_label("Début").fill(f"{now:%H}:00")
    page.get_by_label("Fin").fill(f"{now:%H}:59")
    page.get_by_label("Objet").fill("Séance du jour")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Séance du jour", exact=True).click()
    page.get_by_role("link", name="Présences", exact=True).click()
    page.get_by_role("button", name="Faire signer par téléphone").click()
    address = re.search(r"/presence/\S+/", page.locator("main").inner_text())[0]
    assert page.locator("svg.code").count() == 1

    signing = phone.go(address)
    assert phone.overflow() == 0
    assert phone.axe() == []
    name = signing.get_by_role("option", name=re.compile("Ilyes Vautrin")).get_attribute("value")
    signing.get_by_label("Votre nom").select_option(name)
    signing.get_by_role("button", name="Je suis là").click()
    assert "C’est signé : Ilyes Vautrin" in signing.locator("main").inner_text()

    page.go_back()
    page.reload()
    page.get_by_role("button", name=re.compile("Présent : Rosalie Claudel")).click()
    page.get_by_text("2 voix présentes ou représentées").wait_for()
    assert "présent" in page.locator("li", has_text="Ilyes Vautrin").inner_text()
