"""What sending providers post: bounces, complaints, unsubscriptions; opens and clicks leave no trace."""

import json

import pytest
from django.utils import timezone

from maillage.accounts.domain.addresses import message_id_of
from maillage.accounts.domain.hooks import PROVIDERS
from maillage.accounts.enums import MailState, ReturnKind
from maillage.accounts.models import AddressHold, OutboundMail

pytestmark = pytest.mark.django_db
SECRET = "un-secret-assez-long"
LEA = "lea@dest.example"


@pytest.fixture(autouse=True)
def secret(settings):
    settings.MAIL_HOOK_SECRET = SECRET


def post(client, provider: str, body, secret=SECRET, **extra):
    content = body if isinstance(body, (bytes, str)) else json.dumps(body)
    return client.post(
        f"/courriels/retours/{provider}/{secret}/", content, content_type="application/json", **extra
    ).status_code


def make_sent(to=LEA) -> OutboundMail:
    return OutboundMail.everywhere.create(
        to=to, kind="letter", subject="x", text="", state=MailState.SENT, sent_at=timezone.now(), is_bulk=True
    )


def brevo(event: str, row=None, **facts) -> dict:
    named = {"message-id": message_id_of(row)} if row else {}
    return {"event": event, "email": LEA, "ts_epoch": 1_790_000_000_000, "tags": [], **named, **facts}


def mailjet(event: str, **facts) -> dict:
    return {"event": event, "time": 1_790_000_000, "MessageID": 19421777835146490, "email": LEA, **facts}


@pytest.mark.parametrize(
    ("provider", "body", "kind", "state"),
    [
        ("brevo", brevo("hard_bounce", reason="550 5.1.1 unknown"), "hard", "bounced"),
        ("brevo", brevo("invalid_email"), "hard", "bounced"),
        ("brevo", brevo("blocked"), "hard", "bounced"),
        ("brevo", brevo("soft_bounce", reason="quota"), "soft", "bounced"),
        ("brevo", brevo("spam"), "complaint", "sent"),
        ("brevo", brevo("unsubscribe"), "unsubscribed", "sent"),
        ("mailjet", [mailjet("bounce", hard_bounce=True, error="user unknown")], "hard", "bounced"),
        ("mailjet", mailjet("bounce", hard_bounce=False, error="quota exceeded"), "soft", "bounced"),
        ("mailjet", [mailjet("spam", source="JMRPP")], "complaint", "sent"),
        ("mailjet", [mailjet("unsub")], "unsubscribed", "sent"),
    ],
)
def test_a_return_is_noted_on_its_mail(client, provider, body, kind, state):
    row = make_sent()

    assert [post(client, provider, body) for _ in range(2)] == [204, 204]

    row.refresh_from_db()
    assert (row.state, row.came_back) == (state, kind)
    held = list(AddressHold.objects.values_list("address", "reason"))
    assert held == ([] if kind == "soft" else [(LEA, kind)])


@pytest.mark.parametrize(
    ("provider", "body"),
    [
        *[
            ("brevo", brevo(event))
            for event in ("request", "delivered", "opened", "unique_opened", "click", "deferred")
        ],
        ("mailjet", [mailjet("open"), mailjet("click", url="https://x.example"), mailjet("sent")]),
        ("mailjet", [mailjet("bounce", hard_bounce=False, error="greylisted")]),
    ],
)
def test_opens_clicks_and_the_rest_leave_no_trace(client, provider, body):
    make_sent()
    before = list(OutboundMail.everywhere.values())
    assert post(client, provider, body) == 204
    assert (list(OutboundMail.everywhere.values()), AddressHold.objects.count()) == (before, 0)


def test_the_mail_is_found_by_its_name_rather_than_by_its_address(client):
    first, last = make_sent(), make_sent()
    post(client, "brevo", brevo("hard_bounce", first))
    states = OutboundMail.everywhere.order_by("pk").values_list("pk", "state")
    assert list(states) == [(first.pk, MailState.BOUNCED), (last.pk, MailState.SENT)]


def test_an_address_that_we_forgot_is_held_all_the_same(client):
    assert post(client, "brevo", brevo("spam")) == 204
    assert AddressHold.objects.get().reason == ReturnKind.COMPLAINT


@pytest.mark.parametrize("secret", ["autre", "x" * 200])
def test_without_the_secret_there_is_no_such_page(client, secret):
    make_sent()
    assert post(client, "brevo", brevo("hard_bounce"), secret) == 404
    assert not AddressHold.objects.exists()


def test_an_empty_secret_opens_nothing(client, settings):
    settings.MAIL_HOOK_SECRET = ""
    assert [post(client, "brevo", brevo("spam"), secret) for secret in ("x", "")] == [404, 404]


@pytest.mark.parametrize("provider", ["inconnu", "base", "admin"])
def test_a_provider_that_we_do_not_know_has_no_page(client, provider):
    assert post(client, provider, brevo("spam")) == 404


@pytest.mark.parametrize(
    "body", [b"", b"\xff", "[1]", "null", "{}", '{"event": ["x"]}', '{"items": []}', "[[]]"]
)
@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_what_no_provider_sends_changes_nothing(client, provider, body):
    assert post(client, provider, body) in {204, 400}
    assert not AddressHold.objects.exists()


def test_reading_the_address_does_nothing(client):
    assert client.get(f"/courriels/retours/brevo/{SECRET}/").status_code == 405
