import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.utils import timezone

from maillage.accounts.domain import invitations as domain
from maillage.accounts.enums import Role
from maillage.accounts.models import Invitation, Membership, OutboundMail, User
from maillage.accounts.queries.tokens import fingerprint
from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from tests.accounts.factories import make_person

TEAM = "/pays-des-sources/espace/equipe/"
LINK = re.compile(r"http://localhost:8000(/invitation/([\w-]{43})/)")


def invite(cast, email="lea@example.org", role=Role.TEAM) -> tuple[Invitation, str]:
    """An invitation, and the page that its mail leads to."""
    row = domain.invite(cast.pays, email, role, by=cast.aicha)
    return row, page_in_last_mail()


def page_in_last_mail() -> str:
    return LINK.search(OutboundMail.everywhere.latest("pk").text)[1]


def expire(row) -> None:
    Invitation.everywhere.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(minutes=1))


def verbs() -> list[tuple]:
    return list(Entry.everywhere.order_by("pk").values_list("actor_name", "verb"))


def role_of(user, authority) -> str | None:
    return Membership.everywhere.filter(user=user, authority=authority).values_list("role", flat=True).first()


def test_the_mail_says_who_invites_to_what_and_until_when(cast):
    row, _ = invite(cast)

    mail = OutboundMail.everywhere.get()
    assert (mail.to, mail.kind, mail.authority) == ("lea@example.org", "invitation", cast.pays)
    assert mail.subject == "Pays des Sources vous invite sur Maillage"
    assert "Aicha vous invite à rejoindre l’espace de travail de Pays des Sources" in mail.text
    assert "«\u00a0équipe\u00a0»" in mail.text
    assert "Vous n’attendiez pas cette invitation" in mail.text
    assert row.expires_at - timezone.now() > timedelta(days=13, hours=23)
    assert verbs() == [("Aicha", "a invité")]


def test_the_key_is_stored_hashed(cast):
    row, page = invite(cast)
    token = page.split("/")[2]

    assert row.token_hash == fingerprint(token)
    assert token not in str(list(Invitation.everywhere.values()))


def test_the_address_stays_out_of_the_journal(cast):
    row, _ = invite(cast)
    domain.resend_invitation(row, by=cast.aicha)
    domain.withdraw_invitation(row, by=cast.aicha)

    assert "lea@" not in str(list(Entry.everywhere.values()))


def test_one_open_invitation_for_one_address(cast):
    invite(cast)

    with pytest.raises(DomainError, match="attend déjà"):
        invite(cast, "LEA@example.org")

    assert Invitation.everywhere.count() == OutboundMail.everywhere.count() == 1


def test_an_expired_invitation_makes_room(cast):
    first, _ = invite(cast)
    expire(first)

    second, _ = invite(cast)

    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert second.is_open


def test_the_same_address_may_be_invited_elsewhere(cast):
    invite(cast)

    domain.invite(cast.elsewhere, "lea@example.org", Role.READER, by=cast.eve)

    assert Invitation.everywhere.count() == 2


def test_a_member_is_not_invited(cast):
    with pytest.raises(DomainError, match="déjà un accès"):
        invite(cast, "Bruno@example.org")

    assert OutboundMail.everywhere.count() == 0


def test_sending_again_changes_the_key(client, cast):
    row, old = invite(cast)
    expire(row)
    domain.resend_invitation(row, by=cast.aicha)
    new = page_in_last_mail()

    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    assert verbs() == [("Aicha", "a invité"), ("Aicha", "a renvoyé l’invitation de")]


def test_what_is_withdrawn_is_neither_sent_again_nor_withdrawn_again(cast):
    row, _ = invite(cast)
    domain.withdraw_invitation(row, by=cast.aicha)

    for verb in (domain.resend_invitation, domain.withdraw_invitation):
        with pytest.raises(DomainError, match="n’attend plus"):
            verb(row, by=cast.aicha)

    assert verbs() == [("Aicha", "a invité"), ("Aicha", "a retiré l’invitation de")]


def test_a_newcomer_opens_an_account_and_enters(client, cast):
    _, page = invite(cast)
    assert "Ouvrir mon compte et accepter" in client.get(page).content.decode()
    assert User.objects.filter(email="lea@example.org").count() == 0

    response = client.post(page, {"full_name": "Léa Martin"})

    assert (response.status_code, response["Location"]) == (302, "/pays-des-sources/espace/")
    lea = User.objects.get(email="lea@example.org")
    address = EmailAddress.objects.get(user=lea)
    assert (lea.full_name, address.verified, address.primary) == ("Léa Martin", True, True)
    assert client.session["_auth_user_id"] == str(lea.pk)
    assert UserSession.objects.filter(user=lea).count() == 1
    assert role_of(lea, cast.pays) == "team"
    assert verbs()[1:] == [("Léa Martin", "a ouvert un compte"), ("Léa Martin", "a accepté une invitation")]


def test_a_newcomer_must_give_a_name(client, cast):
    _, page = invite(cast)

    response = client.post(page, {"full_name": ""})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["full_name"]
    assert not User.objects.filter(email="lea@example.org").exists()


def test_a_known_person_is_signed_in(client, cast):
    lea = make_person("lea")
    _, page = invite(cast)
    assert "Accepter et me connecter" in client.get(page).content.decode()

    client.post(page)

    assert client.session["_auth_user_id"] == str(lea.pk)
    assert role_of(lea, cast.pays) == "team"


