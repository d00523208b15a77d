"""Meetings: planned, convened, held. A meeting's time is a moment; its zone is always Europe/Paris."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django_scopes import ScopedManager

from maillage.accounts.models import OutboundMail, User
from maillage.governance.enums import (
    Answer,
    Channel,
    Communicability,
    ConvocationState,
    ItemKind,
    MeetingState,
    MinutesState,
)
from maillage.governance.models.bodies import Body, Mandate
from maillage.library.enums import Communicability as Shared
from maillage.library.models import Document, DocumentVersion
from maillage.partners.models import Interaction


class MeetingPattern(models.Model):
    """« Tous les deuxièmes mardis, un trimestre sur deux »: how the meetings of a body come back over years."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="patterns", verbose_name="instance")
    every_months = models.PositiveSmallIntegerField("tous les (mois)", default=3)
    weekday = models.PositiveSmallIntegerField("jour de la semaine")  # 0 Monday … 6 Sunday
    rank = models.SmallIntegerField("rang dans le mois")  # 1 first … 4 fourth, -1 last
    starts_at = models.TimeField("à")
    duration = models.PositiveSmallIntegerField("durée, en minutes", default=120)
    place = models.CharField("lieu", max_length=200, blank=True)
    first_on = models.DateField("à partir du")
    last_on = models.DateField("jusqu’au")
    zone = models.CharField("zone de vacances scolaires", max_length=1, blank=True)  # A, B, C
    avoids_august = models.BooleanField("évite août", default=True)
    market_days = models.JSONField("jours de marché à éviter", default=list, blank=True)  # 0 … 6

    objects = ScopedManager(authority="body__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "rythme des séances"
        verbose_name_plural = "rythmes des séances"
        base_manager_name = "everywhere"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.body}, tous les {self.every_months} mois"


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(body__in=Body.everywhere.visible_to(user))


