from django.db import models


class Role(models.TextChoices):
    """What a person may do in one authority. Meanings: accounts/rules.py."""

    PILOT = "pilot", "pilote"
    TEAM = "team", "équipe"
    PARTNER = "partner", "partenaire"
    SURVEYOR = "surveyor", "enquêteur"
    ADVISER = "adviser", "conseiller"
    READER = "reader", "lecteur"


ROLE_MEANINGS = {
    Role.PILOT: "administre : invite, règle le site public, lit le journal",
    Role.TEAM: "modifie tout le contenu du projet",
    Role.PARTNER: "voit ce que voient ses instances, agit sur ce qui est à lui",
    Role.SURVEYOR: "recueille les réponses sur le terrain",
    Role.ADVISER: "oriente les habitants vers les solutions",
    Role.READER: "lit, sans rien modifier",
}


class MailState(models.TextChoices):
    QUEUED = "queued", "à envoyer"
    SENDING = "sending", "en cours"
    SENT = "sent", "envoyé"
    FAILED = "failed", "en échec"
    BOUNCED = "bounced", "revenu"
    HELD = "held", "retenu"


# The mail reached nobody, and will not: whoever counted on it must find another way.
UNREACHED = (MailState.FAILED, MailState.BOUNCED, MailState.HELD)

# What a person asks for at the door: they leave even to an address on hold, or nobody could come back in.
SIGN_IN_KINDS = frozenset(
    {
        "login_code",
        "email_confirmation_signup",
        "email_confirmation",
        "account_already_exists",
        "unknown_account",
    }
)


class ReturnKind(models.TextChoices):
    """How a mail came back."""

    HARD = "hard", "adresse refusée"
    SOFT = "soft", "refus passager"
    COMPLAINT = "complaint", "signalé comme indésirable"
    UNSUBSCRIBED = "unsubscribed", "désabonnement par le prestataire d’envoi"


# What each reason keeps from leaving: everything but sign-in mail, or letters alone.
HOLDS_ALL = (ReturnKind.HARD, ReturnKind.SOFT)


class InboundKind(models.TextChoices):
    """What became of a message that came to the mailbox of returns and answers."""

    BOUNCE = "bounce", "avis de non-remise"
    DELAY = "delay", "avis de retard"
    COMPLAINT = "complaint", "signalement"
    AUTOMATIC = "automatic", "réponse automatique"
    REPLY = "reply", "réponse"
    UNKNOWN = "unknown", "non reconnu"


class ApiScope(models.TextChoices):
    TERRITORY_READ = "territory:read", "lire le territoire (communes, EPCI, mairies)"
    AUTHORITY_READ = "authority:read", "lire l’autorité et son périmètre"
    PARTNERS_READ = "partners:read", "lire les partenaires, sans les coordonnées des personnes"
    GOVERNANCE_READ = "governance:read", "lire les instances, les séances et le registre"
    LIBRARY_READ = "library:read", "lire les documents publics"
