"""The committee and its law, from the first seat to the register, in a real browser on the demo."""

import re

from tests.journeys.test_scenes import PAYS, last_mail

SPACE = f"{PAYS}/espace"


def open_body(visitor, name: str):
    page = visitor.go(f"{SPACE}/instances/")
    page.get_by_role("link", name=name).first.click()
    return page


def test_a_newcomer_mends_the_committee(visit):
    aicha = visit()
    aicha.become("Aïcha Fontaine")
    page = open_body(aicha, "Comité des partenaires")
    page.get_by_role("link", name="Ce que dit le droit").click()
    missing = page.locator("section", has=page.get_by_role("heading", name="Que manque-t-il ?"))
    assert "CP-04" in missing.inner_text()
    assert "ne vaut pas avis juridique" in page.locator("main").inner_text()

    missing.get_by_role("link", name=re.compile("Désigner quelqu’un")).click()
    page.get_by_label(re.compile("Denis Mangeot")).check()
    page.get_by_role("button", name="Enregistrer le mandat").click()
    page = open_body(aicha, "Comité des partenaires")
    page.get_by_role("link", name="Ce que dit le droit").click()

    assert page.get_by_role("heading", name="Que manque-t-il ?").count() == 0


def test_the_law_depends_on_the_day(visit):
    page = visit().go("/droit/composition/?nature=partners_committee")

    assert page.get_by_role("heading", level=1).count() == 1
    assert "avis juridique" in page.locator("main").inner_text()


def test_a_committee_is_convened_and_a_member_answers_without_account(visit):
    aicha, letter_box, member = visit(), visit(), visit(width=390, height=844, javascript=False)
    aicha.become("Aïcha Fontaine")
    page = aicha.go(f"{SPACE}/deliberations/")
    page.get_by_role("link", name="Tarif solidaire à un euro").click()
    assert "Non, pas encore" in page.locator("main").inner_text()
    page.locator("section", has_text="Qui a été entendu").get_by_role("link").first.click()
    page.get_by_role("link", name="Convocation", exact=True).click()
    page.get_by_role("button", name=re.compile("Convoquer")).click()
    assert "Où en est chacun ?" in page.locator("main").inner_text()

    link = re.search(r"/reponse/\S+/", last_mail(letter_box, "contact1@partenaire-16.example"))[0]
    answer = member.go(link)
    answer.get_by_role("button", name="Je viens").click()
    assert "Votre réponse : viendra" in answer.locator("main").inner_text()

    page.reload()
    row = page.get_by_role("row", name=re.compile("Octave Colin"))
    assert "viendra" in row.inner_text()


def test_minutes_are_approved_and_the_register_holds(visit):
    aicha = visit()
    aicha.become("Aïcha Fontaine")
    page = aicha.go(f"{SPACE}/seances/")
    page.get_by_role("row", name=re.compile("Comité technique.*tenue")).last.get_by_role("link").first.click()
    page.get_by_role("link", name="Compte rendu", exact=True).click()
    page.get_by_role("button", name="Noter l’approbation").click()
    assert "au registre" in page.locator("main").inner_text()

    page = aicha.go(f"{SPACE}/registre/")
    assert "Chercher un deuxième atelier" in page.locator("main").inner_text()
    page = aicha.go(f"{SPACE}/registre/verifier/")
    assert "Oui." in page.locator("main").inner_text()


def test_a_vote_without_the_opinion_asks_why(visit):
    aicha = visit()
    aicha.become("Aïcha Fontaine")
    page = aicha.go(f"{SPACE}/deliberations/")
    page.get_by_role("link", name="Tarif solidaire à un euro").click()
    page.get_by_role("link", name="Noter le vote").click()
    page.get_by_label("Voté le").fill("2026-11-02")
    page.get_by_role("button", name="Noter le vote").click()

    assert "doit venir avant ce vote" in page.locator("main").inner_text()
    assert aicha.axe() == []


def test_a_partner_sees_only_the_bodies_where_she_sits(visit):
    chloe = visit()
    chloe.become("Chloé Simonin")
    page = chloe.go(f"{SPACE}/instances/")

    assert page.get_by_role("link", name="Comité technique").count() >= 1
    assert page.get_by_role("link", name="Comité stratégique").count() == 0
