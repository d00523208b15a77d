"""Who sits where, since when, by which act. Membership of a body is neither a contact, nor an account, nor a right."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes import ScopedManager

from maillage.accounts.enums import Role
from maillage.governance.enums import BodyOffice, DayCount, MandateRole
from maillage.law.enums import BodyKind, GroupKind
from maillage.partners.models import Circle, Organisation, Person
from maillage.territories.models import Authority

SEES_ALL = (Role.PILOT, Role.TEAM, Role.READER)


class BodyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All bodies for pilots, the team and readers; for partners, surveyors and advisers, those where they sit."""
        if not user.is_authenticated:
            return self.none()
        own = Mandate.everywhere.held().filter(person__email__in=user.proven_addresses())
        return self.filter(
            Q(authority__in=seen_whole_by(user))
            | Q(authority__in=user.authority_ids(), pk__in=own.values("seat__group__body_id"))
        )


def seen_whole_by(user) -> list[int]:
    """The authorities whose bodies a person sees all of: by their role, or by an open support access."""
    roles = user.roles()
    return [pk for pk in user.authority_ids() if roles.get(pk) in SEES_ALL or pk not in roles]


class Body(models.Model):
    """A committee, a working group, a panel: a place where people sit in a quality and decide or advise."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="bodies", verbose_name="autorité"
    )
    kind = models.CharField("nature", max_length=24, choices=BodyKind.choices)
    name = models.CharField("nom", max_length=200)
    purpose = models.TextField("rôle", blank=True)
    area = models.CharField("territoire couvert", max_length=200, blank=True)
    created_on = models.DateField("créée le", null=True, blank=True)
    act = models.CharField("délibération qui la crée", max_length=200, blank=True)
    closed_on = models.DateField("close le", null=True, blank=True)
    circle = models.OneToOneField(
        Circle, on_delete=models.PROTECT, related_name="body", verbose_name="cercle"
    )

    objects = ScopedManager(models.Manager.from_queryset(BodyQuerySet), authority="authority")
    everywhere = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = "instance"
        base_manager_name = "everywhere"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "name"], name="one_name_per_body"),
        ]

    def __str__(self) -> str:
        return self.name


class BodyRules(models.Model):
    """Rules of procedure (« règlement intérieur »), in force from the day they were adopted until the next ones."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="rules", verbose_name="instance")
    adopted_on = models.DateField("adopté le")
    act = models.CharField("acte d’adoption", max_length=200, blank=True)
    notice_days = models.PositiveSmallIntegerField("délai de convocation", default=5)
    notice_count = models.CharField(
        "décompte", max_length=10, choices=DayCount.choices, default=DayCount.WORKING
    )
    quorum_percent = models.PositiveSmallIntegerField("quorum, en % des membres", null=True, blank=True)
    remote_counts = models.BooleanField("la présence à distance compte", default=True)
    max_proxies = models.PositiveSmallIntegerField("pouvoirs par personne", default=1)
    second_call = models.BooleanField("deuxième convocation sans quorum", default=True)
    chair_casts = models.BooleanField("voix prépondérante", default=True)
    minutes_days = models.PositiveSmallIntegerField("compte rendu envoyé sous (jours)", default=15)
    by_calendar_year = models.BooleanField("consultation annuelle par année civile", default=False)
    is_published = models.BooleanField("avis et comptes rendus publiés", default=True)
    notes = models.TextField("autres dispositions", blank=True)

    objects = ScopedManager(authority="body__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "règlement intérieur"
        verbose_name_plural = "règlements intérieurs"
        base_manager_name = "everywhere"
        ordering = ["-adopted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "adopted_on"], name="one_set_of_rules_a_day"),
            models.CheckConstraint(
                condition=Q(quorum_percent=None) | Q(quorum_percent__gt=0, quorum_percent__lte=100),
                name="a_quorum_is_a_share",
                violation_error_message="Le quorum est un pourcentage, de 1 à 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, règlement du {self.adopted_on:%d/%m/%Y}"


class RuleSetting(models.Model):
    """What the rules of procedure make of a legal rule: a stricter number, or set aside for a written reason."""

    body = models.ForeignKey(
        Body, on_delete=models.CASCADE, related_name="rule_settings", verbose_name="instance"
    )
    rule_id = models.CharField("règle", max_length=10)
    minimum = models.PositiveSmallIntegerField("minimum", null=True, blank=True)
    waived_because = models.TextField("écartée parce que", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="décidé par",
        null=True,
    )
    decided_on = models.DateField("décidé le", default=timezone.localdate)

    objects = ScopedManager(authority="body__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "réglage d’une règle"
        verbose_name_plural = "réglages des règles"
        base_manager_name = "everywhere"
        constraints = [
            models.UniqueConstraint(fields=["body", "rule_id"], name="one_setting_per_rule"),
            models.CheckConstraint(
                condition=Q(minimum__isnull=False) | ~Q(waived_because=""),
                name="a_setting_says_something",
            ),
        ]

    def __str__(self) -> str:
        return self.rule_id


class MemberGroup(models.Model):
    """« Collège »: those who sit for the same reason."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="groups", verbose_name="instance")
    kind = models.CharField("nature", max_length=20, choices=GroupKind.choices)
    name = models.CharField("nom", max_length=150)
    order = models.PositiveSmallIntegerField("rang", default=0)
    has_vote = models.BooleanField("voix délibérative", default=True)
    circle = models.OneToOneField(
        Circle, on_delete=models.PROTECT, related_name="group", verbose_name="cercle"
    )

    objects = ScopedManager(authority="body__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "collège"
        base_manager_name = "everywhere"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "name"], name="one_name_per_group"),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A place at the table. It outlives whoever holds it."""

    group = models.ForeignKey(
        MemberGroup, on_delete=models.CASCADE, related_name="seats", verbose_name="collège"
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="seats",
        verbose_name="organisation",
        null=True,
        blank=True,
    )
    label = models.CharField("intitulé du siège", max_length=150, blank=True)
    voices = models.JSONField("parle pour", default=list, blank=True)  # of maillage.law.enums.Voice
    order = models.PositiveSmallIntegerField("rang", default=0)
    closed_on = models.DateField("supprimé le", null=True, blank=True)

    objects = ScopedManager(authority="group__body__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "siège"
        base_manager_name = "everywhere"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label or (
            str(self.organisation) if self.organisation else f"Siège {self.order or self.pk}"
        )


class MandateQuerySet(models.QuerySet):
    def held(self, day=None):
        """Those that run on a day (today by default); the day it ends, a mandate is no longer held."""
        day = day or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class Mandate(models.Model):
    """One person on one seat, from one day to another, by an act."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="mandates", verbose_name="siège")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="mandates", verbose_name="membre"
    )
    role = models.CharField(
        "qualité", max_length=10, choices=MandateRole.choices, default=MandateRole.TITULAR
    )
    office = models.CharField(
        "charge", max_length=12, choices=BodyOffice.choices, default=BodyOffice.NONE, blank=True
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)
    act = models.CharField("acte de désignation", max_length=200, blank=True)
    ended_because = models.CharField("fin du mandat", max_length=200, blank=True)

    objects = ScopedManager(
        models.Manager.from_queryset(MandateQuerySet), authority="seat__group__body__authority"
    )
    everywhere = MandateQuerySet.as_manager()

    is_personal = True  # its name stays out of the journal, which nobody can correct

    class Meta:
        verbose_name = "mandat"
        base_manager_name = "everywhere"
        ordering = ["-role", "starts_on", "pk"]  # the titular first
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="a_mandate_ends_after_it_starts",
                violation_error_message="Le mandat finit avant de commencer.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)
