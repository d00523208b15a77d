import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client

from maillage.accounts.models import OutboundMail, User
from maillage.accounts.queries.sessions import device_of
from maillage.journal.models import Entry
from tests.accounts.devices import Passkey, code_shown, recovery_codes_of, with_codes
from tests.accounts.test_signin import CODE_PAGE, ask_for_a_code, code_sent_to
from tests.accounts.test_signin_second_factor import ADD_PAGE, add_passkey

SECURITY = "/compte/securite/"
APPLICATION = f"{SECURITY}application/"
CONFIRM = "/compte/confirmer/"


def lines() -> list:
    return list(Entry.everywhere.order_by("pk").values_list("actor_name", "verb"))


def mails() -> list:
    return list(OutboundMail.everywhere.order_by("pk").values_list("to", "kind"))


def confirm(client, page: str):
    """Go to a page that asks for a proof first, give it, arrive."""
    answer = client.get(page)
    assert answer["Location"].startswith(f"{CONFIRM}?")
    return client.post(answer["Location"], {"code": code_shown()})


def may_administer(user, authority) -> bool:
    """As the next request will see it."""
    return User.objects.get(pk=user.pk).has_perm("accounts.administer", authority)


def start_application(client) -> str:
    """Returns the secret that the page shows."""
    return re.search(r"<code>([A-Z2-7]{32})</code>", client.post(APPLICATION, {"begin": "1"}).text)[1]


# --- the page


def test_the_page_tells_a_pilot_what_is_missing(client, cast):
    client.force_login(cast.paul)

    page = client.get(SECURITY).text

    assert "Un pilote en a besoin pour administrer" in page
    assert [word in page for word in ("absente", "aucune", "Ajouter une application")] == [True] * 3


def test_the_page_shows_what_is_in_place(client, cast):
    client.force_login(with_codes(cast.aicha))

    page = client.get(SECURITY).text

    assert "Votre compte est protégé." in page
    assert "10 restants" in page


# --- application of codes


def test_a_pilot_adds_an_application_and_may_administer(
    client, cast, settings, django_capture_on_commit_callbacks
):
    settings.MAIL_KEEPS_TEXT = True
    client.force_login(cast.paul)
    assert not may_administer(cast.paul, cast.pays)
    secret = start_application(client)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(APPLICATION, {"code": code_shown(secret)})

    assert answer["Location"] == f"{SECURITY}codes/"
    codes = client.get(answer["Location"])
    assert [code in codes.text for code in recovery_codes_of(cast.paul)] == [True] * 10
    assert may_administer(cast.paul, cast.pays)
    assert lines() == [("Paul", "a ajouté un second facteur")]
    assert mails() == [("paul@example.org", "totp_activated")]
    text = OutboundMail.everywhere.get().text
    assert "Ce n’est pas vous ?" in text
    assert "http://localhost:8000/compte/sessions/" in text


def test_a_wrong_code_keeps_the_same_secret(client, cast):
    client.force_login(cast.paul)
    secret = start_application(client)

    page = client.post(APPLICATION, {"code": "000000"})

    assert "Ce code n’est pas le bon." in page.text
    assert secret in page.text
    assert not Authenticator.objects.filter(user=cast.paul).exists()


def test_the_square_to_photograph_holds_the_secret_and_has_a_text(client, cast):
    client.force_login(cast.paul)

    page = client.post(APPLICATION, {"begin": "1"}).text

    assert 'src="data:image/svg+xml;base64,' in page
    assert 'alt="Carré (QR code)' in page


def test_removing_the_application_asks_who_is_there(client, cast):
    client.force_login(with_codes(cast.aicha))

    answer = confirm(client, f"{APPLICATION}retirer/")
    assert answer["Location"] == f"{APPLICATION}retirer/"
    assert "Retirer l’application de codes ?" in client.get(answer["Location"]).text
    client.post(answer["Location"])

    assert not Authenticator.objects.filter(user=cast.aicha).exists()
    assert lines() == [("Aicha", "a retiré un second facteur")]
    assert mails() == [("aicha@example.org", "totp_deactivated")]


def test_a_wrong_proof_changes_nothing(client, cast):
    client.force_login(with_codes(cast.aicha))
    page = client.post(f"{CONFIRM}?next={APPLICATION}retirer/", {"code": "000000"})
    assert "Ce code n’est pas le bon." in page.text

    client.post(f"{APPLICATION}retirer/")

    assert Authenticator.objects.filter(user=cast.aicha, type="totp").exists()


# --- recovery codes


def test_recovery_codes_are_shown_after_a_proof_and_downloaded(client, cast):
    client.force_login(with_codes(cast.aicha))

    confirm(client, f"{SECURITY}codes/")
    shown = client.get(f"{SECURITY}codes/")
    file = client.get(f"{SECURITY}codes/telecharger/")

    codes = recovery_codes_of(cast.aicha)
    assert re.findall(r"<code>(\d{8})</code>", shown.text) == codes
    assert re.findall(r"^\d{8}$", file.text, re.MULTILINE) == codes
    assert file["Content-Disposition"] == 'attachment; filename="codes-de-secours-maillage.txt"'
    assert "no-store" in shown["Cache-Control"]
    assert "no-store" in file["Cache-Control"]


def test_new_recovery_codes_replace_the_old(client, cast, django_capture_on_commit_callbacks):
    client.force_login(with_codes(cast.aicha))
    old = recovery_codes_of(cast.aicha)
    confirm(client, f"{SECURITY}codes/renouveler/")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{SECURITY}codes/renouveler/")

    assert set(recovery_codes_of(cast.aicha)).isdisjoint(old)
    assert lines() == [("Aicha", "a renouvelé ses codes de secours")]
    assert mails() == [("aicha@example.org", "recovery_codes_generated")]


