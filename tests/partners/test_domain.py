from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from maillage.partners.domain import contacts as domain
from maillage.partners.models import Organisation
from tests.partners.factories import make_exchange, make_organisation
from tests.territories.factories import make_commune, make_town_hall

FACTS = {"name": "Mission locale", "kind": "mission_locale", "sphere": "insertion"}


def journal_of(authority) -> list[tuple]:
    entries = Entry.everywhere.filter(authority=authority).order_by("pk")
    return [(entry.actor_name, entry.verb, entry.target_name, entry.details) for entry in entries]


def settle(cast, *names) -> list:
    communes = [make_commune(f"545{rank:02}", name, siren="215400001") for rank, name in enumerate(names)]
    cast.pays.communes.set(communes)
    return [make_town_hall(commune, website="https://sources.example") for commune in communes]


# Organisations


def test_a_partner_is_added(cast):
    added = domain.add_organisation(cast.pays, by=cast.theo, **FACTS)

    assert Organisation.everywhere.get() == added
    assert journal_of(cast.pays) == [("Theo", "a ajouté", "Mission locale", {})]


@pytest.mark.parametrize("name", ["Mission locale", "mission LOCALE"])
def test_a_name_is_taken_once(cast, name):
    make_organisation(cast.pays)

    with pytest.raises(DomainError, match="« Mission locale » est déjà dans vos partenaires"):
        domain.add_organisation(cast.pays, by=cast.theo, **FACTS | {"name": name})

    assert Organisation.everywhere.count() == 1
    assert journal_of(cast.pays) == []


def test_another_territory_may_have_a_partner_of_that_name(cast):
    make_organisation(cast.elsewhere)

    domain.add_organisation(cast.pays, by=cast.theo, **FACTS)

    assert Organisation.everywhere.count() == 2


def test_the_siren_follows_from_the_siret(cast):
    added = domain.add_organisation(cast.pays, by=cast.theo, siret="732 829 320 00074", **FACTS)

    assert (added.siren, added.siret) == ("732829320", "73282932000074")


def test_a_siret_is_taken_once(cast):
    make_organisation(cast.pays, "Autre", siret="73282932000074")

    with pytest.raises(DomainError, match="déjà celui de « Autre »"):
        domain.add_organisation(cast.pays, by=cast.theo, siret="73282932000074", **FACTS)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_organisation(cast.pays, siret="73282932000074")


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"siren": "732829321"}, "SIREN n’existe pas"),
        ({"siren": "73282932"}, "SIREN n’existe pas"),
        ({"siren": "73282932X"}, "SIREN n’existe pas"),
        ({"siren": "٧٣٢٨٢٩٣٢٠"}, "SIREN n’existe pas"),
        ({"siret": "73282932000075"}, "SIRET n’existe pas"),
        ({"siret": "732829320"}, "SIRET n’existe pas"),
        ({"siret": "35600000000049"}, "SIRET n’existe pas"),
        ({"siren": "552100554", "siret": "73282932000074"}, "pas un établissement de ce SIREN"),
    ],
)
def test_numbers_that_cannot_be_are_refused(cast, numbers, words):
    with pytest.raises(DomainError, match=words):
        domain.add_organisation(cast.pays, by=cast.theo, **FACTS | numbers)

    assert not Organisation.everywhere.exists()


@pytest.mark.parametrize("siret", ["35600000000048", "35600000049837"])
def test_la_poste_counts_its_own_way(cast, siret):
    assert domain.add_organisation(cast.pays, by=cast.theo, siret=siret, **FACTS).siren == "356000000"


def test_a_partner_changes(cast):
    partner = make_organisation(cast.pays)

    assert domain.change_organisation(partner, by=cast.theo, **FACTS | {"phone": "03 53 01 00 00"})

    assert Organisation.everywhere.get().phone == "03 53 01 00 00"
    assert journal_of(cast.pays) == [("Theo", "a modifié", "Mission locale", {})]


def test_what_stays_as_it_was_leaves_no_line(cast):
    partner = make_organisation(cast.pays)

    assert not domain.change_organisation(partner, by=cast.theo, **FACTS)

    assert journal_of(cast.pays) == []


