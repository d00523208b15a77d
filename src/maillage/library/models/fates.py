from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from maillage.accounts.models import User
from maillage.library.enums import Fate
from maillage.territories.models import Authority


class FinalSort(models.Model):
    """What was decided of a document at the end of its time; for one that was eliminated, all that is left of it."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="autorité"
    )
    document_id = models.PositiveBigIntegerField("numéro du document", db_index=True)
    title = models.CharField("titre", max_length=200)
    folder = models.CharField("dossier", max_length=200, blank=True)
    versions = models.JSONField("versions", default=list)  # number, name, sha256, size, day: no content
    fate = models.CharField("sort", max_length=10, choices=Fate.choices)
    was_archive = models.BooleanField("était une archive publique")
    approval = models.CharField("visa d’élimination", max_length=100, blank=True)
    reason = models.CharField("motif", max_length=300)
    keep_until = models.DateField("à garder jusqu’au", null=True)
    on = models.DateField("décidé le", default=timezone.localdate)
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, related_name="+", verbose_name="décidé par", null=True
    )

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "sort d’un document"
        verbose_name_plural = "sorts de documents"
        base_manager_name = "everywhere"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(fate=Fate.ELIMINATED, was_archive=True, approval=""),
                name="an_archive_goes_with_a_visa",
            ),
        ]

    def __str__(self) -> str:
        return self.title
