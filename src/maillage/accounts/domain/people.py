"""Accounts: opened, secured, signed out."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from maillage.accounts.models import Invitation, User
from maillage.common.errors import DomainError
from maillage.journal.domain import record

# What a change of security is called in the journal, by the mail that tells the person.
SECURITY_CHANGES = {
    "mfa/email/totp_activated": "a ajouté un second facteur",
    "mfa/email/totp_deactivated": "a retiré un second facteur",
    "mfa/email/webauthn_added": "a ajouté une clé d’accès",
    "mfa/email/webauthn_removed": "a retiré une clé d’accès",
    "mfa/email/recovery_codes_generated": "a renouvelé ses codes de secours",
    "socialaccount/email/account_connected": "a relié ProConnect à son compte",
}


def may_open_account(email: str, *, registration_is_open: bool) -> bool:
    """Where registration is closed, an open invitation is still a way in."""
    invited = Invitation.everywhere.filter(
        email__iexact=email, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )
    return registration_is_open or invited.exists()


@transaction.atomic
def open_account(email: str, full_name: str = "", *, is_verified: bool = False, **facts) -> User:
    """Open the account of a person who has none. `is_verified`: the address has proved to be theirs."""
    email = clean_address(email)
    if User.objects.filter(email__iexact=email).exists():
        raise DomainError("Un compte existe déjà à cette adresse.")
    user = User.objects.create_user(email, full_name.strip(), **facts)
    EmailAddress.objects.create(user=user, email=user.email, verified=is_verified, primary=True)
    note_opened(user)
    return user


def clean_address(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError as error:
        raise DomainError("Cette adresse électronique n’est pas valable.") from error
    return email.lower()


def note_opened(user: User) -> None:
    """Write that an account was opened, whichever way in was taken."""
    record("a ouvert un compte", actor=user, target=user)


def note_security_change(user: User, change: str) -> None:
    """Write what a person changed in their security; `change` names the mail that tells them."""
    record(SECURITY_CHANGES.get(change, "a changé la sécurité de son compte"), actor=user, target=user)


def check_can_be_named_admin(email: str, full_name: str) -> User | None:
    """The account to promote, or None when it is still to be opened."""
    user = User.objects.filter(email__iexact=clean_address(email)).first()
    if user is None and not full_name.strip():
        raise DomainError("Aucun compte à cette adresse : donnez aussi le nom de la personne.")
    if user and user.is_instance_admin:
        raise DomainError("Cette personne administre déjà l’instance.")
    return user


@transaction.atomic
def name_instance_admin(email: str, full_name: str = "") -> User:
    """Give the keys of the machine to a person. Said on the machine itself, hence no actor."""
    user = check_can_be_named_admin(email, full_name) or open_account(email, full_name, is_verified=True)
    if not User.objects.filter(pk=user.pk, is_instance_admin=False).update(is_instance_admin=True):
        raise DomainError("Cette personne administre déjà l’instance.")
    record("a nommé administrateur de l’instance", target=user)
    user.refresh_from_db()
    return user


@transaction.atomic
def sign_out_everywhere(user: User) -> None:
    """Close every session of a person, followed or not: each holds a hash of the field that changes here.

    The caller keeps the session at hand with `update_session_auth_hash`.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])
    UserSession.objects.filter(user=user).delete()
    record("s’est déconnecté partout", actor=user, target=user)
