import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.accounts.models import OutboundMail
from maillage.accounts.queries.tokens import fingerprint
from maillage.common.errors import DomainError
from maillage.common.personal_data import HOLDINGS
from maillage.governance.domain import polls as domain
from maillage.governance.models import DatePoll, Meeting, PollAnswer, PollGuest
from maillage.governance.queries.calendar_days import moment
from maillage.governance.queries.polls import results_of, to_ask
from maillage.journal.models import Entry
from maillage.partners.models import Interaction
from tests.governance.factories import make_body, make_group, make_mandate, make_seat
from tests.partners.factories import make_organisation

LINK = re.compile(r"http://localhost:8000(/sondage/([\w-]{43})/)")
YES, MAYBE, NO = "yes", "maybe", "no"


def url(name, *args):
    return reverse(f"governance:{name}", args=["pays-des-sources", *args])


def in_days(days, hour=14):
    return moment(timezone.localdate() + timedelta(days=days), time(hour))


def seat_someone(body, college="Membres", organisation=None, **facts):
    group = body.groups(manager="everywhere").filter(name=college).first() or make_group(body, name=college)
    return make_mandate(make_seat(group, organisation), **facts)


def open_poll(body, by, dates=(40, 41, 42), **facts) -> DatePoll:
    known = {"title": "Réunion de printemps", "closes_on": timezone.localdate() + timedelta(days=20)}
    return domain.open_poll(body, moments=[in_days(each) for each in dates], by=by, **known | facts)


def guest_of(mandate) -> PollGuest:
    return PollGuest.everywhere.get(mandate=mandate)


def say(guest, *values, **facts) -> None:
    """One word for each date, in their order."""
    options = guest.poll.options(manager="everywhere").values_list("pk", flat=True)
    domain.answer_poll(guest, answers=dict(zip(options, values, strict=True)), **facts)


def said(guest) -> list[str]:
    return list(guest.answers(manager="everywhere").order_by("option").values_list("value", flat=True))


def page_in_mail_to(mandate) -> str:
    return LINK.search(OutboundMail.everywhere.filter(to=mandate.person.email).latest("pk").text)[1]


def form_of(poll, *values, note="") -> dict:
    options = poll.options(manager="everywhere").values_list("pk", flat=True)
    return {"note": note, **{f"option_{pk}": value for pk, value in zip(options, values, strict=True)}}


# Opening


def test_each_member_with_an_address_gets_one_mail_with_their_own_link(cast):
    body = make_body(cast.pays)
    members = [seat_someone(body), seat_someone(body)]

    open_poll(body, cast.theo, place="Mairie")

    mails = OutboundMail.everywhere.order_by("pk")
    assert [(mail.kind, mail.to, mail.subject) for mail in mails] == [
        ("date_poll", each.person.email, "Comité des partenaires : quelles dates vous conviennent ?")
        for each in members
    ]
    tokens = [LINK.search(mail.text)[2] for mail in mails]
    assert [guest_of(each).token_hash for each in members] == [fingerprint(token) for token in tokens]
    assert "Mairie" in mails[0].text
    assert not set(tokens) & set(str(list(PollGuest.everywhere.values())).split("'"))
    assert Entry.everywhere.latest("pk").verb == "a ouvert un sondage de dates"


def test_who_is_asked(cast):
    body = make_body(cast.pays)
    titular = seat_someone(body)
    make_mandate(titular.seat, role="alternate")  # has their titular: not asked
    alone = make_mandate(make_seat(titular.seat.group), role="alternate")
    seat_someone(body, ends_on=timezone.localdate())  # over today
    make_mandate(make_seat(titular.seat.group, closed_on=date(2026, 1, 1)))
    make_mandate(make_seat(make_group(body, name="Autre")), titular.person)  # the same person, once

    assert to_ask(body) == [titular, alone]


@pytest.mark.parametrize("facts", [{"email": ""}, {"opposed_on": date(2026, 1, 1)}])
def test_who_cannot_be_mailed_is_to_be_called(cast, in_pays, facts):
    body = make_body(cast.pays)
    mandate = seat_someone(body)
    for name, value in facts.items():
        setattr(mandate.person, name, value)
    mandate.person.save()

    poll = open_poll(body, cast.theo)

    assert not OutboundMail.everywhere.exists()
    assert results_of(poll)["to_call"] == [guest_of(mandate)]
    say(guest_of(mandate), YES, NO, MAYBE, by=cast.theo)
    assert results_of(poll)["to_call"] == []


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"dates": (40,)}, "de deux à douze"),
        ({"dates": (40, 40)}, "de deux à douze"),
        ({"dates": range(40, 53)}, "de deux à douze"),
        ({"dates": (-2, 40)}, "déjà passée"),
        ({"closes_on": date(2026, 1, 1)}, "limite pour répondre est déjà passée"),
        ({"closes_on": date(2090, 1, 1)}, "avant la première date"),
    ],
)
def test_a_poll_that_makes_no_sense_is_refused(cast, facts, message):
    body = make_body(cast.pays)
    seat_someone(body)

    with pytest.raises(DomainError, match=message):
        open_poll(body, cast.theo, **facts)

    assert not DatePoll.everywhere.exists()