def test_a_partner_does_not_take_the_name_of_another(cast):
    make_organisation(cast.pays, "CCAS")
    partner = make_organisation(cast.pays)

    with pytest.raises(DomainError, match="CCAS"):
        domain.change_organisation(partner, by=cast.theo, **FACTS | {"name": "CCAS"})

    assert Organisation.everywhere.get(pk=partner.pk).name == "Mission locale"


def test_a_partner_leaves_the_list_once_and_comes_back_once(cast):
    partner = make_organisation(cast.pays)
    make_exchange(partner)

    domain.close_organisation(partner, by=cast.theo)
    with pytest.raises(DomainError, match="déjà retiré"):
        domain.close_organisation(partner, by=cast.theo)
    assert not Organisation.everywhere.get().is_active

    domain.reopen_organisation(partner, by=cast.theo)
    with pytest.raises(DomainError, match="déjà dans la liste"):
        domain.reopen_organisation(partner, by=cast.theo)
    assert Organisation.everywhere.get().is_active
    assert [line[1] for line in journal_of(cast.pays)] == ["a retiré", "a remis"]
    assert partner.interactions(manager="everywhere").count() == 1


# Town halls


def test_the_town_halls_become_partners_in_one_click(cast):
    hall, _ = settle(cast, "Lunéville", "Azerailles")

    assert domain.add_town_halls(cast.pays, by=cast.theo) == 2

    partner = Organisation.everywhere.get(commune=hall.commune)
    assert (partner.name, partner.kind, partner.sphere) == ("Mairie de Lunéville", "commune", "elected")
    assert (partner.address, partner.phone, partner.email) == (hall.address, hall.phone, hall.email)
    assert (partner.website, partner.siren) == ("https://sources.example", "215400001")
    assert journal_of(cast.pays) == [("Theo", "a ajouté les mairies", "Pays des Sources", {"mairies": 2})]


def test_a_second_click_adds_only_what_is_missing(cast):
    settle(cast, "Lunéville")
    domain.add_town_halls(cast.pays, by=cast.theo)
    domain.close_organisation(Organisation.everywhere.get(), by=cast.theo)  # taken off on purpose

    assert domain.add_town_halls(cast.pays, by=cast.theo) == 0
    make_town_hall(newcomer := make_commune("54601", "Baccarat"))
    cast.pays.communes.add(newcomer)
    assert domain.add_town_halls(cast.pays, by=cast.theo) == 1

    assert [each.name for each in Organisation.everywhere.all()] == [
        "Mairie de Baccarat",
        "Mairie de Lunéville",
    ]
    assert [line[1] for line in journal_of(cast.pays)].count("a ajouté les mairies") == 2


def test_two_communes_of_one_name_are_told_apart(cast):
    settle(cast, "Saint-Clément", "Saint-Clément")

    domain.add_town_halls(cast.pays, by=cast.theo)

    names = [each.name for each in Organisation.everywhere.all()]
    assert sorted(names) == ["Mairie de Saint-Clément", "Mairie de Saint-Clément (54501)"]


@pytest.mark.parametrize(
    ("commune", "name"),
    [
        ("Lunéville", "Mairie de Lunéville"),
        ("Azerailles", "Mairie d’Azerailles"),
        ("Étain", "Mairie d’Étain"),
        ("Le Havre", "Mairie du Havre"),
        ("Les Rousses", "Mairie des Rousses"),
        ("La Bresse", "Mairie de La Bresse"),
        ("L’Isle", "Mairie de L’Isle"),
    ],
)
def test_the_name_of_a_town_hall_is_said_in_french(commune, name):
    assert domain.name_of_town_hall(commune) == name


# Exchanges


def test_an_exchange_is_noted(cast):
    partner, today = make_organisation(cast.pays), date(2026, 3, 1)

    noted = domain.record_interaction(
        partner, kind="call", happened_on=today, summary="D’accord.", by=cast.theo
    )

    assert (noted.authority, noted.recorded_by, noted.person) == (cast.pays, cast.theo, None)
    details = {"organisation": "Mission locale"}
    assert journal_of(cast.pays) == [("Theo", "a noté", "Appel du 1 mars 2026", details)]


def test_an_exchange_to_come_is_refused(cast):
    tomorrow = timezone.localdate() + timedelta(days=1)

    with pytest.raises(DomainError, match="une fois qu’il a eu lieu"):
        domain.record_interaction(
            make_organisation(cast.pays), kind="call", happened_on=tomorrow, summary="X", by=cast.theo
        )

    assert journal_of(cast.pays) == []
