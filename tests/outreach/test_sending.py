"""A departure: counted, frozen, prepared in chunks; killed anywhere, nothing is lost and nothing doubles."""

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.accounts.domain.holds import put_on_hold
from maillage.accounts.domain.inbox import read_message
from maillage.accounts.enums import MailState, ReturnKind
from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.outreach.domain import consent, following, sending
from maillage.outreach.domain import letters as writing
from maillage.outreach.domain.press import Press
from maillage.outreach.enums import ConsentChannel, DeliveryState
from maillage.outreach.models import Consent, Delivery, Letter, Subscriber
from maillage.outreach.queries.letters import counts_of, overlaps_of
from maillage.outreach.queries.recipients import recipients
from maillage.partners.models import Notice, NoticeSettings
from tests.outreach.factories import make_audience, make_letter, make_subscriber
from tests.partners.factories import make_contact, make_organisation


def subscribe(authority, count: int, start=0) -> None:
    now = timezone.now()
    Subscriber.everywhere.bulk_create(
        Subscriber(authority=authority, email=f"s{rank}@h.example", state="confirmed", confirmed_at=now)
        for rank in range(start, start + count)
    )


def letter_for(cast, count=3, **facts) -> Letter:
    subscribe(cast.pays, count)
    return make_letter(cast.pays, make_audience(cast.pays), by=cast.theo, **facts)


def send(letter, cast, **facts) -> None:
    sending.release(letter, at=None, typed=None, by=cast.theo, **facts)
    sending.send_letters()
    letter.refresh_from_db()


def states(letter) -> dict[str, int]:
    return {state.value: count for state, count in counts_of(letter)}


def mails():
    return OutboundMail.everywhere.filter(kind="letter")


def test_the_preview_and_the_departure_name_the_same_people(cast):
    letter = letter_for(cast)
    previewed = {each.email for each in recipients(letter.audience).taken}
    send(letter, cast)
    assert set(mails().values_list("to", flat=True)) == previewed
    assert (letter.state, states(letter)) == ("sent", {"posted": 3})


def test_whoever_subscribed_after_the_preview_is_in_and_whoever_left_is_out(cast):
    letter = letter_for(cast)
    sending.release(letter, at=None, typed=None, by=cast.theo)
    make_subscriber(cast.pays, "nouvelle@h.example")
    consent.leave(Subscriber.everywhere.get(email="s0@h.example"), ConsentChannel.LINK)
    sending.send_letters()
    assert set(mails().values_list("to", flat=True)) == {"s1@h.example", "s2@h.example", "nouvelle@h.example"}


def test_above_a_hundred_the_number_is_typed_and_another_number_comes_back(cast):
    letter = letter_for(cast, 101)
    for typed in (None, 100):
        with pytest.raises(DomainError, match="101 personnes recevront"):
            sending.release(letter, at=None, typed=typed, by=cast.theo)
    sending.release(letter, at=timezone.now() + timedelta(days=1), typed=101, by=cast.theo)
    subscribe(cast.pays, 1, start=500)
    Letter.everywhere.update(leaves_at=timezone.now())

    sending.send_letters()

    letter.refresh_from_db()
    assert (letter.state, letter.counted, letter.recount) == ("draft", 101, 102)
    assert (mails().count(), Delivery.everywhere.count()) == (0, 0)
    assert OutboundMail.everywhere.get().subject == "« Des nouvelles du jeudi » n’est pas partie"
    sending.release(letter, at=None, typed=102, by=cast.theo)
    assert sending.send_letters() == 102


def test_what_cannot_leave_says_why(cast):
    empty = make_letter(cast.pays, make_audience(cast.pays), by=cast.theo)
    with pytest.raises(DomainError, match="personne à qui écrire"):
        sending.release(empty, at=None, typed=None, by=cast.theo)
    subscribe(cast.pays, 1)
    with pytest.raises(DomainError, match="passée"):
        sending.release(empty, at=timezone.now() - timedelta(hours=1), typed=None, by=cast.theo)
    with pytest.raises(DomainError, match="urgent"):
        sending.release(empty, at=None, typed=None, urgent_because="vite", by=cast.theo)
    with pytest.raises(DomainError, match="vide"):
        sending.release(
            make_letter(cast.pays, empty.audience, text="", by=cast.theo), at=None, typed=None, by=cast.theo
        )
    with pytest.raises(DomainError, match="public"):
        sending.release(make_letter(cast.pays, by=cast.theo), at=None, typed=None, by=cast.theo)


def test_a_letter_that_left_does_not_change_nor_leave_again(cast):
    letter = letter_for(cast)
    send(letter, cast)
    assert sending.send_letters() == 0
    assert mails().count() == 3
    with pytest.raises(DomainError, match="brouillon"):
        sending.release(letter, at=None, typed=None, by=cast.theo)
    with pytest.raises(DomainError, match="ne change plus"):
        writing.add_block(letter, "text", text="Encore", by=cast.theo)