def test_a_body_without_members_is_not_asked(cast):
    with pytest.raises(DomainError, match="composez-la"):
        open_poll(make_body(cast.pays), cast.theo)


# Answering


def test_reading_the_page_does_nothing_and_the_button_does(client, cast):
    body = make_body(cast.pays)
    mandate = seat_someone(body)
    poll = open_poll(body, cast.theo)
    page = page_in_mail_to(mandate)

    html = client.get(page).content.decode()
    assert (html.count('type="radio"'), PollAnswer.everywhere.count()) == (9, 0)

    response = client.post(page, form_of(poll, YES, MAYBE, NO, note="Après 9 h."), follow=True)

    assert "Merci, votre réponse est notée." in response.content.decode()
    assert (said(guest_of(mandate)), guest_of(mandate).note) == ([YES, MAYBE, NO], "Après 9 h.")


def test_an_answer_can_be_changed_until_the_poll_closes(client, cast):
    body = make_body(cast.pays)
    mandate = seat_someone(body, organisation=make_organisation(cast.pays))
    poll = open_poll(body, cast.theo)
    page = page_in_mail_to(mandate)

    client.post(page, form_of(poll, YES, YES, YES))
    client.post(page, form_of(poll, NO, NO, YES))

    assert said(guest_of(mandate)) == [NO, NO, YES]
    assert Interaction.everywhere.values_list("kind", "organisation__name").get() == (
        "answer",
        "Mission locale",
    )
    domain.close_poll(poll, by=cast.theo)
    assert client.post(page, form_of(poll, YES, YES, YES)).status_code == 410
    assert said(guest_of(mandate)) == [NO, NO, YES]


def test_each_date_wants_its_word(client, cast):
    body = make_body(cast.pays)
    poll = open_poll_with_member(body, cast)
    facts = form_of(poll, YES, YES, YES)
    facts.popitem()

    html = client.post(page_in_mail_to(PollGuest.everywhere.get().mandate), facts).content.decode()

    assert "Répondez pour cette date." in html
    assert not PollAnswer.everywhere.exists()


def open_poll_with_member(body, cast, **facts) -> DatePoll:
    seat_someone(body)
    return open_poll(body, cast.theo, **facts)


@pytest.mark.parametrize("values", [{}, {"x": YES}])
def test_an_answer_for_other_dates_is_refused(cast, values):
    open_poll_with_member(make_body(cast.pays), cast)

    with pytest.raises(DomainError, match="pour chaque date"):
        domain.answer_poll(PollGuest.everywhere.get(), answers=values)


def test_a_link_dies_with_its_poll_and_an_unknown_one_leads_nowhere(client, cast):
    body = make_body(cast.pays)
    poll = open_poll_with_member(body, cast)
    page = page_in_mail_to(PollGuest.everywhere.get().mandate)

    assert client.get("/sondage/nonsense/").status_code == 404
    assert client.get(page).status_code == 200
    DatePoll.everywhere.update(closes_on=timezone.localdate() - timedelta(days=1))
    assert client.get(page).status_code == 410
    with pytest.raises(DomainError, match="clos"):
        say(PollGuest.everywhere.get(), YES, YES, YES)
    domain.settle_poll(poll, poll.options(manager="everywhere").first(), by=cast.theo)
    assert "aura lieu" in client.get(page).content.decode()


def test_the_secretary_writes_what_was_said_on_the_phone(client, cast):
    body = make_body(cast.pays)
    poll = open_poll_with_member(body, cast)
    guest = PollGuest.everywhere.get()
    client.force_login(cast.theo)

    response = client.post(url("poll_guest", poll.pk, guest.pk), form_of(poll, NO, YES, MAYBE))

    assert (response["Location"], said(guest)) == (url("poll", poll.pk), [NO, YES, MAYBE])


def test_the_journal_holds_no_name(cast):
    body = make_body(cast.pays)
    poll = open_poll_with_member(body, cast)
    guest = PollGuest.everywhere.get()
    say(guest, YES, NO, NO, note="Je serai à Metz.")

    lines = str(list(Entry.everywhere.values()))
    assert (guest.mandate.person.full_name in lines, guest.mandate.person.email in lines) == (False, False)
    assert Entry.everywhere.latest("pk").target_name == poll.title


# Reading and settling


@pytest.mark.parametrize("count", [1, 3])
def test_the_results_cost_the_same_for_one_member_or_three(client, cast, django_assert_num_queries, count):
    body = make_body(cast.pays)
    for _ in range(count):
        seat_someone(body)
    poll = open_poll(body, cast.theo)
    for guest in PollGuest.everywhere.all():
        say(guest, YES, NO, MAYBE)
    client.force_login(cast.theo)

    with django_assert_num_queries(13):
        response = client.get(url("poll", poll.pk))

    assert (response.context["answered"], response.context["asked"]) == (count, count)


