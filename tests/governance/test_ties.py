"""What seats in the same body say of who works with whom."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.governance.queries.ties import seats_in_common
from maillage.partners.queries.ties import missing_links, ties_of
from tests.governance.factories import make_body, make_group, make_mandate, make_seat
from tests.partners.factories import make_organisation

TODAY = timezone.localdate()
BEFORE, AFTER = TODAY - timedelta(days=30), TODAY + timedelta(days=30)


def sit(group, organisation, **term):
    seat = make_seat(group, organisation)
    make_mandate(seat, **term)
    return seat


def facts(cast, user=None) -> list[tuple]:
    return [(fact.why, fact.ties) for fact in seats_in_common(user or cast.aicha, cast.pays)]


@pytest.fixture
def pair(cast):
    return make_organisation(cast.pays, "Taxi", sphere="mobility"), make_organisation(
        cast.pays, "CCAS", sphere="social"
    )


@pytest.fixture
def group(cast):
    return make_group(make_body(cast.pays, "Comité technique", kind="technical_committee"))


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (({}, {}), ["Siègent ensemble"]),
        (({}, {"ends_on": BEFORE}), ["Ont siégé ensemble"]),
        (({"ends_on": BEFORE}, {"starts_on": BEFORE}), []),  # the day it ends, a mandate is no longer held
        (({}, {"starts_on": AFTER}), []),
        (({"ends_on": AFTER}, {"starts_on": BEFORE}), ["Siègent ensemble"]),
    ],
)
def test_two_partners_sit_together_when_their_mandates_overlap(cast, pair, group, terms, said):
    for partner, term in zip(pair, terms, strict=True):
        sit(group, partner, **term)

    assert facts(cast) == [(f"{words}\u00a0: Comité technique", True) for words in said]


def test_the_term_of_a_new_holder_counts_too(cast, pair, group):
    seat = sit(group, pair[0], ends_on=date(2025, 6, 1))
    make_mandate(seat, starts_on=date(2025, 9, 1))
    sit(group, pair[1], starts_on=date(2025, 8, 1))

    assert facts(cast) == [("Siègent ensemble\u00a0: Comité technique", True)]


def test_a_closed_body_and_two_bodies(cast, pair, group):
    sit(group, pair[0])
    sit(make_group(make_body(cast.pays, "Autre", kind="working_group")), pair[1])
    closed = make_group(make_body(cast.pays, "Ancien", kind="working_group", closed_on=BEFORE))
    for each in pair:
        sit(closed, each)

    assert facts(cast) == [("Ont siégé ensemble\u00a0: Ancien", True)]


def test_a_crowd_around_one_table_ties_nobody_by_itself(cast, in_pays, group):
    partners = [make_organisation(in_pays, f"P{rank:02}") for rank in range(13)]
    for partner in partners:
        sit(group, partner)

    assert ties_of(in_pays, seats_in_common(cast.aicha, in_pays)) == []


def test_who_sits_together_is_no_missing_link(cast, in_pays, pair, group):
    assert [link.sphere.value for link in missing_links(in_pays, ties_of(in_pays))] == ["social"]
    for each in pair:
        sit(group, each)

    assert missing_links(in_pays, ties_of(in_pays, seats_in_common(cast.aicha, in_pays))) == []


def test_a_body_that_one_may_not_see_is_not_named(client, cast, pair, group):
    for each in pair:
        sit(group, each)

    assert facts(cast, cast.chloe) == []
    shown = []
    for user in (cast.bruno, cast.chloe):
        client.force_login(user)
        shown.append(
            "Comité technique" in client.get(reverse("partners:ties", args=["pays-des-sources"])).text
        )
    assert shown == [True, False]


@pytest.mark.parametrize("count", [1, 3])
def test_the_seats_cost_the_same_for_one_body_or_three(cast, pair, django_assert_num_queries, count):
    for rank in range(count):
        body = make_group(make_body(cast.pays, f"Groupe {rank}", kind="working_group"))
        for each in pair:
            sit(body, each)

    with django_assert_num_queries(3):  # her authorities, her roles, the seats
        assert len(facts(cast)) == count