def test_a_letter_that_waits_is_called_back(cast):
    letter = letter_for(cast)
    sending.release(letter, at=timezone.now() + timedelta(hours=2), typed=None, by=cast.theo)
    assert sending.send_letters() == 0
    sending.call_back(letter, by=cast.theo)
    letter.refresh_from_db()
    assert letter.is_draft
    with pytest.raises(DomainError):
        sending.call_back(letter, by=cast.theo)


@pytest.mark.parametrize("chunk", range(5))
def test_killed_in_a_chunk_the_rest_leaves_once(cast, monkeypatch, chunk):
    """The worker dies after the mails of a chunk are written, before its rows are: both go, and come back together."""
    monkeypatch.setattr(sending, "CHUNK", 2)
    letter = letter_for(cast, 10)
    sending.release(letter, at=None, typed=None, by=cast.theo)
    sending.begin(letter.pk)
    post, calls = sending.post_rendered, []

    def dies(*args, **kwargs):
        calls.append(1)
        posted = post(*args, **kwargs)
        if len(calls) == chunk + 1:
            raise KeyboardInterrupt
        return posted

    with monkeypatch.context() as dying:
        dying.setattr(sending, "post_rendered", dies)
        with pytest.raises(KeyboardInterrupt):
            sending.send_letters()
    assert mails().count() == 2 * chunk

    assert sending.send_letters() == 10 - 2 * chunk
    addresses = list(mails().values_list("to", flat=True))
    assert sorted(addresses) == sorted(set(addresses)) == sorted(f"s{rank}@h.example" for rank in range(10))
    assert Delivery.everywhere.exclude(mail=None).count() == 10


def test_a_chunk_costs_the_same_whatever_it_holds(cast, django_assert_num_queries):
    subscribe(cast.pays, 40)
    letter = make_letter(cast.pays, make_audience(cast.pays), by=cast.theo)
    sending.release(letter, at=None, typed=None, by=cast.theo)
    sending.begin(letter.pk)
    press = Press(letter.pk)
    for size in (1, 30):
        sending.CHUNK, kept = size, sending.CHUNK
        try:
            with django_assert_num_queries(11):
                assert sending.prepare_chunk(letter.pk, press) == size
        finally:
            sending.CHUNK = kept


def test_paused_nothing_more_leaves_and_stopped_nobody_else_has_it(cast):
    letter = letter_for(cast, 4)
    send(letter, cast)
    gone = mails().order_by("pk").first()
    OutboundMail.everywhere.filter(pk=gone.pk).update(state=MailState.SENT, sent_at=timezone.now())
    following.follow_letters()

    assert sending.pause(letter, by=cast.theo) == 3
    assert mails().count() == 1
    assert sending.send_letters() == 0
    sending.resume(letter, by=cast.theo)
    assert sending.send_letters() == 3
    letter.refresh_from_db()
    assert (letter.state, states(letter)) == ("sent", {"posted": 3, "sent": 1})

    assert sending.stop(letter, by=cast.theo) == 3
    letter.refresh_from_db()
    assert (letter.state, states(letter)) == ("stopped", {"sent": 1, "stopped": 3})
    assert list(mails()) == [gone]
    with pytest.raises(DomainError):
        sending.resume(letter, by=cast.theo)


def test_a_mail_claimed_by_a_worker_is_not_taken_back(cast):
    letter = letter_for(cast, 2)
    send(letter, cast)
    claimed = mails().first()
    OutboundMail.everywhere.filter(pk=claimed.pk).update(state=MailState.SENDING, claimed_at=timezone.now())
    assert sending.stop(letter, by=cast.theo) == 1
    assert list(mails()) == [claimed]


def test_whoever_left_while_the_letter_was_paused_does_not_get_it(cast):
    person = make_contact(make_organisation(cast.pays))
    subscribe(cast.pays, 2)
    letter = make_letter(cast.pays, make_audience(cast.pays, "contacts:", "subscribers:"), by=cast.theo)
    sending.release(letter, at=None, typed=None, by=cast.theo)
    sending.begin(letter.pk)
    consent.leave(person, ConsentChannel.LINK)
    consent.leave(Subscriber.everywhere.first(), ConsentChannel.LINK)
    assert sending.send_letters() == 1
    assert states(letter) == {"posted": 1, "stopped": 2}


def test_the_state_of_each_mail_comes_back_and_who_complains_is_left_alone(cast):
    letter = letter_for(cast, 6)
    put_on_hold("s5@h.example", ReturnKind.HARD, "550")
    subscribe(cast.pays, 1, start=900)
    send(letter, cast)
    rows = {mail.to: mail.pk for mail in mails()}
    now = timezone.now()

    def becomes(name, **facts):
        OutboundMail.everywhere.filter(pk=rows[f"{name}@h.example"]).update(**facts)

    becomes("s0", state=MailState.SENT, sent_at=now)
    becomes("s1", state=MailState.FAILED)
    becomes("s2", state=MailState.BOUNCED, came_back=ReturnKind.HARD, came_back_at=now, sent_at=now)
    becomes("s3", state=MailState.SENT, sent_at=now, came_back=ReturnKind.COMPLAINT, came_back_at=now)
    becomes("s4", state=MailState.SENT, sent_at=now, came_back=ReturnKind.UNSUBSCRIBED, came_back_at=now)
    for _ in range(2):
        following.follow_letters()

    assert states(letter) == {"posted": 1, "sent": 1, "refused": 1, "bounced": 1, "complained": 2}
    left = Subscriber.everywhere.filter(state="left").order_by("email").values_list("email", flat=True)
    assert list(left) == ["s3@h.example", "s4@h.example"]
    assert sorted(Consent.everywhere.values_list("channel", flat=True)) == ["complaint", "provider"]


