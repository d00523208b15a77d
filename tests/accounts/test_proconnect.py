"""ProConnect played by a server of ours on the loopback: discovery, keys, token, identity, as its manual says."""

import json
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone
from jwt.algorithms import RSAAlgorithm

from maillage.accounts.models import Invitation, OutboundMail, User
from maillage.journal.models import Entry
from tests.accounts.devices import with_codes
from tests.accounts.test_signin import HOME, is_signed_in

RETURN = "/connexion/proconnect/retour/"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FakeProConnect:
    """What it says can be changed before each round: `claims` on the person, `lies` on the tokens."""

    def __init__(self):
        self.claims = {
            "sub": "704e0242",
            "email": "bruno@example.org",
            "given_name": "Bruno",
            "usual_name": "Aubry",
            "siret": "21540329200018",
        }
        self.lies = {}
        self.signs_with = KEY
        self.nonce = None
        self.token_sub = self.claims["sub"]
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/v2"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def signed(self, **claims) -> str:
        whole = {"iss": self.url, "aud": "maillage", "exp": time.time() + 60}
        return jwt.encode({**whole, **claims, **self.lies}, self.signs_with, "RS256", headers={"kid": "one"})

    def answers(self, path) -> tuple[str, str]:
        endpoints = {
            "issuer": "",
            "authorization_endpoint": "/authorize",
            "token_endpoint": "/token",
            "userinfo_endpoint": "/userinfo",
            "jwks_uri": "/jwks",
            "end_session_endpoint": "/session/end",
        }
        public = {**json.loads(RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "one", "use": "sig"}
        return {
            "/.well-known/openid-configuration": lambda: (
                "application/json",
                json.dumps({name: self.url + end for name, end in endpoints.items()}),
            ),
            "/jwks": lambda: ("application/json", json.dumps({"keys": [public]})),
            "/token": lambda: (
                "application/json",
                json.dumps(
                    {"access_token": "access", "id_token": self.signed(sub=self.token_sub, nonce=self.nonce)}
                ),
            ),
            "/userinfo": lambda: ("application/jwt", self.signed(**self.claims)),
        }[path.removeprefix("/api/v2")]()

    def handler(fake):  # noqa: N805  `self` is the request below
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                kind, body = fake.answers(urlsplit(self.path).path)
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.end_headers()
                self.wfile.write(body.encode())

            do_POST = do_GET  # noqa: N815

            def log_message(self, *args): ...

        return Handler


@pytest.fixture
def proconnect(settings, db):
    fake = FakeProConnect()
    settings.PROCONNECT_SERVER = fake.url
    app = {
        "provider_id": "proconnect",
        "name": "ProConnect",
        "client_id": "maillage",
        "secret": "shh",
        "settings": {"server_url": fake.url},
    }
    providers = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**providers, "APPS": [app]}}
    yield fake
    fake.server.shutdown()
    fake.server.server_close()


def leave(client, proconnect, **data) -> dict:
    """Press the button; returns what ProConnect is asked."""
    answer = client.post("/connexion/proconnect/", data)
    assert answer["Location"].startswith(f"{proconnect.url}/authorize?")
    asked = {name: value for name, (value,) in parse_qs(urlsplit(answer["Location"]).query).items()}
    proconnect.nonce = asked["nonce"]
    return asked


def sign_in(client, proconnect, **data):
    asked = leave(client, proconnect, **data)
    return client.post(f"{RETURN}?code=abc&state={asked['state']}")


def test_the_button_is_on_the_page_when_proconnect_is_set(client, proconnect):
    assert "S’identifier avec ProConnect" in client.get("/connexion/").text


def test_proconnect_is_asked_what_it_accepts_and_nothing_more(client, proconnect):
    asked = leave(client, proconnect)

    assert set(asked) == {"client_id", "redirect_uri", "response_type", "scope", "state", "nonce"}
    assert asked["redirect_uri"] == f"http://testserver{RETURN}"
    assert set(asked["scope"].split()) == {"openid", "email", "given_name", "usual_name"}
    assert min(len(asked["state"]), len(asked["nonce"])) >= 32


def test_the_way_back_is_a_page_that_posts(client, cast, proconnect):
    asked = leave(client, proconnect)

    page = client.get(f"{RETURN}?code=abc&state={asked['state']}")

    assert "data-submit-at-once" in page.text
    assert not is_signed_in(client)


def test_a_person_known_by_that_address_signs_in(client, cast, proconnect):
    answer = sign_in(client, proconnect)

    assert answer["Location"] == HOME
    assert client.session["_auth_user_id"] == str(cast.bruno.pk)
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.extra_data) == (cast.bruno, "704e0242", {})
    assert Entry.everywhere.get().verb == "a relié ProConnect à son compte"
    assert [mail.kind for mail in OutboundMail.everywhere.all()] == ["account_connected"]


def test_the_second_time_says_nothing_more(client, cast, proconnect):
    sign_in(client, proconnect)
    client.post("/deconnexion/", {"next": "/connexion/"})

    sign_in(client, proconnect)

    assert is_signed_in(client)
    assert (OutboundMail.everywhere.count(), SocialAccount.objects.get().extra_data) == (1, {})


