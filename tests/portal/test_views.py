import pytest
from django.urls import reverse

from maillage.common.personal_data import HOLDINGS
from maillage.portal.models import PortalSite
from maillage.territories.models import TownHall
from tests.portal.factories import make_site
from tests.territories.factories import make_authority, make_commune

PAGES = ["home", "commune", "project", "contact", "accessibility", "legal", "privacy"]
PAYS = ["pays-des-sources"]
SETTINGS = reverse("portal:settings", args=PAYS)
GIVEN = {
    "title": "Bouger",
    "headline": "Bouger ici",
    "intro": "Un projet.",
    "contact_email": "mobilite@example.org",
    "publication_director": "Camille Exemple",
    "dpo_contact": "dpo@example.org",
}


def said(response) -> str:
    """The page, without its no-break spaces."""
    return response.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("page", PAGES)
def test_a_public_page_leaves_no_trace_on_its_reader(client, cast, page):
    response = client.get(reverse(f"portal:{page}", args=PAYS))

    assert response.status_code == 200
    assert dict(response.cookies) == {}


@pytest.mark.parametrize("page", PAGES)
def test_an_unpublished_page_is_for_its_team_alone(client, cast, page):
    url = reverse(f"portal:{page}", args=["pays-d-ailleurs"])

    assert client.get(url).status_code == 404
    client.force_login(cast.bruno)
    assert client.get(url).status_code == 404
    client.force_login(cast.eve)
    assert "Ce site n’est pas encore publié." in said(client.get(url))
    assert not PortalSite.everywhere.filter(authority=cast.elsewhere).exists()


def test_the_footer_says_the_accessibility_that_the_law_lets_it_say(client, cast):
    PortalSite.everywhere.update(accessibility_status="full")

    page = said(client.get(reverse("portal:home", args=PAYS)))

    assert "Accessibilité : non conforme" in page


def test_what_is_missing_is_said_to_the_team_only(client, cast):
    PortalSite.everywhere.update(publication_director="")
    url = reverse("portal:legal", args=PAYS)

    public = said(client.get(url))
    assert "La personne qui dirige cet organisme." in public
    assert "À compléter" not in public
    client.force_login(cast.bruno)
    assert "À compléter par un pilote, dans « Site public »" in said(client.get(url))


def test_legal_notices_name_the_host(client, cast, settings):
    settings.HOST_NAME, settings.HOST_ADDRESS = "Hébergeur Exemple", "1 rue des Serveurs"

    page = said(client.get(reverse("portal:legal", args=PAYS)))

    assert "Hébergeur Exemple" in page
    assert "1 rue des Serveurs" in page


def test_privacy_lists_what_every_app_holds(client, cast):
    response = client.get(reverse("portal:privacy", args=PAYS))

    assert response.context["holdings"] == HOLDINGS
    assert "Les versions de la note de cadrage que vous avez écrites" in said(response)


def test_the_table_beside_the_map_names_communes_and_groups_in_full(client, cast):
    cast.pays.communes.set([make_commune("54201", "Blanc", epci="200000001", population=1200)])

    page = said(client.get(reverse("portal:project", args=PAYS)))

    assert '<th scope="row">Communauté de communes 200000001</th>' in page
    assert '<th scope="row">Blanc</th><td class="number">1\u202f200</td>' in page


# My commune


@pytest.fixture
def sources(cast):
    """Two communes more in the Pays des Sources, one with its town hall."""
    blanc = make_commune("54101", "Bourg-Blanc", epci="200000001", postcodes="54111")
    bleu = make_commune("54102", "Bourg-Bleu", epci="200000001", postcodes="54112")
    cast.pays.communes.add(blanc, bleu)
    return TownHall.objects.create(
        commune=blanc,
        address="1 place du Marché\n54111 Bourg-Blanc",
        phone="01 99 00 12 34",
        email="mairie@example.org",
        opening_hours=[["lundi", "mardi", [["09:00:00", "12:00:00"]]]],
        source="Annuaire",
    )


def commune_page(client, **asked):
    return client.get(reverse("portal:commune", args=PAYS), asked)


