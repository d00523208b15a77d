from datetime import date
from html import unescape

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from maillage.accounts.enums import Role
from maillage.accounts.models import Membership, User
from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from maillage.plan.models import Plan
from maillage.territories.models import Authority, AuthorityPart
from maillage.territories.queries import authorities
from maillage.workspace.domain import found_authority
from tests.accounts.factories import make_person
from tests.territories.factories import make_authority, make_commune, make_contour, make_epci, make_town_hall

pytestmark = pytest.mark.django_db

KIND, PLACES, CHECK = (reverse(f"workspace:{step}") for step in ("wizard", "wizard_places", "wizard_check"))
LAND = "e200099999.c88001"


@pytest.fixture
def flo(client):
    """Someone with an account and no authority yet, in a country of three communes."""
    epci = make_epci()
    for rank, name in enumerate(["Amont", "Aval"]):
        commune = make_commune(f"5400{rank}", name, epci=epci, population=1_000 + rank, postcodes="54100")
        make_contour(commune, west=6 + rank / 10)
        make_town_hall(commune)
    make_contour(make_commune("88001", "Épinay", population=50), west=6.2)
    person = make_person("flo")
    client.force_login(person)
    return person


def shown(client, path, **options) -> str:
    response = client.get(path, **options)
    assert response.status_code == 200
    return unescape(response.content.decode())


def answers(**facts) -> dict:
    return {"nature": "petr", "lieux": LAND, "name": "Pays Neuf", "slug": "pays-neuf"} | facts


def rows() -> tuple:
    return (
        Authority.objects.count(),
        AuthorityPart.objects.count(),
        Membership.everywhere.count(),
        Plan.everywhere.count(),
        Entry.everywhere.count(),
    )


# First step: the kind


def test_each_kind_is_offered_with_its_meaning(client, flo):
    page = shown(client, KIND)

    assert page.count('type="radio"') == 8
    assert "plusieurs EPCI réunis pour un projet commun" in page


def test_going_back_keeps_the_kind_and_the_places(client, flo):
    page = shown(client, f"{KIND}?nature=petr&lieux={LAND}")

    assert '<input type="radio" name="nature" value="petr" required id="id_nature_4" checked>' in page
    assert f'name="lieux" value="{LAND}"' in page


# Second step: the land


def test_a_place_is_found_and_added_by_a_link(client, flo):
    page = shown(client, f"{PLACES}?nature=petr&q=epinaie")

    assert "Commune, Département 88, 50 habitants" in page
    assert f'href="{PLACES}?nature=petr&lieux=c88001&q=epinaie"' in page


def test_a_chosen_place_is_removed_by_a_link_and_no_more_offered(client, flo):
    page = shown(client, f"{PLACES}?nature=petr&lieux={LAND}&q=epinay")

    assert f'href="{PLACES}?nature=petr&lieux=e200099999&q=epinay"' in page
    assert "Rien d’autre ne ressemble à « epinay »" in page


def test_only_the_levels_of_the_kind_are_offered(client, flo):
    page = shown(client, f"{PLACES}?nature=region&q=grand+est")

    assert page.count(">Ajouter<") == 1
    assert "lieux=r44" in page
    assert ">Ajouter<" not in shown(client, f"{PLACES}?nature=region&q=amont")


def test_places_of_another_level_are_dropped_when_the_kind_changes(client, flo):
    assert "Aucun lieu pour l’instant" in shown(client, f"{PLACES}?nature=region&lieux={LAND}")


def test_an_unknown_place_in_the_address_is_named(client, flo):
    page = shown(client, f"{PLACES}?nature=petr&lieux=c00000")

    assert "Lieu inconnu du code officiel géographique : c00000." in page


def test_without_a_kind_one_starts_at_the_beginning(client, flo):
    for path in (PLACES, f"{PLACES}?nature=royaume"):
        assert client.get(path)["Location"] == KIND


