from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.accounts.domain import tokens as domain
from maillage.accounts.models import ApiToken
from maillage.accounts.queries.tokens import fingerprint, token_behind
from maillage.common.errors import DomainError
from maillage.journal.models import Entry

TOKENS = "/pays-des-sources/espace/jetons/"


def create(cast, label="Tableau de bord", scopes=("authority:read",), days=30):
    return domain.create_token(cast.pays, label, list(scopes), days, by=cast.aicha)


def verbs() -> list[tuple]:
    return list(Entry.everywhere.order_by("pk").values_list("actor_name", "verb", "target_name"))


def test_a_token_is_stored_hashed(cast):
    token, secret = create(cast)

    assert secret.startswith("maillage_")
    assert len(secret) == len("maillage_") + 43
    assert (token.prefix, token.token_hash) == (secret[:12], fingerprint(secret))
    assert secret not in str(list(ApiToken.everywhere.values()))
    assert secret not in str(list(Entry.everywhere.values()))
    assert verbs() == [("Aicha", "a créé un jeton", "Tableau de bord")]
    assert timedelta(days=29) < token.expires_at - timezone.now() <= timedelta(days=30)


@pytest.mark.parametrize("scopes", [[], ["everything"], ["authority:read", "everything"]])
def test_a_token_has_scopes_that_exist(cast, scopes):
    with pytest.raises(DomainError, match="au moins un droit"):
        create(cast, scopes=scopes)

    assert ApiToken.everywhere.count() == 0
    assert verbs() == []


def test_a_token_is_revoked_once(cast):
    token, secret = create(cast)
    assert token_behind(secret) == token

    domain.revoke_token(token, by=cast.aicha)
    with pytest.raises(DomainError, match="déjà révoqué"):
        domain.revoke_token(token, by=cast.aicha)

    assert token_behind(secret) is None
    assert verbs()[1:] == [("Aicha", "a révoqué un jeton", "Tableau de bord")]


def test_a_token_expires(cast):
    token, secret = create(cast)
    ApiToken.everywhere.filter(pk=token.pk).update(expires_at=timezone.now())

    assert token_behind(secret) is None


def test_the_screen_shows_the_key_once(client, cast):
    client.force_login(cast.aicha)
    data = {"label": "Région", "scopes": ["authority:read", "territory:read"], "days": "365"}

    response = client.post(f"{TOKENS}nouveau/", data)

    secret = response.context["secret"]
    assert f'value="{secret}"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    token = ApiToken.everywhere.get()
    assert token.scopes == ["authority:read", "territory:read"]
    assert token.expires_at - timezone.now() > timedelta(days=364)
    page = client.get(TOKENS).content.decode()
    assert secret not in page
    assert token.prefix in page


def test_the_form_asks_for_a_scope_and_a_known_duration(client, cast):
    client.force_login(cast.aicha)

    response = client.post(f"{TOKENS}nouveau/", {"label": "Région", "days": "9999"})

    assert sorted(response.context["form"].errors) == ["days", "scopes"]
    assert ApiToken.everywhere.count() == 0


def test_the_screen_revokes(client, cast):
    token, _ = create(cast)
    client.force_login(cast.aicha)

    assert client.post(f"{TOKENS}{token.pk}/revoquer/")["Location"] == TOKENS
    assert "révoqué" in client.get(TOKENS).content.decode()
    assert "déjà révoqué" in client.post(f"{TOKENS}{token.pk}/revoquer/", follow=True).content.decode()


def test_a_token_elsewhere_does_not_exist_here(client, cast):
    token, _ = domain.create_token(cast.elsewhere, "Ailleurs", ["authority:read"], 30, by=cast.eve)
    client.force_login(cast.aicha)

    assert client.post(f"{TOKENS}{token.pk}/revoquer/").status_code == 404
    assert "Ailleurs" not in client.get(TOKENS).content.decode()
    token.refresh_from_db()
    assert token.is_open


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_or_many(client, cast, django_assert_num_queries, count):
    for number in range(count):
        create(cast, f"Usage {number}")
    client.force_login(cast.aicha)
    client.get(TOKENS)

    # session, user, authority, roles, second factor, tokens; menu: authorities
    with django_assert_num_queries(7):
        response = client.get(TOKENS)

    assert len(response.context["tokens"]) == count
