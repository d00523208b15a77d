from django.conf import settings
from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from maillage.plan.enums import CopilotRole, PhaseKind, PhaseState
from maillage.territories.models import Authority, MobilityBasin


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The plans of the authorities a person may enter, and those on which their authority co-pilots."""
        if not user.is_authenticated:
            return self.none()
        copiloted = Copilot.everywhere.accepted().filter(authority__in=user.authority_ids())
        return self.filter(
            models.Q(authority__in=user.authority_ids()) | models.Q(pk__in=copiloted.values("plan_id"))
        )


class Plan(models.Model):
    """A solidarity-mobility project and the common action plan (PAMS) that it leads to."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="plans", verbose_name="autorité"
    )
    name = models.CharField("nom", max_length=200)
    first_year = models.PositiveSmallIntegerField("première année")
    last_year = models.PositiveSmallIntegerField("dernière année")
    basin = models.ForeignKey(
        MobilityBasin,
        on_delete=models.SET_NULL,
        related_name="plans",
        verbose_name="bassin de mobilité",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    objects = ScopedManager(models.Manager.from_queryset(PlanQuerySet), authority="authority")
    everywhere = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "plan"
        base_manager_name = "everywhere"
        ordering = ["first_year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_year__gte=models.F("first_year")),
                name="a_plan_ends_after_it_starts",
                violation_error_message="Le projet finit avant de commencer : corrigez les années.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanPhase(models.Model):
    """One of the eight phases of a plan. It has both its dates, or none yet."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="phases", verbose_name="plan")
    kind = models.CharField("phase", max_length=20, choices=PhaseKind.choices)
    starts_on = models.DateField("début", null=True, blank=True)
    ends_on = models.DateField("fin", null=True, blank=True)

    objects = ScopedManager(authority="plan__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "phase du projet"
        verbose_name_plural = "phases du projet"
        base_manager_name = "everywhere"
        ordering = ["pk"]  # the order in which `open_plan` made them
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind"], name="each_phase_once_per_plan"),
            models.CheckConstraint(
                condition=models.Q(starts_on=None, ends_on=None)
                | models.Q(
                    starts_on__isnull=False, ends_on__isnull=False, ends_on__gte=models.F("starts_on")
                ),
                name="a_phase_ends_after_it_starts",
                violation_error_message="La phase finit avant de commencer.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def state_on(self, day) -> PhaseState:
        if not self.starts_on:
            return PhaseState.UNDATED
        if day < self.starts_on:
            return PhaseState.TO_COME
        return PhaseState.RUNNING if day <= self.ends_on else PhaseState.DONE

    @property
    def state(self) -> PhaseState:
        return self.state_on(timezone.localdate())


class FramingNoteVersion(models.Model):
    """One version of the framing note (« note de cadrage »). Versions are added, never changed.

    Sections hold Markdown, one key per `NoteSection`.
    """

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="note_versions", verbose_name="plan"
    )
    number = models.PositiveIntegerField("version")
    sections = models.JSONField("parties")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="auteur",
        null=True,
    )
    written_at = models.DateTimeField("écrite le", auto_now_add=True)

    objects = ScopedManager(authority="plan__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "version de la note de cadrage"
        verbose_name_plural = "versions de la note de cadrage"
        base_manager_name = "everywhere"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="note_versions_count_up")]

    def __str__(self) -> str:
        return f"Note de cadrage, version {self.number}"


class CopilotQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The invitations that bind an authority which a person may enter, on one side or the other."""
        if not user.is_authenticated:
            return self.none()
        mine = user.authority_ids()
        return self.filter(models.Q(authority__in=mine) | models.Q(plan__authority__in=mine))

    def open(self):
        return self.filter(ended_at=None)

    def accepted(self):
        return self.exclude(accepted_at=None).filter(ended_at=None)

    def pending(self):
        return self.filter(accepted_at=None, ended_at=None)


class Copilot(models.Model):
    """Another authority (région, département) with a role on this plan, and on nothing else."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="copilots", verbose_name="plan")
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="copilotings", verbose_name="autorité invitée"
    )
    role = models.CharField("rôle", max_length=10, choices=CopilotRole.choices)
    invited_at = models.DateTimeField("invitée le", auto_now_add=True)
    accepted_at = models.DateTimeField("acceptée le", null=True)
    ended_at = models.DateTimeField("terminée le", null=True)

    objects = ScopedManager(models.Manager.from_queryset(CopilotQuerySet), authority="plan__authority")
    everywhere = CopilotQuerySet.as_manager()

    class Meta:
        verbose_name = "copilote"
        base_manager_name = "everywhere"
        ordering = ["invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "authority"],
                condition=models.Q(ended_at=None),
                name="one_role_per_copilot",
                violation_error_message="Cette autorité est déjà invitée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} ({self.get_role_display()})"

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None and self.ended_at is None

    @property
    def is_pending(self) -> bool:
        return self.accepted_at is None and self.ended_at is None
