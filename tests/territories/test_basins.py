import pytest

from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from maillage.plan.models import Plan
from maillage.territories.domain import change_basin, create_basin, delete_basin
from maillage.territories.models import MobilityBasin
from tests.territories.factories import make_basin, make_epci


def lines(authority) -> list[tuple]:
    entries = Entry.everywhere.filter(authority=authority).order_by("pk")
    return [(entry.actor_name, entry.verb, entry.target_name) for entry in entries]


def test_any_authority_may_draw_a_basin(cast):
    make_epci()

    basin = create_basin(cast.pays, name=" Haute vallée ", epcis=["200099999"], by=cast.theo)

    assert (basin.name, [epci.pk for epci in basin.epcis.all()]) == ("Haute vallée", ["200099999"])
    assert lines(cast.pays) == [("Theo", "a dessiné", "Haute vallée")]


def test_a_basin_changes_its_name_and_its_land(cast):
    basin = make_basin(cast.pays)
    make_epci("200088888", "CC Voisine")

    change_basin(basin, name="Basse vallée", epcis=["200088888"], by=cast.theo)

    basin.refresh_from_db()
    assert (basin.name, [epci.pk for epci in basin.epcis.all()]) == ("Basse vallée", ["200088888"])
    assert lines(cast.pays) == [("Theo", "a modifié", "Basse vallée")]


def test_a_basin_that_goes_leaves_its_plans(cast):
    basin = make_basin(cast.pays)
    Plan.everywhere.filter(pk=cast.plan.pk).update(basin=basin)

    delete_basin(basin, by=cast.aicha)

    assert Plan.everywhere.get(pk=cast.plan.pk).basin is None
    assert lines(cast.pays) == [("Aicha", "a supprimé", "Bassin amont")]


@pytest.mark.parametrize(
    ("name", "epcis", "words"),
    [
        (" ", ["200099999"], "Donnez un nom"),
        ("Neuf", [], "au moins un EPCI"),
        ("Neuf", ["200099999", "200000000"], "EPCI inconnu : 200000000"),
        ("Bassin amont", ["200099999"], "« Bassin amont » existe déjà"),
    ],
)
def test_a_basin_without_sense_is_refused(cast, name, epcis, words):
    make_basin(cast.pays)

    with pytest.raises(DomainError, match=words):
        create_basin(cast.pays, name=name, epcis=epcis, by=cast.theo)

    assert (MobilityBasin.objects.count(), lines(cast.pays)) == (1, [])


def test_a_basin_cannot_take_the_name_of_another(cast):
    make_basin(cast.pays)
    other = make_basin(cast.pays, "Bassin aval")

    with pytest.raises(DomainError, match="existe déjà"):
        change_basin(other, name="Bassin amont", epcis=["200099999"], by=cast.theo)


def test_two_authorities_may_use_the_same_name(cast):
    make_basin(cast.elsewhere)

    create_basin(cast.pays, name="Bassin amont", epcis=["200099999"], by=cast.theo)

    assert MobilityBasin.objects.filter(name="Bassin amont").count() == 2
