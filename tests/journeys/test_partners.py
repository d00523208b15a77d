"""Contacts: a file taken up and taken back, and « toujours vous ? » answered from a mail, without an account."""

import re

import pytest

from tests.journeys.test_scenes import PAYS, last_mail

PARTNERS = f"{PAYS}/espace/partenaires"
HEADER = "Structure;Nature;Sphère;Ville;Prénom;Nom;Fonction;Mail\n"


def contacts_file(name: str) -> dict:
    """A new partner, a likely double of a known one, a line to correct; as a spreadsheet in French writes it."""
    lines = (
        f"{name};Association;Mobilité;Lunéville;Zoé;Lefèvre;présidente;zoe@{name.lower()}.example",
        "CCAS des Trois Fontaine;CCAS;Action sociale;;;;;",
        "Les Amis du car;Association;Usagers;;Max;Roy;membre;pas de courriel",
    )
    content = (HEADER + "\n".join(lines)).encode("cp1252")
    return {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": content}


@pytest.mark.parametrize(
    ("name", "options"),
    [("Pedibus", {}), ("Charrette", {"javascript": False, "width": 390, "height": 844})],
)
def test_a_file_is_checked_written_and_taken_back(visit, name, options):
    bruno = visit(**options)
    bruno.become("Bruno Marchal")
    page = bruno.go(f"{PARTNERS}/fichiers/")
    page.get_by_label("Fichier").set_input_files(contacts_file(name))
    page.get_by_role("button", name="Lire ce fichier").click()
    assert page.get_by_label("Colonne « Mail »").input_value() == "person_email"
    page.get_by_role("button", name="Vérifier ligne par ligne").click()

    lines = page.locator("#lignes tbody tr").all_inner_texts()
    assert [re.search("ajout|à trancher|à corriger", line)[0] for line in lines] == [
        *("ajout", "à trancher", "à corriger"),
    ]
    assert "Colonne « Mail » : « pas de courriel » n’est pas une adresse." in lines[2]
    assert page.get_by_role("button", name="Écrire dans les partenaires").count() == 0
    double = page.get_by_role("group", name=re.compile("Ligne 3"))
    assert "CCAS des Trois-Fontaines" in double.inner_text()
    double.get_by_label("Ignorer").check()
    page.get_by_role("button", name="Noter ces choix").click()
    if not options:  # axe needs JavaScript
        assert bruno.axe() == []
    page.get_by_role("button", name="Écrire dans les partenaires").click()
    assert page.get_by_role("link", name="Télécharger cette ligne (CSV)").count() == 1
    back = page.url

    assert found(bruno, name) == [name]
    page.goto(back)
    page.get_by_role("button", name="Annuler tout l’import").click()
    assert found(bruno, name) == []


def found(visitor, name: str) -> list[str]:
    page = visitor.go(f"{PARTNERS}/?q={name}")
    return page.locator("#resultats tbody th a").all_inner_texts()


def link_asked_of(visit, name: str, partner: str) -> str:
    """Bruno asks « toujours vous ? »; the link is read in the letter box of the demo."""
    bruno = visit()
    bruno.become("Bruno Marchal")
    page = bruno.go(f"{PARTNERS}/?q={partner}")
    page.locator("#resultats tbody th a").first.click()
    page.get_by_role("link", name=name, exact=True).click()
    address = page.get_by_label("Courriel professionnel").input_value()
    page.get_by_role("button", name="Demander « toujours vous ? »").click()
    return re.search(r"/contacts/\S+", last_mail(bruno, address))[0]


def confirm(page):
    page.get_by_role("button", name="C’est toujours moi").click()


def correct(page):
    page.get_by_role("link", name="Corriger mes coordonnées").click()
    page.get_by_label("Téléphone professionnel").fill("03 53 01 02 03")
    page.get_by_role("button", name="Enregistrer").click()


def name_a_successor(page):
    page.get_by_role("link", name="Nommer qui me remplace").click()
    page.get_by_label("Son prénom et son nom").fill("Zélie Aubry")
    page.get_by_label("Son courriel professionnel").fill("zelie.aubry@partenaire.example")
    page.get_by_role("button", name="Passer la main").click()


def leave(page):
    page.get_by_role("link", name="Je ne suis plus concerné").click()
    page.get_by_role("button", name="Je ne suis plus concerné").click()


@pytest.mark.parametrize(
    ("answer", "said", "asked"),
    [
        (confirm, "toujours en poste", ("Anouk Didier", "cordiers", True)),
        (correct, "coordonnées corrigées", ("Gaspard Mengin", "panier", False)),
        (name_a_successor, "remplacé par une autre personne", ("Apolline Georges", "cristallerie", False)),
        (leave, "n’est plus concerné", ("Fleur Marchand", "badonvillois", False)),
    ],
)
def test_a_contact_answers_from_the_mail_without_account(visit, answer, said, asked):
    name, partner, javascript = asked
    link = link_asked_of(visit, name, partner)
    contact = visit(width=390, height=844, javascript=javascript)
    page = contact.go(link)
    assert page.get_by_role("heading", level=1).inner_text() == "Est-ce toujours vous ?"
    assert contact.page.request.head(f"{contact.site}{link}").status == 200  # a mail scanner came by

    answer(page)

    assert page.get_by_role("heading", level=1).inner_text() == "Merci, c’est noté"
    assert said in page.locator("main").inner_text()
    contact.go(link)
    assert page.get_by_role("button").count() == 0


def test_the_commune_of_a_partner_is_written_without_javascript(visit):
    bruno = visit(javascript=False)
    bruno.become("Bruno Marchal")
    page = bruno.go(f"{PARTNERS}/nouveau/")
    page.get_by_label("Nom", exact=True).fill("Atelier du vélo d’essai")
    page.get_by_label("Nature").select_option("Association")
    page.get_by_label("Sphère").select_option("Mobilité")
    page.get_by_label(re.compile("Commune")).fill("Lunevile")
    page.get_by_role("button", name="Enregistrer").click()
    assert "« Lunevile » peut être Lunéville (54300) ou " in page.locator("main").inner_text()

    page.get_by_label(re.compile("Commune")).fill("luneville 54300")
    page.get_by_role("button", name="Enregistrer").click()

    assert page.get_by_role("link", name="Lunéville", exact=True).count() == 1
