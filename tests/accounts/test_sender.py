"""What the page « Courriel » says of the sender's domain, against a real name server."""

import pytest
from django.urls import reverse

from maillage.accounts.domain.sender import check_sender
from maillage.accounts.models import OutboundMail, SenderCheck
from maillage.journal.models import Entry
from tests.accounts.dns_server import name_server, txt
from tests.accounts.factories import make_hold

pytestmark = pytest.mark.django_db

DOMAIN = "pays.example"
ADVISED = "v=DMARC1; p=none; rua=mailto:dmarc@pays.example"
KEY = "v=DKIM1; k=rsa; p=" + "M" * 390
GOOD = {
    DOMAIN: {
        "TXT": txt("google-site-verification=x", "v=spf1 mx a:mx.pays.example ~all"),
        "MX": ["10 mx.pays.example."],
    },
    f"mail._domainkey.{DOMAIN}": {"TXT": txt(KEY)},
    f"_dmarc.{DOMAIN}": {"TXT": txt("v=DMARC1; p=quarantine; rua=mailto:dmarc@pays.example")},
}


@pytest.fixture(autouse=True)
def sender(settings):
    settings.DEFAULT_FROM_EMAIL = f"Pays <mobilite@{DOMAIN}>"


def check(cast, settings, zone: dict) -> dict:
    """What is said, by subject: level, sentence, and the record to publish."""
    settings.MAIL_DNS_SECONDS = 0.4 if "SILENCE" in zone.values() else 10
    with name_server(settings, zone):
        row = check_sender(by=cast.aicha, authority=cast.pays)
    return {each["what"]: (each["level"], each["sentence"], each.get("record", "")) for each in row.findings}


def changed(name: str, **records) -> dict:
    return {**GOOD, name: {**GOOD.get(name, {}), **records}}


def without(name: str) -> dict:
    return {each: records for each, records in GOOD.items() if each != name}


def test_a_domain_in_order(cast, settings):
    found = check(cast, settings, GOOD)

    assert {what: (level, record) for what, (level, _, record) in found.items()} == dict.fromkeys(
        ("SPF", "DKIM", "DMARC", "MX"), ("good", "")
    )
    assert SenderCheck.objects.get().domain == DOMAIN
    line = Entry.everywhere.get()
    assert (line.verb, line.details) == ("a vérifié l’expéditeur des courriels", {"domaine": DOMAIN})


@pytest.mark.parametrize(
    ("records", "level", "words", "record"),
    [
        ([], "bad", "Aucun enregistrement SPF", "v=spf1 mx ~all"),
        (
            ["v=spf1 mx -all", "v=spf1 include:spf.brevo.com ~all"],
            "bad",
            "2 enregistrements SPF",
            "v=spf1 include:spf.brevo.com mx ~all",
        ),
        (["v=spf1 mx +all"], "bad", "le monde entier", "v=spf1 mx ~all"),
        (
            ["v=spf1 " + " ".join(f"include:s{n}.example" for n in range(11)) + " ~all"],
            "bad",
            "11 recherches",
            "",
        ),
        (["v=spf1 mx"], "warning", "ne dit pas quoi faire", "v=spf1 mx ~all"),
        (["v=spf1 redirect=_spf.pays.example"], "good", "publié", ""),
        (["v=spf10 mx"], "bad", "Aucun", "v=spf1 mx ~all"),
    ],
)
def test_spf(cast, settings, *, records, level, words, record):
    found = check(cast, settings, changed(DOMAIN, TXT=txt(*records)))["SPF"]
    assert (found[0], words in found[1], found[2]) == (level, True, record)


def test_spf_that_forgets_the_provider_who_sends(cast, settings):
    settings.MAIL_TRANSPORT = {"EMAIL_BACKEND": "x", "EMAIL_HOST": "smtp-relay.brevo.com"}
    found = check(cast, settings, GOOD)["SPF"]
    assert found[0] == "warning"
    assert found[2] == "v=spf1 include:spf.brevo.com mx a:mx.pays.example ~all"


@pytest.mark.parametrize(
    ("selectors", "zone", "level", "words"),
    [
        ([], GOOD, "good", "sélecteur « mail »"),
        (["mail"], GOOD, "good", "sélecteur « mail »"),
        (["brevo9"], GOOD, "bad", "sous le sélecteur « brevo9 »"),
        ([], without(f"mail._domainkey.{DOMAIN}"), "warning", "sélecteurs courants"),
        ([], changed(f"mail._domainkey.{DOMAIN}", TXT=txt("v=DKIM1; p=")), "bad", "révoquée"),
        (["mail"], {**GOOD, f"mail._domainkey.{DOMAIN}": "SILENCE"}, "unknown", "délai dépassé"),
    ],
)
def test_dkim(cast, settings, *, selectors, zone, level, words):
    settings.MAIL_DKIM_SELECTORS = selectors
    found = check(cast, settings, zone)["DKIM"]
    assert (found[0], words in found[1]) == (level, True)


