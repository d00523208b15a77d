from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_scopes import ScopedManager

from maillage.library.enums import DialogueState
from maillage.partners.models import Organisation
from maillage.territories.models import Authority


class DialogueQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(authority__in=user.authority_ids())


class Dialogue(models.Model):
    """« Temps de dialogue »: two partners who never met are asked to; held, it becomes a tie between them."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="dialogues", verbose_name="autorité"
    )
    one = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", verbose_name="premier partenaire"
    )
    other = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", verbose_name="second partenaire"
    )
    topic = models.CharField("de quoi parler", max_length=200)
    state = models.CharField(
        "état", max_length=8, choices=DialogueState.choices, default=DialogueState.PROPOSED
    )
    proposed_on = models.DateField("proposé le")
    told = models.PositiveSmallIntegerField("référents prévenus", default=0)
    held_on = models.DateField("tenu le", null=True, blank=True)
    result = models.CharField("ce qui en est sorti", max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="proposé par",
        null=True,
    )

    objects = ScopedManager(models.Manager.from_queryset(DialogueQuerySet), authority="authority")
    everywhere = DialogueQuerySet.as_manager()

    class Meta:
        verbose_name = "temps de dialogue"
        verbose_name_plural = "temps de dialogue"
        base_manager_name = "everywhere"
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="a_dialogue_takes_two"),
            models.CheckConstraint(
                condition=Q(state="held", held_on__isnull=False) | (~Q(state="held") & Q(held_on=None)),
                name="a_dialogue_held_has_its_day",
            ),
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=Q(state="proposed"),
                name="a_dialogue_is_proposed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} et {self.other}"
