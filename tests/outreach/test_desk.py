"""The screens of « Diffusion »: counts of queries, rights on addresses, files of subscribers, personal data."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.common.personal_data import HOLDINGS, export_people
from maillage.outreach.domain import consent, privacy, sending, subscriber_files
from maillage.outreach.domain.letters import add_block
from maillage.outreach.enums import ConsentChannel
from maillage.outreach.models import Consent, Delivery, Interest, Subscriber
from maillage.partners.domain.contacts import change_person
from maillage.partners.domain.merge import merge_people
from maillage.partners.domain.retention import forget_person
from maillage.partners.models import Person
from tests.outreach.factories import make_audience, make_letter, make_news, make_poster, make_subscriber
from tests.partners.factories import make_contact, make_organisation, person_facts

DESK = "/pays-des-sources/espace/diffusion/"


def fill(cast, size: int) -> None:
    audience = make_audience(cast.pays)
    for rank in range(size):
        make_subscriber(cast.pays, f"s{rank}@h.example")
        make_letter(cast.pays, audience, by=cast.theo, subject=f"Lettre {rank}")
        make_audience(cast.pays, "subscribers:aids", name=f"Public {rank}")
        make_news(cast.pays, f"Actualité {rank}")
        make_poster(cast.pays, f"Affiche {rank}")


QUERIES = {"lettres/": 7, "publics/": 8, "abonnes/": 14, "actualites/": 7, "affiches/": 6}


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("address", QUERIES)
def test_a_list_costs_the_same_for_one_row_and_three(cast, client, django_assert_num_queries, address, size):
    fill(cast, size)
    client.force_login(cast.theo)
    client.get(DESK + address)
    with django_assert_num_queries(QUERIES[address]):
        client.get(DESK + address)


@pytest.mark.parametrize("size", [1, 3])
def test_a_letter_costs_the_same_for_one_block_and_three(cast, client, django_assert_num_queries, size):
    letter = make_letter(cast.pays, make_audience(cast.pays), by=cast.theo, text="")
    for rank in range(size):
        add_block(letter, "news", news=make_news(cast.pays, f"N{rank}"), by=cast.theo)
        make_subscriber(cast.pays, f"s{rank}@h.example")
    client.force_login(cast.theo)
    with django_assert_num_queries(19):
        client.get(f"{DESK}lettres/{letter.pk}/")


def test_readers_see_counts_and_no_address(cast, client):
    make_subscriber(cast.pays, "secrete@h.example")
    client.force_login(cast.bruno)
    page = client.get(f"{DESK}abonnes/?q=secrete").content.decode()
    assert "secrete" not in page.replace('value="secrete"', "")
    assert "abonné" in page


def test_no_other_form_changes_a_consent(cast, client):
    """Saving anything else, on a contact, an account, a letter or a public, leaves the rows as they are."""
    ours = make_organisation(cast.pays)
    person = make_contact(ours, "Zoé", email="zoe@h.example")
    subscriber = make_subscriber(cast.pays, "zoe@h.example")
    consent.leave(person, ConsentChannel.LINK)
    before = list(Consent.everywhere.order_by("pk").values())
    states = list(Subscriber.everywhere.values())

    change_person(person, by=cast.theo, **person_facts(full_name="Zoé Petit", email="zoe.petit@h.example"))
    client.force_login(cast.aicha)
    client.post("/mon-compte/", {"full_name": "Aïcha B.", "email": cast.aicha.email})
    letter = make_letter(cast.pays, make_audience(cast.pays), by=cast.theo)
    for address, data in {
        f"{DESK}lettres/{letter.pk}/reglages/": {"subject": "Été", "kind": "common"},
        f"{DESK}publics/{letter.audience.pk}/": {"name": "Autre", "joined": "all"},
        f"/pays-des-sources/lettres/choix/p{person.pk}-faux/": {"topics": ["aids"]},
        "/pays-des-sources/partenaires/mon-lien/": {"email": person.email},
    }.items():
        client.post(address, data)

    assert list(Consent.everywhere.order_by("pk").values()) == before
    assert list(Subscriber.everywhere.values()) == states
    assert subscriber.pk == states[0]["id"]


def test_two_cards_of_one_contact_keep_their_no(cast):
    ours = make_organisation(cast.pays)
    kept, other = make_contact(ours, "Zoé"), make_contact(ours, "Zoé P.", email="zp@h.example")
    consent.leave(kept, ConsentChannel.LINK)
    consent.leave(other, ConsentChannel.LINK)
    merge_people(kept, other, choices={}, by=cast.theo)
    assert set(Consent.everywhere.values_list("person", flat=True)) == {kept.pk}


# Files of subscribers


def file_of(*lines) -> bytes:
    return "\n".join(lines).encode()


def test_a_file_is_taken_up_line_by_line_and_each_is_asked_to_confirm(cast):
    make_subscriber(cast.pays, "connue@h.example")
    make_subscriber(cast.pays, "partie@h.example", state="left")
    content = file_of(
        "Courriel;Preuve;Sujets",
        "neuve@h.example;formulaire papier du 3 mars 2025;Aides pour se déplacer",
        "CONNUE@h.example;formulaire;",
        "partie@h.example;formulaire;",
        "sans-preuve@h.example;;",
        "pas une adresse;formulaire;",
    )
    report = subscriber_files.take_up(cast.pays, content, by=cast.theo)

    assert (report.asked, report.known) == (1, 2)
    assert report.refused == [(5, "sans preuve d’accord"), (6, "adresse illisible")]
    new = Subscriber.everywhere.get(email="neuve@h.example")
    assert new.state == "asked"
    assert list(Interest.everywhere.filter(subscriber=new).values_list("topic", flat=True)) == ["aids"]
    row = Consent.everywhere.get(subscriber=new)
    assert (row.kind, row.channel, row.proof, row.noted_by) == (
        "asked", "file", "formulaire papier du 3 mars 2025", cast.theo,
    )  # fmt: skip
    mail = OutboundMail.everywhere.get()
    assert "formulaire papier du 3 mars 2025" in mail.text
    assert Subscriber.everywhere.get(email="partie@h.example").state == "left"


def test_a_file_without_proof_is_refused_whole(cast):
    with pytest.raises(DomainError, match="deux colonnes"):
        subscriber_files.take_up(cast.pays, file_of("courriel", "a@h.example"), by=cast.theo)


def test_the_export_runs_nothing(cast, client):
    make_subscriber(cast.pays, "=cmd@h.example")
    client.force_login(cast.theo)
    text = client.get(f"{DESK}abonnes.csv").content.decode("utf-8-sig")
    assert "'=cmd@h.example;" in text


def test_the_file_screen_says_what_it_did(cast, client):
    client.force_login(cast.theo)
    file = SimpleUploadedFile(
        "liste.csv", file_of("courriel;preuve", "a@h.example;salon 2025", "b@h.example;")
    )
    page = client.post(f"{DESK}abonnes/fichier/", {"file": file}).content.decode()
    assert "1 personne reçoit un courriel" in page
    assert "ligne 3 : sans preuve d’accord" in page


# Personal data


def test_a_person_takes_away_and_erases_what_letters_hold(cast):
    make_subscriber(cast.pays, cast.chloe.email, topics=["aids"])
    consent.leave(Subscriber.everywhere.get(), ConsentChannel.LINK)
    consent.ask(cast.pays, email=cast.chloe.email, topics=["aids"])
    consent_rows = Consent.everywhere.count()
    Subscriber.everywhere.update(state="confirmed", confirmed_at=timezone.now())
    letter = make_letter(cast.pays, make_audience(cast.pays), by=cast.chloe)
    sending.release(letter, at=None, typed=None, by=cast.theo)
    sending.send_letters()

    ours = [holding for holding in HOLDINGS if holding.app == "outreach"]
    subscriptions, deliveries, written = (holding.export(cast.chloe) for holding in ours)
    assert json.dumps([subscriptions, deliveries, written])
    assert len(subscriptions[0]["consentements"]) == consent_rows == 2
    assert deliveries[0]["lettre"] == written[0]["titre"] == letter.subject

    assert [holding.erase(cast.chloe) for holding in reversed(ours)] == [1, 1, 1]
    assert Subscriber.everywhere.count() == Consent.everywhere.count() == 0
    delivery = Delivery.everywhere.get()
    assert (delivery.address, delivery.subscriber, delivery.state) == ("", None, "posted")


def test_a_contact_reads_what_letters_hold_of_them_and_it_goes_with_them(cast):
    person = make_contact(make_organisation(cast.pays), "Zoé")
    letter = make_letter(cast.pays, make_audience(cast.pays, "contacts:"), by=cast.theo)
    sending.release(letter, at=None, typed=None, by=cast.theo)
    sending.send_letters()
    consent.leave(person, ConsentChannel.LINK)

    told = {row["catégorie"]: row["données"] for row in export_people(Person.everywhere.filter(pk=person.pk))}
    assert [row["lettre"] for row in told["Lettres qui vous ont été envoyées"]] == [letter.subject]
    assert len(told["Vos abonnements aux lettres, et vos choix"]) == 1

    forget_person(person, by=cast.theo)
    assert list(Delivery.everywhere.values_list("address", "person", "state")) == [("", None, "posted")]
    assert Consent.everywhere.count() == 0


def test_addresses_of_old_letters_are_forgotten_and_counts_stay(cast):
    make_subscriber(cast.pays)
    letter = make_letter(cast.pays, make_audience(cast.pays), by=cast.theo)
    sending.release(letter, at=None, typed=None, by=cast.theo)
    sending.send_letters()
    assert privacy.forget_old_deliveries() == 0
    letter.left_at = timezone.now() - privacy.ADDRESSES_KEPT_FOR - timezone.timedelta(days=1)
    letter.save()
    assert privacy.forget_old_deliveries() == 1
    assert list(Delivery.everywhere.values_list("address", "state")) == [("", "posted")]
