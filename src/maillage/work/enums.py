from django.db import models


class TaskState(models.TextChoices):
    TODO = "todo", "à faire"
    DOING = "doing", "en cours"
    STUCK = "stuck", "à revoir ensemble"
    DONE = "done", "faite"
    DROPPED = "dropped", "abandonnée"


OPEN = (TaskState.TODO, TaskState.DOING, TaskState.STUCK)


class Repeats(models.TextChoices):
    NEVER = "", "ne revient pas"
    WEEKLY = "weekly", "chaque semaine"
    MONTHLY = "monthly", "chaque mois"
    QUARTERLY = "quarterly", "chaque trimestre"
    YEARLY = "yearly", "chaque année"


class PromiseKind(models.TextChoices):
    DAYS = "days", "jours de travail"
    EUROS = "euros", "euros"
    VEHICLES = "vehicles", "véhicules"
    ROOMS = "rooms", "salles"
    DATA = "data", "données"
    OTHER = "other", "autre apport"


UNITS = {
    PromiseKind.DAYS: "jours",
    PromiseKind.EUROS: "€",
    PromiseKind.VEHICLES: "véhicules",
    PromiseKind.ROOMS: "salles",
    PromiseKind.DATA: "jeux de données",
    PromiseKind.OTHER: "unités",
}


class Side(models.TextChoices):
    """Which of the two accounts of a promise a line is written on."""

    PROMISED = "promised", "promis"
    GIVEN = "given", "apporté"
