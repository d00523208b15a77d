"""Circles: whom the floors below the bodies may share with, without knowing what a body is."""

from django.db import models
from django_scopes import ScopedManager

from maillage.territories.models import Authority


class Circle(models.Model):
    """« Cercle »: people named together. Each body has one, and each of its colleges, inside it.

    Who is in it is never stored: the floor that made it is asked at each use (queries/circles.py), so that a
    mandate that ended yesterday opens nothing today.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="circles", verbose_name="autorité"
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        related_name="parts",
        verbose_name="partie de",
        null=True,
        blank=True,
    )
    name = models.CharField("nom", max_length=200)
    closed_on = models.DateField("clos le", null=True, blank=True)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "cercle"
        base_manager_name = "everywhere"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
