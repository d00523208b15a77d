import json
from datetime import timedelta
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from maillage.accounts.domain import invitations, membership, privacy, support, tokens
from maillage.accounts.domain.mail import deliver_due
from maillage.accounts.enums import Role
from maillage.accounts.models import ApiToken, Invitation, Membership, OutboundMail, SupportAccess, User
from maillage.common.errors import DomainError
from maillage.common.jobs import JOBS
from maillage.common.personal_data import HOLDINGS
from maillage.journal.domain import ERASED, record
from maillage.journal.models import Entry
from tests.accounts.factories import make_person

ERASE = "/mes-donnees/effacer/"

# Tables with an address that is nobody's own.
INSTITUTIONAL = {"portal.portalsite": "the public contact of a local authority, published on its site"}


def keeps_a_person(model) -> bool:
    return any(
        field.related_model is User
        if isinstance(field, models.ForeignKey)
        else isinstance(field, (models.EmailField, models.GenericIPAddressField))
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
    )


def test_every_app_that_keeps_people_says_so():
    keepers = {
        model._meta.app_label
        for model in apps.get_models()
        if keeps_a_person(model) and model._meta.label_lower not in INSTITUTIONAL
    }

    assert sorted(keepers - {holding.app for holding in HOLDINGS}) == []


def test_what_is_institutional_still_exists():
    assert all(apps.get_model(label) for label in INSTITUTIONAL)


def furnish(cast, person) -> None:
    """Leave a trace of a person in every table that knows how to."""
    request_session = import_module(settings.SESSION_ENGINE).SessionStore()
    request_session.create()
    UserSession.objects.create(
        user=person, ip="192.0.2.7", user_agent="Firefox", session_key=request_session.session_key
    )
    tokens.create_token(cast.pays, "Région", ["authority:read"], 30, by=person)
    invitations.invite(cast.pays, "lea@example.org", Role.READER, by=person)
    invitations.invite(cast.elsewhere, person.email, Role.READER, by=cast.eve)
    record("a essayé", actor=person, authority=cast.pays)


def test_the_export_holds_what_is_kept(client, cast):
    furnish(cast, cast.theo)
    client.force_login(cast.theo)

    response = client.get("/mes-donnees/export.json")

    assert response["Content-Disposition"] == 'attachment; filename="mes-donnees.json"'
    content = json.loads(response.content)
    assert content["compte"] == "theo@example.org"
    found = {each["catégorie"]: each["données"] for each in content["contenu"]}
    assert sorted(found) == sorted(holding.label for holding in HOLDINGS)
    assert found["Rôles dans les territoires"][0]["rôle"] == "équipe"
    assert found["Connexions : date, adresse IP, navigateur"][0]["adresse IP"] == "192.0.2.7"
    assert [each["sens"] for each in found["Invitations reçues et envoyées"]] == ["reçue", "envoyée"]
    assert [each["à"] for each in found["Courriels envoyés"]] == ["theo@example.org"]
    assert "lea@example.org" not in response.content.decode()


def test_the_export_gives_no_secret(client, cast):
    Authenticator.objects.filter(user=cast.aicha).update(data={"secret": "TRESSECRET"})
    client.force_login(cast.aicha)

    text = client.get("/mes-donnees/export.json").content.decode()

    assert "TRESSECRET" not in text
    assert '"type": "totp"' in text


def test_the_page_says_what_why_and_how_long(client, cast):
    client.force_login(cast.bruno)

    page = client.get("/mes-donnees/").content.decode()

    assert [holding.label for holding in HOLDINGS if holding.label not in page] == []


def test_an_erased_person_is_nowhere(client, cast):
    furnish(cast, cast.theo)
    membership.change_role(Membership.everywhere.get(user=cast.theo), Role.PARTNER, by=cast.aicha)
    deliver_due()  # what others received is wiped once it has left
    client.force_login(cast.theo)

    response = client.post(ERASE, {"email": "Theo@example.org"})

    assert (response.status_code, response["Location"]) == (302, "/connexion/")
    assert "_auth_user_id" not in client.session
    assert not User.objects.filter(pk=cast.theo.pk).exists()
    tables = [model for model in apps.get_models() if model is not Session]
    left = [
        (model._meta.label, row)
        for model in tables
        for row in model._base_manager.values()
        if "theo" in str(row).lower()
    ]
    assert left == []
    assert not EmailAddress.objects.filter(email="theo@example.org").exists()
    assert ApiToken.everywhere.get().created_by is None  # the token is the authority's


