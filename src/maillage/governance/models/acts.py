from django.db import models
from django_scopes import ScopedManager

from maillage.governance.models.bodies import Body, seen_whole_by
from maillage.law.enums import ActKind
from maillage.territories.models import Authority


class DeliberationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for those who see all bodies; for the others, those on which their bodies are consulted."""
        if not user.is_authenticated:
            return self.none()
        seen = Body.everywhere.visible_to(user)
        return self.filter(models.Q(authority__in=seen_whole_by(user)) | models.Q(body__in=seen))


class Deliberation(models.Model):
    """A vote of the deliberative assembly, planned or done, on which the committee may have to be heard first."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="deliberations", verbose_name="autorité"
    )
    title = models.CharField("objet", max_length=250)
    kind = models.CharField("nature", max_length=28, choices=ActKind.choices)
    summary = models.TextField("en quelques mots", blank=True)
    planned_on = models.DateField("vote prévu le")
    decided_on = models.DateField("votée le", null=True, blank=True)
    number = models.CharField("numéro", max_length=60, blank=True)
    dropped_on = models.DateField("abandonnée le", null=True, blank=True)
    body = models.ForeignKey(
        "governance.Body",
        on_delete=models.SET_NULL,
        related_name="deliberations",
        verbose_name="instance consultée",
        null=True,
        blank=True,
    )
    meeting = models.ForeignKey(
        "governance.Meeting",
        on_delete=models.SET_NULL,
        related_name="deliberations",
        verbose_name="séance où l’avis est demandé",
        null=True,
        blank=True,
    )
    override_reason = models.TextField("motif pour voter sans avis préalable", blank=True)
    kind_reason = models.TextField("motif du changement de nature", blank=True)  # one line a change
    created_at = models.DateTimeField("ajoutée le", auto_now_add=True)

    objects = ScopedManager(models.Manager.from_queryset(DeliberationQuerySet), authority="authority")
    everywhere = DeliberationQuerySet.as_manager()

    class Meta:
        verbose_name = "délibération"
        base_manager_name = "everywhere"
        ordering = ["planned_on", "pk"]

    def __str__(self) -> str:
        return self.title
