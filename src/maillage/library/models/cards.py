from django.conf import settings
from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from maillage.partners.models import Organisation, Person
from maillage.territories.models import Authority


class RoleCardQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(authority__in=user.authority_ids())

    def visible_to_reader(self, reader):
        return self.filter(authority__in=reader.whole | reader.partner_of)


class RoleCard(models.Model):
    """« Qui fait quoi »: one partner in its own words, for the other partners. Dated, so that its age shows."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="role_cards", verbose_name="autorité"
    )
    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="role_card", verbose_name="organisation"
    )
    does = models.TextField("ce que nous faisons", max_length=800)
    for_whom = models.TextField("pour qui", max_length=400, blank=True)
    where = models.TextField("où et quand", max_length=400, blank=True)
    asks = models.TextField("ce que nous attendons des autres", max_length=600, blank=True)
    verified_on = models.DateField("vérifiée le", default=timezone.localdate)
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="contact qui l’a vérifiée",
        null=True,
        blank=True,
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="compte qui l’a vérifiée",
        null=True,
        blank=True,
    )

    objects = ScopedManager(models.Manager.from_queryset(RoleCardQuerySet), authority="authority")
    everywhere = RoleCardQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche « qui fait quoi »"
        verbose_name_plural = "fiches « qui fait quoi »"
        base_manager_name = "everywhere"
        ordering = ["organisation__name", "pk"]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """What is filled, under its label, in the order of the paper."""
        names = ("does", "for_whom", "where", "asks")
        filled = [(self._meta.get_field(name).verbose_name, getattr(self, name)) for name in names]
        return [(label[0].upper() + label[1:], text) for label, text in filled if text]
