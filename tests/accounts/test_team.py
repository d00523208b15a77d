import re

import pytest

from maillage.accounts.domain import membership as domain
from maillage.accounts.enums import Role
from maillage.accounts.models import Membership
from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from tests.accounts.factories import make_person

TEAM = "/pays-des-sources/espace/equipe/"


def access_of(user) -> Membership:
    return Membership.everywhere.get(user=user)


def lines() -> list[tuple]:
    """The journal, oldest first: who, what, and the details."""
    return list(Entry.everywhere.order_by("pk").values_list("actor_name", "verb", "target_id", "details"))


def test_grant_role_lets_a_person_in(cast):
    lea = make_person("lea")
    assert lea.roles() == {}

    domain.grant_role(lea, cast.pays, Role.TEAM, by=cast.aicha)

    assert lea.roles() == {cast.pays.pk: "team"}
    assert lines() == [("Aicha", "a donné un accès à", str(lea.pk), {"rôle": "équipe"})]


def test_grant_role_refuses_a_second_role_in_one_place(cast):
    with pytest.raises(DomainError, match="déjà un accès"):
        domain.grant_role(cast.bruno, cast.pays, Role.TEAM, by=cast.aicha)

    assert access_of(cast.bruno).role == "reader"
    assert lines() == []


def test_change_role(cast):
    domain.change_role(access_of(cast.bruno), Role.ADVISER, by=cast.aicha)

    assert access_of(cast.bruno).role == "adviser"
    assert lines() == [
        ("Aicha", "a changé le rôle de", str(cast.bruno.pk), {"avant": "lecteur", "après": "conseiller"})
    ]


def test_change_role_refuses_what_has_changed_meanwhile(cast):
    seen = access_of(cast.bruno)
    domain.change_role(access_of(cast.bruno), Role.ADVISER, by=cast.aicha)

    with pytest.raises(DomainError, match="vient de changer"):
        domain.change_role(seen, Role.TEAM, by=cast.aicha)

    assert access_of(cast.bruno).role == "adviser"
    assert len(lines()) == 1


def test_change_role_refuses_the_same_role(cast):
    with pytest.raises(DomainError, match="déjà ce rôle"):
        domain.change_role(access_of(cast.bruno), Role.READER, by=cast.aicha)


@pytest.mark.parametrize("who", ["aicha", "paul"])
def test_the_last_pilot_neither_steps_down_nor_leaves(cast, who):
    other = {"aicha": cast.paul, "paul": cast.aicha}[who]
    domain.end_access(access_of(other), by=other)
    last = access_of(getattr(cast, who))

    with pytest.raises(DomainError, match="dernier pilote"):
        domain.change_role(last, Role.READER, by=last.user)
    with pytest.raises(DomainError, match="dernier pilote"):
        domain.end_access(last, by=last.user)

    assert access_of(last.user).role == "pilot"


def test_a_closed_account_is_no_pilot(cast):
    cast.paul.is_active = False
    cast.paul.save()

    with pytest.raises(DomainError, match="dernier pilote"):
        domain.end_access(access_of(cast.aicha), by=cast.aicha)


def test_end_access_happens_once_and_says_who_went(cast):
    seen = access_of(cast.bruno)

    domain.end_access(seen, by=cast.aicha)
    with pytest.raises(DomainError, match="déjà retiré"):
        domain.end_access(seen, by=cast.aicha)

    assert cast.bruno.roles() == {}
    assert lines() == [("Aicha", "a retiré l’accès de", str(cast.bruno.pk), {"rôle": "lecteur"})]


def test_leaving_is_told_apart_from_being_removed(cast):
    domain.end_access(access_of(cast.bruno), by=cast.bruno)

    assert lines() == [("Bruno", "a quitté l’équipe", str(cast.bruno.pk), {"rôle": "lecteur"})]


