from django.db import models


class OrganisationKind(models.TextChoices):
    COMMUNE = "commune", "Commune"
    EPCI = "epci", "EPCI"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    STATE_SERVICE = "state_service", "Service de l’État"
    FRANCE_TRAVAIL = "france_travail", "France Travail"
    MISSION_LOCALE = "mission_locale", "Mission locale"
    CCAS = "ccas", "CCAS ou CIAS"
    CAF_MSA = "caf_msa", "CAF ou MSA"
    ASSOCIATION = "association", "Association"
    EMPLOYER = "employer", "Employeur"
    EMPLOYERS_UNION = "employers_union", "Organisation d’employeurs"
    TRADE_UNION = "trade_union", "Syndicat de salariés"
    TRANSPORT_OPERATOR = "transport_operator", "Transporteur"
    SCHOOL = "school", "Établissement scolaire ou de formation"
    HEALTH = "health", "Établissement ou acteur de santé"
    OTHER = "other", "Autre"


class Sphere(models.TextChoices):
    """For whom, or from where, a partner speaks."""

    MOBILITY = "mobility", "Mobilité"
    EMPLOYMENT = "employment", "Emploi"
    INSERTION = "insertion", "Insertion"
    SOCIAL = "social", "Action sociale"
    HEALTH = "health", "Santé"
    EDUCATION = "education", "Éducation et formation"
    EMPLOYERS = "employers", "Employeurs"
    UNIONS = "unions", "Syndicats"
    USERS = "users", "Usagers"
    INHABITANTS = "inhabitants", "Habitants"
    ELECTED = "elected", "Élus"


class Origin(models.TextChoices):
    """How we came to know a person: the law asks for it (RGPD, articles 13 and 14)."""

    PUBLIC_DIRECTORY = "public_directory", "annuaire public"
    GIVEN_BY_PERSON = "given_by_person", "la personne elle-même"
    GIVEN_BY_ORGANISATION = "given_by_organisation", "son organisation"
    MEETING = "meeting", "rencontre ou réunion"
    IMPORT = "import", "fichier repris"


class LegalBasis(models.TextChoices):
    PUBLIC_TASK = "public_task", "mission d’intérêt public"
    LEGITIMATE_INTEREST = "legitimate_interest", "intérêt légitime"
    CONSENT = "consent", "consentement"


class InteractionKind(models.TextChoices):
    CALL = "call", "Appel"
    MAIL = "mail", "Courriel ou courrier"
    MEETING = "meeting", "Réunion"
    VISIT = "visit", "Visite"
    ANSWER = "answer", "Réponse"
    PROMISE = "promise", "Engagement"
    OTHER = "other", "Autre échange"


class Freshness(models.TextChoices):
    """Whether the people we know at a partner's are likely to be the right ones still."""

    NOBODY = "nobody", "sans contact"
    BOUNCED = "bounced", "courriel en échec"
    STALE = "stale", "à vérifier"
    FRESH = "fresh", "à jour"


class Outcome(models.TextChoices):
    """What a person answered to « toujours vous ? »."""

    CONFIRMED = "confirmed", "toujours en poste"
    CORRECTED = "corrected", "coordonnées corrigées"
    REPLACED = "replaced", "remplacé par une autre personne"
    LEFT = "left", "n’est plus concerné"
    OPPOSED = "opposed", "ne veut plus de courriel"
    ERASED = "erased", "données effacées"


class FindingWay(models.TextChoices):
    """How we learned that an entry was right still, or was not."""

    LINK = "link", "réponse au lien personnel"
    TEAM = "team", "vérifié par l’équipe"
    BOUNCE = "bounce", "courriel revenu"


class PurgeRule(models.TextChoices):
    UNVERIFIED = "unverified", "sans vérification ni fonction"
    BY_HAND = "by_hand", "décidé par une personne"


