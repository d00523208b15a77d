import pytest
from django.utils import timezone

from maillage.territories.domain import load_territories
from maillage.territories.models import CommuneMerger, Vintage
from maillage.territories.queries import Place, search
from maillage.territories.queries.places import place_of_key
from maillage.territories.queries.words import key_of
from tests.territories.factories import make_commune, make_epci
from tests.territories.packages import write_packages

pytestmark = pytest.mark.django_db


@pytest.fixture
def country():
    for code, name, population, postcodes in [
        ("54329", "Lunéville", 18_262, "54300"),
        ("54563", "Vézelise", 1_346, "54330"),
        ("54039", "Baccarat", 4_089, "54120"),
        ("54600", "Saint-Denis", 40, "54999"),
        ("88413", "Saint-Dié-des-Vosges", 18_700, "88100"),
        ("93066", "Saint-Denis", 150_000, "93200 93210"),
        ("97209", "Fort-de-France", 75_506, "97200 97234"),
        ("85001", "L’Île-d’Yeu", 4_800, "85350"),
        ("54001", "Œlleville-sur-Madon", 100, "54116"),
    ]:
        make_commune(code, name, population=population, postcodes=postcodes)
    make_epci("200070324", "CC du Pays du Sanon", population=5_789)


def names(text, **options) -> list[str]:
    return [place.name for place in search(text, **options)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Lunéville", "Lunéville"),
        ("luneville", "Lunéville"),
        ("LUNEVILLE", "Lunéville"),
        ("Lunvile", "Lunéville"),
        ("lunevill", "Lunéville"),
        ("ulneville", "Lunéville"),
        ("baccara", "Baccarat"),
        ("st die des vosges", "Saint-Dié-des-Vosges"),
        ("saint-dié vosges", "Saint-Dié-des-Vosges"),
        ("vosges st die", "Saint-Dié-des-Vosges"),
        ("Fort de france", "Fort-de-France"),
        ("fort france", "Fort-de-France"),
        ("ile d'yeu", "L’Île-d’Yeu"),
        ("oelleville s/ madon", "Œlleville-sur-Madon"),
        ("communauté de communes du pays du sanon", "CC du Pays du Sanon"),
        ("CC pays sanon", "CC du Pays du Sanon"),
        ("sanon", "CC du Pays du Sanon"),
        ("54300", "Lunéville"),
        ("93210", "Saint-Denis"),
        ("54329", "Lunéville"),
        ("200070324", "CC du Pays du Sanon"),
        ("grand est", "Grand Est"),
        ("région grand est", "Grand Est"),
    ],
)
def test_a_place_is_found_however_it_is_written(country, text, first):
    assert names(text)[0] == first


def test_homonyms_come_largest_first_with_what_tells_them_apart(country):
    assert [(place.code, place.detail) for place in search("saint denis")] == [
        ("93066", "Département 93, 93200"),
        ("54600", "Département 54, 54999"),
    ]


def test_a_number_after_the_name_chooses_among_homonyms(country):
    assert [place.code for place in search("st denis 54")] == ["54600"]


def test_a_place_says_all_that_a_screen_shows(country):
    assert search("vezelise") == [
        Place("commune", "54563", "Vézelise", "Département 54, 54330", 1_346, "commune")
    ]


def test_an_epci_says_its_size(country):
    make_commune("54111", "Einville", epci="200070324")

    assert [(place.detail, place.kind) for place in search("sanon")] == [
        ("Département 54, 1 commune", "communauté de communes")
    ]


def test_only_the_levels_asked_are_searched(country):
    assert names("54", levels=["departement"]) == ["Département 54"]
    assert names("luneville", levels=["epci"]) == []


def test_no_more_than_the_limit(country):
    assert names("54", levels=["commune"], limit=2) == ["Lunéville", "Baccarat"]


@pytest.mark.parametrize("text", ["", "   ", "-", "zzzzzzqqqq", "00000"])
def test_nothing_is_found_where_nothing_is_meant(country, text):
    assert search(text) == []


def test_nothing_is_found_where_nothing_is_loaded():
    assert search("luneville") == []


def test_an_old_name_leads_to_the_commune_of_today(tmp_path):
    load_territories(sources=write_packages(tmp_path))

    assert [(place.code, place.name, place.detail) for place in search("vieux bourg")] == [
        ("54009", "Bourg-Neuf", "Meurthe-et-Moselle, autrefois Vieux-Bourg")
    ]


def test_an_old_name_follows_a_merger_of_mergers(country):
    middle = make_commune("54801", "Milieu", is_current=False)
    CommuneMerger.objects.create(old_code="54800", old_name="Origine", commune=middle, vintage=middle.vintage)
    last = make_commune("54802", "Derniers-Monts")
    CommuneMerger.objects.create(old_code="54801", commune=last, vintage=last.vintage)

    assert names("origine") == ["Derniers-Monts"]
    assert names("milieu") == ["Derniers-Monts"]


def test_a_code_that_is_gone_is_not_found(country):
    make_commune("54700", "Disparue", is_current=False)

    assert names("disparue") == []


def test_a_new_edition_is_searched_at_once(country):
    assert names("nouvelle") == []

    make_commune("54701", "Nouvelle")
    Vintage.objects.update(loaded_at=timezone.now())

    assert names("nouvelle") == ["Nouvelle"]


def test_a_search_costs_one_small_query(country, django_assert_num_queries):
    search("luneville")

    with django_assert_num_queries(1):
        search("Lunvile")


def test_the_key_of_a_place_leads_back_to_it(country):
    place = search("vezelise")[0]

    assert (place.key, place_of_key(place.key)) == ("c54563", place)
    assert [place_of_key(key) for key in ("c00000", "x54563", "c", "")] == [None, None, None, None]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ste-Marie-aux-Chênes", "sainte marie chenes"),
        ("Communauté d’agglomération de l’Ouest", "ca ouest"),
        ("La", "la"),
        ("Œuilly s/s Bois", "oeuilly sur sur bois"),
    ],
)
def test_spellings_that_mean_the_same_have_one_key(text, key):
    assert key_of(text) == key