def test_the_swapped_results_are_those_of_the_reloaded_page(client, flo):
    path = f"{PLACES}?nature=petr&lieux={LAND}&q=aval"

    assert shown(client, path, headers={"HX-Request": "true"}).strip() in shown(client, path)


def test_without_any_edition_the_page_says_what_to_run(client):
    client.force_login(make_person("flo"))

    assert "python -m maillage territories" in shown(client, f"{PLACES}?nature=petr")


# Third step: the check


def test_the_check_shows_the_map_the_figures_and_the_communes(client, flo):
    page = shown(client, f"{CHECK}?nature=petr&lieux={LAND}")

    assert "<title>Amont : 1\u202f000 habitants</title>" in page
    assert "<strong>3</strong> communes" in page
    assert "<strong>2\u202f051</strong> habitants" in page
    assert "<strong>2</strong> départements" in page
    assert "COG 2026" in page
    assert [page.count(f'<th scope="row">{name}</th>') for name in ("Amont", "Aval", "Épinay")] == [1, 1, 1]
    assert 'value="Pays d’Aval"' in page
    assert 'value="pays-d-aval"' in page


def test_communes_of_another_authority_of_the_same_kind_are_flagged(client, flo):
    make_authority("Vieux Pays", slug="vieux-pays", communes=[make_commune("54000")])
    make_authority("Autre nature", slug="autre", kind="cc", communes=[make_commune("54001")])

    page = shown(client, f"{CHECK}?nature=petr&lieux={LAND}")

    assert page.count("déjà dans Vieux Pays") == 1
    assert "1 commune de ce territoire est déjà dans une autre autorité" in page
    assert "Autre nature" not in page


def test_a_large_territory_is_listed_by_epci(client, flo, monkeypatch):
    monkeypatch.setattr(authorities, "LONGEST_LIST", 2)

    page = shown(client, f"{CHECK}?nature=petr&lieux={LAND}")

    assert (
        '<th scope="row">CC des Sources</th><td class="number">2</td><td class="number">2\u202f001</td>'
        in page
    )
    assert '<th scope="row">sans EPCI</th><td class="number">1</td><td class="number">50</td>' in page
    assert '<th scope="row">Amont</th>' not in page


def test_without_a_place_one_goes_back_to_the_land(client, flo):
    assert client.get(f"{CHECK}?nature=petr")["Location"] == f"{PLACES}?nature=petr"


@time_machine.travel(date(2026, 3, 1))
def test_creating_gives_an_authority_ready_to_work_in(client, flo):
    response = client.post(f"{CHECK}?nature=petr&lieux={LAND}", answers())

    authority = Authority.objects.get()
    assert response["Location"] == "/pays-neuf/espace/"
    assert set(authority.communes.values_list("pk", flat=True)) == {"54000", "54001", "88001"}
    assert authority.communes.exclude(town_hall=None).count() == 2
    assert list(Membership.everywhere.values_list("user", "authority", "role")) == [
        (flo.pk, authority.pk, Role.PILOT)
    ]
    plan = Plan.everywhere.get(authority=authority)
    assert (plan.name, plan.first_year, plan.last_year) == ("Projet de mobilité solidaire", 2026, 2028)
    assert plan.phases(manager="everywhere").count() == 8
    assert client.get("/pays-neuf/espace/").status_code == 200


def test_each_part_of_the_founding_has_its_line_in_the_journal(client, flo):
    client.post(CHECK, answers())

    lines = Entry.everywhere.order_by("pk").values_list("actor_name", "verb", "target_type")
    assert list(lines) == [
        ("Flo", "a créé", "autorité"),
        ("Flo", "a donné un accès à", "compte"),
        ("Flo", "a ouvert", "plan"),
    ]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"slug": "pris"}, "« pris » est déjà prise. Essayez « pris-2 »."),
        ({"slug": "compte"}, "L’adresse « compte » est réservée."),
        ({"slug": "Pas Bon"}, "L’adresse « Pas Bon » ne convient pas"),
        ({"name": ""}, "Ce champ est obligatoire."),
    ],
)
def test_what_is_refused_is_said_in_place_and_nothing_is_written(client, flo, facts, words):
    make_authority("Pris", slug="pris")
    before = rows()

    response = client.post(CHECK, answers(**facts))

    page = unescape(response.content.decode())
    assert words in page
    assert page.count('class="field__error"') == 1
    assert f'value="{facts.get("name", "Pays Neuf")}"' in page or not facts.get("name", "x")
    assert rows() == before