def test_erasing_leaves_one_unsigned_line_in_each_territory(cast):
    membership.grant_role(cast.theo, cast.elsewhere, Role.READER, by=cast.eve)

    privacy.erase_person(cast.theo)

    lines = Entry.everywhere.filter(verb="a effacé un compte").order_by("authority__slug")
    assert [(line.authority, line.actor, line.actor_name) for line in lines] == [
        (cast.elsewhere, None, ERASED),
        (cast.pays, None, ERASED),
    ]


def test_what_an_erased_person_did_stays_unsigned(cast):
    record("a publié", actor=cast.theo, authority=cast.pays)

    privacy.erase_person(cast.theo)

    assert Entry.everywhere.get(verb="a publié").actor_name == ERASED


def test_erasing_asks_for_the_address(client, cast):
    client.force_login(cast.theo)

    response = client.post(ERASE, {"email": "bruno@example.org"})

    assert response.status_code == 200
    assert "Ce n’est pas le courriel de votre compte" in response.content.decode()
    assert User.objects.filter(pk=cast.theo.pk).exists()


def test_the_last_pilot_is_not_erased(client, cast):
    client.force_login(cast.eve)

    response = client.post(ERASE, {"email": "eve@example.org"})

    assert response.status_code == 200
    assert "dernier pilote de : Ailleurs" in response.content.decode()
    assert User.objects.filter(pk=cast.eve.pk).exists()
    assert Entry.everywhere.count() == 0


def test_an_erasure_that_fails_erases_nothing(cast, monkeypatch):
    furnish(cast, cast.theo)
    before = OutboundMail.everywhere.count()
    monkeypatch.setattr(User, "delete", lambda user: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        privacy.erase_person(cast.theo)

    assert OutboundMail.everywhere.count() == before
    assert Membership.everywhere.filter(user=cast.theo).exists()


def test_a_person_without_territory_may_go_too(cast):
    lea = make_person("lea")

    privacy.erase_person(lea)

    line = Entry.everywhere.get()
    assert (line.authority, line.actor_name, line.verb) == (None, ERASED, "a effacé un compte")


def test_two_pilots_of_the_same_place_do_not_both_go(cast):
    privacy.erase_person(cast.paul)

    with pytest.raises(DomainError, match="dernier pilote"):
        privacy.erase_person(cast.aicha)


def test_one_corrects_ones_name(client, cast):
    client.force_login(cast.bruno)

    response = client.post("/compte/", {"full_name": "Bruno Petit"})

    assert (response.status_code, response["Location"]) == (302, "/compte/")
    cast.bruno.refresh_from_db()
    assert cast.bruno.full_name == "Bruno Petit"
    assert Entry.everywhere.get().verb == "a corrigé son nom"
    assert client.post("/compte/", {"full_name": ""}).status_code == 200


def test_the_account_page_names_ones_places(client, cast):
    client.force_login(cast.bruno)

    response = client.get("/compte/")

    assert [str(access) for access in response.context["accesses"]] == ["Bruno (lecteur)"]
    page = response.content.decode()
    for link in ("/compte/securite/", "/compte/sessions/", "/mes-donnees/", "/pays-des-sources/espace/"):
        assert f'href="{link}"' in page


def test_the_purge_takes_what_has_served_its_term(cast):
    now = timezone.now()
    old = invitations.invite(cast.pays, "lea@example.org", Role.READER, by=cast.aicha)
    recent = invitations.invite(cast.pays, "max@example.org", Role.READER, by=cast.aicha)
    Invitation.everywhere.filter(pk=old.pk).update(expires_at=now - timedelta(days=91))
    Invitation.everywhere.filter(pk=recent.pk).update(expires_at=now - timedelta(days=89))
    access = support.open_support_access(cast.root, cast.pays, "essai")
    SupportAccess.everywhere.filter(pk=access.pk).update(expires_at=now - timedelta(minutes=1))
    live = import_module(settings.SESSION_ENGINE).SessionStore()
    live.create()
    for key in (live.session_key, "gone"):
        UserSession.objects.create(user=cast.bruno, ip="192.0.2.7", user_agent="Firefox", session_key=key)
    Session.objects.create(session_key="ended", session_data="", expire_date=now - timedelta(days=1))

    JOBS["purge_accounts"].run()

    assert list(Invitation.everywhere.all()) == [recent]
    assert SupportAccess.everywhere.count() == 0
    assert [each.session_key for each in UserSession.objects.all()] == [live.session_key]
    assert not Session.objects.filter(session_key="ended").exists()
    line = Entry.everywhere.latest("pk")
    assert (line.actor, line.verb) == (None, "a purgé les données échues")
    assert line.details == {"invitations": 1, "accès d’assistance": 1, "sessions": 1, "traces de session": 1}


def test_a_purge_that_finds_nothing_is_silent(cast):
    assert JOBS["purge_accounts"].run() == {}
    assert Entry.everywhere.count() == 0
