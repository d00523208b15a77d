import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.partners.forms.contacts import LISTED
from maillage.partners.models import Function, Interaction, Organisation, Person
from maillage.partners.views.organisations import EXCHANGES_PER_PAGE, PER_PAGE
from maillage.territories.models import Commune
from tests.partners.factories import function_of, make_contact, make_exchange, make_organisation
from tests.territories.factories import make_commune, make_town_hall


def url(name, *args):
    return reverse(f"partners:{name}", args=["pays-des-sources", *args])


def page_of(client, user, path, data=None, **options) -> str:
    client.force_login(user)
    return client.get(path, data, **options).content.decode()


def shown(html, *words) -> list[str]:
    return [word for word in words if word in html]


# The list


def test_an_empty_list_says_what_to_do_first_and_who_can(client, cast):
    make_town_hall(cast.pays.communes.get())

    assert "Ajouter la mairie qui manque" in page_of(client, cast.theo, url("list"))
    reader = page_of(client, cast.bruno, url("list"))
    assert shown(
        reader, "Ajouter la mairie", "Ajouter un partenaire", "Une personne pilote ou de l’équipe"
    ) == ["Une personne pilote ou de l’équipe"]


def test_the_town_halls_come_in_one_click(client, cast):
    make_town_hall(cast.pays.communes.get())
    client.force_login(cast.theo)

    first = client.post(url("town_halls"), follow=True).content.decode()
    second = client.post(url("town_halls"), follow=True).content.decode()

    assert "1 mairie ajoutée à vos partenaires." in first
    assert "Toutes les mairies du territoire sont déjà là." in second
    assert "Mairie de Sources" in second
    assert "Ajouter la mairie" not in second


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_partner_or_three(client, cast, django_assert_num_queries, count):
    for rank in range(count):
        partner = make_organisation(cast.pays, f"Partenaire {rank}")
        make_contact(partner, f"P{rank}", function={"is_referent": True})
        make_exchange(partner)
    client.force_login(cast.theo)

    with django_assert_num_queries(12):
        response = client.get(url("list"), {"q": "partenaire", "sphere": "insertion"})

    assert response.context["page"].paginator.count == count


def test_the_list_answers_htmx_with_a_piece_of_its_page(client, cast):
    make_organisation(cast.pays)
    page = page_of(client, cast.theo, url("list"), {"q": "mission"})
    piece = page_of(client, cast.theo, url("list"), {"q": "mission"}, headers={"HX-Request": "true"})

    assert piece.strip().startswith('<section class="card" id="resultats"')
    assert piece.strip() in page


def test_a_search_without_result_leads_back(client, cast):
    make_organisation(cast.pays)

    assert "Aucun partenaire ne correspond" in page_of(client, cast.bruno, url("list"), {"q": "zzz"})


def test_the_pages_keep_what_was_asked(client, cast):
    Organisation.everywhere.bulk_create(
        Organisation(authority=cast.pays, name=f"P{rank:02}", kind="ccas", sphere="social")
        for rank in range(PER_PAGE + 1)
    )

    page = page_of(client, cast.bruno, url("list"), {"q": "p", "sphere": "social"})

    assert "?q=p&amp;sphere=social&amp;nature=&amp;page=2" in page
    assert shown(page, ">P49<", ">P50<") == [">P49<"]


def test_the_list_goes_to_a_spreadsheet_without_the_address_of_who_opposed(client, cast):
    partner = make_organisation(cast.pays, phone="03 53 01 00 00")
    make_contact(partner, function={"is_referent": True}, phone="06 39 98 00 00")
    make_contact(partner, "Zoé Petit", opposed_on=timezone.localdate())
    make_organisation(cast.pays, "=CCAS", kind="ccas")
    make_organisation(cast.elsewhere, "Ailleurs")

    text = page_of(client, cast.theo, url("csv"))

    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [(row["Partenaire"], row["Contact"], row["Courriel du contact"]) for row in rows] == [
        ("'=CCAS", "", ""),
        ("Mission locale", "Léa Martin", "lea@partenaire.example"),
        ("Mission locale", "Zoé Petit", ""),
    ]
    assert [row["Référent"] for row in rows] == ["", "oui", ""]
    client.force_login(cast.theo)
    assert client.get(url("csv"), {"q": "ccas"}).content.decode().count("\n") == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_spreadsheet_costs_the_same_for_one_or_three(client, cast, django_assert_num_queries, count):
    for rank in range(count):
        make_contact(make_organisation(cast.pays, f"Partenaire {rank}"), f"P{rank}")
    client.force_login(cast.theo)

    with django_assert_num_queries(8):
        client.get(url("csv"))


# One partner


def test_readers_see_names_and_functions_but_no_mail_nor_phone_of_people(client, cast):
    partner = make_organisation(cast.pays, email="accueil@partenaire.example", notes="Entre nous.")
    make_contact(partner, phone="06 39 98 00 00")
    private = ("lea@partenaire.example", "06 39 98 00 00", "Entre nous.", "Terminer la fonction")
    common = ("Léa Martin", "directrice", "accueil@partenaire.example")

    reader = page_of(client, cast.bruno, url("organisation", partner.pk))
    team = page_of(client, cast.theo, url("organisation", partner.pk))

    assert shown(reader, *common, *private) == list(common)
    assert shown(team, *common, *private) == [*common, *private]


