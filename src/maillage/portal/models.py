from django.db import models
from django_scopes import ScopedManager

from maillage.portal.enums import AccessibilityStatus
from maillage.territories.models import Authority


class PortalSite(models.Model):
    """The public site of an authority: its words, its legal notices, its address. Hidden until published."""

    authority = models.OneToOneField(
        Authority, on_delete=models.CASCADE, related_name="portal", verbose_name="autorité"
    )
    title = models.CharField("titre du site", max_length=80)
    headline = models.CharField("accroche", max_length=120)
    intro = models.TextField("présentation", max_length=500)
    contact_email = models.EmailField("courriel de contact", blank=True)
    contact_phone = models.CharField("téléphone de contact", max_length=30, blank=True)
    contact_address = models.TextField("adresse postale", max_length=300, blank=True)
    publication_director = models.CharField(
        "directeur ou directrice de la publication", max_length=150, blank=True
    )
    dpo_contact = models.CharField("délégué à la protection des données", max_length=200, blank=True)
    accessibility_status = models.CharField(
        "conformité RGAA",
        max_length=10,
        choices=AccessibilityStatus.choices,
        default=AccessibilityStatus.NONE,
    )
    accessibility_audited_on = models.DateField("audit du", null=True, blank=True)
    accessibility_gaps = models.TextField("contenus non accessibles", max_length=3000, blank=True)
    domain = models.CharField("nom de domaine", max_length=200, unique=True, null=True, blank=True)
    published_at = models.DateTimeField("publié le", null=True)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "site public"
        verbose_name_plural = "sites publics"
        base_manager_name = "everywhere"

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def accessibility(self) -> AccessibilityStatus:
        """Without an audit the law lets a site say one thing only: not compliant."""
        if not self.accessibility_audited_on:
            return AccessibilityStatus.NONE
        return AccessibilityStatus(self.accessibility_status)
