from django.db import models
from django_scopes import ScopedManager

from maillage.outreach.enums import Joined, RuleKind
from maillage.outreach.models.visible import VisibleQuerySet
from maillage.territories.models import Authority


class Audience(models.Model):
    """« Public »: to whom letters go, by rules. Who that makes is asked at each sending (queries/recipients.py)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="audiences", verbose_name="autorité"
    )
    name = models.CharField("nom", max_length=120)
    joined = models.CharField("qui remplit", max_length=3, choices=Joined.choices, default=Joined.ANY)

    objects = ScopedManager(models.Manager.from_queryset(VisibleQuerySet), authority="authority")
    everywhere = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "public"
        base_manager_name = "everywhere"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "name"], name="one_name_per_audience"),
        ]

    def __str__(self) -> str:
        return self.name


class AudienceRule(models.Model):
    """One line of a public: whom it takes, or whom it leaves out. `value` is read by its kind."""

    audience = models.ForeignKey(
        Audience, on_delete=models.CASCADE, related_name="rules", verbose_name="public"
    )
    kind = models.CharField("nature", max_length=12, choices=RuleKind.choices)
    value = models.CharField("valeur", max_length=40, blank=True)
    is_exclusion = models.BooleanField("exclut", default=False)

    objects = ScopedManager(authority="audience__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "règle d’un public"
        verbose_name_plural = "règles d’un public"
        base_manager_name = "everywhere"
        ordering = ["is_exclusion", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "kind", "value", "is_exclusion"], name="one_rule_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