def test_no_recovery_codes_without_a_second_factor(client, cast):
    client.force_login(cast.paul)

    page = client.post(f"{SECURITY}codes/renouveler/")

    assert "Ajoutez d’abord une application de codes" in page.text
    assert not Authenticator.objects.filter(user=cast.paul).exists()


# --- passkeys


def test_a_passkey_is_added_named_and_protects(client, cast, django_capture_on_commit_callbacks):
    client.force_login(cast.paul)
    options = client.post(ADD_PAGE, {"begin": "1"}).context["js_data"]["creation_options"]
    chosen = options["publicKey"]["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(ADD_PAGE, {"name": "", "credential": Passkey().create(options)})

    assert answer["Location"] == f"{SECURITY}codes/"
    assert client.get(answer["Location"]).status_code == 200
    assert "Clé d’accès" in client.get(f"{SECURITY}cles/").text
    assert may_administer(cast.paul, cast.pays)
    assert lines() == [("Paul", "a ajouté une clé d’accès")]
    assert mails() == [("paul@example.org", "webauthn_added")]


def test_a_passkey_is_renamed_then_removed_after_a_proof_by_passkey(client, cast):
    passkey = add_passkey(cast.paul)
    Authenticator.objects.filter(user=cast.paul, type="recovery_codes").delete()
    pk = Authenticator.objects.get(user=cast.paul).pk
    client.force_login(cast.paul)
    answer = client.get(f"{SECURITY}cles/{pk}/renommer/")
    assert answer["Location"].startswith(f"{CONFIRM}cle/?")
    options = client.post(answer["Location"], {"begin": "1"}).context["js_data"]["request_options"]

    client.post(answer["Location"], {"credential": passkey.get(options)})
    client.post(f"{SECURITY}cles/{pk}/renommer/", {"name": "Ordinateur de la mairie"})
    assert "Retirer « Ordinateur de la mairie » ?" in client.get(f"{SECURITY}cles/{pk}/retirer/").text
    client.post(f"{SECURITY}cles/{pk}/retirer/")

    assert not Authenticator.objects.filter(user=cast.paul).exists()
    assert lines()[-1] == ("Paul", "a retiré une clé d’accès")
    assert mails()[-1] == ("paul@example.org", "webauthn_removed")


def test_the_proof_by_another_passkey_is_refused(client, cast):
    add_passkey(cast.paul)
    client.force_login(cast.paul)
    options = client.post(f"{CONFIRM}cle/", {"begin": "1"}).context["js_data"]["request_options"]

    page = client.post(f"{CONFIRM}cle/", {"credential": Passkey().get(options)})

    assert "Cette clé n’est pas l’une des vôtres" in page.text
    assert client.get(f"{SECURITY}codes/").status_code == 302


def test_a_passkey_of_another_person_is_not_there(client, cast):
    add_passkey(cast.paul)
    pk = Authenticator.objects.get(user=cast.paul, type="webauthn").pk
    client.force_login(cast.theo)

    assert client.get(f"{SECURITY}cles/{pk}/retirer/").status_code == 404
    assert client.post(f"{SECURITY}cles/{pk}/retirer/").status_code == 404
    assert Authenticator.objects.filter(pk=pk).exists()


# --- sessions


def signed_in(user, browser: str) -> Client:
    client = Client(headers={"User-Agent": browser})
    ask_for_a_code(client, user.email)
    client.post(CODE_PAGE, {"code": code_sent_to(user.email)})
    return client


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (FIREFOX, "Firefox sur Linux"),
        (IPHONE, "Safari sur iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge sur Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome sur Android"),
        ("curl/8.5", "Navigateur inconnu"),
    ],
)
def test_a_device_is_told_in_words(user_agent, device):
    assert device_of(user_agent) == device


def test_a_person_sees_where_they_are_signed_in(cast):
    signed_in(cast.bruno, IPHONE)
    signed_in(cast.chloe, IPHONE)
    here = signed_in(cast.bruno, FIREFOX)

    listed = here.get("/compte/sessions/").context["sessions"]

    assert [(each.device, each.ip, each.is_current) for each in listed] == [
        ("Firefox sur Linux", "127.0.0.1", True),
        ("Safari sur iPhone", "127.0.0.1", False),
    ]


@pytest.mark.parametrize("others", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(cast, others, django_assert_num_queries):
    for _ in range(others):
        here = signed_in(cast.bruno, FIREFOX)

    with django_assert_num_queries(4):  # the session, the person, the traces, which are alive
        here.get("/compte/sessions/")


def test_a_person_signs_out_everywhere_but_here(cast):
    elsewhere, untold, here = signed_in(cast.bruno, IPHONE), Client(), signed_in(cast.bruno, FIREFOX)
    untold.force_login(cast.bruno)
    stranger = signed_in(cast.chloe, IPHONE)

    answer = here.post("/compte/sessions/", follow=True)

    assert "Vous êtes déconnecté partout, sauf ici." in answer.text
    assert [each.device for each in answer.context["sessions"]] == ["Firefox sur Linux"]
    assert [client.get("/compte/sessions/").status_code for client in (elsewhere, untold, stranger)] == [
        302,
        302,
        200,
    ]
    assert lines() == [("Bruno", "s’est déconnecté partout")]
    assert UserSession.objects.filter(user=cast.bruno).count() == 1
