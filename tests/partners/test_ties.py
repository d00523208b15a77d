"""Who works with whom, what is missing, and what hangs by a single thread."""

from datetime import date

import pytest
from django.urls import reverse

from maillage.partners.models import Function
from maillage.partners.queries import ties as queries
from tests.partners.factories import function_of, make_contact, make_exchange, make_organisation

ONE, OTHER = date(2026, 3, 2), date(2026, 3, 9)


def names(ties) -> list[tuple]:
    return [(tie.one.name, tie.other.name, tie.whys) for tie in ties]


def hold_too(person, organisation) -> None:
    Function.everywhere.create(organisation=organisation, person=person, title="membre", starts_on=ONE)


def test_ties_are_those_counted_by_hand(in_pays, cast):
    taxi, club, ccas, school, out = (
        make_organisation(in_pays, name) for name in ("Taxi", "Club", "CCAS", "École", "Seul")
    )
    gone = make_organisation(in_pays, "Ancien", is_active=False)
    for partner in (taxi, club, ccas, gone):
        make_exchange(partner, "Réunion de lancement.", kind="meeting", happened_on=ONE)
    make_exchange(taxi, "Visite du dépôt", kind="visit", happened_on=OTHER)
    make_exchange(club, "visite du depot.", kind="visit", happened_on=OTHER)  # the same words, said otherwise
    make_exchange(school, "Réunion de lancement.", kind="meeting", happened_on=OTHER)  # another day
    make_exchange(out, "Réunion de lancement.", kind="call", happened_on=ONE)  # no meeting
    person = make_contact(ccas)
    hold_too(person, school)
    foreign = make_organisation(cast.elsewhere, "Ailleurs")

    extra = [(out.pk, school.pk, "Siègent au comité"), (out.pk, foreign.pk, "?"), (out.pk, out.pk, "?")]
    found = queries.ties_of(in_pays, extra)

    launch = "Réunion du 2 mars 2026"
    assert sorted(names(found)) == [
        ("CCAS", "École", ["Une même personne y tient une fonction"]),
        ("Club", "CCAS", [launch]),
        ("Taxi", "CCAS", [launch]),
        ("Taxi", "Club", ["Visite du 9 mars 2026", launch]),
        ("École", "Seul", ["Siègent au comité"]),
    ]
    assert names(found)[0][:2] == ("Taxi", "Club")  # the strongest first


def test_a_crowd_in_one_room_is_no_tie(in_pays):
    partners = [make_organisation(in_pays, f"P{rank:02}") for rank in range(13)]
    for partner in partners:
        make_exchange(partner, "Journée annuelle", kind="meeting", happened_on=ONE)
    for partner in partners[:12]:
        make_exchange(partner, "Atelier", kind="meeting", happened_on=OTHER)

    assert len(queries.ties_of(in_pays)) == 12 * 11 / 2


def test_a_fact_that_does_not_tie_strengthens_a_known_tie(in_pays):
    taxi, club, ccas = (make_organisation(in_pays, name) for name in ("Taxi", "Club", "CCAS"))
    extra = [(taxi.pk, club.pk, "x"), (club.pk, taxi.pk, "foule", False), (club.pk, ccas.pk, "foule", False)]

    assert names(queries.ties_of(in_pays, extra)) == [("Taxi", "Club", ["x", "foule"])]


def test_missing_links_name_with_whom_to_begin(in_pays):
    taxi = make_organisation(in_pays, "Taxi", sphere="mobility")
    alone = make_organisation(in_pays, "Agence", sphere="employment")
    busy = make_organisation(in_pays, "Mission", sphere="employment")
    ccas = make_organisation(in_pays, "CCAS", sphere="social")
    extra = [(busy.pk, ccas.pk, "x"), (taxi.pk, ccas.pk, "y")]

    links = queries.missing_links(in_pays, queries.ties_of(in_pays, extra))

    # nobody speaks from insertion yet: that is missing too, but no link can mend it
    assert [(link.organisation, link.sphere.value, link.to_meet) for link in links] == [
        (taxi, "employment", busy)
    ]
    assert alone != busy


def test_the_drawing_is_the_same_each_time_and_holds_everyone(in_pays):
    for rank in range(7):
        make_organisation(in_pays, f"P{rank}", sphere=("mobility", "social", "health")[rank % 3])
    first, *_, last = queries.Organisation.objects.order_by("name")
    found = queries.ties_of(in_pays, [(first.pk, last.pk, "x")])

    graph = queries.graph_of(in_pays, found)

    assert graph == queries.graph_of(in_pays, found)
    assert (len(graph.dots), [arc.sphere.value for arc in graph.arcs]) == (
        7,
        ["mobility", "social", "health"],
    )
    assert len({(dot.x, dot.y) for dot in graph.dots}) == 7
    assert (len(graph.curves), graph.curves[0][1], graph.is_labelled) == (1, 1, True)


def test_what_hangs_by_one_person(in_pays, cast):
    alone, two, covered, closed = (
        make_organisation(in_pays, name) for name in ("Alone", "Two", "Covered", "Closed")
    )
    make_contact(alone)
    make_contact(two, "A", function={"is_referent": True})
    make_contact(two, "B")
    lead = make_contact(covered, "C", function={"is_referent": True})
    make_contact(covered, "D", function={"substitute_for": function_of(lead)})
    make_contact(closed, "E")
    closed.is_active = False
    closed.save()
    make_organisation(in_pays, "Nobody")
    make_contact(make_organisation(cast.elsewhere, "Ailleurs"))

    threads = queries.single_threads(in_pays)

    assert [(thread.organisation.name, thread.kind) for thread in threads] == [
        ("Alone", "alone"),
        ("Two", "no_substitute"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_ties_cost_the_same_for_one_or_three(client, cast, django_assert_num_queries, count):
    for rank in range(count):
        one, other = (make_organisation(cast.pays, f"{name}{rank}") for name in ("A", "B"))
        for partner in (one, other):
            make_contact(partner, f"{partner}")
            make_exchange(partner, f"Atelier {rank}", kind="meeting")
    client.force_login(cast.bruno)

    with django_assert_num_queries(14):
        response = client.get(reverse("partners:ties", args=["pays-des-sources"]))

    assert response.content.decode().count("Réunion du 2 mars 2026") == count