def test_my_commune_shows_my_town_hall(client, sources):
    response = commune_page(client, q="bourg blanc")

    page = said(response)
    assert (response.context["mine"], response.context["town_hall"]) == (sources.commune, sources)
    assert '<a class="nowrap" href="tel:0199001234">01 99 00 12 34</a>' in page
    assert '<a href="mailto:mairie@example.org">' in page
    assert "<li>Lundi à mardi : 9 h – 12 h</li>" in page


def test_several_communes_are_offered(client, sources):
    response = commune_page(client, q="bourg")

    assert [commune.code for commune in response.context["found"]] == ["54101", "54102"]
    assert "?code=54102" in said(response)
    assert commune_page(client, code="54102").context["mine"].name == "Bourg-Bleu"


def test_a_commune_of_elsewhere_is_said_kindly(client, sources):
    make_commune("57001", "Ailleurs-la-Ville")

    assert "Nous n’avons pas trouvé « Ailleurs-la-Ville »" in said(
        commune_page(client, q="Ailleurs-la-Ville")
    )
    assert commune_page(client, code="57001").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_project_costs_the_same_for_one_epci_or_many(client, cast, django_assert_num_queries, count):
    communes = [make_commune(f"5420{n}", f"Commune {n}", epci=f"20000000{n}") for n in range(count)]
    make_site(make_authority("Large", slug="large", communes=communes))

    with django_assert_num_queries(13):
        response = client.get(reverse("portal:project", args=["large"]))

    assert len(response.context["epcis"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_for_one_commune_or_many(client, cast, django_assert_num_queries, count):
    cast.pays.communes.set([make_commune(f"5430{n}", f"Bourg {n}") for n in range(count)])

    with django_assert_num_queries(5):
        response = commune_page(client, q="bourg")

    assert len(response.context["found"]) == count


# Its own domain


def test_a_domain_of_its_own_opens_on_the_site(client, cast, settings):
    settings.ALLOWED_HOSTS = ["mobilites.example.org"]
    PortalSite.everywhere.update(domain="mobilites.example.org")

    response = client.get("/", headers={"host": "mobilites.example.org"})

    assert response.context["site"].authority == cast.pays


# Settings


def test_the_settings_say_what_is_missing(client, cast):
    client.force_login(cast.eve)

    response = client.get(reverse("portal:settings", args=["pays-d-ailleurs"]))

    assert response.context["missing"] == [
        "le directeur ou la directrice de la publication",
        "un courriel ou un téléphone de contact",
        "le délégué à la protection des données",
    ]
    assert reverse("portal:publish", args=["pays-d-ailleurs"]) not in said(response)


def test_a_pilot_writes_then_publishes(client, cast):
    client.force_login(cast.eve)
    slug = ["pays-d-ailleurs"]

    client.post(reverse("portal:settings", args=slug), {**GIVEN, "domain": "Mobilites.Ailleurs.example"})
    response = client.post(reverse("portal:publish", args=slug), follow=True)

    site = PortalSite.everywhere.get(authority=cast.elsewhere)
    assert (site.domain, site.is_published) == ("mobilites.ailleurs.example", True)
    assert "Le site est publié : tout le monde peut le lire." in said(response)


def test_a_refused_publication_says_why(client, cast):
    client.force_login(cast.eve)

    response = client.post(reverse("portal:publish", args=["pays-d-ailleurs"]), follow=True)

    assert "Il manque le directeur ou la directrice de la publication" in said(response)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"domain": "https://a.fr/"}, "domain", "Écrivez un nom de domaine seul"),
        ({"domain": "sans-point"}, "domain", "Écrivez un nom de domaine seul"),
        ({"accessibility_status": "full"}, "accessibility_audited_on", "Donnez la date de l’audit"),
    ],
)
def test_bad_settings_are_said_under_their_field(client, cast, typed, field, words):
    client.force_login(cast.aicha)

    response = client.post(SETTINGS, {**GIVEN, **typed})

    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert errors[field][0].startswith(words)


def test_an_emptied_legal_field_is_refused_while_published(client, cast):
    client.force_login(cast.aicha)

    response = client.post(SETTINGS, {**GIVEN, "dpo_contact": ""})

    assert response.context["form"].non_field_errors() == [
        "Le site est publié : gardez le délégué à la protection des données."
    ]