@pytest.mark.parametrize("more", [0, 2])
def test_the_team_costs_the_same_for_few_or_many(client, cast, django_assert_num_queries, more):
    for number in range(more):
        make_person(f"lea{number}", cast.pays, Role.READER)
    client.force_login(cast.aicha)
    client.get(TEAM)

    # session, user, authority, roles, second factor, members, invitations; menu: authorities
    with django_assert_num_queries(8):
        response = client.get(TEAM)

    assert len(response.context["members"]) == 7 + more


def test_the_team_names_everybody_pilots_first(client, cast):
    client.force_login(cast.bruno)

    members = client.get(TEAM).context["members"]

    assert [str(member.user) for member in members] == [
        "Aicha", "Paul", "Theo", "Chloe", "Driss", "Anne", "Bruno",
    ]  # fmt: skip
    assert [member.has_second_factor for member in members] == [True] + [False] * 6


@pytest.mark.parametrize(
    ("who", "sees"), [("aicha", True), ("paul", True), ("theo", True), ("chloe", False), ("bruno", False)]
)
def test_addresses_are_for_those_who_edit(client, cast, who, sees):
    client.force_login(getattr(cast, who))

    page = client.get(TEAM).content.decode()

    assert ("driss@example.org" in page) == sees


def test_a_pilot_without_second_factor_is_told_what_is_missing(client, cast):
    client.force_login(cast.paul)

    page = client.get(TEAM).content.decode()

    assert "Il vous manque un second facteur" in page
    assert 'href="/compte/securite/"' in page
    assert "Inviter une personne" not in page


def test_the_notice_is_for_pilots_who_lack_it(client, cast):
    for person in (cast.aicha, cast.theo):
        client.force_login(person)
        assert "Il vous manque" not in client.get(TEAM).content.decode()


def test_a_pilot_changes_a_role_and_ends_an_access(client, cast):
    client.force_login(cast.aicha)
    page = f"{TEAM}{access_of(cast.bruno).pk}/"

    changed = client.post(page, {"role": "team"})
    assert (changed.status_code, changed["Location"]) == (302, TEAM)
    assert access_of(cast.bruno).role == "team"

    ended = client.post(f"{page}retirer/")
    assert (ended.status_code, ended["Location"]) == (302, TEAM)
    assert not Membership.everywhere.filter(user=cast.bruno).exists()


def test_a_refusal_is_shown_on_the_page(client, cast):
    Membership.everywhere.filter(user=cast.paul).delete()
    client.force_login(cast.aicha)
    page = f"{TEAM}{access_of(cast.aicha).pk}/"

    response = client.post(page, {"role": "reader"})
    assert response.status_code == 200
    assert "dernier pilote" in response.content.decode()

    response = client.post(f"{page}retirer/", follow=True)
    assert "dernier pilote" in response.content.decode()
    assert access_of(cast.aicha).role == "pilot"


def test_an_access_elsewhere_does_not_exist_here(client, cast):
    client.force_login(cast.aicha)
    page = f"{TEAM}{access_of(cast.eve).pk}/"

    assert client.get(page).status_code == 404
    assert client.post(f"{page}retirer/").status_code == 404
    assert access_of(cast.eve).role == "pilot"


def test_everybody_may_leave(client, cast):
    client.force_login(cast.bruno)

    assert "Quitter" in client.get(f"{TEAM}quitter/").content.decode()
    response = client.post(f"{TEAM}quitter/")

    assert (response.status_code, response["Location"]) == (302, "/mes-territoires/")
    assert not Membership.everywhere.filter(user=cast.bruno).exists()
    assert client.get(TEAM).status_code == 404


def test_every_role_offered_says_what_it_means(client, cast):
    client.force_login(cast.aicha)

    page = client.get(f"{TEAM}inviter/").content.decode()

    assert len(re.findall(r'type="radio" name="role"', page)) == len(Role.values)
    assert "Conseiller : oriente les habitants vers les solutions" in page


def test_only_who_may_invite_is_offered_to(client, cast):
    for person, offered in ((cast.aicha, True), (cast.paul, False), (cast.theo, False)):
        client.force_login(person)
        assert ("Inviter une personne" in client.get(TEAM).content.decode()) == offered
