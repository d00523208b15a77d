from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.partners.enums import Freshness
from maillage.partners.queries import contacts as queries
from tests.partners.factories import make_contact, make_exchange, make_organisation
from tests.territories.factories import make_commune, make_town_hall


def names(rows) -> list[str]:
    return [row.name for row in rows]


def test_the_list_holds_the_active_partners_of_one_territory_by_name(in_pays, cast):
    for name in ("Mission", "CCAS"):
        make_organisation(in_pays, name)
    make_organisation(in_pays, "Ancien", is_active=False)
    make_organisation(cast.elsewhere, "Ailleurs")

    assert names(queries.organisations_of(in_pays)) == ["CCAS", "Mission"]
    assert names(queries.organisations_of(in_pays, active=False)) == ["Ancien"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("epicerie", ["Épicerie"]),
        ("LUNEVILLE", ["Épicerie"]),
        ("léa martin", ["Épicerie"]),
        ("martin epi", ["Épicerie"]),
        ("zoe", []),  # has left
        ("mission", ["Mission"]),
        ("%", ["Mission", "Épicerie"]),
        ("inconnu", []),
    ],
)
def test_the_search_forgives_accents_and_looks_at_communes_and_people(in_pays, asked, found):
    shop = make_organisation(in_pays, "Épicerie", commune=make_commune("54329", "Lunéville"))
    make_organisation(in_pays, "Mission")
    make_contact(shop)
    make_contact(shop, "Zoé Petit", function={"ends_on": timezone.localdate()})

    assert names(queries.organisations_of(in_pays, text=asked)) == found


def test_the_list_narrows_to_a_sphere_and_a_kind(in_pays):
    make_organisation(in_pays, "CCAS", kind="ccas", sphere="social")
    make_organisation(in_pays, "Épicerie", kind="association", sphere="social")
    make_organisation(in_pays, "Mission")

    assert names(queries.organisations_of(in_pays, sphere="social")) == ["CCAS", "Épicerie"]
    assert names(queries.organisations_of(in_pays, sphere="social", kind="ccas")) == ["CCAS"]


# A mission locale has a half-life of 650 days to begin with: an entry falls under 80 % after 209.
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"verified_on": 209}, Freshness.FRESH),
        ({"verified_on": 210}, Freshness.STALE),
        ({"collected_on": 209}, Freshness.FRESH),
        ({"collected_on": 210}, Freshness.STALE),
        ({"collected_on": 1, "origin": "import"}, Freshness.STALE),  # a file does not say how old it is
        ({"collected_on": 900, "origin": "import", "verified_on": 3}, Freshness.FRESH),
        ({"verified_on": 3, "bounced_on": 1}, Freshness.BOUNCED),
    ],
)
def test_a_contact_is_to_be_verified_as_its_chance_falls(in_pays, facts, expected):
    today = timezone.localdate()
    days = {
        name: today - timedelta(days=value) if name.endswith("_on") else value
        for name, value in facts.items()
    }
    partner = make_organisation(in_pays)
    make_contact(partner, **days)

    (function,) = queries.functions_of(partner)["held"]
    assert function.freshness == expected
    assert queries.organisations_of(in_pays).get().freshness == expected
    assert names(queries.organisations_of(in_pays, freshness=expected)) == ["Mission locale"]
    others = [each for each in Freshness if each != expected]
    assert [names(queries.organisations_of(in_pays, freshness=each)) for each in others] == [[]] * 3


def test_the_list_narrows_to_those_without_contact_and_those_whose_mail_comes_back(in_pays):
    today = timezone.localdate()
    make_organisation(in_pays, "Club")
    partner = make_organisation(in_pays)
    make_contact(partner, verified_on=today)
    make_contact(partner, "Zoé Petit", bounced_on=today)

    assert names(queries.organisations_of(in_pays, freshness="nobody")) == ["Club"]
    assert names(queries.organisations_of(in_pays, freshness="bounced")) == ["Mission locale"]
    assert names(queries.organisations_of(in_pays, freshness="fresh")) == ["Mission locale"]
    assert names(queries.organisations_of(in_pays, freshness="odd")) == ["Club", "Mission locale"]


def test_the_newest_verification_counts_and_those_who_left_do_not(in_pays):
    today = timezone.localdate()
    partner, left = make_organisation(in_pays, "Mission"), make_organisation(in_pays, "Club")
    make_contact(partner, verified_on=None)
    make_contact(partner, "Zoé Petit", verified_on=today)
    make_contact(left, "Max Roy", verified_on=today, function={"ends_on": today, "is_referent": True})

    club, mission = queries.organisations_of(in_pays)

    assert (club.freshness, club.referent) == (Freshness.NOBODY, None)
    assert mission.freshness == Freshness.FRESH


def test_the_list_tells_the_referent_and_the_last_exchange(in_pays):
    today = timezone.localdate()
    partner = make_organisation(in_pays)
    make_contact(partner)
    make_contact(partner, "Zoé Petit", function={"is_referent": True})
    make_exchange(partner, happened_on=today - timedelta(days=9))
    make_exchange(partner, happened_on=today - timedelta(days=3))

    row = queries.organisations_of(in_pays).get()

    assert (row.referent, row.last_exchange) == ("Zoé Petit", today - timedelta(days=3))


def test_missing_town_halls_are_those_of_this_territory_alone(in_pays, cast):
    here, there, known = (make_commune(f"5450{rank}", f"C{rank}") for rank in range(3))
    in_pays.communes.set([here, known])
    halls = [make_town_hall(commune) for commune in (here, there, known)]
    make_organisation(in_pays, "Mairie", kind="commune", commune=known)
    make_organisation(cast.elsewhere, "Mairie", kind="commune", commune=here)
    make_organisation(in_pays, "École", kind="school", commune=here)

    assert list(queries.missing_town_halls(in_pays)) == halls[:1]


def test_every_sphere_is_counted_the_empty_ones_too(in_pays):
    make_organisation(in_pays, "Mission")
    make_organisation(in_pays, "Ancien", is_active=False)

    counts = {each["sphere"].value: each["count"] for each in queries.counts_by_sphere(in_pays)}

    assert len(counts) == 11
    assert {sphere: count for sphere, count in counts.items() if count} == {"insertion": 1}
