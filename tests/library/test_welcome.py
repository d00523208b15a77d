"""The welcome path: five steps, kept one by one, from a link that the team sends."""

import pytest
import time_machine
from django.test import Client

from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.library.domain.welcome import invite_to_welcome, take_step
from maillage.library.enums import WelcomeStep
from maillage.library.models import Welcome
from maillage.library.queries.welcome import five_words, lines_of, welcome_of
from maillage.partners.domain.merge import merge_people
from maillage.partners.domain.retention import forget_person
from maillage.partners.queries.space import space_token
from tests.governance.factories import make_body, make_group, make_mandate, make_seat
from tests.library.sharing import make_welcome
from tests.partners.factories import make_contact, make_organisation

PATH = "/pays-des-sources/partenaires/bienvenue/"


@pytest.fixture
def lea(cast):
    return make_contact(make_organisation(cast.pays), "Léa Martin")


def test_five_steps_in_any_sitting_and_the_place_is_kept(cast, lea):
    with time_machine.travel("2026-03-02 10:00"):
        take_step(lea, "projet")
    with time_machine.travel("2026-04-02 10:00"):
        take_step(lea, "projet")  # read again: the day of the first time stays
        take_step(lea, "mots")

    welcome = welcome_of(lea)
    assert (welcome.steps, welcome.next_step, welcome.done) == (
        {"projet": "2026-03-02", "mots": "2026-04-02"},
        WelcomeStep.DETAILS,
        2,
    )
    assert [line.is_next for line in lines_of(welcome)] == [False, True, False, False, False]

    with time_machine.travel("2026-05-02 10:00"):
        for step in WelcomeStep:
            take_step(lea, step.value)
    assert welcome_of(lea).finished_on.isoformat() == "2026-05-02"
    with pytest.raises(DomainError, match="n’existe pas"):
        take_step(lea, "autre")


def test_the_five_words_stand_in_the_glossary(cast):
    assert len(five_words(cast.pays)) == 5


def test_the_team_sends_the_link_once_a_week_and_it_opens_the_path(cast, lea):
    with time_machine.travel("2026-03-02 10:00"):
        invite_to_welcome(lea, by=cast.theo)
        with pytest.raises(DomainError, match="une semaine"):
            invite_to_welcome(lea, by=cast.theo)
    mail = OutboundMail.everywhere.get(kind="welcome")
    assert (mail.to, PATH in mail.text) == (lea.email, True)

    with time_machine.travel("2026-03-09 10:00"):
        invite_to_welcome(lea, by=cast.theo)
    assert OutboundMail.everywhere.filter(kind="welcome").count() == 2


def test_whoever_finished_or_opposed_mail_is_left_in_peace(cast, lea):
    for step in WelcomeStep:
        take_step(lea, step.value)
    with pytest.raises(DomainError, match="déjà fini"):
        invite_to_welcome(lea, by=cast.theo)
    mute = make_contact(make_organisation(cast.pays, "Muet"), "Max Petit", email="")
    with pytest.raises(DomainError, match="appelez-le"):
        invite_to_welcome(mute, by=cast.theo)


def test_a_contact_walks_the_path_on_a_phone_with_one_button_a_page(cast, lea):
    client = Client()
    client.post(f"/pays-des-sources/partenaires/entrer/{space_token(lea)}/")
    for step in WelcomeStep:
        page = client.get(f"{PATH}{step.value}/")
        assert page.status_code == 200
        answer = client.post(f"{PATH}{step.value}/")

    assert answer["Location"] == PATH
    assert Welcome.everywhere.get().done == 5


def test_the_path_resumes_where_it_was_left(cast, lea):
    take_step(lea, "projet")
    client = Client()
    client.post(f"/pays-des-sources/partenaires/entrer/{space_token(lea)}/")

    assert client.get(PATH)["Location"] == f"{PATH}coordonnees/"


def test_the_path_of_two_cards_of_one_person_is_one_and_goes_with_them(cast, lea):
    twin = make_contact(
        make_organisation(cast.pays, "Ailleurs"), "Léa Martin", email="lea2@partenaire.example"
    )
    make_welcome(lea, steps={"projet": "2026-03-02"})
    make_welcome(twin)
    merge_people(lea, twin, choices={}, by=cast.theo)

    assert Welcome.everywhere.get().steps == {"projet": "2026-03-02"}


def test_erased_a_member_keeps_their_seat_and_not_their_path(cast, lea):
    make_mandate(make_seat(make_group(make_body(cast.pays))), lea)
    make_welcome(lea)
    forget_person(lea, by=cast.theo)

    assert Welcome.everywhere.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_for_one_contact_or_three(client, cast, django_assert_num_queries, count):
    for rank in range(count):
        house = make_organisation(cast.pays, f"Maison {rank}")
        make_welcome(make_contact(house, f"Personne {rank}", email=f"p{rank}@x.example"))
    client.force_login(cast.theo)

    with django_assert_num_queries(12):
        response = client.get("/pays-des-sources/espace/accueil/")

    assert response.context["page"].paginator.count == count
