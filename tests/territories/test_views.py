import csv
from io import StringIO

import pytest
from django.urls import reverse

from maillage.territories.models import CommuneMerger, MobilityBasin
from maillage.territories.views import PER_PAGE
from tests.territories.factories import (
    make_basin,
    make_commune,
    make_contour,
    make_epci,
    make_town_hall,
)

PAYS = ["pays-des-sources"]
TERRITORY, COMMUNES = reverse("territories:territory", args=PAYS), reverse("territories:communes", args=PAYS)
CSV, BASINS = reverse("territories:communes_csv", args=PAYS), reverse("territories:basins", args=PAYS)
NEW_BASIN = reverse("territories:basin_new", args=PAYS)


def settle(cast, *names, **fields) -> list:
    """Communes of the Pays, each with its town hall."""
    communes = [
        make_commune(f"545{rank:02}", name, epci=make_epci(), **fields) for rank, name in enumerate(names)
    ]
    cast.pays.communes.set(communes)
    for commune in communes:
        make_town_hall(commune)
    return communes


def page_of(client, user, path, **options) -> str:
    client.force_login(user)
    return client.get(path, **options).content.decode()


def names_in(html, *names) -> list[str]:
    return [name for name in names if name in html]


def test_the_territory_shows_its_map_its_figures_and_its_epci(client, cast):
    for rank, commune in enumerate(settle(cast, "Amont", "Aval", population=1_500)):
        make_contour(commune, west=6 + rank / 10)

    page = page_of(client, cast.bruno, TERRITORY)

    assert page.count("<title>Amont : 1\u202f500 habitants</title>") == 1
    assert "<strong>3\u202f000</strong> habitants" in page
    assert f'<a href="{COMMUNES}?epci=200099999">CC des Sources</a>' in page
    assert '<td class="number">2</td><td class="number">3\u202f000</td>' in page
    assert "COG 2026" in page


def test_the_communes_come_with_their_town_halls(client, cast):
    settle(cast, "Amont")

    page = page_of(client, cast.bruno, COMMUNES)

    assert "03 99 00 12 34" in page
    assert '<a href="mailto:mairie@sources.example.org">' in page
    assert "lundi à vendredi\u00a0: 8\u00a0h – 12\u00a0h, 13\u00a0h\u00a030 – 17\u00a0h\u00a030" in page
    assert "1 place de la Mairie<br>54999 Amont" in page


def test_a_commune_without_town_hall_says_so(client, cast):
    page = page_of(client, cast.bruno, COMMUNES)

    assert "Mairie absente de l’annuaire" in page


@pytest.mark.parametrize("names", [["Amont"], ["Amont", "Aval", "Milieu"]])
def test_the_list_takes_the_same_queries_for_one_and_three(client, cast, names, django_assert_num_queries):
    settle(cast, *names)
    client.force_login(cast.bruno)
    client.get(COMMUNES)

    with django_assert_num_queries(8):
        client.get(COMMUNES)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Saint-Dié-sous-Bois", "Aval"]),
        ("st die", ["Saint-Dié-sous-Bois"]),
        ("bois", ["Saint-Dié-sous-Bois"]),
        ("avl", ["Aval"]),
        ("54120", ["Aval"]),
        ("54501", ["Aval"]),
        ("introuvable", []),
    ],
)
def test_a_commune_is_searched_however_it_is_written(client, cast, asked, found):
    _, aval = settle(cast, "Saint-Dié-sous-Bois", "Aval")
    type(aval).objects.filter(pk=aval.pk).update(postcodes="54119 54120")

    page = page_of(client, cast.bruno, f"{COMMUNES}?q={asked}")

    assert names_in(page, "Saint-Dié-sous-Bois</a>", "Aval</a>") == [f"{name}</a>" for name in found]


def test_communes_are_filtered_by_epci(client, cast):
    _here, there = settle(cast, "Amont", "Aval")
    type(there).objects.filter(pk=there.pk).update(epci=make_epci("200088888", "CC Voisine"))

    page = page_of(client, cast.bruno, f"{COMMUNES}?epci=200088888")

    assert names_in(page, "Amont</a>", "Aval</a>") == ["Aval</a>"]
    assert '<option value="200088888" selected>CC Voisine</option>' in page


def test_the_swapped_results_are_those_of_the_reloaded_page(client, cast):
    settle(cast, "Amont", "Aval")

    whole = page_of(client, cast.bruno, f"{COMMUNES}?q=aval")
    part = page_of(client, cast.bruno, f"{COMMUNES}?q=aval", headers={"HX-Request": "true"})

    assert part.strip() in whole
    assert part.strip().startswith('<section class="card" id="resultats"')


def test_a_long_list_is_cut_in_pages(client, cast):
    settle(cast, *(f"Commune {rank:02}" for rank in range(PER_PAGE + 1)))

    first, second = (page_of(client, cast.bruno, f"{COMMUNES}?page={number}") for number in (1, 2))

    assert first.count("<tr>") == PER_PAGE + 1
    assert second.count("<tr>") == 1 + 1
    assert "Page 2 sur 2" in second