def test_a_second_factor_is_not_gone_round(client, cast):
    lea = make_person("lea", second_factor=True)
    _, page = invite(cast)
    assert f"/connexion/?next=%2Finvitation%2F{page.split('/')[2]}%2F" in client.get(page).content.decode()

    response = client.post(page)

    assert response.status_code == 403
    assert "_auth_user_id" not in client.session
    assert role_of(lea, cast.pays) is None


def test_a_closed_account_is_not_opened_by_an_invitation(client, cast):
    lea = make_person("lea")
    User.objects.filter(pk=lea.pk).update(is_active=False)
    _, page = invite(cast)

    assert client.post(page).status_code == 403
    assert "_auth_user_id" not in client.session


def test_an_account_never_verified_is_proven_by_the_key(client, cast):
    lea = make_person("lea")
    EmailAddress.objects.filter(user=lea).update(verified=False)
    _, page = invite(cast)

    client.post(page)

    assert EmailAddress.objects.get(user=lea).verified
    assert role_of(lea, cast.pays) == "team"


def test_signed_in_with_that_address_one_click_is_enough(client, cast):
    lea = make_person("lea", second_factor=True)
    _, page = invite(cast)
    client.force_login(lea)
    assert "Accepter l’invitation" in client.get(page).content.decode()

    response = client.post(page)

    assert response["Location"] == "/pays-des-sources/espace/"
    assert role_of(lea, cast.pays) == "team"


def test_signed_in_with_another_address(client, cast):
    _, page = invite(cast)
    client.force_login(cast.eve)

    assert "pour une autre adresse" in client.get(page).content.decode()
    assert client.post(page).status_code == 403
    assert role_of(cast.eve, cast.pays) is None
    with pytest.raises(DomainError, match="autre personne"):
        domain.accept_invitation(Invitation.everywhere.get(), cast.eve)


def test_a_key_works_once(client, cast):
    row, page = invite(cast)
    client.post(page, {"full_name": "Léa"})
    client.logout()

    assert client.get(page).status_code == 410
    assert client.post(page, {"full_name": "Max"}).status_code == 410
    lea = User.objects.get(email="lea@example.org")
    Membership.everywhere.filter(user=lea).delete()
    with pytest.raises(DomainError, match="plus valable"):
        domain.accept_invitation(row, lea)


def test_whoever_came_in_meanwhile_is_told(client, cast):
    _, page = invite(cast)
    lea = make_person("lea", cast.pays, Role.READER)
    client.force_login(lea)

    response = client.post(page, follow=True)

    assert "déjà un accès" in response.content.decode()
    assert role_of(lea, cast.pays) == "reader"
    assert Invitation.everywhere.get().is_open


@pytest.mark.parametrize("case", ["expired", "withdrawn", "unknown"])
def test_a_dead_link_says_nothing_more(client, cast, case):
    row, page = invite(cast)
    if case == "expired":
        expire(row)
    elif case == "withdrawn":
        domain.withdraw_invitation(row, by=cast.aicha)
    else:
        page = "/invitation/inconnu/"

    for response in (client.get(page), client.post(page, {"full_name": "Max"})):
        assert response.status_code == (404 if case == "unknown" else 410)
        text = response.content.decode()
        assert "Ce lien ne fonctionne plus" in text
        assert "Pays des Sources" not in text
        assert "lea@" not in text
    assert not User.objects.filter(email="lea@example.org").exists()


def test_reading_the_page_writes_nothing(client, cast, django_assert_num_queries):
    _, page = invite(cast)

    with django_assert_num_queries(3) as queries:  # invitation, account by proof, account by name
        client.get(page)

    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []


def test_the_screen_invites(client, cast):
    client.force_login(cast.aicha)

    response = client.post(f"{TEAM}inviter/", {"email": "Lea@example.org", "role": "surveyor"})

    assert (response.status_code, response["Location"]) == (302, TEAM)
    row = Invitation.everywhere.get()
    assert (row.email, row.role, row.invited_by) == ("lea@example.org", "surveyor", cast.aicha)
    assert "lea@example.org" in client.get(TEAM).content.decode()


def test_the_screen_says_why_not(client, cast):
    client.force_login(cast.aicha)

    twice = [client.post(f"{TEAM}inviter/", {"email": "bruno@example.org", "role": "team"}) for _ in range(2)]

    assert [response.status_code for response in twice] == [200, 200]
    assert "déjà un accès" in twice[0].content.decode()


def test_the_screen_sends_again_and_withdraws(client, cast):
    row, _ = invite(cast)
    client.force_login(cast.aicha)
    page = f"/pays-des-sources/espace/invitations/{row.pk}/"

    assert client.post(f"{page}renvoyer/")["Location"] == TEAM
    assert OutboundMail.everywhere.count() == 2
    assert client.post(f"{page}retirer/")["Location"] == TEAM
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    assert "n’attend plus" in client.post(f"{page}retirer/", follow=True).content.decode()


def test_an_invitation_elsewhere_does_not_exist_here(client, cast):
    row = domain.invite(cast.elsewhere, "lea@example.org", Role.READER, by=cast.eve)
    client.force_login(cast.aicha)

    assert client.post(f"/pays-des-sources/espace/invitations/{row.pk}/retirer/").status_code == 404
    row.refresh_from_db()
    assert row.is_open


@pytest.mark.parametrize("count", [1, 3])
def test_waiting_invitations_cost_the_same(client, cast, django_assert_num_queries, count):
    for number in range(count):
        invite(cast, f"lea{number}@example.org")
    client.force_login(cast.aicha)
    client.get(TEAM)

    # session, user, authority, roles, second factor, members, invitations; menu: authorities
    with django_assert_num_queries(8):
        response = client.get(TEAM)

    assert len(response.context["invitations"]) == count
