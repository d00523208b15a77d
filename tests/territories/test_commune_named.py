"""A commune of the authority, by what a person writes in a field."""

import pytest

from maillage.territories.models import CommuneMerger
from maillage.territories.queries.communes import commune_labels, commune_named
from tests.territories.factories import make_commune

NAMES = {
    "54329": ("Lunéville", "54300"),
    "54300": ("Laneuveville-devant-Lunéville", "54140"),  # its code is the postcode of others
    "54484": ("Saint-Clément", "54950"),
    "88413": ("Saint-Clément", "88700"),
    "54588": ("Vrécourt", "54300 54301"),
    "54001": ("Abaucourt", ""),
}


@pytest.fixture
def territory(cast):
    cast.pays.communes.set(
        [
            make_commune(code, name, postcodes=postcodes, population=18_000 if name == "Lunéville" else 300)
            for code, (name, postcodes) in NAMES.items()
        ]
    )
    make_commune("54395", "Nancy", postcodes="54000")
    return cast.pays


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Lunéville (54300)", "54329"),
        ("  luneville ", "54329"),
        ("LUNEVILLE 54300", "54329"),
        ("54329", "54329"),
        ("54301", "54588"),
        ("st clement 88700", "88413"),
        ("Saint-Clément (54950)", "54484"),
        ("Abaucourt", "54001"),
        ("Lunéville (54329)", "54329"),
    ],
)
def test_one_commune_is_meant(territory, text, code):
    assert commune_named(territory, text) == (code, [])


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("Saint-Clément", ["Saint-Clément (54950)", "Saint-Clément (88700)"]),
        ("54300", ["Lunéville (54300)", "Laneuveville-devant-Lunéville (54140)", "Vrécourt (54300)"]),
        ("Lunevile", ["Lunéville (54300)"]),
        ("Laneuveville", ["Laneuveville-devant-Lunéville (54140)"]),
        ("Nancy", []),
        ("54000", []),
        ("!!", []),
        ("Lunéville (88700)", []),
    ],
)
def test_what_is_not_sure_is_asked_back(territory, text, likely):
    assert commune_named(territory, text) == (None, likely)


def test_the_name_of_a_merged_commune_leads_to_the_one_of_today(territory):
    vintage = territory.communes.first().vintage
    CommuneMerger.objects.create(
        old_code="54999", old_name="Vieux-Bourg", commune_id="54588", vintage=vintage
    )

    assert commune_named(territory, "vieux bourg") == ("54588", [])


def test_a_long_list_is_left_out_of_the_page(territory):
    assert commune_labels(territory, most=5) == []
    assert len(commune_labels(territory, most=6)) == 6


def test_the_search_costs_two_queries(territory, django_assert_num_queries):
    with django_assert_num_queries(2):
        commune_named(territory, "Lunevile")
