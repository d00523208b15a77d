from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes import ScopedManager

from maillage.accounts.models import User
from maillage.library.enums import Audience, ResourceKind
from maillage.partners.queries.circles import Reader, reader_of_user
from maillage.territories.models import Authority


class ResourceQuerySet(models.QuerySet):
    def readable_by(self, reader: Reader):
        shared = Q(audience=Audience.PARTNERS, authority__in=reader.partner_of)
        return self.filter(Q(authority__in=reader.whole) | Q(audience=Audience.PUBLIC) | shared)

    def visible_to(self, user):
        return self.readable_by(reader_of_user(user))


class Resource(models.Model):
    """Something to learn from: an article, a video, a webinar with its transcript, a testimony."""

    AUDIENCES = (Audience.TEAM, Audience.PARTNERS, Audience.PUBLIC)

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="resources", verbose_name="autorité"
    )
    kind = models.CharField("nature", max_length=10, choices=ResourceKind.choices)
    title = models.CharField("titre", max_length=200)
    topic = models.CharField("sujet", max_length=100, blank=True)
    summary = models.TextField("ce que l’on y apprend", blank=True)
    body = models.TextField("texte", blank=True)
    speaker = models.CharField("qui parle", max_length=150, blank=True)
    speaker_role = models.CharField("en quelle qualité", max_length=250, blank=True)
    link = models.URLField("adresse d’origine", max_length=500, blank=True)
    transcript = models.TextField("transcription", blank=True)
    published_on = models.DateField("paru le", null=True, blank=True)
    audience = models.CharField(
        "qui peut la voir",
        max_length=8,
        choices=[(each.value, each.label) for each in AUDIENCES],
        default="partners",
    )
    added_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, related_name="+", verbose_name="ajoutée par", null=True
    )
    added_at = models.DateTimeField("ajoutée le", default=timezone.now)

    objects = ScopedManager(models.Manager.from_queryset(ResourceQuerySet), authority="authority")
    everywhere = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = "ressource"
        base_manager_name = "everywhere"
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(audience=Audience.CIRCLE), name="a_resource_has_no_circle"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_watched(self) -> bool:
        return self.kind != ResourceKind.ARTICLE

    @property
    def site(self) -> str:
        """« www.exemple.fr »: where the link leads, said before anyone follows it."""
        return self.link.split("/")[2] if self.link else ""
