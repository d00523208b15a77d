"""« Sondage de dates »: invited people say which dates suit them; no account, one link each."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes import ScopedManager

from maillage.governance.enums import PollAnswerValue
from maillage.governance.models.bodies import Body, Mandate
from maillage.governance.models.meetings import Meeting


class DatePollQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(body__in=Body.everywhere.visible_to(user))


class DatePoll(models.Model):
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="polls", verbose_name="instance")
    title = models.CharField("objet", max_length=200)
    duration = models.PositiveSmallIntegerField("durée, en minutes", default=120)
    place = models.CharField("lieu", max_length=200, blank=True)
    closes_on = models.DateField("réponses jusqu’au")
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    meeting = models.OneToOneField(
        Meeting,
        on_delete=models.SET_NULL,
        related_name="poll",
        verbose_name="séance fixée",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField("ouvert le", auto_now_add=True)

    objects = ScopedManager(models.Manager.from_queryset(DatePollQuerySet), authority="body__authority")
    everywhere = DatePollQuerySet.as_manager()

    class Meta:
        verbose_name = "sondage de dates"
        verbose_name_plural = "sondages de dates"
        base_manager_name = "everywhere"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Until it is closed, or the last day for answers is over."""
        return self.closed_at is None and self.closes_on >= timezone.localdate()


class PollOption(models.Model):
    poll = models.ForeignKey(
        DatePoll, on_delete=models.CASCADE, related_name="options", verbose_name="sondage"
    )
    starts_at = models.DateTimeField("début")

    objects = ScopedManager(authority="poll__body__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "date proposée"
        verbose_name_plural = "dates proposées"
        base_manager_name = "everywhere"
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "starts_at"], name="a_date_is_proposed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d/%m/%Y %H:%M}"


class PollGuest(models.Model):
    """One member asked, with the hash of the link they received."""

    poll = models.ForeignKey(
        DatePoll, on_delete=models.CASCADE, related_name="guests", verbose_name="sondage"
    )
    mandate = models.ForeignKey(
        Mandate, on_delete=models.CASCADE, related_name="poll_guests", verbose_name="mandat"
    )
    token_hash = models.CharField("empreinte du jeton", max_length=64, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    note = models.TextField("mot du membre", blank=True)

    objects = ScopedManager(authority="poll__body__authority")
    everywhere = models.Manager()

    is_personal = True

    class Meta:
        verbose_name = "personne sondée"
        verbose_name_plural = "personnes sondées"
        base_manager_name = "everywhere"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["poll", "mandate"], name="one_link_per_guest")]

    def __str__(self) -> str:
        return str(self.mandate)


class PollAnswer(models.Model):
    guest = models.ForeignKey(
        PollGuest, on_delete=models.CASCADE, related_name="answers", verbose_name="personne sondée"
    )
    option = models.ForeignKey(
        PollOption, on_delete=models.CASCADE, related_name="answers", verbose_name="date proposée"
    )
    value = models.CharField("réponse", max_length=5, choices=PollAnswerValue.choices)

    objects = ScopedManager(authority="guest__poll__body__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "réponse au sondage"
        verbose_name_plural = "réponses au sondage"
        base_manager_name = "everywhere"
        constraints = [
            models.UniqueConstraint(fields=["guest", "option"], name="one_answer_per_date"),
            models.CheckConstraint(
                condition=Q(value__in=PollAnswerValue.values), name="an_answer_is_yes_maybe_or_no"
            ),
        ]

    def __str__(self) -> str:
        return self.get_value_display()
