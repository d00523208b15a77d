"""The partners' space: what one guest is asked, told and promised, and nothing of what is not theirs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from maillage.governance.domain.answers import answer
from maillage.governance.domain.convocations import convene, send_convocations
from maillage.governance.domain.polls import open_poll
from maillage.governance.models import Action, AgendaItem, Convocation, PollGuest
from maillage.library.domain.threads import answer_thread
from maillage.library.queries.voices import voice_of_user
from maillage.partners.models import Organisation, Person
from maillage.partners.queries.space import space_token
from tests.governance.factories import make_body, make_group, make_mandate, make_meeting, make_seat
from tests.library.sharing import make_card, make_dialogue, make_thread
from tests.partners.factories import chloe_s_card, make_contact, make_exchange, make_organisation

SPACE = "/pays-des-sources/partenaires/"


@pytest.fixture
def committee(cast):
    return make_body(cast.pays, "Comité technique", kind="technical_committee")


@pytest.fixture
def lea(cast, committee):
    house = make_organisation(cast.pays)
    person = make_contact(house, "Léa Martin", phone="06 39 98 00 00")
    make_mandate(make_seat(make_group(committee), house), person)
    return person


@pytest.fixture
def visitor(lea):
    client = Client()
    client.post(f"{SPACE}entrer/{space_token(lea)}/")
    return client


def ahead(days: int):
    return (timezone.now() + timedelta(days=days)).replace(microsecond=0)


def test_whoever_lost_their_session_is_asked_for_their_address(cast, client):
    assert client.get(SPACE)["Location"] == f"{SPACE}mon-lien/"


def test_the_door_leads_to_the_space_and_leaving_shuts_it(lea, visitor):
    assert visitor.get(SPACE).context["request"].guest.person == lea

    visitor.post(f"{SPACE}quitter/")
    assert visitor.get(f"{SPACE}qui-est-qui/").status_code == 404


def test_a_convocation_and_a_poll_are_answered_from_there(cast, committee, lea, visitor):
    meeting = make_meeting(committee, ahead(20), place="Salle du conseil")
    AgendaItem.everywhere.create(body=committee, meeting=meeting, title="Les horaires", kind="information")
    convene(meeting, by=cast.aicha)
    send_convocations()
    open_poll(
        committee, title="En juin", moments=[ahead(60), ahead(61)], closes_on=ahead(10).date(), by=cast.aicha
    )

    poll, call = visitor.get(SPACE).context["dates"]
    assert (poll.title, poll.button, call.button) == ("En juin", "Choisir mes dates", "Dire si je viens")
    assert Client().get(poll.link.removeprefix("http://localhost:8000")).status_code == 200
    assert Client().get(call.link.removeprefix("http://localhost:8000")).status_code == 200

    answer(Convocation.everywhere.get(), "yes")
    _, call = visitor.get(SPACE).context["dates"]
    assert (call.state, call.is_done) == ("viendra", True)
    assert PollGuest.everywhere.get().answered_at is None


def test_what_is_asked_and_promised_is_that_of_their_house(cast, committee, lea, visitor):
    house = lea.functions(manager="everywhere").get().organisation
    item = AgendaItem.everywhere.create(
        body=committee, meeting=make_meeting(committee, ahead(-20)), title="Le soir", kind="information"
    )
    Action.everywhere.create(item=item, text="Compter les refus.", owner=house, due_on=ahead(-2).date())
    Action.everywhere.create(item=item, text="À d’autres.", owner=make_organisation(cast.pays, "CCAS"))
    make_exchange(house, "Une salle par mois.", kind="promise")
    make_dialogue(cast.pays, "Taxis", "Cars")

    context = visitor.get(SPACE).context
    assert [(each.text, each.is_late) for each in context["asked"]] == [("Compter les refus.", True)]
    assert [each.text for each in context["promised"]] == ["Une salle par mois."]


def test_what_changed_is_said_once_seen_no_more_and_one_s_own_words_never(cast, committee, lea, visitor):
    thread = make_thread(cast.pays, circle=committee.circle)
    hidden = make_thread(cast.pays, "Ailleurs", circle=make_body(cast.pays, "Autre comité").circle)
    answer_thread(thread, voice_of_user(cast.theo, cast.pays), text="Le jeudi ?")
    make_card(make_organisation(cast.pays, "CCAS"))

    page = visitor.get(SPACE)
    assert sorted(each.what for each in page.context["news"]) == ["2 messages", "qui fait quoi"]
    assert str(hidden) not in page.content.decode()

    visitor.post(f"{SPACE}vu/")
    page = visitor.get(SPACE)
    assert [each.what for each in page.context["news"]] == []
    assert page.context["is_first"] is False


def test_a_member_shows_their_address_or_keeps_it(cast, committee, lea, visitor):
    house = make_organisation(cast.pays, "CCAS")
    rosalie = make_contact(house, "Rosalie Claudel", phone="06 39 98 00 09")
    make_mandate(make_seat(make_group(committee, "operators"), house), rosalie)
    outside = make_contact(make_organisation(cast.pays, "Dehors"), "Zoé Dehors")

    page = visitor.get(f"{SPACE}qui-est-qui/").content.decode()
    assert "Rosalie Claudel" in page
    assert "rosalie@partenaire.example" not in page
    assert "06 39 98 00 09" not in page
    assert outside.full_name not in page

    Person.everywhere.filter(pk=rosalie.pk).update(shared_on=timezone.localdate())
    page = visitor.get(f"{SPACE}qui-est-qui/").content.decode()
    assert "rosalie@partenaire.example" in page

    Person.everywhere.filter(pk=rosalie.pk).update(opposed_on=timezone.localdate())
    assert "rosalie@partenaire.example" not in visitor.get(f"{SPACE}qui-est-qui/").content.decode()


def test_a_mandate_that_ended_shows_nothing_of_its_body(cast, committee, lea, visitor):
    lea.mandates(manager="everywhere").update(ends_on=timezone.localdate())
    make_meeting(committee, ahead(20))
    make_thread(cast.pays, "Du comité", circle=committee.circle)

    context = visitor.get(SPACE).context
    assert (context["seats"], context["dates"], list(context["threads"])) == ([], [], [])


def test_an_account_of_a_partner_sees_the_same(cast, committee):
    make_mandate(make_seat(make_group(committee)), chloe_s_card(cast))
    make_meeting(committee, ahead(20))
    client = Client()
    client.force_login(cast.chloe)

    assert [each.title for each in client.get(SPACE).context["dates"]] == ["Comité technique"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_costs_the_same_for_one_of_each_or_three(
    cast, committee, visitor, django_assert_num_queries, count
):
    house = Organisation.everywhere.get()
    for rank in range(count):
        meeting = make_meeting(committee, ahead(20 + rank))
        item = AgendaItem.everywhere.create(
            body=committee, meeting=meeting, title="Le soir", kind="information"
        )
        Action.everywhere.create(item=item, text=f"Faire {rank}.", owner=house)
        make_exchange(house, f"Promesse {rank}", kind="promise")
        make_thread(cast.pays, f"Sujet {rank}", circle=committee.circle, user=cast.theo)
        make_dialogue(cast.pays, f"Taxis {rank}", f"CCAS {rank}")

    with django_assert_num_queries(28):
        context = visitor.get(SPACE).context

    found = (len(context["dates"]), len(context["asked"]), len(context["promised"]), len(context["threads"]))
    assert found == (count, count, count, count)


@pytest.mark.parametrize("count", [1, 3])
def test_who_is_who_costs_the_same_for_one_member_or_three(
    cast, committee, visitor, django_assert_num_queries, count
):
    for rank in range(count):
        house = make_organisation(cast.pays, f"Maison {rank}")
        person = make_contact(house, f"Personne {rank}", email=f"p{rank}@x.example")
        make_mandate(make_seat(make_group(committee, name=f"Collège {rank}"), house), person)

    with django_assert_num_queries(7):
        (row,) = visitor.get(f"{SPACE}qui-est-qui/").context["rows"]

    assert len(row["members"]) == count + 1