def test_the_screen_shows_the_matrix_by_college_and_its_advice(client, cast):
    body = make_body(cast.pays)
    elected = [seat_someone(body, "Élus") for _ in range(3)]
    union = seat_someone(body, "Salariés")
    poll = open_poll(body, cast.theo)
    for mandate in elected:
        say(guest_of(mandate), NO, YES, YES)
    say(guest_of(elected[0]), YES, YES, YES)
    say(guest_of(union), YES, NO, NO)
    client.force_login(cast.theo)

    response = client.get(url("poll", poll.pk))

    assert response.context["best"] == poll.options(manager="everywhere").first()
    assert [(group.name, len(guests)) for group, guests in response.context["groups"]] == [
        ("Élus", 3),
        ("Salariés", 1),
    ]
    assert [column["emptied"] for column in response.context["columns"]] == [[], ["Salariés"], ["Salariés"]]
    assert "laisse le collège « Salariés » vide." in response.content.decode()


def test_fixing_a_date_plans_the_meeting_and_closes_the_poll_once(client, cast):
    body = make_body(cast.pays)
    poll = open_poll_with_member(body, cast, place="Mairie", duration=90)
    option, other, _ = poll.options(manager="everywhere").all()
    client.force_login(cast.theo)

    client.post(url("poll_settle", poll.pk, option.pk))
    again = client.post(url("poll_settle", poll.pk, other.pk), follow=True).content.decode()

    meeting = Meeting.everywhere.get()
    assert (meeting.starts_at, meeting.place, meeting.title) == (option.starts_at, "Mairie", poll.title)
    assert meeting.ends_at - meeting.starts_at == timedelta(minutes=90)
    poll.refresh_from_db()
    assert (poll.meeting, poll.is_open) == (meeting, False)
    assert "La date est déjà fixée." in again


def test_two_clicks_at_once_make_one_meeting(cast):
    """The second one had read the poll before the first was done."""
    poll = open_poll_with_member(make_body(cast.pays), cast)
    option, other, _ = poll.options(manager="everywhere").all()
    stale = DatePoll.everywhere.get(pk=poll.pk)
    domain.settle_poll(poll, option, by=cast.theo)

    with pytest.raises(DomainError, match="déjà fixée"):
        domain.settle_poll(stale, other, by=cast.aicha)

    assert Meeting.everywhere.count() == 1


def test_a_date_of_another_poll_is_not_fixed(cast):
    body = make_body(cast.pays)
    poll = open_poll_with_member(body, cast)
    other = open_poll(body, cast.theo, title="Autre")

    with pytest.raises(DomainError, match="pas dans ce sondage"):
        domain.settle_poll(poll, other.options(manager="everywhere").first(), by=cast.theo)


def test_a_poll_closed_without_a_date_may_still_be_settled(client, cast):
    poll = open_poll_with_member(make_body(cast.pays), cast)
    client.force_login(cast.theo)

    client.post(url("poll_close", poll.pk))
    with pytest.raises(DomainError, match="clos"):
        domain.close_poll(poll, by=cast.theo)
    domain.settle_poll(poll, poll.options(manager="everywhere").first(), by=cast.theo)

    assert Meeting.everywhere.count() == 1


def test_a_poll_is_opened_from_its_form(client, cast):
    body = make_body(cast.pays)
    seat_someone(body)
    client.force_login(cast.theo)
    first, second = (in_days(days).date().isoformat() for days in (40, 41))
    facts = {"title": "Printemps", "duration": 120, "closes_on": in_days(20).date().isoformat()}
    facts |= {"day_1": first, "time_1": "14:00", "day_2": second, "time_2": ""}

    missing = client.post(url("poll_new", body.pk), facts).content.decode()
    assert "Donnez l’heure de cette date." in missing
    client.post(url("poll_new", body.pk), facts | {"time_2": "09:30"})

    options = DatePoll.everywhere.get().options(manager="everywhere")
    assert [row.starts_at for row in options.all()] == [in_days(40), moment(in_days(41).date(), time(9, 30))]


# Personal data


def test_a_person_takes_their_answers_with_them_and_may_erase_them(cast):
    body = make_body(cast.pays)
    mandate = seat_someone(body)
    mandate.person.email = "chloe@example.org"
    mandate.person.save()
    kept = seat_someone(body)
    open_poll(body, cast.theo, dates=(40, 41))
    say(guest_of(mandate), YES, NO, note="Après 9 h.")
    holding = next(each for each in HOLDINGS if each.label == "Vos réponses aux sondages de dates")

    [exported] = holding.export(cast.chloe)
    assert (exported["instance"], exported["mot"]) == ("Comité des partenaires", "Après 9 h.")
    assert [line.split(" : ")[1] for line in exported["réponses"]] == ["oui", "non"]
    assert holding.export(cast.theo) == []

    assert holding.erase(cast.chloe) == 1
    assert [guest.mandate for guest in PollGuest.everywhere.all()] == [kept]