def test_a_person_goes_where_they_were_going(client, cast, proconnect):
    assert sign_in(client, proconnect, next="/compte/securite/")["Location"] == "/compte/securite/"


def test_proconnect_does_not_replace_the_second_factor(client, cast, proconnect):
    with_codes(cast.bruno)

    assert sign_in(client, proconnect)["Location"] == "/connexion/second-facteur/"
    assert not is_signed_in(client)


def test_a_newcomer_gets_an_account_where_registration_is_open(client, cast, proconnect):
    proconnect.claims |= {"email": "zoe@example.org", "given_name": "Zoé", "usual_name": "Noël"}

    answer = sign_in(client, proconnect)

    assert answer["Location"] == HOME
    user = User.objects.get(email="zoe@example.org")
    assert (user.full_name, user.has_usable_password()) == ("Zoé Noël", False)
    assert EmailAddress.objects.get(user=user).verified
    assert "a ouvert un compte" in Entry.everywhere.filter(actor=user).values_list("verb", flat=True)
    assert "2154032" not in json.dumps([account.extra_data for account in SocialAccount.objects.all()])


def test_a_newcomer_is_not_let_in_where_registration_is_closed(client, cast, proconnect, settings):
    settings.OPEN_REGISTRATION = False
    proconnect.claims["email"] = "zoe@example.org"

    answer = sign_in(client, proconnect)

    assert "sur invitation" in answer.text
    assert not User.objects.filter(email="zoe@example.org").exists()


@pytest.mark.parametrize(("days", "lets_in"), [(1, True), (-1, False)])
def test_an_invitation_that_waits_lets_a_newcomer_in(  # noqa: PLR0917  a story and its two cases
    client, cast, proconnect, settings, days, lets_in
):
    settings.OPEN_REGISTRATION = False
    Invitation.everywhere.create(
        authority=cast.pays,
        email="zoe@example.org",
        role="team",
        token_hash="x",
        expires_at=timezone.now() + timedelta(days=days),
    )
    proconnect.claims["email"] = "Zoe@example.org"

    sign_in(client, proconnect)

    assert User.objects.filter(email="zoe@example.org").exists() == lets_in


@pytest.mark.parametrize(
    "lie",
    [
        {"aud": "another service"},
        {"iss": "https://ailleurs.example"},
        {"exp": 1},
        {"nonce": "of another sign-in"},
    ],
)
def test_a_token_that_is_not_for_us_opens_nothing(client, cast, proconnect, lie):
    proconnect.lies = lie

    answer = sign_in(client, proconnect)

    assert answer["Location"] == "/connexion/"
    assert "ProConnect n’a pas abouti" in client.get("/connexion/").text
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_a_token_signed_by_another_opens_nothing(client, cast, proconnect):
    proconnect.signs_with = OTHER_KEY

    assert sign_in(client, proconnect)["Location"] == "/connexion/"
    assert not is_signed_in(client)


def test_an_identity_that_is_not_the_one_of_the_token_opens_nothing(client, cast, proconnect):
    proconnect.token_sub = "another"

    assert sign_in(client, proconnect)["Location"] == "/connexion/"
    assert not is_signed_in(client)


def test_an_address_that_proconnect_does_not_vouch_for_opens_nothing(client, cast, proconnect):
    proconnect.claims["email_verified"] = False

    sign_in(client, proconnect)

    assert not is_signed_in(client)


@pytest.mark.parametrize("query", ["code=abc&state=forged", "error=access_denied&state=forged", ""])
def test_coming_back_without_having_left_opens_nothing(client, cast, proconnect, query):
    assert client.post(f"{RETURN}?{query}")["Location"] == "/connexion/"
    assert not is_signed_in(client)


def test_giving_up_over_there_leads_back(client, cast, proconnect):
    asked = leave(client, proconnect)

    answer = client.post(f"{RETURN}?error=access_denied&state={asked['state']}", follow=True)

    assert "demandez un code par courriel" in answer.text


def test_when_proconnect_does_not_answer_the_page_says_so(client, cast, proconnect):
    proconnect.server.shutdown()
    proconnect.server.server_close()

    answer = client.post("/connexion/proconnect/", follow=True)

    assert "ProConnect n’a pas abouti" in answer.text


def test_signing_out_signs_out_there_too(client, cast, proconnect):
    sign_in(client, proconnect)
    proof = client.session["proconnect_id_token"]

    answer = client.post("/deconnexion/")

    assert answer["Location"].startswith(f"{proconnect.url}/session/end?")
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert asked["id_token_hint"] == [proof]
    assert asked["post_logout_redirect_uri"] == ["http://testserver/deconnexion/"]
    assert not is_signed_in(client)


def test_signing_out_works_when_proconnect_does_not_answer(client, cast, proconnect):
    sign_in(client, proconnect)
    proconnect.server.shutdown()
    proconnect.server.server_close()

    assert client.post("/deconnexion/")["Location"] == "/"
    assert not is_signed_in(client)