def test_asking_twice_creates_once(client, flo):
    client.post(CHECK, answers())
    response = client.post(CHECK, answers())

    assert response.status_code == 200
    assert Authority.objects.count() == 1


def test_looking_writes_nothing(client, flo):
    before = rows()

    for path in (KIND, f"{PLACES}?nature=petr&lieux={LAND}&q=a", f"{CHECK}?nature=petr&lieux={LAND}"):
        shown(client, path)

    assert rows() == before


def test_where_registration_is_closed_only_the_instance_creates(client, flo, settings):
    settings.OPEN_REGISTRATION = False
    assert [client.get(path).status_code for path in (KIND, PLACES, CHECK)] == [403, 403, 403]
    assert client.post(CHECK, answers()).status_code == 403

    client.force_login(make_person("root", is_instance_admin=True))
    assert client.get(KIND).status_code == 200
    assert client.post(CHECK, answers()).status_code == 302


def test_a_founding_that_fails_halfway_leaves_nothing(flo, monkeypatch):
    before = rows()

    with pytest.raises(DomainError, match="n’est pas une nature"):
        found_authority(flo, kind="royaume", name="X", slug="x", places=[("commune", "88001")])

    assert rows() == before


# The same, by command


def command(*more) -> tuple:
    return ("authority", "create", "--kind", "petr", "--name", "Pays Neuf", "--epci", "200099999", *more)


def test_the_command_says_what_it_would_do_and_writes_nothing(capsys, flo):
    before = rows()

    call_command(*command("--commune", "88001", "--pilot", "neuf@example.org"))

    assert capsys.readouterr().out == (
        "Serait créée : Pays Neuf (Pôle d’équilibre territorial et rural (PETR)), adresse /pays-neuf/, 3 communes, "
        "2051 habitants, 1 EPCI, COG 2026, pilote neuf@example.org. Rien n’est écrit : ajoutez --wet-run.\n"
    )
    assert rows() == before
    assert not User.objects.filter(email="neuf@example.org").exists()


def test_the_command_creates_with_a_pilot_that_it_lets_in(capsys, flo):
    call_command(*command("--slug", "neuf", "--pilot", "Neuf@example.org", "--wet-run"))

    assert capsys.readouterr().out.startswith("Créée : Pays Neuf ")
    membership = Membership.everywhere.get(authority__slug="neuf")
    assert (membership.user.email, membership.role) == ("neuf@example.org", Role.PILOT)
    assert Plan.everywhere.get().authority.slug == "neuf"


def test_the_command_takes_a_pilot_who_has_an_account(flo):
    call_command(*command("--pilot", "FLO@example.org", "--wet-run"))

    assert Membership.everywhere.get().user == flo


def test_the_command_creates_without_a_pilot(flo):
    call_command(*command("--wet-run"))

    assert Authority.objects.get().slug == "pays-neuf"
    assert Membership.everywhere.count() == 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--slug", "pris"), "« pris » est déjà prise"),
        (("--epci", "200000000"), "Code inconnu .* : EPCI 200000000"),
        (("--region", "44"), "se choisit par EPCI ou commune"),
        (("--pilot", "pas-un-courriel"), "n’est pas valable"),
    ],
)
def test_the_command_refuses_in_one_line_and_writes_nothing(flo, more, words):
    make_authority("Pris", slug="pris")
    before = rows()

    with pytest.raises(CommandError, match=words):
        call_command(*command(*more, "--wet-run"))

    assert rows() == before
