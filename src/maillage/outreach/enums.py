from django.db import models


class Topic(models.TextChoices):
    """What an inhabitant may ask to be told of."""

    PROJECT = "project", "Le projet, étape par étape"
    SERVICES = "services", "Bus, navettes, covoiturage"
    AIDS = "aids", "Aides pour se déplacer"
    MEETINGS = "meetings", "Rencontres près de chez moi"
    SAY = "say", "Questionnaires et avis"


class SubscriberState(models.TextChoices):
    ASKED = "asked", "en attente de confirmation"
    CONFIRMED = "confirmed", "abonnement confirmé"
    LEFT = "left", "désabonnement"


class ConsentKind(models.TextChoices):
    ASKED = "asked", "demande d’abonnement"
    GIVEN = "given", "accord confirmé"
    RENEWED = "renewed", "accord renouvelé"
    WITHDRAWN = "withdrawn", "accord retiré"


class ConsentChannel(models.TextChoices):
    FORM = "form", "formulaire public"
    LINK = "link", "lien d’un courriel"
    ONE_CLICK = "one_click", "bouton du logiciel de courriel"
    REPLY = "reply", "courriel de désabonnement"
    COMPLAINT = "complaint", "signalement comme indésirable"
    PROVIDER = "provider", "prestataire d’envoi"
    FILE = "file", "fichier repris"
    TEAM = "team", "demande faite à l’équipe"
    EXPIRY = "expiry", "sans réponse à la demande de renouvellement"


# What a person reads before giving their consent; a new wording takes a new name, the old ones stay as proof.
WORDINGS = {
    "2026-11": (
        "J’accepte de recevoir par courriel les lettres de cette autorité, sur les sujets que j’ai choisis. "
        "Je peux arrêter à tout moment."
    ),
}
WORDING = "2026-11"


class RuleKind(models.TextChoices):
    """What a rule of an audience looks at."""

    CIRCLE = "circle", "Membres d’une instance ou d’un collège"
    SPHERE = "sphere", "Partenaires d’une sphère"
    ROLE = "role", "Contacts selon leur place"
    CONTACTS = "contacts", "Tous les contacts des partenaires"
    SUBSCRIBERS = "subscribers", "Abonnés à un sujet"
    EPCI = "epci", "Contacts et abonnés d’un EPCI"
    COMMUNE = "commune", "Contacts et abonnés d’une commune"


class Place(models.TextChoices):
    """The place of a contact at their organisation."""

    REFERENT = "referent", "Référents"
    TITULAR = "titular", "Titulaires d’une fonction"
    SUBSTITUTE = "substitute", "Suppléants"


class Joined(models.TextChoices):
    ANY = "any", "au moins une règle"
    ALL = "all", "toutes les règles à la fois"


class LeftOut(models.TextChoices):
    """Why someone whom the rules name receives nothing."""

    NO_MAIL = "no_mail", "sans courriel"
    OPPOSED = "opposed", "opposée"
    STOPPED = "stopped", "sans lettres, à sa demande"
    LEFT = "left", "désabonnée"
    UNCONFIRMED = "unconfirmed", "en attente de confirmation"
    BOUNCED = "bounced", "en échec"
    HELD = "held", "retenue"
    TWICE = "twice", "en double"

    def said(self, count: int) -> str:
        """« 3 opposées »: people, so in the feminine."""
        return f"{count} {self.label}{'s' if count > 1 and self.label.endswith('ée') else ''}"


class LetterKind(models.TextChoices):
    COMMON = "common", "Courriel commun"
    NEWSLETTER = "newsletter", "Lettre d’information"


class LetterState(models.TextChoices):
    DRAFT = "draft", "brouillon"
    SCHEDULED = "scheduled", "programmée"
    LEAVING = "leaving", "départ en cours"
    PAUSED = "paused", "en pause"
    SENT = "sent", "envoyée"
    STOPPED = "stopped", "arrêtée"


class BlockKind(models.TextChoices):
    TITLE = "title", "Titre"
    TEXT = "text", "Texte"
    BUTTON = "button", "Bouton"
    PICTURE = "picture", "Image"
    NEWS = "news", "Actualité"
    FACT = "fact", "Fait"
    DIVIDER = "divider", "Trait"


class DeliveryState(models.TextChoices):
    """What became of one letter to one person."""

    WAITING = "waiting", "à préparer"
    POSTED = "posted", "dans la file"
    SENT = "sent", "remise"
    REFUSED = "refused", "refusée"
    BOUNCED = "bounced", "revenue"
    HELD = "held", "retenue"
    COMPLAINED = "complained", "signalée indésirable"
    DIGEST = "digest", "gardée pour le récapitulatif"
    STOPPED = "stopped", "arrêtée avant l’envoi"


class PosterFormat(models.TextChoices):
    A4 = "a4", "Affiche A4"
    A3 = "a3", "Affiche A3"
    A5 = "a5", "Tract A5"
    SHEET = "a4-2xa5", "Deux tracts A5 sur une feuille A4"
