from django.conf import settings
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from maillage.outreach.enums import ConsentChannel, ConsentKind, SubscriberState, Topic
from maillage.outreach.models.visible import VisibleQuerySet
from maillage.partners.models import Person
from maillage.territories.models import Authority, Commune


class SubscriberQuerySet(VisibleQuerySet):
    def confirmed(self):
        return self.filter(state=SubscriberState.CONFIRMED)


class Subscriber(models.Model):
    """« Abonné »: an address that asked for our letters, confirmed or not. No name: none is needed to write.

    The link that confirms is drawn, and only its fingerprint is kept.
    """

    is_personal = True

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="subscribers", verbose_name="autorité"
    )
    email = models.EmailField("courriel")  # in lower case
    commune = models.ForeignKey(
        Commune, on_delete=models.SET_NULL, related_name="+", verbose_name="commune", null=True, blank=True
    )
    state = models.CharField(
        "état", max_length=10, choices=SubscriberState.choices, default=SubscriberState.ASKED
    )
    token_hash = models.CharField("empreinte du lien", max_length=64, blank=True)
    token_expires_at = models.DateTimeField("lien valable jusqu’au", null=True)
    created_at = models.DateTimeField("demandé le", auto_now_add=True)
    confirmed_at = models.DateTimeField("confirmé le", null=True)  # the last time
    asked_again_at = models.DateTimeField("renouvellement demandé le", null=True)
    left_at = models.DateTimeField("désabonné le", null=True)

    objects = ScopedManager(models.Manager.from_queryset(SubscriberQuerySet), authority="authority")
    everywhere = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = "abonné"
        base_manager_name = "everywhere"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "email"], name="one_subscriber_per_address"),
            models.CheckConstraint(
                condition=~Q(state=SubscriberState.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="a_confirmed_subscriber_has_a_date",
            ),
        ]
        indexes = [models.Index(fields=["token_hash"], name="subscriber_token")]

    def __str__(self) -> str:
        return self.email


class Interest(models.Model):
    """A topic that a subscriber chose."""

    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="interests", verbose_name="abonné"
    )
    topic = models.CharField("sujet", max_length=10, choices=Topic.choices)

    objects = ScopedManager(authority="subscriber__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "sujet suivi"
        verbose_name_plural = "sujets suivis"
        base_manager_name = "everywhere"
        constraints = [models.UniqueConstraint(fields=["subscriber", "topic"], name="one_interest_per_topic")]

    def __str__(self) -> str:
        return self.get_topic_display()


class ConsentQuerySet(models.QuerySet):
    def update(self, **kwargs):
        """Two cards of one contact may become one, and an account that goes signs nothing more; nothing else changes."""
        if kwargs.keys() - {"person", "noted_by"}:
            raise TypeError("Consent is append-only.")
        return super().update(**kwargs)


class Consent(models.Model):
    """One change of consent: what, when, by which way, on which words. Written once by its own verbs (domain/consent.py).

    It goes with whom it is about: a proof about nobody proves nothing.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="consents", verbose_name="autorité"
    )
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="consents", verbose_name="abonné", null=True
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="letter_consents", verbose_name="contact", null=True
    )
    kind = models.CharField("nature", max_length=10, choices=ConsentKind.choices)
    channel = models.CharField("par", max_length=10, choices=ConsentChannel.choices)
    wording = models.CharField("texte présenté", max_length=20, blank=True)  # a key of enums.WORDINGS
    proof = models.CharField("preuve", max_length=250, blank=True)  # what the file said, for an import
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="noté par",
        null=True,
    )
    at = models.DateTimeField("le", auto_now_add=True)

    objects = ScopedManager(models.Manager.from_queryset(ConsentQuerySet), authority="authority")
    everywhere = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "consentement"
        base_manager_name = "everywhere"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(subscriber=None) ^ Q(person=None), name="a_consent_is_of_one_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_channel_display()}"

    def save(self, *args, **kwargs) -> None:
        if self.pk:
            raise TypeError("Consent is append-only.")
        super().save(*args, **kwargs)


class LetterStop(models.Model):
    """A contact who wants our letters no more. Convocations and the rest still reach them: that is another matter."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="letter_stops", verbose_name="contact"
    )
    at = models.DateTimeField("le", auto_now_add=True)

    objects = ScopedManager(authority="person__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "arrêt des lettres"
        verbose_name_plural = "arrêts des lettres"
        base_manager_name = "everywhere"

    def __str__(self) -> str:
        return "plus de lettres"
