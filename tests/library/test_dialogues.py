"""Times of dialogue: two partners who share nothing are asked to meet; held, the graph closes."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.library.domain.dialogues import drop_dialogue, hold_dialogue, propose_dialogue
from maillage.library.queries.dialogues import suggestions
from maillage.partners.models import Interaction
from maillage.partners.queries.ties import ties_of
from tests.library.sharing import make_dialogue
from tests.partners.factories import make_contact, make_organisation

REFERENT = {"is_referent": True}


@pytest.fixture
def taxis(cast):
    house = make_organisation(cast.pays, "Taxis", sphere="mobility", kind="transport_operator")
    make_contact(house, "Salomé Aubry", function=REFERENT)
    return house


@pytest.fixture
def ccas(cast):
    house = make_organisation(cast.pays, "CCAS", sphere="social", kind="ccas", phone="03 53 00 00 00")
    make_contact(house, "Rosalie Claudel", function=REFERENT)
    return house


def pairs(authority):
    return [(pair.one.name, pair.other.name, pair.reachable) for pair in suggestions(authority)]


def test_spheres_that_never_met_are_suggested_and_a_proposed_pair_is_not(cast, in_pays, taxis, ccas):
    assert pairs(cast.pays) == [("Taxis", "CCAS", 2)]

    propose_dialogue(ccas, taxis, topic="Les trajets de soin.", by=cast.theo)

    assert pairs(cast.pays) == []


def test_both_referents_are_told_who_the_other_is_and_never_their_own_address(cast, taxis, ccas):
    dialogue = propose_dialogue(taxis, ccas, topic="Les trajets de soin.", by=cast.theo)

    mails = {mail.to: mail.text for mail in OutboundMail.everywhere.filter(kind="dialogue")}
    assert dialogue.told == 2
    assert sorted(mails) == ["rosalie@partenaire.example", "salome@partenaire.example"]
    assert "Rosalie Claudel" in mails["salome@partenaire.example"]
    assert "03 53 00 00 00" in mails["salome@partenaire.example"]
    assert "rosalie@" not in mails["salome@partenaire.example"]


def test_whoever_opposed_mail_is_neither_written_to_nor_named(cast, taxis, ccas):
    person = ccas.functions(manager="everywhere").get().person
    person.opposed_on = date(2026, 1, 6)
    person.save()

    dialogue = propose_dialogue(taxis, ccas, topic="Les trajets de soin.", by=cast.theo)

    mail = OutboundMail.everywhere.get(kind="dialogue")
    assert (dialogue.told, mail.to) == (1, "salome@partenaire.example")
    assert "Rosalie" not in mail.text


def test_once_held_it_stands_with_both_and_ties_them(cast, in_pays, taxis, ccas):
    dialogue = propose_dialogue(taxis, ccas, topic="Les trajets de soin.", by=cast.theo)
    today = timezone.localdate()
    hold_dialogue(dialogue, on=today, result="Un numéro commun.", by=cast.theo)

    noted = Interaction.everywhere.filter(kind="meeting").values_list("organisation__name", "summary")
    said = "Temps de dialogue entre Taxis et CCAS. Un numéro commun."
    assert sorted(noted) == [("CCAS", said), ("Taxis", said)]
    assert [(tie.one, tie.other) for tie in ties_of(cast.pays)] == [(taxis, ccas)]


def test_what_cannot_be_is_refused(cast, taxis, ccas):
    dialogue = make_dialogue(cast.pays, "Un", "Deux")
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(DomainError, match="à venir"):
        hold_dialogue(dialogue, on=tomorrow, result="Rien.", by=cast.theo)
    with pytest.raises(DomainError, match="en une ligne"):
        hold_dialogue(dialogue, on=date(2026, 3, 3), result=" ", by=cast.theo)
    with pytest.raises(DomainError, match="différents"):
        propose_dialogue(taxis, taxis, topic="Se parler.", by=cast.theo)
    with pytest.raises(DomainError, match="déjà proposé"):
        propose_dialogue(dialogue.other, dialogue.one, topic="Se parler.", by=cast.theo)

    drop_dialogue(dialogue, by=cast.theo)
    with pytest.raises(DomainError, match="tenu ou abandonné"):
        drop_dialogue(dialogue, by=cast.theo)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_pair_or_three(client, cast, django_assert_num_queries, count):
    for rank in range(count):
        make_dialogue(cast.pays, f"Taxis {rank}", f"CCAS {rank}")
        make_organisation(cast.pays, f"Cars {rank}", sphere="mobility")
    make_organisation(cast.pays, "Insertion", sphere="insertion")
    client.force_login(cast.theo)

    with django_assert_num_queries(12):
        response = client.get("/pays-des-sources/espace/dialogues/")

    assert len(response.context["open"]) == count
    assert len(response.context["suggestions"]) == count
