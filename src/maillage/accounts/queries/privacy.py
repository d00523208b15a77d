"""What we keep on a person, in plain rows for their export. Secrets stay out: keys, codes, hashes."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from maillage.accounts.enums import MailState, Role
from maillage.accounts.models import (
    AddressHold,
    ApiToken,
    Invitation,
    Membership,
    OutboundMail,
    SupportAccess,
)
from maillage.accounts.queries.team import other_pilots


def addresses_of(user) -> list[str]:
    """Every address of a person, proven or not, in lower case."""
    proven = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return sorted({user.email.lower(), *(email.lower() for email in proven)})


def authorities_led_alone(user) -> list:
    """Where this person is the only pilot left: they cannot go before naming another."""
    led = Membership.everywhere.filter(user=user, role=Role.PILOT).select_related("authority")
    return [membership.authority for membership in led if not other_pilots(membership).exists()]


def account(user) -> list[dict]:
    return [{"courriel": user.email, "nom": user.full_name, "créé le": when(user.created_at)}]


def addresses(user) -> list[dict]:
    rows = EmailAddress.objects.filter(user=user)
    return [{"courriel": row.email, "vérifiée": row.verified, "principale": row.primary} for row in rows]


def memberships(user) -> list[dict]:
    rows = Membership.everywhere.filter(user=user).select_related("authority")
    return [
        {"autorité": row.authority.name, "rôle": row.get_role_display(), "depuis le": row.since.isoformat()}
        for row in rows
    ]


def support_accesses(user) -> list[dict]:
    rows = SupportAccess.everywhere.filter(user=user).select_related("authority")
    return [
        {"autorité": row.authority.name, "motif": row.reason, "ouvert le": when(row.opened_at)}
        for row in rows
    ]


def invitations(user) -> list[dict]:
    """Those sent to the person, and those that the person sent (without the address of the other)."""
    received = Invitation.everywhere.filter(email__in=addresses_of(user)).select_related("authority")
    sent = Invitation.everywhere.filter(invited_by=user).select_related("authority")
    return [
        {
            "sens": way,
            "autorité": row.authority.name,
            "rôle": row.get_role_display(),
            "le": when(row.created_at),
            "acceptée le": when(row.accepted_at),
        }
        for way, rows in (("reçue", received), ("envoyée", sent))
        for row in rows
    ]


def tokens(user) -> list[dict]:
    rows = ApiToken.everywhere.filter(created_by=user).select_related("authority")
    return [
        {"autorité": row.authority.name, "usage": row.label, "créé le": when(row.created_at)} for row in rows
    ]


def mails(user) -> list[dict]:
    rows = OutboundMail.everywhere.filter(to__in=addresses_of(user))
    return [
        {
            "à": row.to,
            "objet": row.subject,
            "créé le": when(row.created_at),
            "envoyé le": when(row.sent_at),
            "état": MailState(row.state).label,
            "sans accusé du serveur": row.is_unacknowledged,
            "revenu": row.get_came_back_display(),
        }
        for row in rows
    ]


def holds(user) -> list[dict]:
    received = AddressHold.objects.filter(address__in=addresses_of(user))
    lifted = AddressHold.objects.filter(lifted_by=user).exclude(pk__in=received)
    own = [
        {
            "adresse": row.address,
            "motif": row.get_reason_display(),
            "ce que dit le serveur": row.evidence,
            "constaté le": when(row.seen_at),
            "levé le": when(row.lifted_at),
        }
        for row in received
    ]
    # the address of somebody else is not theirs to take away
    return own + [
        {"retenue levée par vous le": when(row.lifted_at), "motif": row.lifted_for} for row in lifted
    ]


def sessions(user) -> list[dict]:
    rows = UserSession.objects.filter(user=user)
    return [
        {
            "ouverte le": when(row.created_at),
            "dernière activité": when(row.last_seen_at),
            "adresse IP": row.ip,
            "navigateur": row.user_agent,
        }
        for row in rows
    ]


def second_factors(user) -> list[dict]:
    rows = Authenticator.objects.filter(user=user)
    return [
        {"type": row.type, "ajouté le": when(row.created_at), "utilisé le": when(row.last_used_at)}
        for row in rows
    ]


def social_accounts(user) -> list[dict]:
    rows = SocialAccount.objects.filter(user=user)
    return [
        {
            "fournisseur": row.provider,
            "identifiant": row.uid,
            "relié le": when(row.date_joined),
            "transmis": row.extra_data,
        }
        for row in rows
    ]


def when(moment) -> str | None:
    return moment.isoformat() if moment else None