@pytest.mark.parametrize(
    ("zone", "level", "words", "record"),
    [
        (
            without(f"_dmarc.{DOMAIN}"),
            "bad",
            "Aucun enregistrement DMARC",
            ADVISED,
        ),
        (
            changed(f"_dmarc.{DOMAIN}", TXT=txt("v=DMARC1; sp=none; p=none")),
            "warning",
            "p=none",
            "v=DMARC1; sp=quarantine; p=quarantine",
        ),
        (changed(f"_dmarc.{DOMAIN}", TXT=txt("v=DMARC1; p=reject")), "good", "refuse", ""),
        (
            changed(f"_dmarc.{DOMAIN}", TXT=txt("v=DMARC1; p=none", "v=DMARC1; p=reject")),
            "bad",
            "2 enregistrements",
            "",
        ),
        (
            changed(f"_dmarc.{DOMAIN}", TXT=txt("v=DMARC1; q=none")),
            "bad",
            "ne dit pas sa règle",
            ADVISED,
        ),
    ],
)
def test_dmarc(cast, settings, *, zone, level, words, record):
    found = check(cast, settings, zone)["DMARC"]
    assert (found[0], words in found[1], found[2]) == (level, True, record)


def test_dmarc_of_the_domain_above_holds_below(cast, settings):
    settings.DEFAULT_FROM_EMAIL = "x@lettres.pays.example"
    zone = {"lettres.pays.example": {"TXT": txt("v=spf1 mx ~all"), "MX": ["10 mx.pays.example."]}, **GOOD}
    assert check(cast, settings, zone)["DMARC"][0] == "good"


@pytest.mark.parametrize("records", [[], ["0 ."]])
def test_a_domain_that_receives_nothing(cast, settings, records):
    found = check(cast, settings, changed(DOMAIN, MX=records))["MX"]
    assert (found[0], "ne reçoit pas" in found[1]) == ("warning", True)


@pytest.mark.parametrize(
    ("zone", "level", "words"),
    [
        ({"autre.example": {}}, "bad", "n’existe pas"),
        ({DOMAIN: "SILENCE"}, "unknown", "délai dépassé"),
        ({DOMAIN: "FAILURE"}, "unknown", "n’a pas répondu"),
    ],
)
def test_a_domain_that_does_not_exist_or_does_not_answer(cast, settings, zone, level, words):
    found = check(cast, settings, zone)
    assert list(found) == ["Domaine"]
    assert (found["Domaine"][0], words in found["Domaine"][1]) == (level, True)


# --- the page


def test_the_pilot_checks_the_domain_and_reads_what_to_publish(client, cast, settings):
    client.force_login(cast.aicha)
    page = reverse("accounts:mail", args=["pays-des-sources"])
    assert "Pas encore vérifié" in client.get(page).content.decode()

    with name_server(settings, without(f"_dmarc.{DOMAIN}")):
        client.post(reverse("accounts:mail_check", args=["pays-des-sources"]))

    text = client.get(page).content.decode()
    assert "Aucun enregistrement DMARC" in text
    assert ADVISED in text


def test_the_page_shows_what_reached_nobody_and_lifts_a_hold(client, cast):
    hold = make_hold(cast.pays, "lea@dest.example", evidence="550 5.1.1 User unknown")
    make_hold(cast.elsewhere, "secret@ailleurs.example")
    OutboundMail.everywhere.create(
        authority=cast.pays, kind="x", to="max@dest.example", subject="Compte rendu", text="", state="failed"
    )
    client.force_login(cast.aicha)

    text = client.get(reverse("accounts:mail", args=["pays-des-sources"])).content.decode()
    assert ["lea@dest.example" in text, "max@dest.example" in text, "secret@ailleurs" in text] == [
        True,
        True,
        False,
    ]

    path = reverse("accounts:hold_lift", args=["pays-des-sources", hold.pk])
    assert "User unknown" in client.get(path).content.decode()
    assert client.post(path, {"reason": ""}).status_code == 200
    assert client.post(path, {"reason": "Corrigée chez eux."}).status_code == 302
    assert client.get(path).status_code == 404


def test_the_hold_of_another_authority_does_not_exist(client, cast):
    hold = make_hold(cast.elsewhere, "secret@ailleurs.example")
    client.force_login(cast.aicha)
    assert client.get(reverse("accounts:hold_lift", args=["pays-des-sources", hold.pk])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_row_and_three(client, cast, number, django_assert_num_queries):
    for rank in range(number):
        make_hold(cast.pays, f"p{rank}@dest.example")
        OutboundMail.everywhere.create(
            authority=cast.pays, kind="x", to="max@dest.example", subject="x", text="", state="failed"
        )
    client.force_login(cast.aicha)
    with django_assert_num_queries(13):
        client.get(reverse("accounts:mail", args=["pays-des-sources"]))
