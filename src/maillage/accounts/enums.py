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


class ApiScope(models.TextChoices):
    TERRITORY_READ = "territory:read", "lire le territoire (communes, EPCI, mairies)"
    AUTHORITY_READ = "authority:read", "lire l’autorité et son périmètre"
    PARTNERS_READ = "partners:read", "lire les partenaires, sans les coordonnées des personnes"
    GOVERNANCE_READ = "governance:read", "lire les instances, les séances et le registre"
    LIBRARY_READ = "library:read", "lire les documents publics"