class Meeting(models.Model):
    """« Séance ». `uid` never changes and `sequence` only rises, so that calendars follow (RFC 5545)."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings", verbose_name="instance")
    pattern = models.ForeignKey(
        MeetingPattern,
        on_delete=models.SET_NULL,
        related_name="meetings",
        verbose_name="rythme",
        null=True,
        blank=True,
    )
    title = models.CharField("objet", max_length=200, blank=True)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    place = models.CharField("lieu", max_length=200, blank=True)
    address = models.TextField("adresse", blank=True)
    access_note = models.TextField("comment venir", blank=True)
    video_url = models.URLField("lien de visioconférence", max_length=500, blank=True)
    state = models.CharField(
        "état", max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED
    )
    uid = models.UUIDField("identifiant d’agenda", default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField("révision", default=0)
    convened_at = models.DateTimeField("convoquée le", null=True, blank=True)
    late_because = models.TextField("motif de la convocation tardive", blank=True)
    cancelled_because = models.TextField("motif de l’annulation", blank=True)
    second_call_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="second_calls",
        verbose_name="deuxième convocation de",
        null=True,
        blank=True,
    )
    presence_hash = models.CharField("empreinte du jeton de présence", max_length=64, blank=True)
    minutes_state = models.CharField(
        "compte rendu", max_length=10, choices=MinutesState.choices, default=MinutesState.DRAFT
    )
    minutes_sent_on = models.DateField("compte rendu envoyé le", null=True, blank=True)
    approved_on = models.DateField("compte rendu approuvé le", null=True, blank=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    objects = ScopedManager(models.Manager.from_queryset(MeetingQuerySet), authority="body__authority")
    everywhere = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        base_manager_name = "everywhere"
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["body", "starts_at"], name="meetings_of_a_body")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="a_meeting_ends_after_it_starts",
                violation_error_message="La séance finit avant de commencer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.body.name}, {date_format(timezone.localtime(self.starts_at), 'j F Y')}"

    @property
    def day(self):
        return timezone.localtime(self.starts_at).date()

    @property
    def is_frozen(self) -> bool:
        return self.minutes_state == MinutesState.APPROVED


class AgendaItem(models.Model):
    """« Point de l’ordre du jour ». Without a meeting it waits in the body's list of proposals."""

    body = models.ForeignKey(
        Body, on_delete=models.CASCADE, related_name="agenda_items", verbose_name="instance"
    )
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        related_name="items",
        verbose_name="séance",
        null=True,
        blank=True,
    )
    order = models.PositiveSmallIntegerField("rang", default=0)
    title = models.CharField("titre", max_length=250)
    kind = models.CharField("nature", max_length=12, choices=ItemKind.choices)
    topics = models.JSONField("sujets", default=list, blank=True)  # of maillage.law.enums.Topic
    minutes = models.PositiveSmallIntegerField("durée, en minutes", null=True, blank=True)
    presenter = models.CharField("présenté par", max_length=150, blank=True)
    summary = models.TextField("en deux mots", blank=True)
    proposed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, related_name="+", verbose_name="proposé par", null=True, blank=True
    )
    deliberation = models.ForeignKey(
        "governance.Deliberation",
        on_delete=models.SET_NULL,
        related_name="items",
        verbose_name="délibération préparée",
        null=True,
        blank=True,
    )
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="carried_to",
        verbose_name="reporté de",
        null=True,
        blank=True,
    )

    objects = ScopedManager(authority="body__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "point de l’ordre du jour"
        verbose_name_plural = "points de l’ordre du jour"
        base_manager_name = "everywhere"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class MeetingDocumentManager(models.Manager):
    def get_queryset(self):
        """With its document and the files of it: nothing can be said of a paper without them."""
        versions = DocumentVersion.everywhere.defer("text").order_by("-number")
        rows = super().get_queryset().select_related("document")
        return rows.prefetch_related(models.Prefetch("document__versions", versions))


class MeetingDocument(models.Model):
    """A paper of a meeting: a document of the library, shown on the page of the meeting to whoever may see it."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="documents", verbose_name="séance"
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        related_name="documents",
        verbose_name="point",
        null=True,
        blank=True,
    )
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="+", verbose_name="document de la bibliothèque"
    )
    added_at = models.DateTimeField("ajouté le", auto_now_add=True)

    objects = ScopedManager(MeetingDocumentManager, authority="meeting__body__authority")
    everywhere = MeetingDocumentManager()

    class Meta:
        verbose_name = "document de séance"
        verbose_name_plural = "documents de séance"
        base_manager_name = "everywhere"
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def last(self) -> DocumentVersion:
        return self.document.last

    @property
    def name(self) -> str:
        return self.last.name

    @property
    def weight(self) -> str:
        return self.last.weight

    @property
    def communicability(self) -> Communicability:
        return SAID_OF_MEETINGS[self.document.communicability]


# What the library says of a document → what the page of a meeting says of a paper.
SAID_OF_MEETINGS = {
    Shared.OPEN: Communicability.PUBLIC,
    Shared.AFTER_DECISION: Communicability.AFTER_DECISION,
    Shared.RESTRICTED: Communicability.RESTRICTED,
}


class Convocation(models.Model):
    """One member called to one meeting: how they were reached, and what they answered.

    The row is the truth: a job claims what is `to_send`; a killed worker leaves no one out and calls no one twice.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="convocations", verbose_name="séance"
    )
    mandate = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, related_name="convocations", verbose_name="mandat"
    )
    channel = models.CharField("voie", max_length=8, choices=Channel.choices)
    state = models.CharField(
        "état", max_length=10, choices=ConvocationState.choices, default=ConvocationState.TO_SEND
    )
    sequence = models.PositiveIntegerField("révision envoyée", default=0)
    token_hash = models.CharField("empreinte du jeton", max_length=64, blank=True)
    mail = models.ForeignKey(
        OutboundMail,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="courriel",
        null=True,
        blank=True,
    )
    sent_at = models.DateTimeField("partie le", null=True, blank=True)
    reminded_at = models.DateTimeField("relancée le", null=True, blank=True)
    answer = models.CharField(
        "réponse", max_length=10, choices=Answer.choices, default=Answer.NONE, blank=True
    )
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    substitute = models.ForeignKey(
        Mandate,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="remplacé par",
        null=True,
        blank=True,
    )
    substitute_name = models.CharField("remplaçant proposé", max_length=150, blank=True)
    proxy_to = models.ForeignKey(
        Mandate,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="pouvoir donné à",
        null=True,
        blank=True,
    )
    note = models.TextField("mot du membre", blank=True)
    interaction = models.ForeignKey(
        Interaction,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="trace chez le partenaire",
        null=True,
        blank=True,
    )

    objects = ScopedManager(authority="meeting__body__authority")
    everywhere = models.Manager()

    is_personal = True

    class Meta:
        verbose_name = "convocation"
        base_manager_name = "everywhere"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "mandate"], name="one_convocation_per_member"),
        ]

    def __str__(self) -> str:
        return str(self.mandate)


class CalendarFeed(models.Model):
    """A secret address that a calendar reads: the meetings of one body, or all those of one person."""

    body = models.ForeignKey(
        Body, on_delete=models.CASCADE, related_name="feeds", verbose_name="instance", null=True, blank=True
    )
    user = models.ForeignKey(
        User,
        on_delete=models.CASCADE,
        related_name="calendar_feeds",
        verbose_name="compte",
    )
    token_hash = models.CharField("empreinte du jeton", max_length=64, unique=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)

    objects = models.Manager()
    everywhere = models.Manager()

    class Meta:
        verbose_name = "flux d’agenda"
        verbose_name_plural = "flux d’agenda"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.body or "Toutes mes séances")
