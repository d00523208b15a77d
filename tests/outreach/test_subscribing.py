"""Asking, confirming, choosing, leaving: an address receives nothing that it did not confirm."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.outreach.domain import consent
from maillage.outreach.enums import WORDING, ConsentChannel, SubscriberState
from maillage.outreach.models import Consent, Interest, LetterStop, Subscriber
from maillage.outreach.queries.links import holder_behind, token_of
from tests.outreach.factories import make_subscriber
from tests.partners.factories import make_contact, make_organisation

SITE = "/pays-des-sources/lettres/"
ASKED = {"email": "Marie@Habitant.example", "topics": ["aids", "services"], "agreed": "on"}


def ask(client, **facts):
    return client.post(f"{SITE}abonnement/", {**ASKED, **facts})


def link_in(mail: OutboundMail) -> str:
    word = next(word for word in mail.text.split() if "/lettres/confirmer/" in word)
    return "/" + word.split("/", 3)[3]


def rows_of(subscriber) -> list[tuple[str, str]]:
    return list(
        Consent.everywhere.filter(subscriber=subscriber).order_by("pk").values_list("kind", "channel")
    )


def test_a_form_a_mail_a_button_and_the_proof_is_kept(cast, client):
    assert "Plus qu’une étape" in ask(client).content.decode()
    subscriber = Subscriber.everywhere.get()
    assert (subscriber.email, subscriber.state) == ("marie@habitant.example", "asked")

    link = link_in(OutboundMail.everywhere.get())
    assert link.rsplit("/", 2)[1] not in subscriber.token_hash
    assert "Oui, je veux ces lettres" in client.get(link).content.decode()
    subscriber.refresh_from_db()
    assert subscriber.state == "asked"  # mail scanners open every link

    assert "C’est confirmé" in client.post(link).content.decode()
    subscriber.refresh_from_db()
    assert subscriber.state == "confirmed"
    assert subscriber.token_hash == ""
    proof = Consent.everywhere.get(kind="given")
    assert (proof.channel, proof.wording, proof.at.date()) == ("link", WORDING, timezone.localdate())
    assert client.post(link).status_code == 410


def test_the_screen_says_the_same_of_a_known_and_of_an_unknown_address(cast, client):
    make_subscriber(cast.pays, "connue@habitant.example")
    pages = [
        ask(client, email=f"{name}@habitant.example").content.decode() for name in ("connue", "nouvelle")
    ]

    assert pages[0].replace("connue@", "nouvelle@") == pages[1]
    kinds = dict(OutboundMail.everywhere.values_list("to", "kind"))
    assert kinds == {
        "connue@habitant.example": "subscription_already",
        "nouvelle@habitant.example": "subscription_confirm",
    }


def test_one_mail_in_ten_minutes_to_an_address_and_a_dozen_an_hour_from_one_place(cast, client):
    ask(client)
    ask(client)
    assert OutboundMail.everywhere.count() == 1

    for rank in range(20):
        ask(client, email=f"v{rank}@habitant.example")
    assert OutboundMail.everywhere.count() == consent.MOST_PER_HOUR - 1  # the second try counted too


def test_a_link_dies_after_a_week_and_when_another_is_asked_for(cast):
    consent.ask(cast.pays, email="a@b.example", topics=["aids"])
    first = OutboundMail.everywhere.get()
    cache.clear()
    consent.ask(cast.pays, email="a@b.example", topics=["aids"])
    token = link_in(first).rsplit("/", 2)[1]
    with pytest.raises(DomainError, match="déjà servi"):
        consent.confirm(cast.pays, token)

    Subscriber.everywhere.update(token_expires_at=timezone.now() - timedelta(seconds=1))
    second = link_in(OutboundMail.everywhere.exclude(pk=first.pk).get()).rsplit("/", 2)[1]
    with pytest.raises(DomainError, match="déjà servi"):
        consent.confirm(cast.pays, second)


def test_a_link_opens_nothing_at_another_authority(cast):
    consent.ask(cast.pays, email="a@b.example", topics=["aids"])
    token = link_in(OutboundMail.everywhere.get()).rsplit("/", 2)[1]
    with pytest.raises(DomainError):
        consent.confirm(cast.elsewhere, token)
    assert holder_behind(token_of(Subscriber.everywhere.get()), cast.elsewhere) is None


def test_without_a_topic_or_an_agreement_nothing_is_written(cast, client):
    assert "Choisissez au moins un sujet" in ask(client, topics=[]).content.decode()
    assert "Cochez cette case" in ask(client, agreed="").content.decode()
    assert ask(client, site="https://machine.example").status_code == 200
    assert Subscriber.everywhere.count() == OutboundMail.everywhere.count() == 0


def test_ones_own_page_changes_topics_and_no_consent(cast, client):
    subscriber = make_subscriber(cast.pays, topics=["project"])
    commune = cast.pays.communes.first()
    client.post(
        f"{SITE}choix/{token_of(subscriber)}/",
        {"topics": ["aids", "say"], "commune": commune.pk if commune else ""},
    )

    assert set(Interest.everywhere.values_list("topic", flat=True)) == {"aids", "say"}
    assert rows_of(subscriber) == []


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_any_link_unsubscribes_nobody(cast, client, method):
    subscriber = make_subscriber(cast.pays)
    token = token_of(subscriber)
    for address in (f"arret/{token}/", f"choix/{token}/"):
        for _ in range(2):
            assert getattr(client, method)(SITE + address).status_code == 200
    subscriber.refresh_from_db()
    assert subscriber.state == "confirmed"
    assert rows_of(subscriber) == []


def test_a_mail_program_unsubscribes_by_one_post_without_cookie_nor_detour(cast):
    """RFC 8058: no CSRF token, no redirect, and a second post changes nothing."""
    subscriber = make_subscriber(cast.pays)
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = program.post(f"{SITE}arret/{token_of(subscriber)}/", {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    subscriber.refresh_from_db()
    assert subscriber.state == "left"
    assert rows_of(subscriber) == [("withdrawn", "one_click")]


def test_a_forged_link_is_nobody_s(cast, client):
    subscriber = make_subscriber(cast.pays)
    other = token_of(subscriber).replace(f"s{subscriber.pk}-", f"s{subscriber.pk + 1}-")
    for token in (other, "s1-", "p1-abc", "x", "s²-a", f"s{'9' * 30}-a", token_of(subscriber)[:-1]):
        assert client.post(f"{SITE}arret/{token}/").status_code == 404
    subscriber.refresh_from_db()
    assert subscriber.state == "confirmed"


def test_leaving_stops_the_address_as_a_subscriber_and_as_a_contact(cast):
    person = make_contact(make_organisation(cast.pays), email="lea@b.example")
    subscriber = make_subscriber(cast.pays, "lea@b.example")
    namesake = make_subscriber(cast.elsewhere, "lea@b.example")

    assert consent.leave(person, ConsentChannel.LINK) is True
    assert consent.leave(person, ConsentChannel.LINK) is False

    subscriber.refresh_from_db()
    namesake.refresh_from_db()
    assert (subscriber.state, namesake.state) == ("left", "confirmed")
    assert list(LetterStop.everywhere.values_list("person", flat=True)) == [person.pk]
    person.refresh_from_db()
    assert person.opposed_on is None  # convocations still reach her


def test_a_contact_stops_and_takes_letters_again_on_their_own_page(cast, client):
    person = make_contact(make_organisation(cast.pays))
    page = f"{SITE}choix/{token_of(person)}/"
    assert "Vous recevez nos lettres comme partenaire" in client.get(page).content.decode()
    client.post(f"{page}arreter/")
    assert "Vous ne recevez plus nos lettres" in client.get(page).content.decode()
    client.post(f"{page}reprendre/")
    assert LetterStop.everywhere.count() == 0
    assert list(Consent.everywhere.order_by("pk").values_list("kind", flat=True)) == ["withdrawn", "given"]


def test_consent_is_written_once(cast):
    subscriber = make_subscriber(cast.pays)
    consent.leave(subscriber, ConsentChannel.LINK)
    row = Consent.everywhere.get()
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        Consent.everywhere.update(kind="given")


def test_after_three_years_the_question_is_asked_again_and_silence_is_a_no(cast):
    now = timezone.now()
    old = make_subscriber(cast.pays, "vieille@b.example", confirmed_at=now - timedelta(days=1100))
    young = make_subscriber(cast.pays, "jeune@b.example", confirmed_at=now - timedelta(days=1000))

    assert consent.renew_subscriptions() == 1
    assert consent.renew_subscriptions() == 0
    assert OutboundMail.everywhere.get().to == "vieille@b.example"

    old.refresh_from_db()
    assert old.state == "confirmed"  # until the answer is due
    Subscriber.everywhere.filter(pk=old.pk).update(asked_again_at=now - timedelta(days=61))
    consent.renew_subscriptions()
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state, young.state) == ("left", "confirmed")
    assert rows_of(old) == [("withdrawn", "expiry")]


def test_whoever_says_yes_again_stays_three_more_years(cast):
    old = make_subscriber(cast.pays, confirmed_at=timezone.now() - timedelta(days=1100))
    consent.renew_subscriptions()
    consent.confirm(cast.pays, link_in(OutboundMail.everywhere.get()).rsplit("/", 2)[1])
    old.refresh_from_db()
    assert old.confirmed_at.date() == timezone.localdate()
    assert rows_of(old) == [("renewed", "link")]


def test_what_never_confirmed_goes_after_a_month_and_who_left_after_a_year(cast):
    now = timezone.now()
    for name, state, days in (("a", "asked", 31), ("b", "asked", 29), ("c", "left", 366), ("d", "left", 364)):
        row = make_subscriber(cast.pays, f"{name}@b.example", state=state)
        moment = now - timedelta(days=days)
        Subscriber.everywhere.filter(pk=row.pk).update(
            created_at=moment, left_at=moment if state == "left" else None
        )

    assert consent.forget_subscribers() == 2
    assert sorted(Subscriber.everywhere.values_list("email", flat=True)) == ["b@b.example", "d@b.example"]


def test_a_subscriber_who_left_can_ask_anew(cast, client):
    subscriber = make_subscriber(cast.pays)
    consent.leave(subscriber, ConsentChannel.LINK)
    ask(client, email=subscriber.email)
    client.post(link_in(OutboundMail.everywhere.get()))
    subscriber.refresh_from_db()
    assert subscriber.state == SubscriberState.CONFIRMED
    assert [kind for kind, _ in rows_of(subscriber)] == ["withdrawn", "asked", "given"]
