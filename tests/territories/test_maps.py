import re
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string

from maillage.territories.queries import maps
from maillage.territories.queries.maps import commune_map, legend, quantile_bounds, round_bounds
from tests.territories.factories import make_authority, make_commune, make_contour, make_epci

pytestmark = pytest.mark.django_db


def town(code, west, *, south=48.0, epci=None, population=800, size=0.1):
    commune = make_commune(code, f"Commune {code}", epci=epci, population=population)
    make_contour(commune, west=west, south=south, size=size)
    return commune


def test_each_commune_is_drawn_with_what_it_counts():
    communes = [town("54001", 6.0, population=120), town("54002", 6.1, population=18_262)]
    drawing = commune_map(make_authority("Pays", slug="pays", communes=communes))

    assert [(shape.code, shape.name, shape.label) for shape in drawing.shapes] == [
        ("54001", "Commune 54001", "Commune 54001 : 120 habitants"),
        ("54002", "Commune 54002", "Commune 54002 : 18\u202f262 habitants"),
    ]
    assert [shape.number for shape in drawing.shapes] == [1, 3]
    assert (drawing.missing, drawing.gap) == (0, "")


def test_the_longer_side_measures_a_thousand_units_and_neighbours_touch():
    communes = [town("54001", 6.0), town("54002", 6.1)]
    drawing = commune_map(make_authority("Pays", slug="pays", communes=communes))

    assert drawing.view_box == "-2 -2 1004 752"
    assert [shape.path for shape in drawing.shapes] == [
        "M0 748l500 0 0-748-500 0z",
        "M500 748l500 0 0-748-500 0z",
    ]


def test_an_epci_that_lies_wholly_in_the_territory_is_outlined():
    first, second = make_epci(), make_epci("200088888", "CC Voisine")
    communes = [town("54001", 6.0, epci=first), town("54002", 6.1, epci=second)]
    town("54003", 6.2, epci=second)
    for epci in (first, second):
        make_contour(epci, "epci", west=6.0)

    drawing = commune_map(make_authority("Pays", slug="pays", communes=communes))
    whole = commune_map(make_authority("Tout", slug="tout", communes=[*communes, make_commune("54003")]))

    assert (len(drawing.frames), len(whole.frames)) == (0, 2)


def test_a_large_territory_is_drawn_by_epci(monkeypatch):
    monkeypatch.setattr(maps, "TOO_MANY_COMMUNES", 1)
    epci = make_epci(population=1_600)
    make_contour(epci, "epci")
    communes = [town("54001", 6.0, epci=epci), town("54002", 6.1, epci=epci)]

    drawing = commune_map(make_authority("Région", slug="region", kind="region", communes=communes))

    assert [(shape.code, shape.label) for shape in drawing.shapes] == [
        ("200099999", "CC des Sources : 1\u202f600 habitants")
    ]
    assert drawing.level == "epci"


def test_communes_without_contour_are_counted_and_break_nothing():
    communes = [town("54001", 6.0), make_commune("54002", "Perdue"), make_commune("54003", "Perdue aussi")]
    drawing = commune_map(make_authority("Pays", slug="pays", communes=communes))

    assert [shape.code for shape in drawing.shapes] == ["54001"]
    assert drawing.gap == "2 communes sans contour connu : voir le tableau."


def test_a_territory_without_any_contour_says_so():
    drawing = commune_map(make_authority("Pays", slug="pays"))
    html = render_to_string("territories/map.html", {"drawing": drawing, "title": "Carte"})

    assert drawing.shapes == ()
    assert "<svg" not in html
    assert "Pas encore de carte" in html


def test_an_ocean_is_not_drawn():
    here, there = town("54001", 6.0), town("97302", -52.4, south=4.8)
    drawing = commune_map(make_authority("Deux mondes", slug="deux", communes=[here, there]))

    widths = {shape.code: int(re.search(r"l(\d+) 0", shape.path)[1]) for shape in drawing.shapes}
    starts = {shape.code: int(re.match(r"M(\d+) ", shape.path)[1]) for shape in drawing.shapes}
    assert widths == {"54001": 334, "97302": 498}
    assert starts == {"97302": 0, "54001": 498 + maps.GUTTER}


def test_a_place_smaller_than_a_unit_is_still_there():
    communes = [town("54001", 6.0, size=1.0), town("54002", 7.0, size=0.0001)]
    drawing = commune_map(make_authority("Pays", slug="pays", communes=communes))

    assert drawing.shapes[1].path.endswith("h1v1h-1z")


def test_values_of_ones_own_are_drawn_in_quarters():
    communes = [town(f"5400{number}", 6 + number / 10) for number in range(1, 6)]
    values = {"54001": 10, "54002": 20, "54003": 30, "54004": 40}
    drawing = commune_map(make_authority("Pays", slug="pays", communes=communes), values, unit="minutes")

    assert [shape.number for shape in drawing.shapes] == [1, 2, 3, 4, 0]
    assert drawing.shapes[0].label == "Commune 54001 : 10 minutes"
    assert drawing.shapes[4].label == "Commune 54005 : sans donnée"
    assert [entry.number for entry in drawing.legend] == [1, 2, 3, 4, 0]


def test_bounds_read_well():
    assert round_bounds([90, 110, 190, 210, 250, 800, 900, 1100, 18_000]) == (200, 500, 5_000)
    assert round_bounds([]) == ()
    assert quantile_bounds([1, 1, 1]) == ()
    assert quantile_bounds([]) == ()


def test_a_legend_says_each_class_in_words():
    entries = legend((500, 2_000), "habitants", with_gaps=True)

    assert [(entry.number, entry.label) for entry in entries] == [
        (1, "moins de 500 habitants"),
        (2, "500 à 1\u202f999"),
        (3, "2\u202f000 et plus"),
        (0, "sans donnée"),
    ]


def test_the_template_draws_well_formed_svg_without_inline_style():
    communes = [town("54001", 6.0), town("54002", 6.1)]
    drawing = commune_map(make_authority("Pays", slug="pays", communes=communes))
    html = render_to_string("territories/map.html", {"drawing": drawing, "title": "Population & co"})

    svg = ET.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])  # noqa: S314  our own
    space = "{http://www.w3.org/2000/svg}"
    assert (svg.get("role"), svg.get("aria-labelledby")) == ("img", "carte-titre")
    assert svg.find(f"{space}title").text == "Population & co"
    assert [path.get("class") for path in svg.iter(f"{space}path")] == ["class-1", "class-1"]
    assert "style=" not in html


def test_a_drawing_costs_the_same_queries_whatever_its_size(django_assert_num_queries):
    epci = make_epci()
    towns = [town(f"5400{number}", 6 + number / 10, epci=epci) for number in range(1, 5)]
    one = make_authority("Une", slug="une", communes=towns[:1])
    three = make_authority("Trois", slug="trois", communes=towns[1:])

    for authority in (one, three):
        with django_assert_num_queries(3):
            commune_map(authority)