def test_past_their_month_contacts_find_the_letter_in_their_digest_unless_it_is_urgent(cast, client):
    NoticeSettings.everywhere.create(authority=cast.pays, person_messages=5)
    asked, fresh = (
        make_contact(make_organisation(cast.pays, f"Chez {name}"), name) for name in ("Zoé", "Léa")
    )
    for rank in range(5):
        Notice.everywhere.create(
            authority=cast.pays,
            person=asked,
            event="minutes",
            subject_kind="essai",
            subject_id=rank,
            title="Essai",
            state="told",
            way="mail",
            minutes=1,
            due_at=timezone.now(),
            told_at=timezone.now(),
        )
    letter = make_letter(cast.pays, make_audience(cast.pays, "contacts:"), by=cast.theo)
    send(letter, cast)

    assert list(mails().values_list("to", flat=True)) == [fresh.email]
    assert states(letter) == {"posted": 1, "digest": 1}
    waiting = Notice.everywhere.get(person=asked, event="letter")
    assert (waiting.way, waiting.path) == ("digest", f"/pays-des-sources/partenaires/lettres/{letter.pk}/")
    assert Notice.everywhere.get(person=fresh, event="letter").way == "mail"

    urgent = make_letter(cast.pays, letter.audience, by=cast.theo, subject="Route coupée")
    send(urgent, cast, urgent_because="La route est coupée demain.")
    assert states(urgent) == {"posted": 2}


def test_a_test_goes_to_whoever_writes_and_to_nobody_else(cast):
    letter = letter_for(cast)
    sending.send_test(letter, by=cast.theo)
    mail = OutboundMail.everywhere.get()
    assert (mail.to, mail.subject, mail.is_bulk) == (cast.theo.email, "[Essai] Des nouvelles du jeudi", False)
    assert "lettre.invalid" not in mail.text + mail.html
    assert "/lettres/choix/" not in mail.text
    assert letter.is_draft


def test_another_letter_on_its_way_to_the_same_people_is_said(cast):
    letter = letter_for(cast)
    other = make_letter(cast.pays, letter.audience, by=cast.theo, subject="Autre lettre")
    sending.release(other, at=timezone.now() + timedelta(days=2), typed=None, by=cast.theo)
    emails = {each.email for each in recipients(letter.audience).taken}
    assert [(each.letter, each.people) for each in overlaps_of(letter, emails, timezone.now())] == [
        (other, 3)
    ]
    assert overlaps_of(letter, emails, timezone.now() - timedelta(days=9)) == []


def test_each_mail_carries_its_own_way_out(cast, settings):
    settings.MAIL_INBOX = "reponses@pays.example"
    letter = letter_for(cast, 2)
    send(letter, cast)
    ways = list(mails().values_list("headers", flat=True))
    assert ways[0]["List-Unsubscribe"] != ways[1]["List-Unsubscribe"]
    assert {way["List-Unsubscribe-Post"] for way in ways} == {"List-Unsubscribe=One-Click"}
    by_mail, by_web = ways[0]["List-Unsubscribe"].split(", ")
    assert by_mail.startswith("<mailto:reponses+arret.s")
    assert by_web.startswith("<http://localhost:8000/pays-des-sources/lettres/arret/s")


def test_a_mail_to_the_address_of_leaving_unsubscribes(cast, settings):
    settings.MAIL_INBOX = "reponses@pays.example"
    letter = letter_for(cast, 1)
    send(letter, cast)
    way = mails().get().headers["List-Unsubscribe"].split(">")[0].removeprefix("<mailto:").split("?")[0]
    raw = f"From: s0@h.example\nTo: {way}\nSubject: desabonnement\nMessage-ID: <1@h.example>\n\n"
    assert read_message(raw.encode()) == "reply"
    assert Subscriber.everywhere.get().state == "left"
    assert Consent.everywhere.get().channel == "reply"
    forged = raw.replace("arret.s1", "arret.s2").replace("<1@", "<2@")
    read_message(forged.encode())
    assert Consent.everywhere.count() == 1


def test_the_foot_says_whose_link_it_is(cast):
    letter = letter_for(cast, 1)
    send(letter, cast)
    mail = mails().get()
    for body in (mail.text, mail.html):
        assert "Ces liens sont ceux de s0@h.example" in body
        assert "/pays-des-sources/lettres/abonnement/" in body
    assert Delivery.everywhere.get().state == DeliveryState.POSTED
