"""What binds an authority as such: the contracts that it must account for, and the land where it stands in for others."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django_scopes import ScopedManager

from maillage.governance.models.bodies import Body
from maillage.territories.models import Authority, Epci, MobilityBasin

SUBSTITUTION_BEGAN = date(
    2021, 7, 1
)  # LOM: where a community of communes did not take the competence by then


class MobilityContract(models.Model):
    """« Contrat opérationnel de mobilité » (COM) of a basin; `ends_on` is the first day when it is no longer in force."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="mobility_contracts", verbose_name="autorité"
    )
    name = models.CharField("intitulé", max_length=200)
    basin = models.ForeignKey(
        MobilityBasin,
        on_delete=models.SET_NULL,
        related_name="contracts",
        verbose_name="bassin de mobilité",
        null=True,
        blank=True,
    )
    act = models.CharField("acte", max_length=200, blank=True)
    starts_on = models.DateField("en vigueur depuis le")
    ends_on = models.DateField("n’est plus en vigueur à partir du", null=True, blank=True)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "contrat opérationnel de mobilité"
        verbose_name_plural = "contrats opérationnels de mobilité"
        base_manager_name = "everywhere"
        ordering = ["-starts_on", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "name", "starts_on"], name="one_contract_of_a_name"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="a_contract_ends_after_it_starts",
                violation_error_message="Le contrat finit avant de commencer.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SubstitutedArea(models.Model):
    """A community of communes in whose place a région organises mobility, and the committee that meets for it."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="substituted_areas", verbose_name="Région"
    )
    epci = models.ForeignKey(
        Epci, on_delete=models.PROTECT, related_name="+", verbose_name="communauté de communes"
    )
    committee = models.ForeignKey(
        Body,
        on_delete=models.SET_NULL,
        related_name="substituted_areas",
        verbose_name="comité des partenaires",
        null=True,
        blank=True,
    )
    starts_on = models.DateField("depuis le", default=SUBSTITUTION_BEGAN)
    ends_on = models.DateField("n’est plus remplacée à partir du", null=True, blank=True)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "territoire en substitution"
        verbose_name_plural = "territoires en substitution"
        base_manager_name = "everywhere"
        ordering = ["epci__name", "starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "epci", "starts_on"], name="one_start_per_area"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="an_area_ends_after_it_starts",
                violation_error_message="La substitution finit avant de commencer.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.epci)
