"""The team comes by invitation; pilots have a second factor; two invitations still wait."""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django_scopes import scope

from maillage.accounts.domain.invitations import accept_by_mail, invite
from maillage.accounts.enums import Role
from maillage.accounts.models import Membership, User
from maillage.demo.enums import CHARACTERS, EXTRAS
from maillage.demo.scenes.territory import SLUG
from maillage.territories.models import Authority

BY_KEY = {each.key: each for each in (*CHARACTERS, *EXTRAS)}


def is_played() -> bool:
    return Membership.everywhere.filter(user__email=BY_KEY["bruno"].email).exists()


def play() -> None:
    pays = Authority.objects.get(slug=SLUG)
    neighbour = Authority.objects.get(slug="sel-et-vermois")
    for key in ("aicha", "eve", "karim", "nora"):
        give_second_factor(User.objects.get(email=BY_KEY[key].email))
    for key, role in (
        ("bruno", Role.TEAM),
        ("chloe", Role.PARTNER),
        ("driss", Role.SURVEYOR),
        ("ines", Role.READER),
    ):
        bring(key, pays, role, by="aicha")
    bring("driss", neighbour, Role.READER, by="nora")
    aicha = User.objects.get(email=BY_KEY["aicha"].email)
    with scope(authority=pays):
        invite(pays, "direction@ccas-baccarat.example", Role.PARTNER, by=aicha)
        invite(pays, "accueil@france-services.example", Role.ADVISER, by=aicha)


def give_second_factor(user) -> None:
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)


def bring(key: str, authority, role: str, *, by: str) -> None:
    host = User.objects.get(email=BY_KEY[by].email)
    with scope(authority=authority):
        accept_by_mail(invite(authority, BY_KEY[key].email, role, by=host), BY_KEY[key].name)
