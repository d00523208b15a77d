from django.db import models


class MandateRole(models.TextChoices):
    TITULAR = "titular", "titulaire"
    ALTERNATE = "alternate", "suppléant"


class BodyOffice(models.TextChoices):
    """What a member does for the body itself."""

    NONE = "", "membre"
    CHAIR = "chair", "préside"
    VICE_CHAIR = "vice_chair", "vice-préside"
    SECRETARY = "secretary", "secrétariat"


class DayCount(models.TextChoices):
    WORKING = "working", "jours ouvrés"
    CLEAR = "clear", "jours francs"
    CALENDAR = "calendar", "jours"


class MeetingState(models.TextChoices):
    PLANNED = "planned", "prévue"
    CONVENED = "convened", "convoquée"
    HELD = "held", "tenue"
    CANCELLED = "cancelled", "annulée"


class MinutesState(models.TextChoices):
    DRAFT = "draft", "en cours d’écriture"
    SUBMITTED = "submitted", "soumis à approbation"
    APPROVED = "approved", "approuvé"


class ItemKind(models.TextChoices):
    INFORMATION = "information", "Information"
    DISCUSSION = "discussion", "Échange"
    OPINION = "opinion", "Avis"
    DECISION = "decision", "Décision"


class Communicability(models.TextChoices):
    """Who may have a document (CRPA L.311-1, L.311-2, L.311-6)."""

    PUBLIC = "public", "public"
    AFTER_DECISION = "after_decision", "public après la décision"
    RESTRICTED = "restricted", "réservé aux membres"


class Channel(models.TextChoices):
    MAIL = "mail", "courriel"
    LETTER = "letter", "lettre"


class ConvocationState(models.TextChoices):
    """Where the convocation of one member stands; each ends in exactly one."""

    TO_SEND = "to_send", "à envoyer"
    SENT = "sent", "envoyée"
    BOUNCED = "bounced", "revenue"
    TO_PRINT = "to_print", "lettre à poster"
    POSTED = "posted", "lettre postée"


class Answer(models.TextChoices):
    NONE = "", "sans réponse"
    YES = "yes", "viendra"
    NO = "no", "ne viendra pas"
    SUBSTITUTE = "substitute", "se fait remplacer"
    PROXY = "proxy", "donne pouvoir"


class PollAnswerValue(models.TextChoices):
    YES = "yes", "oui"
    MAYBE = "maybe", "si besoin"
    NO = "no", "non"


class Presence(models.TextChoices):
    PRESENT = "present", "présent"
    REMOTE = "remote", "à distance"
    REPRESENTED = "represented", "représenté"
    EXCUSED = "excused", "excusé"
    ABSENT = "absent", "absent"


class SignedBy(models.TextChoices):
    QR = "qr", "téléphone"
    TABLET = "tablet", "tablette"
    PAPER = "paper", "feuille papier"
    SECRETARY = "secretary", "secrétariat"


class Sense(models.TextChoices):
    FAVOURABLE = "favourable", "favorable"
    RESERVED = "reserved", "favorable avec réserves"
    UNFAVOURABLE = "unfavourable", "défavorable"
    NONE = "none", "pas d’avis rendu"


class DecisionState(models.TextChoices):
    TAKEN = "taken", "prise"
    STARTED = "started", "en cours"
    DONE = "done", "exécutée"
    DROPPED = "dropped", "abandonnée"


class EntryKind(models.TextChoices):
    OPINION = "opinion", "avis"
    DECISION = "decision", "décision"


class DrawState(models.TextChoices):
    """draft → open (candidates register) → closed → committed (seed hashed, lottery published) → drawn."""

    DRAFT = "draft", "en préparation"
    OPEN = "open", "inscriptions ouvertes"
    CLOSED = "closed", "inscriptions closes"
    COMMITTED = "committed", "procédure publiée"
    DRAWN = "drawn", "tiré au sort"


class CandidateOutcome(models.TextChoices):
    WAITING = "", "en attente"
    SELECTED = "selected", "tiré au sort"
    RESERVE = "reserve", "liste de réserve"
    REPLACED = "replaced", "remplacé"
    NOT_DRAWN = "not_drawn", "non tiré"
