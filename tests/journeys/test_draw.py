"""A draw from its call to its seats: what is announced before is what anyone finds again after."""

import json
import re

from maillage.governance.queries.lottery import replay
from tests.journeys.test_scenes import PAYS, last_mail

SPACE = f"{PAYS}/espace/tirages/"
NAME = re.compile("prochain groupe")
AGES = ("16 à 29 ans", "30 à 59 ans", "60 ans et plus")
FILE = "Nom;Sexe;Âge\r\n" + "".join(
    f"Candidat {rank};{('femme', 'homme')[rank % 2]};{AGES[rank % 3]}\r\n" for rank in range(24)
)


def published(visitor, address: str) -> dict:
    answer = visitor.page.request.get(f"{visitor.site}{address}procedure.json")
    return json.loads(answer.body())


def apply(inhabitant, letter_box) -> tuple[str, str]:
    """The call, on a phone, without account nor script: the address of the public page, and the code received."""
    page = inhabitant.go(f"{PAYS}/tirages/")
    page.get_by_role("link", name=NAME).first.click()
    public = re.sub(r"^https?://[^/]+", "", page.url)
    page.get_by_role("link", name="Je me porte candidat").click()
    page.get_by_label("Prénom et nom").fill("Léonie Essai")
    page.get_by_label("Courriel").fill("leonie@habitants.example")
    page.get_by_label("Sexe").select_option("femme")
    page.get_by_label("Âge").select_option(AGES[1])
    page.get_by_label("Je remplis les conditions").check()
    page.get_by_role("button", name="Je me porte candidat").click()
    assert "Votre candidature est reçue." in page.locator("main").inner_text()
    link = re.search(r"/tirages/candidature/\S+/", last_mail(letter_box, "leonie@habitants.example"))[0]
    return public, inhabitant.go(f"{PAYS}{link}").locator("main code").first.inner_text()


def publish(desk, home: str):
    """Those who wrote on paper, by a file; then the list is closed and the lottery made. Returns the next button."""
    desk.goto(f"{home}candidats/importer/")
    content = {"name": "papier.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp1252")}
    desk.get_by_label("Fichier CSV").set_input_files(content)
    desk.get_by_role("button", name="Reprendre ce fichier").click()
    desk.goto(home)
    desk.get_by_role("button", name="Clore les inscriptions").click()
    desk.get_by_role("button", name="Publier la procédure").click()
    reveal = desk.get_by_role("button", name="Révéler la graine")
    for _ in range(40):
        if reveal.count():
            break
        desk.wait_for_timeout(500)
        desk.goto(home)
    return reveal


def test_a_draw_from_its_call_to_its_seats(visit):
    aicha, letter_box, inhabitant = visit(), visit(), visit(width=390, height=844, javascript=False)
    aicha.become("Aïcha Fontaine")
    public, code = apply(inhabitant, letter_box)
    desk = aicha.go(SPACE)
    desk.get_by_role("link", name=NAME).first.click()
    home = desk.url
    reveal = publish(desk, home)

    # before: everyone may take the lottery and the hash of the seed, and nobody the seed
    before = published(inhabitant, public)
    assert before["lottery_hash"] in inhabitant.go(public).locator("main").inner_text()
    assert (before.get("seed"), before.get("selected")) == (None, None)
    assert len(before["lottery"]["candidates"]) == 32
    assert code in dict(before["lottery"]["candidates"])

    # after: the same lottery, and the list that the seed gives anyone
    reveal.click()
    after = published(inhabitant, public)
    assert (after["lottery"], after["seed_hash"]) == (before["lottery"], before["seed_hash"])
    _, result = replay({**before, "seed": after["seed"]})
    assert (list(result.selected), len(result.selected)) == (after["selected"], 8)
    text = inhabitant.go(public).locator("main").inner_text()
    assert [each for each in result.selected if each not in text] == []
    assert "Candidat 1" not in text

    desk.goto(home)
    desk.get_by_role("button", name="Installer les personnes tirées au sort").click()
    assert "Tout est fait" in desk.locator("main").inner_text()
    letter_box.go(public)
    assert aicha.axe() + letter_box.axe() == []
