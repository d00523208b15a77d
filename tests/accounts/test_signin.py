import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import NoReverseMatch, reverse

from maillage.accounts.models import OutboundMail, User
from maillage.journal.models import Entry

HOME = "/mes-territoires/"
CODE_PAGE = "/connexion/code/"


def mails_to(email: str) -> list[OutboundMail]:
    return list(OutboundMail.everywhere.filter(to=email).order_by("pk"))


def code_sent_to(email: str) -> str:
    return re.search(r"^\d{4}-\d{4}$", mails_to(email)[-1].text, re.MULTILINE)[0]


def ask_for_a_code(client, email: str, page: str = "/connexion/"):
    return client.post(page, {"login": email})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_the_sign_in_page_asks_for_an_address_and_nothing_else(client, db):
    answer = client.get("/connexion/")

    assert list(answer.context["form"].fields) == ["login"]
    assert 'autocomplete="email"' in answer.text
    assert "ProConnect" not in answer.text


def test_a_person_signs_in_with_the_code_of_their_mail(client, cast):
    answer = ask_for_a_code(client, "bruno@example.org")
    assert answer["Location"].startswith(CODE_PAGE)
    (mail,) = mails_to("bruno@example.org")
    assert (mail.kind, mail.subject) == ("login_code", "Votre code de connexion à Maillage")
    assert "15 minutes" in mail.text
    assert "bruno@example.org" in client.get(answer["Location"]).text

    answer = client.post(answer["Location"], {"code": code_sent_to("bruno@example.org")})

    assert answer["Location"] == HOME
    assert client.session["_auth_user_id"] == str(cast.bruno.pk)


def test_the_code_is_read_without_its_dash_and_in_any_case_of_the_address(client, cast):
    ask_for_a_code(client, "Bruno@Example.ORG")

    client.post(CODE_PAGE, {"code": code_sent_to("bruno@example.org").replace("-", " ")})

    assert is_signed_in(client)


def test_a_person_goes_where_they_were_going(client, cast):
    answer = ask_for_a_code(client, "bruno@example.org", "/connexion/?next=/compte/securite/")

    answer = client.post(answer["Location"], {"code": code_sent_to("bruno@example.org")})

    assert answer["Location"] == "/compte/securite/"


def test_nobody_is_sent_to_another_site(client, cast):
    answer = ask_for_a_code(client, "bruno@example.org", "/connexion/?next=https://ailleurs.example/")

    answer = client.post(answer["Location"], {"code": code_sent_to("bruno@example.org")})

    assert answer["Location"] == HOME


def test_an_unknown_address_learns_it_by_mail_only(client, cast):
    known = ask_for_a_code(Client(), "bruno@example.org")
    unknown = ask_for_a_code(client, "zoe@example.org")
    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    page = client.get(CODE_PAGE)
    assert "zoe@example.org" in page.text
    assert "aucun compte" not in page.text.lower()

    (mail,) = mails_to("zoe@example.org")
    assert mail.subject == "Pas de compte Maillage à cette adresse"
    assert "demandez une invitation" in mail.text
    assert "/inscription/" in mail.text

    assert client.post(CODE_PAGE, {"code": "1234-5678"}).status_code == 200
    assert not is_signed_in(client)


def test_where_registration_is_closed_the_mail_does_not_offer_it(client, cast, settings):
    settings.OPEN_REGISTRATION = False

    ask_for_a_code(client, "zoe@example.org")

    assert "/inscription/" not in mails_to("zoe@example.org")[0].text


def test_a_closed_account_is_as_good_as_unknown(client, cast):
    User.objects.filter(pk=cast.bruno.pk).update(is_active=False)

    ask_for_a_code(client, "bruno@example.org")

    assert [mail.kind for mail in mails_to("bruno@example.org")] == ["unknown_account"]


def test_three_wrong_codes_and_the_right_one_is_void(client, cast):
    ask_for_a_code(client, "bruno@example.org")
    right = code_sent_to("bruno@example.org")
    for _ in range(2):
        answer = client.post(CODE_PAGE, {"code": "0000-0000"})
        assert "Ce code n’est pas le bon." in answer.text

    answer = client.post(CODE_PAGE, {"code": "0000-0000"}, follow=True)

    assert answer.redirect_chain == [("/connexion/", 302)]
    assert "Trop d’essais" in answer.text
    client.post(CODE_PAGE, {"code": right})
    assert not is_signed_in(client)


def test_a_code_is_void_after_fifteen_minutes(client, cast, time_machine):
    time_machine.move_to("2026-03-14 10:00+01:00", tick=False)
    ask_for_a_code(client, "bruno@example.org")

    time_machine.move_to("2026-03-14 10:15:01+01:00", tick=False)
    answer = client.post(CODE_PAGE, {"code": code_sent_to("bruno@example.org")})

    assert answer["Location"] == "/connexion/"
    assert not is_signed_in(client)


