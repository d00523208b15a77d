"""Discussions: who reads which, who is told how, what may be corrected, hidden, answered by mail."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from django.utils import timezone

from maillage.accounts.domain.inbox import read_message
from maillage.accounts.enums import InboundKind
from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.library.domain import threads as domain
from maillage.library.models import Follow, Post, Thread
from maillage.library.queries.follows import follow_behind, reply_token
from maillage.library.queries.threads import posts_of_people, threads_of
from maillage.library.queries.voices import voice_of_user
from maillage.partners.domain.retention import forget_person
from maillage.partners.enums import NoticeState
from maillage.partners.models import Notice
from maillage.partners.queries.circles import reader_of_person, reader_of_user
from maillage.partners.queries.notices import true_among
from tests.governance.factories import make_body, make_group, make_mandate, make_seat
from tests.library.sharing import make_post, make_thread, voice_of_contact
from tests.partners.factories import make_contact, make_organisation

THREADS = "/pays-des-sources/espace/discussions/"


@pytest.fixture
def committee(cast):
    return make_body(cast.pays, "Comité technique", kind="technical_committee")


def member(committee, name, **facts):
    house = make_organisation(committee.authority, f"Chez {name}")
    person = make_contact(house, name, **facts)
    make_mandate(make_seat(make_group(committee, name=f"Collège de {name}"), house), person)
    return person


def outsider(cast):
    return make_contact(make_organisation(cast.pays, "Dehors"), "Zoé Dehors")


def test_a_partner_sees_the_discussions_of_their_circles_and_those_open_to_all(cast, in_pays, committee):
    lea = member(committee, "Léa Martin")
    inside = make_thread(cast.pays, "Du comité", circle=committee.circle)
    everyone = make_thread(cast.pays, "De tous")
    make_thread(cast.elsewhere, "D’ailleurs")

    def seen(reader):
        return set(Thread.everywhere.visible_to(reader))

    assert seen(reader_of_person(lea)) == {inside, everyone}
    assert seen(reader_of_person(outsider(cast))) == {everyone}
    assert seen(reader_of_user(cast.theo)) == {inside, everyone}
    assert seen(reader_of_user(cast.greta)) == set()
    assert seen(reader_of_person(None)) == set()


def test_nobody_opens_a_discussion_where_they_do_not_sit(cast, committee):
    with pytest.raises(DomainError, match="ne siégez pas"):
        domain.open_thread(
            cast.pays, voice_of_contact(outsider(cast)), title="Moi", text="Ici.", circle=committee.circle
        )
    assert Thread.everywhere.count() == 0


def test_the_other_members_are_told_by_the_digest_once_a_week(cast, in_pays, committee):
    lea, max_ = member(committee, "Léa Martin"), member(committee, "Max Petit")
    with time_machine.travel("2026-03-03 10:00", tick=False):
        thread = domain.open_thread(
            cast.pays, voice_of_contact(lea), title="Le soir", text="Qui d’autre ?", circle=committee.circle
        )
        domain.answer_thread(thread, voice_of_contact(lea), text="Personne ?")

    notice = Notice.everywhere.get()
    assert (notice.person, notice.title, notice.state) == (max_, "Le soir", NoticeState.DUE)
    assert notice.path == f"/pays-des-sources/partenaires/discussions/{thread.pk}/"
    assert OutboundMail.everywhere.count() == 0

    with time_machine.travel("2026-03-10 10:00", tick=False):
        domain.answer_thread(thread, voice_of_contact(lea), text="Toujours personne ?")
    assert Notice.everywhere.filter(person=max_).count() == 2


def test_a_digest_keeps_silent_on_what_was_hidden_since_or_no_longer_concerns(cast, in_pays, committee):
    lea, max_ = member(committee, "Léa Martin"), member(committee, "Max Petit")
    thread = domain.open_thread(
        cast.pays, voice_of_contact(lea), title="Le soir", text="Qui d’autre ?", circle=committee.circle
    )
    rows = list(Notice.everywhere.all())
    assert true_among(rows) == {rows[0].pk}

    max_.mandates(manager="everywhere").update(ends_on=timezone.localdate())
    assert true_among(rows) == set()

    max_.mandates(manager="everywhere").update(ends_on=None)
    domain.hide_post(thread.posts(manager="everywhere").get(), because="Le nom d’une personne.", by=cast.theo)
    assert true_among(rows) == set()


def test_whoever_follows_gets_each_message_and_answers_by_mail(cast, in_pays, committee, settings):
    settings.MAIL_INBOX = "reponse@maillage.example"
    lea, max_ = member(committee, "Léa Martin"), member(committee, "Max Petit")
    thread = make_thread(cast.pays, circle=committee.circle)
    domain.follow_thread(thread, voice_of_contact(max_))
    domain.answer_thread(thread, voice_of_contact(lea), text="Le jeudi ?")

    mail = OutboundMail.everywhere.get(kind="discussion")
    token = reply_token(Follow.everywhere.get())
    assert mail.to == "max@partenaire.example"
    assert mail.reply_to == f"reponse+fil.{token}@maillage.example"

    assert read_message(answer_to(mail)) == InboundKind.REPLY
    post = Post.everywhere.latest("pk")
    assert (post.text, post.person, post.thread) == ("Le jeudi me va.", max_, thread)

    domain.unfollow_thread(thread, voice_of_contact(max_))
    assert read_message(answer_to(mail, number=2)) == InboundKind.UNKNOWN


def answer_to(mail, number=1) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = mail.to, mail.reply_to
    message["Message-ID"] = f"<{number}@example.org>"
    message.set_content("Le jeudi me va.")
    return message.as_bytes()


def test_a_forged_or_old_token_answers_nothing(cast, in_pays, committee):
    max_ = member(committee, "Max Petit")
    thread = make_thread(cast.pays, circle=committee.circle)
    domain.follow_thread(thread, voice_of_contact(max_))
    token = reply_token(Follow.everywhere.get())

    assert follow_behind(token).person == max_
    assert [follow_behind(each) for each in (f"{token}0", "x-y", "", token.split("-", maxsplit=1)[0])] == [
        None
    ] * 4

    max_.mandates(manager="everywhere").update(ends_on=timezone.localdate())
    with pytest.raises(DomainError, match="ne correspond à aucune"):
        domain.answer_by_mail(token, "max@partenaire.example", "Encore moi.", None)


def test_an_author_corrects_within_the_hour_and_nobody_else_ever(cast, committee):
    lea, max_ = member(committee, "Léa Martin"), member(committee, "Max Petit")
    post = make_post(make_thread(cast.pays), person=lea)

    domain.correct_post(post, voice_of_contact(lea), text="Nous aussi, le jeudi.")
    with pytest.raises(DomainError, match="pas de vous"):
        domain.correct_post(post, voice_of_contact(max_), text="Moi non.")
    with (
        time_machine.travel(timezone.now() + timedelta(minutes=61)),
        pytest.raises(DomainError, match="dans l’heure"),
    ):
        domain.correct_post(post, voice_of_contact(lea), text="Trop tard.")

    post.refresh_from_db()
    assert (post.text, post.corrected_at is not None) == ("Nous aussi, le jeudi.", True)


def test_a_hidden_message_keeps_its_text_for_the_team_and_its_reason_for_all(client, cast):
    thread = make_thread(cast.pays, text="Madame Untel, 3 rue du Four.")
    post = Post.everywhere.get()
    with pytest.raises(DomainError, match="tous le liront"):
        domain.hide_post(post, because="non", by=cast.theo)
    domain.hide_post(post, because="Le nom d’une personne.", by=cast.theo)

    def page(user):
        client.force_login(user)
        return client.get(f"{THREADS}{thread.pk}/").content.decode()

    assert "3 rue du Four" in page(cast.theo)
    assert "3 rue du Four" not in page(cast.chloe)
    assert "Motif\u00a0: Le nom d’une personne." in page(cast.chloe)

    domain.show_post(post, by=cast.theo)
    assert "3 rue du Four" in page(cast.chloe)


def test_a_closed_discussion_is_read_and_not_answered(cast):
    thread = make_thread(cast.pays)
    domain.close_thread(thread, by=cast.theo)

    with pytest.raises(DomainError, match="close"):
        domain.answer_thread(thread, voice_of_user(cast.theo, cast.pays), text="Encore.")
    domain.reopen_thread(thread, by=cast.theo)
    domain.answer_thread(thread, voice_of_user(cast.theo, cast.pays), text="Encore.")
    assert Post.everywhere.count() == 2


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>"]
)
def test_no_message_brings_a_script(client, cast, text):
    thread = make_thread(cast.pays, text=text)
    client.force_login(cast.theo)
    page = client.get(f"{THREADS}{thread.pk}/").content.decode()

    article = page[page.index("<article") : page.index("</article>")]
    assert "<script" not in article
    assert "<img" not in article
    assert 'href="javascript' not in article


def test_an_erased_contact_leaves_their_words_and_not_their_name(cast, committee):
    lea = make_contact(make_organisation(cast.pays, "Chez Léa"), "Léa Martin")
    post = make_post(make_thread(cast.pays), "Le jeudi.", person=lea)
    assert [row["message"] for row in posts_of_people(type(lea).everywhere.filter(pk=lea.pk))] == [
        "Le jeudi."
    ]

    forget_person(lea, by=cast.theo)

    post.refresh_from_db()
    assert (post.text, post.author) == ("Le jeudi.", "Personne effacée")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_discussion_or_three(client, cast, django_assert_num_queries, count):
    for rank in range(count):
        make_thread(cast.pays, f"Sujet {rank}")
    client.force_login(cast.theo)

    with django_assert_num_queries(11):
        response = client.get(THREADS)

    assert [thread.messages for thread in response.context["page"]] == [1] * count


@pytest.mark.parametrize("count", [1, 3])
def test_a_discussion_costs_the_same_for_one_message_or_three(client, cast, django_assert_num_queries, count):
    thread = Thread.everywhere.create(authority=cast.pays, title="Le soir")
    for rank in range(count):
        house = make_organisation(cast.pays, f"Maison {rank}")
        make_post(thread, person=make_contact(house, f"Personne {rank}", email=f"p{rank}@x.example"))
    client.force_login(cast.theo)

    with django_assert_num_queries(13):
        response = client.get(f"{THREADS}{thread.pk}/")

    assert len(response.context["posts"]) == count


def test_threads_are_counted_without_what_is_hidden(cast, in_pays):
    thread = make_thread(cast.pays)
    domain.hide_post(make_post(thread), because="Hors sujet ici.", by=cast.theo)

    assert [row.messages for row in threads_of(cast.pays, reader_of_user(cast.theo))] == [1]
