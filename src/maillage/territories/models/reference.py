"""French administrative geography, as the official code (« code officiel géographique », COG) has it."""

from django.db import models

from maillage.territories.enums import EpciKind, Level
from maillage.territories.models.hours import in_words


class Vintage(models.Model):
    """A year of the official geographic code (« millésime du COG »), and where its data came from."""

    year = models.PositiveSmallIntegerField("année", primary_key=True)
    source = models.CharField("source", max_length=200)
    loaded_at = models.DateTimeField("chargé le")

    class Meta:
        verbose_name = "millésime"
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"COG {self.year}"


class Coded(models.Model):
    """A place of the official code. A code that has left it stays here, `is_current` false."""

    name = models.CharField("nom", max_length=200)
    vintage = models.ForeignKey(Vintage, on_delete=models.PROTECT, related_name="+", verbose_name="millésime")
    is_current = models.BooleanField("en vigueur", default=True)
    population = models.PositiveIntegerField("population municipale", null=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Region(Coded):
    code = models.CharField("code", max_length=3, primary_key=True)

    class Meta(Coded.Meta):
        verbose_name = "région"


class Departement(Coded):
    code = models.CharField("code", max_length=3, primary_key=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="departements", verbose_name="région"
    )

    class Meta(Coded.Meta):
        verbose_name = "département"


class Epci(Coded):
    """« Établissement public de coopération intercommunale » with its own taxes; its code is its SIREN."""

    code = models.CharField("SIREN", max_length=9, primary_key=True)
    kind = models.CharField("nature", max_length=5, choices=EpciKind.choices)

    class Meta(Coded.Meta):
        verbose_name = "EPCI"
        verbose_name_plural = "EPCI"


class Commune(Coded):
    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    departement = models.ForeignKey(
        Departement, on_delete=models.PROTECT, related_name="communes", verbose_name="département"
    )
    epci = models.ForeignKey(
        Epci, on_delete=models.PROTECT, related_name="communes", verbose_name="EPCI", null=True
    )
    postcodes = models.CharField("codes postaux", max_length=200, blank=True)
    lon = models.FloatField("longitude", null=True)
    lat = models.FloatField("latitude", null=True)

    class Meta(Coded.Meta):
        verbose_name = "commune"

    @property
    def hall(self) -> "TownHall | None":
        return getattr(self, "town_hall", None)


class CommuneMerger(models.Model):
    """A code that became (part of) another: communes merge, delegated communes keep their name."""

    old_code = models.CharField("ancien code", max_length=5)
    old_name = models.CharField("ancien nom", max_length=200, blank=True)
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="mergers", verbose_name="commune actuelle"
    )
    vintage = models.ForeignKey(Vintage, on_delete=models.PROTECT, related_name="+", verbose_name="millésime")

    class Meta:
        verbose_name = "fusion de communes"
        verbose_name_plural = "fusions de communes"
        ordering = ["old_code"]
        constraints = [
            models.UniqueConstraint(fields=["old_code", "commune"], name="one_row_per_merged_code"),
        ]

    def __str__(self) -> str:
        return f"{self.old_name or self.old_code} → {self.commune}"


class TownHall(models.Model):
    """The « mairie » of a commune, as the public directory knows it."""

    commune = models.OneToOneField(
        Commune,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="town_hall",
        verbose_name="commune",
    )
    address = models.TextField("adresse", blank=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    email = models.CharField("courriel", max_length=254, blank=True)
    website = models.CharField("site", max_length=500, blank=True)
    opening_hours = models.JSONField("horaires", default=list)
    lon = models.FloatField("longitude", null=True)
    lat = models.FloatField("latitude", null=True)
    point_replaced = models.BooleanField("point remplacé", default=False)
    source = models.CharField("source", max_length=200)

    class Meta:
        verbose_name = "mairie"

    def __str__(self) -> str:
        return f"Mairie de {self.commune}"

    @property
    def hours(self) -> list[str]:
        return in_words(self.opening_hours)

    @property
    def address_line(self) -> str:
        return ", ".join(self.address.splitlines())


class Contour(models.Model):
    """The outline of a place: GeoJSON in WGS 84, with its bounding box in columns."""

    level = models.CharField("niveau", max_length=12, choices=Level.choices)
    code = models.CharField("code", max_length=9)
    geometry = models.JSONField("géométrie")
    west = models.FloatField("ouest")
    south = models.FloatField("sud")
    east = models.FloatField("est")
    north = models.FloatField("nord")
    vintage = models.ForeignKey(Vintage, on_delete=models.PROTECT, related_name="+", verbose_name="millésime")

    class Meta:
        verbose_name = "contour"
        constraints = [models.UniqueConstraint(fields=["level", "code"], name="one_contour_per_place")]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.code}"
