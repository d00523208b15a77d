"""What this app keeps on a person, declared to the registry. Erasing runs from the last row to the first."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from maillage.accounts.models import (
    AddressHold,
    ApiToken,
    Invitation,
    Membership,
    OutboundMail,
    SupportAccess,
)
from maillage.accounts.queries import privacy
from maillage.common.personal_data import holds


def blank_account(user) -> int:
    """The row itself goes last of all, with `erase_person`."""
    return int(bool(user.full_name or user.email))


def erase_invitations(user) -> int:
    received = Invitation.everywhere.filter(email__in=privacy.addresses_of(user)).delete()[0]
    return received + Invitation.everywhere.filter(invited_by=user).update(invited_by=None)


def erase_mails(user) -> int:
    return OutboundMail.everywhere.filter(to__in=privacy.addresses_of(user)).delete()[0]


def erase_holds(user) -> int:
    theirs = AddressHold.objects.filter(address__in=privacy.addresses_of(user)).delete()[0]
    return theirs + AddressHold.objects.filter(lifted_by=user).update(lifted_by=None)


def end_sessions(user) -> int:
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


UNTIL_ERASED = "Tant que votre compte existe."

# label of the Django app, what, why, how long, how to read it, how to erase it
ROWS = [
    (
        "accounts",
        "Compte : courriel et nom",
        "Vous reconnaître et vous écrire.",
        UNTIL_ERASED,
        privacy.account,
        blank_account,
    ),
    (
        "account",
        "Adresses et leur vérification",
        "Vérifier que le courriel est bien le vôtre.",
        UNTIL_ERASED,
        privacy.addresses,
        lambda user: EmailAddress.objects.filter(user=user).delete()[0],
    ),
    (
        "accounts",
        "Rôles dans les territoires",
        "Savoir ce que vous pouvez voir et faire.",
        "Jusqu’à la fin de chaque accès.",
        privacy.memberships,
        lambda user: Membership.everywhere.filter(user=user).delete()[0],
    ),
    (
        "accounts",
        "Accès d’assistance ouverts",
        "Limiter et tracer ce que voit la personne qui administre la machine.",
        "Une heure, puis effacement sous un jour. Le motif reste dans le journal du territoire.",
        privacy.support_accesses,
        lambda user: SupportAccess.everywhere.filter(user=user).delete()[0],
    ),
    (
        "accounts",
        "Invitations reçues et envoyées",
        "Ouvrir un accès à la bonne personne.",
        "90 jours après la date limite de l’invitation.",
        privacy.invitations,
        erase_invitations,
    ),
    (
        "accounts",
        "Jetons d’API créés",
        "Savoir qui a ouvert un accès à un autre programme.",
        "Tant que le jeton est gardé par le territoire. Il reste après vous, sans votre nom.",
        privacy.tokens,
        lambda user: ApiToken.everywhere.filter(created_by=user).update(created_by=None),
    ),
    (
        "accounts",
        "Courriels envoyés",
        "Savoir ce qui est parti et réessayer en cas d’échec. Le texte est effacé après l’envoi.",
        "90 jours.",
        privacy.mails,
        erase_mails,
    ),
    (
        "accounts",
        "Adresses où l’on ne vous écrit plus",
        "Ne plus écrire à une adresse que son serveur refuse, ou dont le titulaire ne veut pas de lettres.",
        "Trois mois à trois ans selon le motif ; trois mois une fois la retenue levée.",
        privacy.holds,
        erase_holds,
    ),
    (
        "usersessions",
        "Connexions : date, adresse IP, navigateur",
        "Vous montrer où votre compte est ouvert et fermer ce qui n’est pas à vous.",
        "14 jours après la dernière connexion.",
        privacy.sessions,
        end_sessions,
    ),
    (
        "mfa",
        "Seconds facteurs",
        "Protéger votre compte.",
        "Jusqu’à ce que vous les retiriez.",
        privacy.second_factors,
        lambda user: Authenticator.objects.filter(user=user).delete()[0],
    ),
    (
        "socialaccount",
        "Compte ProConnect relié",
        "Vous connecter avec votre identité professionnelle.",
        UNTIL_ERASED,
        privacy.social_accounts,
        lambda user: SocialAccount.objects.filter(user=user).delete()[0],
    ),
]


def declare() -> None:
    for app, label, purpose, retention, export, erase in ROWS:
        holds(app=app, label=label, purpose=purpose, retention=retention, export=export, erase=erase)
