from django.db import models


class PhaseKind(models.TextChoices):
    """The phases of a solidarity-mobility project, in their order."""

    FRAMING = "framing", "Cadrage"
    DIAGNOSIS = "diagnosis", "Diagnostic"
    CONSULTATION = "consultation", "Concertation"
    STRATEGY = "strategy", "Stratégie"
    ACTION_PLAN = "action_plan", "Plan d’action"
    EXPERIMENT = "experiment", "Expérimentation"
    DEPLOYMENT = "deployment", "Déploiement"
    EVALUATION = "evaluation", "Évaluation"


class PhaseState(models.TextChoices):
    UNDATED = "undated", "à dater"
    TO_COME = "to_come", "à venir"
    RUNNING = "running", "en cours"
    DONE = "done", "terminée"


class CopilotRole(models.TextChoices):
    """What a co-pilot from another authority may do on one plan."""

    EDITOR = "editor", "modifie"
    READER = "reader", "lit"


class NoteSection(models.TextChoices):
    """The six parts of the framing note (« note de cadrage »)."""

    OBJECTIVES = "objectives", "Objectifs"
    PERIMETER = "perimeter", "Périmètre"
    PUBLICS = "publics", "Publics"
    CALENDAR = "calendar", "Calendrier"
    MEANS = "means", "Moyens"
    WHO_DECIDES = "who_decides", "Qui décide"


# What each part of the framing note answers, asked in words.
QUESTIONS = {
    NoteSection.OBJECTIVES: "Que voulons-nous changer, pour qui, d’ici quand\u00a0?",
    NoteSection.PERIMETER: "Quelles communes, quels déplacements, quels sujets restent dehors\u00a0?",
    NoteSection.PUBLICS: "Quelles personnes voulons-nous entendre et servir d’abord\u00a0?",
    NoteSection.CALENDAR: "Quelles étapes, quelles dates à tenir\u00a0?",
    NoteSection.MEANS: "Quelles personnes, quel budget, quels appuis\u00a0?",
    NoteSection.WHO_DECIDES: "Qui propose, qui donne son avis, qui tranche\u00a0?",
}
