from django.db import models


class FolderKind(models.TextChoices):
    TOPIC = "topic", "sujet"
    CIRCLE = "circle", "instance"
    MEETING = "meeting", "séance"


class DocumentState(models.TextChoices):
    """Only finished documents are communicable (CRPA L.311-2)."""

    DRAFT = "draft", "brouillon"
    FINAL = "final", "définitif"


class Audience(models.TextChoices):
    """Who may see a document or a resource, besides the team and readers."""

    TEAM = "team", "l’équipe"
    CIRCLE = "circle", "une instance"
    PARTNERS = "partners", "tous les partenaires"
    PUBLIC = "public", "tout le monde"


class Communicability(models.TextChoices):
    """Whether anyone who asks may have it (CRPA L.311-1, L.311-2, L.311-6)."""

    OPEN = "open", "communicable"
    AFTER_DECISION = "after_decision", "communicable après la décision"
    RESTRICTED = "restricted", "non communicable"


class Reading(models.TextChoices):
    """Where the reading of a file stands: its words for the search, its first page for the eyes."""

    WAITING = "waiting", "lecture en attente"
    RUNNING = "running", "lecture en cours"
    READ = "read", "texte lu"
    EMPTY = "empty", "sans texte à lire"
    LOCKED = "locked", "protégé par un mot de passe"
    STOPPED = "stopped", "lecture arrêtée"


class Fate(models.TextChoices):
    """What became of a document at the end of its time (code du patrimoine, L.212-2 and L.212-3)."""

    KEPT = "kept", "gardé"
    ELIMINATED = "eliminated", "éliminé"


class ResourceKind(models.TextChoices):
    ARTICLE = "article", "Article"
    VIDEO = "video", "Vidéo"
    WEBINAR = "webinar", "Webinaire"
    TESTIMONY = "testimony", "Témoignage"


class DialogueState(models.TextChoices):
    PROPOSED = "proposed", "proposé"
    HELD = "held", "tenu"
    DROPPED = "dropped", "abandonné"


class WelcomeStep(models.TextChoices):
    """What a new partner does first, in this order; the stored value is also the address of the step."""

    PROJECT = "projet", "Le projet en une minute"
    DETAILS = "coordonnees", "Mes coordonnées"
    WORDS = "mots", "Cinq mots pour se comprendre"
    CARD = "qui-fait-quoi", "Ce que nous faisons"
    DATE = "date", "Ma prochaine date"
