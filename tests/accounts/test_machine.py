from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from maillage.accounts.domain.support import open_support_access
from maillage.accounts.models import OutboundMail, SupportAccess
from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from tests.territories.factories import make_authority

DOOR = "/machine/pays-des-sources/ouvrir/"
SPACE = "/pays-des-sources/espace/equipe/"


@pytest.fixture
def keeper(cast):
    """Root, once they have a second factor."""
    Authenticator.objects.create(user=cast.root, type="totp", data={"secret": "x"})
    return cast.root


def test_the_machine_in_figures(client, cast, keeper):
    OutboundMail.everywhere.create(kind="x", to="lea@example.org", subject="Sujet secret", text="")
    client.force_login(keeper)

    response = client.get("/machine/")

    facts = response.context
    assert sorted((each.slug, each.member_count) for each in facts["authorities"]) == [
        ("pays-d-ailleurs", 1),
        ("pays-des-sources", 7),
        ("region-aval", 1),
    ]
    assert [(each["state"], each["count"]) for each in facts["mails"]] == [
        ("à envoyer", 1), ("en cours", 0), ("envoyé", 0), ("en échec", 0),
            ("revenu", 0), ("retenu", 0),
    ]  # fmt: skip
    assert "purge_accounts" in {each["name"] for each in facts["jobs"]}
    assert "COG 2026" in response.content.decode()


def test_the_machine_shows_no_content(client, cast, keeper):
    OutboundMail.everywhere.create(kind="x", to="lea@example.org", subject="Sujet secret", text="")
    client.force_login(keeper)

    page = client.get("/machine/").content.decode()

    for private in ("Sujet secret", "lea@example.org", "Bruno", "Projet de mobilité"):
        assert private not in page


@pytest.mark.parametrize("more", [0, 2])
def test_the_machine_costs_the_same_for_few_or_many(client, cast, keeper, django_assert_num_queries, more):
    for number in range(more):
        make_authority(f"Pays {number}", slug=f"pays-{number}")
    client.force_login(keeper)
    client.get("/machine/")

    # session, user, second factor, authorities, mails, oldest mail, vintage, open accesses
    with django_assert_num_queries(8):
        response = client.get("/machine/")

    assert len(response.context["authorities"]) == 3 + more


def test_without_a_second_factor_the_way_out_is_shown(client, cast):
    client.force_login(cast.root)

    response = client.get("/machine/")

    assert response.status_code == 403
    assert 'href="/compte/securite/"' in response.content.decode()


def test_support_opens_for_an_hour_and_leaves_a_line(client, cast, keeper):
    client.force_login(keeper)
    assert client.get(SPACE).status_code == 404

    response = client.post(DOOR, {"reason": "Carte qui ne s’affiche pas"})

    assert (response.status_code, response["Location"]) == (302, "/pays-des-sources/espace/")
    assert client.get(SPACE).status_code == 200
    line = Entry.everywhere.get()
    assert (line.authority, line.actor, line.verb) == (cast.pays, keeper, "a ouvert un accès d’assistance")
    assert line.details["motif"] == "Carte qui ne s’affiche pas"
    assert SupportAccess.everywhere.get().expires_at - timezone.now() <= timedelta(hours=1)


def test_support_reads_and_changes_nothing(client, cast, keeper):
    open_support_access(keeper, cast.pays, "essai")
    client.force_login(keeper)

    assert "bruno@example.org" not in client.get(SPACE).content.decode()
    assert client.get(f"{SPACE}inviter/").status_code == 403
    assert client.get(f"{SPACE}quitter/").status_code == 404
    assert client.get("/pays-des-sources/espace/jetons/").status_code == 403


def test_support_ends_by_itself(client, cast, keeper):
    open_support_access(keeper, cast.pays, "essai")
    SupportAccess.everywhere.update(expires_at=timezone.now())
    client.force_login(keeper)

    assert client.get(SPACE).status_code == 404


def test_support_opens_one_place_only(client, cast, keeper):
    open_support_access(keeper, cast.pays, "essai")
    client.force_login(keeper)

    assert client.get("/pays-d-ailleurs/espace/equipe/").status_code == 404


def test_support_is_refused_without_a_reason_twice_or_to_others(cast, keeper):
    with pytest.raises(DomainError, match="pourquoi"):
        open_support_access(keeper, cast.pays, "  ")
    with pytest.raises(DomainError, match="administre la machine"):
        open_support_access(cast.eve, cast.pays, "curiosité")
    open_support_access(keeper, cast.pays, "essai")
    with pytest.raises(DomainError, match="déjà ouvert"):
        open_support_access(keeper, cast.pays, "encore")

    assert SupportAccess.everywhere.count() == Entry.everywhere.count() == 1


def test_the_screen_says_why_not(client, cast, keeper):
    open_support_access(keeper, cast.pays, "essai")
    client.force_login(keeper)

    response = client.post(DOOR, {"reason": "encore"})

    assert response.status_code == 200
    assert "déjà ouvert" in response.content.decode()
    assert "vous est ouvert en lecture" in client.get("/machine/").content.decode()


def test_pilots_read_the_reason_in_their_journal(client, cast, keeper):
    open_support_access(keeper, cast.pays, "Carte qui ne s’affiche pas")
    client.force_login(cast.aicha)

    assert "motif : Carte qui ne s’affiche pas" in client.get(
        "/pays-des-sources/espace/journal/"
    ).content.decode().replace("\xa0", " ")
