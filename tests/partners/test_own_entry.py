"""« Ma fiche » in the partners' space: corrected, shown, handed over, taken away and erased without an account."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from maillage.accounts.models import OutboundMail
from maillage.partners.domain.space import come_in, mark_read
from maillage.partners.domain.upkeep import ask_still_you
from maillage.partners.models import Function, Interaction, Person, Verification
from maillage.partners.queries.guests import guest_of
from maillage.partners.queries.space import space_token
from tests.governance.factories import make_body, make_group, make_mandate, make_seat
from tests.partners.factories import chloe_s_card, function_of, make_contact, make_organisation

MINE = "/pays-des-sources/partenaires/ma-fiche/"


@pytest.fixture
def lea(cast):
    return make_contact(make_organisation(cast.pays), "Léa Martin")


@pytest.fixture
def visitor(lea):
    client = Client()
    client.post(f"/pays-des-sources/partenaires/entrer/{space_token(lea)}/")
    return client


def again(person) -> Person:
    return Person.everywhere.get(pk=person.pk)


def test_confirming_dates_the_entry_and_tells_the_timeline(lea, visitor):
    visitor.post(f"{MINE}confirmer/")

    assert again(lea).verified_on == timezone.localdate()
    assert Interaction.everywhere.get().summary == "Coordonnées confirmées par le lien personnel."


def test_correcting_takes_nothing_from_the_mails_of_the_day(cast, lea, visitor):
    function = function_of(lea)
    facts = {"full_name": "Léa Martin", "email": "lea@ailleurs.example", "phone": "06 39 98 00 01"}
    visitor.post(f"{MINE}corriger/", {**facts, f"title_{function.pk}": "directrice adjointe"})

    assert (again(lea).email, function_of(lea).title) == ("lea@ailleurs.example", "directrice adjointe")
    assert Verification.everywhere.by_mail().count() == 0
    ask_still_you(again(lea))
    assert Verification.everywhere.by_mail().count() == 1


def test_the_address_of_another_is_refused_without_saying_whose(cast, lea, visitor):
    make_contact(make_organisation(cast.pays, "CCAS"), "Rosalie Claudel")
    function = function_of(lea)
    facts = {"full_name": "Léa Martin", "email": "rosalie@partenaire.example", "phone": ""}
    page = visitor.post(f"{MINE}corriger/", {**facts, f"title_{function.pk}": "directrice"}).content.decode()

    assert "déjà celle d’une autre fiche" in page
    assert "Claudel" not in page
    assert again(lea).email == "lea@partenaire.example"


def test_a_successor_takes_the_function_and_is_told(lea, visitor):
    function = function_of(lea)
    facts = {
        "function": function.pk,
        "full_name": "Max Petit",
        "email": "max@partenaire.example",
        "title": "",
    }
    visitor.post(f"{MINE}remplacer/", facts)

    assert Function.everywhere.held().get().person.full_name == "Max Petit"
    assert OutboundMail.everywhere.get().to == "max@partenaire.example"


def test_only_the_person_shows_their_address_and_takes_it_back(lea, visitor):
    visitor.post(f"{MINE}montrer/", {"montrer": "1"})
    assert again(lea).shared_on == timezone.localdate()

    visitor.post(f"{MINE}montrer/", {"montrer": "0"})
    assert again(lea).shared_on is None


def test_they_oppose_mail_and_change_their_mind(lea, visitor):
    visitor.post(f"{MINE}opposition/")
    assert again(lea).opposed_on == timezone.localdate()

    visitor.post(f"{MINE}reprendre/")
    assert again(lea).opposed_on is None


def test_the_copy_holds_what_this_authority_keeps_and_nothing_of_another(cast, lea, visitor):
    make_contact(make_organisation(cast.elsewhere, "Ailleurs"), "Léa Martin", email=lea.email)
    make_mandate(make_seat(make_group(make_body(cast.pays))), lea)

    copy = json.loads(visitor.get(f"{MINE}donnees.json").content)

    kept = {row["catégorie"]: row["données"] for row in copy["contenu"]}
    assert [row["autorité"] for row in kept["Votre fiche de contact chez un partenaire"]] == [
        "Pays des Sources"
    ]
    assert [row["instance"] for row in kept["Vos mandats dans les instances"]] == ["Comité des partenaires"]
    assert "2025-01-06" not in visitor.get(f"{MINE}donnees/").content.decode()  # days are read in words


def test_erased_they_are_outside_at_once(lea, visitor):
    answer = visitor.post(f"{MINE}effacer/")

    assert answer["Location"] == "/pays-des-sources/partenaires/mon-lien/"
    assert not Person.everywhere.filter(pk=lea.pk).exists()
    assert visitor.get(MINE).status_code == 404


def test_reading_a_step_that_asks_to_be_sure_does_nothing(lea, visitor):
    for step in ("partir", "opposition", "effacer"):
        assert visitor.get(f"{MINE}{step}/").status_code == 200

    assert again(lea).opposed_on is None
    assert Function.everywhere.held().count() == 1


def test_an_account_stands_for_the_contact_under_its_proven_address(cast, rf):
    chloe = chloe_s_card(cast)

    def guest(user, authority=cast.pays):
        request = rf.get("/")
        request.session, request.user, request.authority = {}, user, authority
        return guest_of(request)

    assert guest(cast.chloe).people == (chloe,)
    assert [guest(user) for user in (cast.theo, cast.bruno, cast.eve, cast.root)] == [None] * 4
    assert guest(cast.chloe, cast.elsewhere) is None


def test_a_partner_without_a_card_is_told_so(cast):
    client = Client()
    client.force_login(cast.chloe)

    assert "Aucune fiche de contact ne porte l’adresse de votre compte" in client.get(MINE).content.decode()
    assert client.post(f"{MINE}confirmer/")["Location"] == MINE


def test_news_begin_where_the_visit_before_ended(lea):
    first = timezone.now().replace(microsecond=0)
    with time_machine.travel(first, tick=False):
        come_in(lea)
    with time_machine.travel(first + timedelta(hours=1), tick=False):
        come_in(again(lea))  # the same visit: another mail of the same morning
    assert (again(lea).came_at, again(lea).news_since) == (first, None)

    month_later = first + timedelta(days=30)
    with time_machine.travel(month_later, tick=False):
        come_in(again(lea))
    assert (again(lea).came_at, again(lea).news_since) == (month_later, first)

    seen = month_later + timedelta(minutes=5)
    with time_machine.travel(seen, tick=False):
        mark_read(again(lea))
    with time_machine.travel(seen + timedelta(days=30), tick=False):
        come_in(again(lea))
    assert again(lea).news_since == seen
