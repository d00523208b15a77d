"""Discussions: threads of a circle, or open to every partner. Talk, never a decision: those stand in the register."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes import ScopedManager

from maillage.partners.models import Circle, Person
from maillage.territories.models import Authority

CORRECTABLE = timedelta(hours=1)


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, reader):
        """By a `Reader`: whole authorities, then where they are a partner, what is open to all or of their circles."""
        theirs = Q(circle=None) | Q(circle__in=reader.circles)
        return self.filter(Q(authority__in=reader.whole) | (Q(authority__in=reader.partner_of) & theirs))


class Written(models.Model):
    """Whoever wrote: a contact, an account, or both; neither once they asked to be erased."""

    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="contact",
        null=True,
        blank=True,
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="compte",
        null=True,
        blank=True,
    )

    class Meta:
        abstract = True

    @property
    def author(self) -> str:
        """The name as it stands today; nobody's once erased."""
        return str(self.person or self.user or "Personne effacée")


class Thread(Written):
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="threads", verbose_name="autorité"
    )
    circle = models.ForeignKey(
        Circle,
        on_delete=models.PROTECT,
        related_name="threads",
        verbose_name="instance",
        null=True,
        blank=True,
    )
    title = models.CharField("sujet", max_length=150)
    opened_at = models.DateTimeField("ouverte le", default=timezone.now)
    last_at = models.DateTimeField("dernier message le", default=timezone.now)
    closed_at = models.DateTimeField("close le", null=True, blank=True)

    objects = ScopedManager(models.Manager.from_queryset(ThreadQuerySet), authority="authority")
    everywhere = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = "discussion"
        base_manager_name = "everywhere"
        ordering = ["-last_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class Follow(models.Model):
    """Someone who wants each message of a discussion by mail, and answers by mail; the others get the digest."""

    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, related_name="follows", verbose_name="discussion"
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="+", verbose_name="contact", null=True, blank=True
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="compte",
        null=True,
        blank=True,
    )

    objects = ScopedManager(authority="thread__authority")
    everywhere = models.Manager()

    is_personal = True
    yields_at_merge = True

    class Meta:
        verbose_name = "suivi d’une discussion"
        verbose_name_plural = "suivis de discussions"
        base_manager_name = "everywhere"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "person"], name="a_contact_follows_once"),
            models.UniqueConstraint(fields=["thread", "user"], name="an_account_follows_once"),
            models.CheckConstraint(condition=Q(person=None) ^ Q(user=None), name="one_human_follows"),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.user} suit « {self.thread} »"


class Post(Written):
    """A message. Hidden by the team it stays, with the reason; its text is then shown to the team alone."""

    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, related_name="posts", verbose_name="discussion"
    )
    text = models.TextField("message", max_length=5000)  # Markdown
    at = models.DateTimeField("écrit le", default=timezone.now)
    corrected_at = models.DateTimeField("corrigé le", null=True, blank=True)
    hidden_at = models.DateTimeField("masqué le", null=True, blank=True)
    hidden_because = models.CharField("motif", max_length=200, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="masqué par",
        null=True,
        blank=True,
    )

    objects = ScopedManager(authority="thread__authority")
    everywhere = models.Manager()

    is_personal = True

    class Meta:
        verbose_name = "message"
        base_manager_name = "everywhere"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_because="")
                | (Q(hidden_at__isnull=False) & ~Q(hidden_because="")),
                name="a_message_is_hidden_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Message du {timezone.localtime(self.at):%d/%m/%Y}"

    @property
    def is_correctable(self) -> bool:
        return self.hidden_at is None and timezone.now() - self.at < CORRECTABLE