def test_the_address_of_who_opposed_is_not_offered(client, cast):
    partner = make_organisation(cast.pays)
    make_contact(partner, opposed_on=timezone.localdate())

    page = page_of(client, cast.theo, url("organisation", partner.pk))

    assert shown(page, "lea@partenaire.example", "ne veut plus de courriel") == ["ne veut plus de courriel"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_card_costs_the_same_for_one_contact_or_three(client, cast, django_assert_num_queries, count):
    partner = make_organisation(cast.pays)
    for rank in range(count):
        person = make_contact(partner, f"P{rank}")
        make_exchange(partner, person=person, recorded_by=cast.aicha)
    client.force_login(cast.theo)

    with django_assert_num_queries(16):
        client.get(url("organisation", partner.pk))


def test_the_timeline_shows_the_latest_first_page_by_page(client, cast):
    partner = make_organisation(cast.pays)
    for rank in range(EXCHANGES_PER_PAGE + 1):
        make_exchange(partner, f"Échange {rank:02}.", happened_on=timezone.localdate() - timedelta(days=rank))

    first = page_of(client, cast.bruno, url("organisation", partner.pk))
    second = page_of(client, cast.bruno, url("organisation", partner.pk), {"page": 2})

    assert shown(first, "Échange 00.", "Échange 20.", "Plus anciens") == ["Échange 00.", "Plus anciens"]
    assert shown(second, "Échange 00.", "Échange 20.", "Plus récents") == ["Échange 20.", "Plus récents"]


def test_a_partner_is_added_then_changed(client, cast):
    client.force_login(cast.theo)
    facts = {"name": "CCAS", "kind": "ccas", "sphere": "social", "siret": "732 829 320 00074"}

    added = client.post(url("new"), facts)
    partner = Organisation.everywhere.get()
    changed = client.post(url("change", partner.pk), facts | {"website": "ccas.example"})

    assert added["Location"] == changed["Location"] == url("organisation", partner.pk)
    partner.refresh_from_db()
    assert (partner.siren, partner.website) == ("732829320", "https://ccas.example")


@pytest.mark.parametrize("name", ["new", "change"])
def test_what_the_domain_refuses_is_said_on_the_form(client, cast, name):
    make_organisation(cast.pays, "CCAS")
    other = make_organisation(cast.pays)
    client.force_login(cast.theo)

    path = url("new") if name == "new" else url("change", other.pk)
    response = client.post(path, {"name": "CCAS", "kind": "ccas", "sphere": "social"})

    assert response.status_code == 200
    assert "« CCAS » est déjà dans vos partenaires." in response.content.decode()


def test_a_partner_leaves_the_list_and_comes_back(client, cast):
    partner = make_organisation(cast.pays)
    client.force_login(cast.theo)

    assert "est retiré de la liste" in client.post(url("close", partner.pk), follow=True).content.decode()
    assert "déjà retiré" in client.post(url("close", partner.pk), follow=True).content.decode()
    assert ">Mission locale</a>" not in client.get(url("list")).content.decode()
    assert ">Mission locale</a>" in client.get(url("list"), {"etat": "retires"}).content.decode()
    assert "de nouveau dans la liste" in client.post(url("reopen", partner.pk), follow=True).content.decode()


def test_an_exchange_is_noted_from_the_card(client, cast):
    partner = make_organisation(cast.pays)
    person = make_contact(partner)
    stranger = make_contact(make_organisation(cast.pays, "Club"), "Zoé Petit")
    client.force_login(cast.theo)
    facts = {"kind": "call", "happened_on": "2026-03-01", "summary": "D’accord.", "person": person.pk}

    done = client.post(url("exchange_new", partner.pk), facts, follow=True).content.decode()
    wrong = client.post(url("exchange_new", partner.pk), facts | {"person": stranger.pk})
    future = client.post(url("exchange_new", partner.pk), facts | {"happened_on": "2999-01-01"})

    assert shown(done, "L’échange est noté.", "D’accord.", "Avec Léa Martin.", "Noté par Theo.") == [
        "L’échange est noté.",
        "D’accord.",
        "Avec Léa Martin.",
        "Noté par Theo.",
    ]
    assert (wrong.status_code, future.status_code) == (200, 200)
    assert "une fois qu’il a eu lieu" in future.content.decode()
    assert Interaction.everywhere.get().recorded_by == cast.theo


# People


CONTACT = {
    "full_name": "Léa Martin",
    "email": "lea@partenaire.example",
    "origin": "meeting",
    "legal_basis": "public_task",
    "collected_on": "2026-01-06",
}


def test_a_contact_comes_as_the_referent(client, cast):
    partner = make_organisation(cast.pays)
    held = {"title": "directrice", "starts_on": "2026-01-06", "is_referent": "on"}
    client.force_login(cast.theo)

    response = client.post(url("contact_new", partner.pk), CONTACT | held)
    again = client.post(url("contact_new", partner.pk), CONTACT | held)

    assert response["Location"] == url("organisation", partner.pk)
    assert "déjà cette fonction" in again.content.decode()
    function = Function.everywhere.get()
    assert (function.person.full_name, function.is_referent) == ("Léa Martin", True)


def test_a_contact_is_corrected(client, cast):
    partner = make_organisation(cast.pays)
    person = make_contact(partner)
    make_contact(partner, "Zoé Petit")
    client.force_login(cast.theo)

    saved = client.post(url("contact", person.pk), CONTACT | {"phone": "06 39 98 00 00"})
    refused = client.post(url("contact", person.pk), CONTACT | {"email": "zoe@partenaire.example"})

    assert saved["Location"] == url("contact", person.pk)
    assert "déjà celle de Zoé Petit" in refused.content.decode()
    person.refresh_from_db()
    assert (person.phone, person.email) == ("06 39 98 00 00", "lea@partenaire.example")


def test_the_buttons_of_a_contact_say_what_they_did(client, cast):
    person = make_contact(make_organisation(cast.pays))
    client.force_login(cast.theo)
    pages = [
        client.post(url(name, person.pk), follow=True).content.decode()
        for name in ("contact_verify", "contact_oppose", "contact_oppose", "contact_forget")
    ]

    words = ("à jour d’aujourd’hui", "plus de courriel à cette", "déjà notée", "Le contact est effacé")
    assert [word in page for word, page in zip(words, pages, strict=True)] == [True] * 4
    assert not Person.everywhere.exists()


def test_the_buttons_of_a_function_say_what_they_did(client, cast):
    partner = make_organisation(cast.pays)
    function = function_of(make_contact(partner))
    client.force_login(cast.theo)
    pages = [
        client.post(url(name, function.pk), follow=True).content.decode()
        for name in ("function_referent", "function_referent", "function_end", "function_end")
    ]

    words = ("à appeler d’abord", "déjà référente", "Qui prend la suite", "déjà terminée")
    assert [word in page for word, page in zip(words, pages, strict=True)] == [True] * 4
    assert "Avant (1)" in pages[-1]


# « Mobiliser »


def test_the_overview_counts_the_partners_by_sphere(client, cast):
    path = reverse("workspace:mobilise", args=["pays-des-sources"])
    assert "Aucun partenaire encore" in page_of(client, cast.bruno, path)
    make_organisation(cast.pays)
    make_organisation(cast.elsewhere, "Ailleurs")

    page = page_of(client, cast.bruno, path)

    assert f'<a href="{url("list")}?sphere=insertion">Insertion</a><strong>1</strong>' in page
    assert page.count("personne encore") == 10


# The commune, written rather than picked


def sent(client, cast, commune, **facts):
    client.force_login(cast.theo)
    data = {"name": "Garage", "kind": "association", "sphere": "mobility", "commune": commune, **facts}
    return client.post(url("new"), data)


@pytest.mark.parametrize(("written", "kept"), [("sources", "54999"), ("54999", "54999"), ("", None)])
def test_the_commune_of_a_partner_is_written(client, cast, written, kept):
    sent(client, cast, written)

    assert Organisation.everywhere.get().commune_id == kept


def test_a_commune_that_is_not_sure_is_asked_again_with_the_likely_ones(client, cast):
    cast.pays.communes.add(
        *(make_commune(f"5460{rank}", "Saint-Clément", postcodes=f"5495{rank}") for rank in (1, 2))
    )

    page = sent(client, cast, "st clement").text

    assert (
        "« st clement » peut être Saint-Clément (54951) ou Saint-Clément (54952) : écrivez en entier" in page
    )
    assert '<option value="Saint-Clément (54951)"></option>' in page
    assert "Si c’est Sources, écrivez-le ainsi." in sent(client, cast, "Sourses").text
    assert "Aucune commune du territoire ne s’appelle « Paris »" in sent(client, cast, "Paris").text
    assert Organisation.everywhere.count() == 0


def test_a_partner_keeps_a_commune_that_the_territory_has_left(client, cast):
    partner = make_organisation(
        cast.pays, "Garage", commune=make_commune("54395", "Nancy", postcodes="54000")
    )
    client.force_login(cast.theo)

    assert 'value="Nancy (54000)"' in client.get(url("change", partner.pk)).text
    data = {"name": "Garage neuf", "kind": partner.kind, "sphere": partner.sphere, "commune": "Nancy (54000)"}
    client.post(url("change", partner.pk), data)

    partner.refresh_from_db()
    assert (partner.name, partner.commune_id) == ("Garage neuf", "54395")


def test_the_communes_are_suggested_unless_they_are_thousands(client, cast):
    client.force_login(cast.theo)
    first = "<datalist" in client.get(url("new")).text
    known = cast.pays.communes.get()
    facts = {"departement": known.departement, "vintage": known.vintage, "population": 1}
    many = [Commune(code=f"{rank:05}", name=f"C{rank}", **facts) for rank in range(LISTED)]
    cast.pays.communes.add(*Commune.objects.bulk_create(many))

    assert (first, "<datalist" in client.get(url("new")).text) == (True, False)