def test_the_export_opens_in_a_spreadsheet(client, cast):
    settle(cast, "Amont", "Aval")
    client.force_login(cast.bruno)

    response = client.get(f"{CSV}?q=amont")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="communes-pays-des-sources.csv"'
    text = response.content.decode()
    assert text.startswith("\ufeffCode INSEE;Commune;EPCI;")
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [row["Commune"] for row in rows] == ["Amont"]
    assert rows[0]["Adresse de la mairie"] == "1 place de la Mairie, 54999 Amont"
    assert (rows[0]["Millésime"], rows[0]["Population municipale"]) == ("COG 2026", "800")


def test_a_commune_shows_its_town_hall_and_what_became_of_the_old_ones(client, cast):
    (amont,) = settle(cast, "Amont")
    type(amont.town_hall).objects.update(point_replaced=True)
    CommuneMerger.objects.create(
        old_code="54003", old_name="Vieux-Bourg", commune=amont, vintage=amont.vintage
    )

    page = page_of(client, cast.bruno, reverse("territories:commune", args=[*PAYS, amont.code]))

    assert "L’annuaire ne place pas cette mairie dans la commune" in page
    assert 'Vieux-Bourg <span class="quiet">(code 54003)</span>' in page


def test_a_commune_of_elsewhere_does_not_exist_here(client, cast):
    make_commune("54777", "Ailleurs")
    client.force_login(cast.bruno)

    assert client.get(reverse("territories:commune", args=[*PAYS, "54777"])).status_code == 404


def test_without_a_basin_the_page_says_who_may_draw_one(client, cast):
    assert "une personne pilote ou de l’équipe peut le faire ici" in page_of(client, cast.bruno, BASINS)


def test_basins_of_others_that_hold_our_epci_are_listed(client, cast):
    settle(cast, "Amont")
    make_basin(cast.pays, "Bassin à nous")
    make_basin(cast.region, "Bassin de la Région")
    make_basin(cast.elsewhere, "Bassin étranger", [make_epci("200088888", "CC Voisine")])

    page = page_of(client, cast.theo, BASINS)

    listed = names_in(page, "Bassin à nous", "Bassin de la Région", "Bassin étranger")
    assert listed == ["Bassin à nous", "Bassin de la Région"]
    assert page.count(">Modifier<span") == 1


@pytest.mark.parametrize("size", [1, 3])
def test_basins_take_the_same_queries_for_one_and_three(client, cast, size, django_assert_num_queries):
    for rank in range(size):
        make_basin(cast.pays, f"Bassin {rank}")
    client.force_login(cast.bruno)
    client.get(BASINS)

    with django_assert_num_queries(7):
        client.get(BASINS)


def test_a_search_adds_boxes_and_keeps_what_was_typed(client, cast):
    settle(cast, "Amont")
    make_epci("200088888", "CC du Pays du Sanon")
    client.force_login(cast.theo)
    typed = {"name": "Grand bassin", "epcis": ["200099999"], "asked": "sanon", "action": "search"}

    page = client.post(NEW_BASIN, typed).content.decode()

    assert 'value="Grand bassin"' in page
    assert page.count(" checked") == 1
    assert "CC du Pays du Sanon" in page
    assert MobilityBasin.objects.count() == 0


def test_a_search_without_result_says_so(client, cast):
    client.force_login(cast.theo)

    page = client.post(NEW_BASIN, {"asked": "zzzzz", "action": "search"}).content.decode()

    assert "Aucun EPCI ne ressemble à « zzzzz »" in page


def test_a_team_member_draws_changes_and_deletes_a_basin(client, cast):
    settle(cast, "Amont")
    client.force_login(cast.theo)

    client.post(NEW_BASIN, {"name": "Amont", "epcis": ["200099999"]})
    basin = MobilityBasin.objects.get(authority=cast.pays)
    client.post(
        reverse("territories:basin", args=[*PAYS, basin.pk]), {"name": "Aval", "epcis": ["200099999"]}
    )
    basin.refresh_from_db()
    assert basin.name == "Aval"

    client.post(reverse("territories:basin_delete", args=[*PAYS, basin.pk]))
    assert not MobilityBasin.objects.filter(pk=basin.pk).exists()


def test_a_refused_basin_says_why(client, cast):
    make_basin(cast.pays, "Amont")
    client.force_login(cast.theo)

    page = client.post(NEW_BASIN, {"name": "Amont", "epcis": ["200099999"]}).content.decode()
    assert "« Amont » existe déjà ici" in page

    page = client.post(NEW_BASIN, {"name": "Neuf", "epcis": ["200000000"]}).content.decode()
    assert "Sélectionnez un choix valide" in page

    page = client.post(NEW_BASIN, {"name": "Neuf"}).content.decode()
    assert "cochez-en un" in page


def test_the_basin_of_another_authority_cannot_be_changed_here(client, cast):
    basin = make_basin(cast.elsewhere)
    client.force_login(cast.theo)

    assert client.get(reverse("territories:basin", args=[*PAYS, basin.pk])).status_code == 404
    assert client.post(reverse("territories:basin_delete", args=[*PAYS, basin.pk])).status_code == 404
