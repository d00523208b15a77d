"""« Qui fait quoi »: each partner in its own words, filled from their space or by the team, printed as a set."""

import io

import pikepdf
import pytest
import time_machine
from django.test import Client

from maillage.common.errors import DomainError
from maillage.library.domain.cards import remove_card, write_card
from maillage.library.models import RoleCard
from maillage.library.queries.cards import cards_of, without_card
from maillage.partners.domain.merge import merge_organisations
from tests.library.sharing import make_card
from tests.partners.factories import chloe_s_card, make_contact, make_organisation

SPACE = "/pays-des-sources/partenaires/qui-fait-quoi/"


@pytest.fixture
def house(cast):
    return make_organisation(cast.pays, "Mission locale")


def test_saved_again_unchanged_a_card_is_verified_anew(cast, house):
    lea = make_contact(house)
    with time_machine.travel("2026-03-02"):
        write_card(house, does="Nous aidons.", person=lea)
    with time_machine.travel("2026-09-02"):
        write_card(house, does="Nous aidons.", user=cast.theo)

    card = RoleCard.everywhere.get()
    assert (card.verified_on.isoformat(), card.person, card.user) == ("2026-09-02", None, cast.theo)


def test_an_empty_card_is_refused(house):
    with pytest.raises(DomainError, match="en une phrase"):
        write_card(house, does="  ")


def test_the_search_forgives_accents_and_reads_every_part(cast, in_pays, house):
    card = make_card(house, asks="Des places en auto-école")
    make_card(make_organisation(cast.pays, "CCAS", sphere="social"), "Nous accueillons.")

    assert cards_of(cast.pays, text="auto ecole") == [card]
    assert [row.organisation.name for row in cards_of(cast.pays, sphere="social")] == ["CCAS"]
    assert list(without_card(cast.pays)) == []


def test_a_partner_fills_the_card_of_their_own_house_and_no_other(cast):
    own = chloe_s_card(cast).functions(manager="everywhere").get().organisation
    other = make_organisation(cast.pays, "CCAS")
    client = Client()
    client.force_login(cast.chloe)

    answer = client.post(f"{SPACE}{own.pk}/remplir/", {"does": "Nous aidons les jeunes."})

    assert answer["Location"] == f"{SPACE}{own.pk}/"
    assert RoleCard.everywhere.get().does == "Nous aidons les jeunes."
    assert client.get(f"{SPACE}{other.pk}/remplir/").status_code == 404


def test_the_set_is_a_tagged_pdf_with_one_card_a_page(cast, house):
    make_card(house, asks="Des horaires.")
    make_card(make_organisation(cast.pays, "CCAS"), "Nous accueillons.")
    client = Client()
    client.force_login(cast.bruno)

    paper = client.get("/pays-des-sources/espace/qui-fait-quoi/fiches.pdf")

    with pikepdf.open(io.BytesIO(paper.content)) as pdf:
        assert len(pdf.pages) == 2
        assert bool(pdf.Root.MarkInfo.Marked) is True


def test_a_card_is_removed_by_the_team(cast, house):
    remove_card(make_card(house), by=cast.theo)

    assert RoleCard.everywhere.count() == 0


def test_two_houses_with_a_card_each_do_not_merge_before_one_is_settled(cast, house):
    twin = make_organisation(cast.pays, "Mission locale (bis)")
    make_card(house)
    make_card(twin)

    with pytest.raises(DomainError, match="qui fait quoi"):
        merge_organisations(house, twin, choices={}, by=cast.theo)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_card_or_three(client, cast, django_assert_num_queries, count):
    for rank in range(count):
        make_card(make_organisation(cast.pays, f"Maison {rank}"))
    client.force_login(cast.bruno)

    with django_assert_num_queries(9):
        response = client.get("/pays-des-sources/espace/qui-fait-quoi/")

    assert len(response.context["cards"]) == count