class RequestWay(models.TextChoices):
    """How a person told us what they want done with their data."""

    MAIL = "mail", "par courriel"
    CALL = "call", "au téléphone"
    LETTER = "letter", "par courrier"
    IN_PERSON = "in_person", "de vive voix"
    SPACE = "space", "dans son espace"


class FileFormat(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel (XLSX)"
    ODS = "ods", "OpenDocument (ODS)"
    VCARD = "vcf", "vCard"


class ImportState(models.TextChoices):
    TO_MATCH = "to_match", "colonnes à rapprocher"
    TO_CHECK = "to_check", "à vérifier"
    WRITTEN = "written", "écrit"
    UNDONE = "undone", "annulé"
    DROPPED = "dropped", "abandonné"


class RowAction(models.TextChoices):
    ADDED = "added", "ajouté"
    CHANGED = "changed", "modifié"


class RecordKind(models.TextChoices):
    ORGANISATION = "organisation", "organisation"
    PERSON = "person", "contact"


class DoubleChoice(models.TextChoices):
    """What a person decides on a line that resembles a record."""

    MERGE = "merge", "Fusionner dans l’existant"
    ADD = "add", "Ajouter quand même"
    SKIP = "skip", "Ignorer"


class LineState(models.TextChoices):
    """What becomes of one line of a file."""

    ADD = "add", "ajout"
    CHANGE = "change", "changement"
    SAME = "same", "rien à changer"
    SKIP = "skip", "ignorée"
    ASK = "ask", "à trancher"
    ERROR = "error", "à corriger"


class Event(models.TextChoices):
    """Whatever the house may tell someone. Who hears of it, how and when: queries/matrix.py."""

    TASK_GIVEN = "task_given", "une tâche vous est confiée"
    TASK_SOON = "task_soon", "une tâche arrive à échéance"
    TASK_LATE = "task_late", "une tâche est en retard"
    TASK_COMMENT = "task_comment", "un mot sur une tâche"
    PROMISE_SOON = "promise_soon", "un engagement arrive à échéance"
    PROMISE_LATE = "promise_late", "un engagement est en retard"
    DOCUMENT_NEW = "document_new", "un document est partagé"
    DISCUSSION_POST = "discussion_post", "un message dans une discussion"
    CONVOCATION = "convocation", "une convocation"
    CONVOCATION_REMINDER = "convocation_reminder", "un rappel de convocation"
    DATE_POLL = "date_poll", "un sondage de dates"
    MINUTES = "minutes", "un compte rendu à relire"
    STILL_YOU = "still_you", "« toujours vous ? »"
    SUCCESSOR = "successor", "vos coordonnées nous ont été données"
    LETTER = "letter", "une lettre"
    QUESTIONNAIRE = "questionnaire", "un questionnaire"
    WELCOME = "welcome", "un parcours d’accueil"
    DIALOGUE = "dialogue", "une rencontre proposée"
    ASKED_FOR = "asked_for", "ce que la personne a demandé"
    DIGEST = "digest", "le résumé de la semaine"


class Audience(models.TextChoices):
    """Who someone is, when we are about to tell them something."""

    PILOT = "pilot", "pilote"
    TEAM = "team", "équipe"
    PARTNER = "partner", "partenaire avec compte"
    OTHER = "other", "enquêteur, conseiller ou lecteur"
    CONTACT = "contact", "contact sans compte"
    SUBSCRIBER = "subscriber", "abonné"


class Way(models.TextChoices):
    """How something is told."""

    MAIL = "mail", "courriel, tout de suite"
    DIGEST = "digest", "résumé de la semaine"
    SPACE = "space", "dans l’espace seulement"
    NONE = "none", "rien"


class NoticeState(models.TextChoices):
    DUE = "due", "en attente"
    TOLD = "told", "dite"
    MERGED = "merged", "dite dans un résumé"
    DROPPED = "dropped", "abandonnée : elle n’est plus vraie"
