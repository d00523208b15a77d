"""Who organises mobility, and on what land."""

from django.db import models

from maillage.territories.enums import AuthorityKind, Level
from maillage.territories.models.reference import Commune, Epci, Vintage


class AuthorityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The authorities whose workspace a person may enter: a role there, or an open support access."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=user.authority_ids())


class Authority(models.Model):
    """The tenant: an « autorité organisatrice de la mobilité » (AOM), or a région or département beside it."""

    slug = models.SlugField("adresse", max_length=60, unique=True)
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("nature", max_length=20, choices=AuthorityKind.choices)
    communes = models.ManyToManyField(Commune, related_name="authorities", verbose_name="communes")
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = "autorité"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_copilot_kind(self) -> bool:
        return self.kind in {AuthorityKind.REGION, AuthorityKind.DEPARTEMENT}


class AuthorityPart(models.Model):
    """What the officer picked: an EPCI, a commune, a département, a région. The communes follow from it."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="parts", verbose_name="autorité"
    )
    level = models.CharField("niveau", max_length=12, choices=Level.choices)
    code = models.CharField("code", max_length=9)
    vintage = models.ForeignKey(Vintage, on_delete=models.PROTECT, related_name="+", verbose_name="millésime")

    class Meta:
        verbose_name = "partie du territoire"
        verbose_name_plural = "parties du territoire"
        constraints = [
            models.UniqueConstraint(fields=["authority", "level", "code"], name="a_part_is_taken_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.code}"


class MobilityBasin(models.Model):
    """« Bassin de mobilité »: a set of EPCI, drawn by the région; several plans may share one."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="basins", verbose_name="autorité"
    )
    name = models.CharField("nom", max_length=200)
    epcis = models.ManyToManyField(Epci, related_name="basins", verbose_name="EPCI")

    class Meta:
        verbose_name = "bassin de mobilité"
        verbose_name_plural = "bassins de mobilité"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="one_name_per_basin",
                violation_error_message="Un bassin porte déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
