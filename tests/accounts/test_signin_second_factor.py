import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from maillage.accounts.models import OutboundMail
from tests.accounts.devices import Passkey, code_shown, recovery_codes_of, with_codes
from tests.accounts.test_signin import CODE_PAGE, HOME, ask_for_a_code, code_sent_to, is_signed_in

FACTOR_PAGE = "/connexion/second-facteur/"
ADD_PAGE = "/compte/securite/cles/ajouter/"


def up_to_the_second_factor(client, email="aicha@example.org"):
    ask_for_a_code(client, email)
    answer = client.post(CODE_PAGE, {"code": code_sent_to(email)})
    assert answer["Location"] == FACTOR_PAGE
    assert not is_signed_in(client)


def add_passkey(user) -> Passkey:
    """Through the pages, as a person would; they have no other second factor yet."""
    client, passkey = Client(), Passkey()
    client.force_login(user)
    page = client.post(ADD_PAGE, {"begin": "1"})
    answer = client.post(
        ADD_PAGE,
        {"name": "Téléphone", "credential": passkey.create(page.context["js_data"]["creation_options"])},
    )
    assert answer.status_code == 302
    return passkey


# --- application of codes


def test_the_application_is_asked_for_after_the_mail(client, cast):
    with_codes(cast.aicha)
    up_to_the_second_factor(client)

    answer = client.post(FACTOR_PAGE, {"code": code_shown()})

    assert answer["Location"] == HOME
    assert is_signed_in(client)


def test_a_code_of_the_application_opens_once(client, cast):
    with_codes(cast.aicha)
    code = code_shown()
    for other, opens in ((Client(), True), (Client(), False)):
        up_to_the_second_factor(other)
        other.post(FACTOR_PAGE, {"code": code})
        assert is_signed_in(other) == opens


def test_the_page_goes_on_to_where_the_person_was_going(client, cast):
    with_codes(cast.aicha)
    answer = ask_for_a_code(client, "aicha@example.org", "/connexion/?next=/compte/sessions/")
    client.post(answer["Location"], {"code": code_sent_to("aicha@example.org")})

    assert client.post(FACTOR_PAGE, {"code": code_shown()})["Location"] == "/compte/sessions/"


def test_five_wrong_codes_lock_the_second_factor(client, cast):
    with_codes(cast.aicha)
    up_to_the_second_factor(client)
    for _ in range(5):
        answer = client.post(FACTOR_PAGE, {"code": "000000"})
        assert "Ce code n’est pas le bon." in answer.text

    answer = client.post(FACTOR_PAGE, {"code": code_shown()})

    assert "Trop d’essais" in answer.text
    assert not is_signed_in(client)


def test_the_second_factor_is_not_reached_without_the_mail(client, cast):
    with_codes(cast.aicha)
    ask_for_a_code(client, "aicha@example.org")

    assert client.get(FACTOR_PAGE)["Location"] == "/connexion/"
    assert client.post(FACTOR_PAGE, {"code": code_shown()})["Location"] == "/connexion/"
    assert not is_signed_in(client)


def test_a_sign_in_can_be_given_up(client, cast):
    with_codes(cast.aicha)
    up_to_the_second_factor(client)

    client.post("/deconnexion/", {"next": "/connexion/"})

    assert client.get(FACTOR_PAGE)["Location"] == "/connexion/"


# --- recovery codes


def test_a_recovery_code_replaces_a_lost_telephone_once(client, cast):
    with_codes(cast.aicha)
    first, *others = recovery_codes_of(cast.aicha)
    for other, opens in ((Client(), True), (Client(), False)):
        up_to_the_second_factor(other)
        other.post(FACTOR_PAGE, {"code": first})
        assert is_signed_in(other) == opens

    assert recovery_codes_of(cast.aicha) == others


# --- passkeys


def test_a_passkey_answers_as_a_second_factor(client, cast):
    passkey = add_passkey(cast.paul)
    up_to_the_second_factor(client, "paul@example.org")
    page = client.get(FACTOR_PAGE)
    assert page.context["js_data"] is None
    assert "Code de votre application" in page.text  # he has recovery codes

    page = client.post(FACTOR_PAGE, {"begin": "1"})
    options = page.context["js_data"]["request_options"]
    answer = client.post(FACTOR_PAGE, {"credential": passkey.get(options)})

    assert answer["Location"] == HOME
    assert is_signed_in(client)


def test_another_passkey_does_not_answer(client, cast):
    add_passkey(cast.paul)
    up_to_the_second_factor(client, "paul@example.org")
    page = client.post(FACTOR_PAGE, {"begin": "1"})

    page = client.post(FACTOR_PAGE, {"credential": Passkey().get(page.context["js_data"]["request_options"])})

    assert "Cette clé n’est pas l’une des vôtres" in page.text
    assert not is_signed_in(client)


def test_a_passkey_alone_signs_in(client, cast):
    passkey = add_passkey(cast.paul)
    mails = OutboundMail.everywhere.count()
    options = client.post("/connexion/cle/", {"begin": "1"}).json()["request_options"]

    answer = client.post("/connexion/cle/", {"credential": passkey.get(options), "next": "/compte/sessions/"})

    assert answer["Location"] == "/compte/sessions/"
    assert client.session["_auth_user_id"] == str(cast.paul.pk)
    assert OutboundMail.everywhere.count() == mails


@pytest.mark.parametrize("origin", ["https://maillage.example", "http://testserver"])
def test_a_passkey_shown_to_another_site_opens_nothing(client, cast, origin):
    passkey = add_passkey(cast.paul)
    options = client.post("/connexion/cle/", {"begin": "1"}).json()["request_options"]

    answer = client.post("/connexion/cle/", {"credential": passkey.get(options, origin=origin)}, follow=True)

    assert answer.redirect_chain == [("/connexion/", 302)]
    assert "Cette clé n’ouvre aucun compte ici" in answer.text
    assert not is_signed_in(client)


def test_an_answer_opens_once(client, cast):
    passkey = add_passkey(cast.paul)
    options = client.post("/connexion/cle/", {"begin": "1"}).json()["request_options"]
    answer = passkey.get(options)
    client.post("/connexion/cle/", {"credential": answer})
    client.post("/deconnexion/")

    client.post("/connexion/cle/", {"credential": answer})

    assert not is_signed_in(client)


def test_a_device_that_does_not_check_its_owner_is_not_taken(client, cast):
    client.force_login(cast.paul)
    page = client.post(ADD_PAGE, {"begin": "1"})
    options = page.context["js_data"]["creation_options"]

    answer = client.post(ADD_PAGE, {"name": "", "credential": Passkey().create(options, checks_owner=False)})

    assert "La clé n’a pas été reconnue" in answer.text
    assert not Authenticator.objects.filter(user=cast.paul).exists()
