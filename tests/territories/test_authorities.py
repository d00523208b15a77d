import pytest
from django.urls import URLPattern, get_resolver

from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from maillage.territories.domain import create_authority
from maillage.territories.enums import KIND_MEANINGS, LEVELS_OF_KIND, RESERVED_SLUGS, AuthorityKind
from maillage.territories.models import Authority, AuthorityPart
from maillage.territories.queries.authorities import free_slug, of_place, suggested_name
from maillage.territories.queries.land import communes_in, figures_of
from maillage.territories.queries.places import place_of
from tests.accounts.factories import make_person
from tests.territories.factories import make_authority, make_commune, make_epci

pytestmark = pytest.mark.django_db


@pytest.fixture
def land():
    epci = make_epci()
    for code, name in [("54001", "Amont"), ("54002", "Aval")]:
        make_commune(code, name, epci=epci, population=1_000)
    make_commune("88001", "Voisine", population=50)


def create(**facts) -> Authority:
    given = {"kind": "petr", "name": "Pays Neuf", "slug": "pays-neuf", "places": [("epci", "200099999")]}
    return create_authority(**given | facts)


def test_an_authority_has_its_parts_and_their_communes(land):
    aicha = make_person("aicha")

    authority = create(places=[("epci", "200099999"), ("commune", "88001"), ("commune", "54001")], by=aicha)

    assert (authority.name, authority.slug, authority.kind) == ("Pays Neuf", "pays-neuf", "petr")
    assert set(authority.communes.values_list("pk", flat=True)) == {"54001", "54002", "88001"}
    assert set(authority.parts.values_list("level", "code", "vintage")) == {
        ("epci", "200099999", 2026),
        ("commune", "88001", 2026),
        ("commune", "54001", 2026),
    }


def test_creating_writes_one_line_of_the_journal(land):
    aicha = make_person("aicha")

    authority = create(by=aicha)

    entry = Entry.everywhere.get()
    assert (entry.actor, entry.verb, entry.authority, entry.target_name) == (
        aicha,
        "a créé",
        authority,
        "Pays Neuf",
    )
    assert entry.details == {
        "nature": "Pôle d’équilibre territorial et rural (PETR)",
        "parties": ["epci 200099999"],
    }


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"places": []}, "Choisissez au moins un lieu."),
        ({"places": [("region", "44")]}, "se choisit par EPCI ou commune : « region 44 » ne convient pas"),
        ({"kind": "region"}, "se choisit par région : « epci 200099999 » ne convient pas"),
        ({"places": [("commune", "54001"), ("commune", "99999")]}, "Code inconnu .* : commune 99999"),
        ({"kind": "royaume"}, "n’est pas une nature d’autorité"),
        ({"name": "  "}, "Donnez un nom"),
        ({"slug": "Pays Neuf"}, "ne convient pas"),
        ({"slug": "x" * 61}, "60 signes au plus"),
        ({"slug": "aide"}, "« aide » est réservée. Essayez « aide-2 »"),
        ({"slug": "pris"}, "« pris » est déjà prise. Essayez « pris-2 »"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(land, facts, words):
    make_authority("Pris", slug="pris")

    with pytest.raises(DomainError, match=words):
        create(**facts)

    assert (Authority.objects.count(), AuthorityPart.objects.count(), Entry.everywhere.count()) == (1, 0, 0)


def test_a_code_that_is_gone_is_refused(land):
    make_commune("54700", "Disparue", is_current=False)

    with pytest.raises(DomainError, match="commune 54700"):
        create(places=[("commune", "54700")])


def test_without_any_edition_the_refusal_says_what_to_run():
    with pytest.raises(DomainError, match="python -m maillage territories"):
        create()


def test_each_kind_has_its_levels_and_its_meaning():
    assert set(LEVELS_OF_KIND) == set(KIND_MEANINGS) == set(AuthorityKind)


def test_the_house_own_first_words_are_reserved():
    patterns = [each for group in get_resolver().url_patterns for each in flat(group)]
    words = {route.split("/")[0] for route in patterns if not route.startswith(("<", "/", "^(?P<"))}

    assert {word for word in words if word and "." not in word} <= RESERVED_SLUGS


def flat(group, before=""):
    route = before + str(group.pattern)
    if isinstance(group, URLPattern):
        return [route]
    return [each for inner in group.url_patterns for each in flat(inner, route)]


def test_a_free_address_is_made_from_a_name(land):
    make_authority("Pays", slug="pays-d-en-haut")
    make_authority("Pays", slug="pays-d-en-haut-2")

    assert free_slug("Pays d’En-Haut") == "pays-d-en-haut-3"
    assert free_slug("Été !") == "ete"
    assert free_slug("!") == "territoire"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Lunéville", "de Lunéville"),
        ("Épinal", "d’Épinal"),
        ("Le Mans", "du Mans"),
        ("Les Sables", "des Sables"),
        ("La Rochelle", "de La Rochelle"),
    ],
)
def test_a_place_after_de(name, words):
    assert of_place(name) == words


def test_a_name_is_suggested(land):
    epci, commune = place_of("epci", "200099999"), place_of("commune", "88001")

    assert suggested_name("cc", [epci], communes_in([("epci", "200099999")])) == "CC des Sources"
    both = [("epci", "200099999"), ("commune", "88001")]
    assert suggested_name("petr", [epci, commune], communes_in(both)) == "Pays d’Amont"


def test_figures_count_each_commune_once(land):
    figures = figures_of(communes_in([("epci", "200099999"), ("commune", "54001"), ("commune", "88001")]))

    assert (figures["communes"], figures["inhabitants"]) == (3, 2_050)
    assert (figures["epcis"], figures["departements"], figures["vintage"].year) == (1, 2, 2026)


def test_departements_and_regions_hold_their_communes(land):
    assert {each.pk for each in communes_in([("departement", "88")])} == {"88001"}
    assert communes_in([("region", "44")]).count() == 4  # with the factories' own « Sources »
