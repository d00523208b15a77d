"""What we told people, and how much we may ask of them in a month."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django_scopes import ScopedManager

from maillage.accounts.models import OutboundMail
from maillage.partners.enums import Event, NoticeState, Way
from maillage.partners.models.contacts import Organisation, Person
from maillage.territories.models import Authority

WEEKDAYS = [(0, "lundi"), (1, "mardi"), (2, "mercredi"), (3, "jeudi"), (4, "vendredi")]


class NoticeSettings(models.Model):
    """« Budget de sollicitation »: the most that an authority asks in a month. No row means the defaults."""

    authority = models.OneToOneField(
        Authority, on_delete=models.CASCADE, related_name="notice_settings", verbose_name="autorité"
    )
    # five at least: the weekly digest alone never takes anyone past their cap
    person_messages = models.PositiveSmallIntegerField(
        "messages par personne", default=8, validators=[MinValueValidator(5), MaxValueValidator(60)]
    )
    person_minutes = models.PositiveSmallIntegerField(
        "minutes par personne", default=240, validators=[MinValueValidator(30), MaxValueValidator(3000)]
    )
    organisation_messages = models.PositiveSmallIntegerField(
        "messages par organisation", default=24, validators=[MinValueValidator(5), MaxValueValidator(600)]
    )
    organisation_minutes = models.PositiveSmallIntegerField(
        "minutes par organisation", default=720, validators=[MinValueValidator(30), MaxValueValidator(9000)]
    )
    digest_weekday = models.PositiveSmallIntegerField("jour du résumé", choices=WEEKDAYS, default=0)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "budget de sollicitation"
        base_manager_name = "everywhere"
        constraints = [
            models.CheckConstraint(
                condition=Q(person_messages__gte=5, organisation_messages__gte=5),
                name="a_cap_leaves_room_for_the_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"Budget de sollicitation de {self.authority}"


class Notice(models.Model):
    """One thing told once to one person: the row is written with its mail, or waits here for the weekly digest.

    Whoever has both a contact card and an account is one person: the row is on the card. Once they are erased
    neither is left, and the row only counts for the organisation.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="notices", verbose_name="autorité"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        related_name="notices",
        verbose_name="contact",
        null=True,
        blank=True,
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="notices",
        verbose_name="compte",
        null=True,
        blank=True,
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        related_name="notices",
        verbose_name="organisation",
        null=True,
        blank=True,
    )
    event = models.CharField("événement", max_length=24, choices=Event.choices)
    subject_kind = models.CharField("nature de l’objet", max_length=60)
    subject_id = models.BigIntegerField("identifiant de l’objet")
    turn = models.CharField(
        "tour", max_length=40, blank=True
    )  # what makes the same subject new: a date, a mail
    title = models.CharField("intitulé", max_length=250, blank=True)
    path = models.CharField("page", max_length=300, blank=True)
    state = models.CharField("état", max_length=8, choices=NoticeState.choices, default=NoticeState.DUE)
    way = models.CharField("canal", max_length=8, choices=Way.choices)
    minutes = models.PositiveSmallIntegerField("minutes demandées", default=0)
    is_postponed = models.BooleanField(
        "reportée", default=False
    )  # it would have left at once, but for the cap
    urgent_because = models.CharField("motif d’urgence", max_length=300, blank=True)
    created_at = models.DateTimeField("créée le", db_default=Now())
    due_at = models.DateTimeField("à dire à partir du", db_default=Now())
    told_at = models.DateTimeField("dite le", null=True, blank=True)
    mail = models.ForeignKey(
        OutboundMail,
        on_delete=models.SET_NULL,
        related_name="notices",
        verbose_name="courriel",
        null=True,
        blank=True,
    )

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "notification"
        base_manager_name = "everywhere"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["authority", "told_at"], name="notices_of_a_month"),
            models.Index(fields=["state", "due_at"], name="notices_due"),
            models.Index(fields=["event", "subject_id"], name="notices_of_a_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) | Q(user=None), name="a_notice_is_for_one_person"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[NoticeState.TOLD, NoticeState.MERGED], told_at__isnull=False)
                | Q(state__in=[NoticeState.DUE, NoticeState.DROPPED], told_at=None),
                name="what_is_told_has_its_date",
            ),
            models.UniqueConstraint(
                fields=["person", "event", "subject_kind", "subject_id", "turn"],
                condition=Q(person__isnull=False),
                name="a_contact_is_told_once",
            ),
            models.UniqueConstraint(
                fields=["authority", "user", "event", "subject_kind", "subject_id", "turn"],
                condition=Q(user__isnull=False),
                name="an_account_is_told_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} : {self.title}"

    @property
    def recipient(self) -> str:
        return str(self.person or self.user or "")
