from django.conf import settings
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from maillage.outreach.models.visible import VisibleQuerySet
from maillage.territories.models import Authority


class Picture(models.Model):
    """A picture for letters and news: drawn anew from what was uploaded, so that nothing else travels in it."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="pictures", verbose_name="autorité"
    )
    token = models.CharField("nom public", max_length=32, unique=True)
    file = models.FileField("fichier", upload_to="outreach/pictures/")
    media_type = models.CharField("type", max_length=20)
    width = models.PositiveSmallIntegerField("largeur")
    height = models.PositiveSmallIntegerField("hauteur")
    alt = models.CharField("description", max_length=250)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="ajoutée par",
        null=True,
    )
    added_at = models.DateTimeField("ajoutée le", auto_now_add=True)

    objects = ScopedManager(models.Manager.from_queryset(VisibleQuerySet), authority="authority")
    everywhere = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "image"
        base_manager_name = "everywhere"
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(alt=""), name="a_picture_is_described"),
        ]

    def __str__(self) -> str:
        return self.alt


class NewsQuerySet(VisibleQuerySet):
    def published(self):
        return self.exclude(published_at=None)


class News(models.Model):
    """« Actualité »: a page of the public site, which letters may tell of."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="news", verbose_name="autorité"
    )
    title = models.CharField("titre", max_length=120)
    summary = models.CharField("en une phrase", max_length=250)
    text = models.TextField("texte", max_length=10_000)
    picture = models.ForeignKey(
        Picture, on_delete=models.SET_NULL, related_name="+", verbose_name="image", null=True, blank=True
    )
    happens_on = models.DateField("date", help_text="Le jour dont parle l’actualité.")
    published_at = models.DateTimeField("publiée le", null=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="écrite par",
        null=True,
    )

    objects = ScopedManager(models.Manager.from_queryset(NewsQuerySet), authority="authority")
    everywhere = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = "actualité"
        base_manager_name = "everywhere"
        ordering = ["-happens_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class Poster(models.Model):
    """« Affiche »: what is printed for a wall, a stand, a letter box; its QR code leads to `path`."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="posters", verbose_name="autorité"
    )
    title = models.CharField("titre", max_length=80)
    lead = models.CharField("accroche", max_length=200)
    when = models.CharField("quand", max_length=80, blank=True)
    where = models.CharField("où", max_length=120, blank=True)
    points = models.TextField("à savoir", max_length=600, blank=True)  # one a line
    path = models.CharField("adresse", max_length=200)
    call = models.CharField("ce que fait le QR code", max_length=60)
    contact = models.CharField("contact sans internet", max_length=120, blank=True)

    objects = ScopedManager(models.Manager.from_queryset(VisibleQuerySet), authority="authority")
    everywhere = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "affiche"
        base_manager_name = "everywhere"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title
