from django.conf import settings
from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from maillage.accounts.enums import Role
from maillage.territories.models import Authority


class Membership(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name="compte",
    )
    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="memberships", verbose_name="autorité"
    )
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    since = models.DateField("depuis le", default=timezone.localdate)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "accès"
        verbose_name_plural = "accès"
        base_manager_name = "everywhere"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "authority"],
                name="one_role_per_authority",
                violation_error_message="Cette personne a déjà un rôle ici.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class Invitation(models.Model):
    """A door left open for one address: its token is stored hashed, expires, and works once."""

    is_personal = True  # its address stays out of the journal, which nobody can correct

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="invitations", verbose_name="autorité"
    )
    email = models.EmailField("courriel")
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    token_hash = models.CharField("empreinte du jeton", max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="invité par",
        null=True,
    )
    created_at = models.DateTimeField("envoyée le", auto_now_add=True)
    expires_at = models.DateTimeField("expire le")
    accepted_at = models.DateTimeField("acceptée le", null=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "invitation"
        base_manager_name = "everywhere"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                name="an_invitation_ends_one_way",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        return not (self.accepted_at or self.withdrawn_at) and self.expires_at > timezone.now()


class SupportAccess(models.Model):
    """An instance administrator opens one authority's content, for a stated reason and a short while."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="support_accesses", verbose_name="autorité"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="support_accesses",
        verbose_name="compte",
    )
    reason = models.CharField("motif", max_length=250)
    opened_at = models.DateTimeField("ouvert le", auto_now_add=True)
    expires_at = models.DateTimeField("expire le")

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "accès d’assistance"
        verbose_name_plural = "accès d’assistance"
        base_manager_name = "everywhere"

    def __str__(self) -> str:
        return f"{self.user} : {self.reason}"


class ApiToken(models.Model):
    """A key for another program, bound to one authority and to named scopes. Stored hashed, shown once."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="api_tokens", verbose_name="autorité"
    )
    label = models.CharField("usage", max_length=100)
    prefix = models.CharField("début du jeton", max_length=12)
    token_hash = models.CharField("empreinte du jeton", max_length=64, unique=True)
    scopes = models.JSONField("droits", default=list)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="créé par",
        null=True,
    )
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    expires_at = models.DateTimeField("expire le")
    revoked_at = models.DateTimeField("révoqué le", null=True)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "jeton d’API"
        verbose_name_plural = "jetons d’API"
        base_manager_name = "everywhere"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        return not self.revoked_at and self.expires_at > timezone.now()
