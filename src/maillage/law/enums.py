from django.db import models


class BodyKind(models.TextChoices):
    PARTNERS_COMMITTEE = "partners_committee", "Comité des partenaires"
    STEERING_COMMITTEE = "steering_committee", "Comité stratégique"
    TECHNICAL_COMMITTEE = "technical_committee", "Comité technique"
    BASIN_COMMITTEE = "basin_committee", "Comité de bassin"
    WORKING_GROUP = "working_group", "Groupe de travail"
    INHABITANTS_PANEL = "inhabitants_panel", "Panel d’habitants"


class GroupKind(models.TextChoices):
    """The colleges (« collèges ») that a body may be made of."""

    AUTHORITY = "authority", "Élus de l’autorité"
    LOCAL_AUTHORITIES = "local_authorities", "Collectivités"
    PUBLIC_SERVICES = "public_services", "Services publics"
    EMPLOYERS = "employers", "Employeurs"
    TRADE_UNIONS = "trade_unions", "Salariés"
    ASSOCIATIONS = "associations", "Associations"
    DRAWN_INHABITANTS = "drawn_inhabitants", "Habitants tirés au sort"
    INHABITANTS = "inhabitants", "Habitants"
    OPERATORS = "operators", "Opérateurs de mobilité"
    SUPPORT = "support", "Accompagnement et insertion"
    EXPERTS = "experts", "Personnes qualifiées"


class Voice(models.TextChoices):
    """For whom a member speaks, where the law looks at it."""

    EMPLOYERS_UNION = "employers_union", "organisation professionnelle d’employeurs"
    TRADE_UNION = "trade_union", "organisation syndicale de salariés"
    USERS = "users", "association d’usagers"
    INHABITANTS = "inhabitants", "association d’habitants"
    DISABILITY = "disability", "association de personnes handicapées ou à mobilité réduite"


class ActKind(models.TextChoices):
    """What a deliberation is about, where the law asks whether the committee was heard first."""

    OFFER_SUBSTANTIAL_CHANGE = "offer_substantial_change", "Évolution substantielle de l’offre"
    TARIFF_ORIENTATION = "tariff_orientation", "Orientations tarifaires"
    LEVY_INTRODUCED = "levy_introduced", "Instauration du versement mobilité"
    LEVY_RATE_CHANGED = "levy_rate_changed", "Changement de taux du versement mobilité"
    PLANNING_DOCUMENT = "planning_document", "Document de planification (PDM, PDMS)"
    STRUCTURING_PROJECT = "structuring_project", "Projet de mobilité structurant"
    POLICY_EVALUATION = "policy_evaluation", "Évaluation de la politique de mobilité"
    OTHER = "other", "Autre délibération"


class Topic(models.TextChoices):
    """What an item of an agenda is about, where the law counts the times."""

    SERVICE_QUALITY = "service_quality", "Qualité des services"
    USER_INFORMATION = "user_information", "Information des usagers"
    CONTRACT_ACCOUNT = "contract_account", "Compte rendu du contrat opérationnel de mobilité"
    TARIFFS = "tariffs", "Tarifs"
    OFFER = "offer", "Évolution de l’offre"
    LEVY = "levy", "Versement mobilité"
    PLANNING = "planning", "Document de planification"
    STRUCTURING_PROJECT = "structuring_project", "Projet structurant"
    EVALUATION = "evaluation", "Évaluation de la politique"


class Severity(models.TextChoices):
    ERROR = "error", "obligation"
    WARNING = "warning", "à apprécier"
    INFO = "info", "pour information"


class Confidence(models.TextChoices):
    """How sure we are of what the text says: C is always shown as « à vérifier »."""

    A = "A", "texte ou page officielle lus"
    B = "B", "source secondaire fiable lue"
    C = "C", "à vérifier"
    PRACTICE = "-", "bonne pratique, hors texte"


class Outcome(models.TextChoices):
    MET = "met", "respecté"
    NOT_MET = "not_met", "non respecté"
    QUESTION = "question", "à vous d’apprécier"
    NOT_APPLICABLE = "not_applicable", "sans objet"


class Subject(models.TextChoices):
    """What a rule looks at."""

    AUTHORITY = "authority", "autorité"
    BODY = "body", "instance"
    ACT = "act", "délibération"
    MEETING = "meeting", "séance"
    PARTICIPATION = "participation", "concertation"
    RECORD = "record", "document"