def test_a_code_serves_once_and_in_its_own_browser(client, cast):
    ask_for_a_code(client, "bruno@example.org")
    other = Client()
    ask_for_a_code(other, "chloe@example.org")

    other.post(CODE_PAGE, {"code": code_sent_to("bruno@example.org")})

    assert not is_signed_in(other)


def test_another_code_can_be_asked_for_twice(client, cast):
    ask_for_a_code(client, "bruno@example.org")
    for _ in range(2):
        assert "Renvoyer un code" in client.get(CODE_PAGE).text
        client.post(CODE_PAGE, {"action": "resend"})
    assert "Renvoyer un code" not in client.get(CODE_PAGE).text

    codes = [re.search(r"\d{4}-\d{4}", mail.text)[0] for mail in mails_to("bruno@example.org")]
    assert len(codes) == 3
    client.post(CODE_PAGE, {"code": codes[0]})
    assert not is_signed_in(client)
    client.post(CODE_PAGE, {"code": codes[2]})
    assert is_signed_in(client)


def test_a_mistyped_address_can_be_changed(client, cast):
    ask_for_a_code(client, "brunno@example.org")
    assert client.get("/connexion/")["Location"] == CODE_PAGE

    answer = client.post("/deconnexion/", {"next": "/connexion/"})

    assert answer["Location"] == "/connexion/"
    assert client.get("/connexion/").status_code == 200


def test_one_address_gets_three_codes_a_minute(cast):
    for _ in range(3):
        ask_for_a_code(Client(), "bruno@example.org")

    answer = ask_for_a_code(Client(), "bruno@example.org")

    assert "Trop d’essais" in answer.context["form"].errors["login"][0]
    assert len(mails_to("bruno@example.org")) == 3


def test_one_machine_that_insists_is_told_to_wait(client, cast):
    for number in range(30):
        ask_for_a_code(client, f"n{number}@example")

    answer = ask_for_a_code(client, "bruno@example.org")

    assert answer.status_code == 429
    assert "Attendez une minute" in answer.text


def test_signing_out_asks_first(client, cast):
    client.force_login(cast.bruno)
    assert "Se déconnecter ?" in client.get("/deconnexion/").text
    assert is_signed_in(client)

    answer = client.post("/deconnexion/", follow=True)

    assert "Vous êtes déconnecté." in answer.text
    assert not is_signed_in(client)


# --- opening an account


def open_account(client, email="zoe@example.org", name="Zoé Noël"):
    return client.post("/inscription/", {"full_name": name, "email": email})


def test_a_person_opens_an_account_and_proves_their_address(client, db):
    answer = open_account(client)
    assert answer["Location"] == "/inscription/verification/"
    (mail,) = mails_to("zoe@example.org")
    assert mail.subject == "Votre code pour ouvrir un compte Maillage"
    assert mail.text.startswith("Bonjour Zoé Noël,")

    answer = client.post(answer["Location"], {"code": code_sent_to("zoe@example.org")})

    assert answer["Location"] == HOME
    user = User.objects.get()
    assert (user.email, user.full_name, user.has_usable_password()) == ("zoe@example.org", "Zoé Noël", False)
    assert EmailAddress.objects.get().verified
    line = Entry.everywhere.get()
    assert (line.verb, line.actor, line.actor_name) == ("a ouvert un compte", user, "Zoé Noël")


def test_an_account_does_not_open_without_the_code(client, db):
    open_account(client)

    for _ in range(3):
        answer = client.post("/inscription/verification/", {"code": "0000-0000"})

    assert answer["Location"] == "/connexion/"
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get().verified


def test_an_account_needs_a_name(client, db):
    answer = open_account(client, name="  ")

    assert list(answer.context["form"].errors) == ["full_name"]
    assert not User.objects.exists()


def test_an_address_already_known_learns_it_by_mail_only(client, cast):
    before = User.objects.count()
    answer = open_account(client, email="bruno@example.org", name="Eve")

    assert answer["Location"] == "/inscription/verification/"
    assert "bruno@example.org" in client.get("/inscription/verification/").text
    assert [mail.kind for mail in mails_to("bruno@example.org")] == ["account_already_exists"]
    assert User.objects.count() == before


def test_where_registration_is_closed_the_page_says_how_to_come_in(client, db, settings):
    settings.OPEN_REGISTRATION = False

    assert "sur invitation" in client.get("/inscription/").text
    assert "sur invitation" in open_account(client).text

    assert not User.objects.exists()
    assert "Demandez une invitation" in client.get("/connexion/").text


# --- what does not exist


@pytest.mark.parametrize(
    "name",
    [
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_email",
        "account_reauthenticate",
        "account_request_login_code",
        "socialaccount_connections",
        "socialaccount_signup",
    ],
)
def test_no_address_for_passwords_nor_for_more_addresses(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/compte/mot-de-passe/"])
def test_no_page_for_passwords(client, cast, path):
    client.force_login(cast.aicha)
    assert client.get(path).status_code == 404
