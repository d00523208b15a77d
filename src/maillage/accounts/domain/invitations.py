import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.accounts.domain.membership import let_in
from maillage.accounts.domain.people import open_account
from maillage.accounts.emails import invitations as emails
from maillage.accounts.enums import Role
from maillage.accounts.models import Invitation, Membership, User
from maillage.accounts.queries.people import owns_address, person_at
from maillage.accounts.queries.tokens import fingerprint
from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.territories.models import Authority

LASTS = timedelta(days=14)
GONE = "Cette invitation n’est plus valable."


@transaction.atomic
def invite(authority: Authority, email: str, role: str, *, by: User) -> Invitation:
    """Open a door for one address and send its key there. An invitation that expired unanswered makes room."""
    email = email.lower()
    person = person_at(email)
    if person and Membership.everywhere.filter(user=person, authority=authority).exists():
        raise DomainError("Cette personne a déjà un accès ici.")
    waiting = Invitation.everywhere.filter(
        authority=authority, email=email, accepted_at=None, withdrawn_at=None
    )
    waiting.filter(expires_at__lte=timezone.now()).update(withdrawn_at=timezone.now())
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            invitation = Invitation.everywhere.create(
                authority=authority,
                email=email,
                role=role,
                token_hash=fingerprint(token),
                invited_by=by,
                expires_at=timezone.now() + LASTS,
            )
    except IntegrityError:
        raise DomainError("Une invitation attend déjà à cette adresse : vous pouvez la renvoyer.") from None
    emails.invitation(invitation, token)
    record("a invité", actor=by, authority=authority, target=invitation, rôle=Role(role).label)
    return invitation


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: User) -> None:
    """Send a new key, good for a full term; the key of the first mail opens nothing any more."""
    token = secrets.token_urlsafe(32)
    waiting = Invitation.everywhere.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not waiting.update(token_hash=fingerprint(token), expires_at=timezone.now() + LASTS):
        raise DomainError("Cette invitation n’attend plus de réponse.")
    invitation.refresh_from_db()
    emails.invitation(invitation, token)
    record("a renvoyé l’invitation de", actor=by, authority=invitation.authority, target=invitation)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    waiting = Invitation.everywhere.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not waiting.update(withdrawn_at=timezone.now()):
        raise DomainError("Cette invitation n’attend plus de réponse.")
    record("a retiré l’invitation de", actor=by, authority=invitation.authority, target=invitation)


@transaction.atomic
def accept_invitation(invitation: Invitation, user: User) -> Membership:
    """The key works once, for the person whose address received it."""
    if not owns_address(user, invitation.email):
        raise DomainError("Cette invitation est adressée à une autre personne.")
    now = timezone.now()
    waiting = Invitation.everywhere.filter(
        pk=invitation.pk, accepted_at=None, withdrawn_at=None, expires_at__gt=now
    )
    if not waiting.update(accepted_at=now):
        raise DomainError(GONE)
    membership = let_in(user, invitation.authority, invitation.role)
    role = Role(invitation.role).label
    record("a accepté une invitation", actor=user, authority=invitation.authority, rôle=role)
    return membership


@transaction.atomic
def accept_by_mail(invitation: Invitation, full_name: str = "") -> User:
    """Accept without being signed in: whoever holds the key reads that mailbox, so the address is proven.

    The account is opened on first use. Whoever calls this must send accounts with a second factor to the
    sign-in page instead.
    """
    user = person_at(invitation.email)
    if user is None:
        user = open_account(invitation.email, full_name, is_verified=True)
    elif not owns_address(user, invitation.email):
        EmailAddress.objects.update_or_create(user=user, email=invitation.email, defaults={"verified": True})
    accept_invitation(invitation, user)
    return user
