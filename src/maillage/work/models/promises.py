"""The promise ledger: what each partner said it would give, and what came, line by line. No line ever changes."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Round
from django.utils import timezone
from django_scopes import ScopedManager

from maillage.partners.models import Function, Interaction, Organisation, Person
from maillage.partners.queries.circles import SEES_ALL
from maillage.territories.models import Authority
from maillage.work.enums import PromiseKind, Side

AMOUNT = models.DecimalField(max_digits=12, decimal_places=2)


class PromiseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for those who see the authority whole; for the others, what their own organisation promised."""
        if not user.is_authenticated:
            return self.none()
        roles, entered = user.roles(), user.authority_ids()
        whole = [pk for pk in entered if roles.get(pk) in SEES_ALL or pk not in roles]
        own = Person.everywhere.filter(email__in=user.proven_addresses(), erased_on=None)
        held = Function.everywhere.held().filter(person__in=own).values("organisation")
        return self.filter(Q(authority__in=whole) | Q(authority__in=entered, organisation__in=held))

    def visible_to_person(self, person: Person | None):
        if person is None:
            return self.none()
        held = Function.everywhere.held().filter(person=person).values("organisation")
        return self.filter(authority=person.authority_id, organisation__in=held)

    def with_totals(self):
        """Each with the sum of its lines on both sides, and the date that its last line set."""
        return self.annotate(
            promised=total_of(Side.PROMISED), given=total_of(Side.GIVEN), until=last_date()
        ).order_by(models.F("until").asc(nulls_last=True), "pk")

    def owing(self):
        """Where something is still to come. Only `with_totals`."""
        return self.filter(given__lt=models.F("promised"))

    def late(self):
        return self.owing().filter(until__lt=timezone.localdate())


def lines_of(side: Side):
    return PromiseLine.everywhere.filter(promise=OuterRef("pk"), side=side).order_by()


def total_of(side: Side) -> Coalesce:
    """To the hundredth: SQLite adds decimals as floats."""
    sums = lines_of(side).values("promise").annotate(total=Round(Sum("amount"), precision=2)).values("total")
    return Coalesce(Subquery(sums, output_field=AMOUNT), Value(0), output_field=AMOUNT)


def last_date() -> Subquery:
    return Subquery(lines_of(Side.PROMISED).order_by("-pk").values("until")[:1])


class Promise(models.Model):
    """« Engagement »: one thing that one partner said it would give. How much and until when are in its lines."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="promises", verbose_name="autorité"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="promises", verbose_name="partenaire"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        related_name="promises",
        verbose_name="dit par",
        null=True,
        blank=True,
    )
    kind = models.CharField("nature", max_length=10, choices=PromiseKind.choices)
    unit = models.CharField("unité", max_length=40)
    title = models.CharField("intitulé", max_length=200)
    source = models.CharField("dit où", max_length=200, blank=True)
    said_on = models.DateField("dit le")
    interaction = models.OneToOneField(
        Interaction,
        on_delete=models.SET_NULL,
        related_name="ledger_promise",
        verbose_name="échange",
        null=True,
        blank=True,
    )

    objects = ScopedManager(models.Manager.from_queryset(PromiseQuerySet), authority="authority")
    everywhere = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = "engagement"
        base_manager_name = "everywhere"
        ordering = ["-said_on", "-pk"]
        indexes = [models.Index(fields=["authority", "organisation"], name="promises_by_partner")]

    def __str__(self) -> str:
        return self.title

    @property
    def left(self):
        """What is still to come. Only `with_totals`."""
        return max(self.promised - self.given, 0)

    @property
    def percent(self) -> int:
        return min(int(100 * self.given / self.promised), 100) if self.promised else 100

    @property
    def is_late(self) -> bool:
        return self.left > 0 and self.until is not None and self.until < timezone.localdate()


class PromiseLine(models.Model):
    """« Écriture » of the ledger: an amount promised or given, or what corrects another line, for a written reason.

    The database refuses to change or to remove a line (migration 0001): totals are the sum of lines, always.
    """

    promise = models.ForeignKey(
        Promise, on_delete=models.PROTECT, related_name="lines", verbose_name="engagement"
    )
    side = models.CharField("compte", max_length=8, choices=Side.choices)
    amount = models.DecimalField("quantité", max_digits=12, decimal_places=2)
    happened_on = models.DateField("le")
    until = models.DateField("attendu pour le", null=True, blank=True)
    note = models.CharField("précision", max_length=300, blank=True)
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="corrections",
        verbose_name="corrige",
        null=True,
        blank=True,
    )
    because = models.CharField("motif de la correction", max_length=300, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="écrite par",
        null=True,
    )
    written_at = models.DateTimeField("écrite le", auto_now_add=True)

    objects = ScopedManager(authority="promise__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "écriture d’engagement"
        verbose_name_plural = "écritures d’engagement"
        base_manager_name = "everywhere"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects=None, because="", amount__gt=0)
                | Q(corrects__isnull=False) & ~Q(because=""),
                name="a_line_adds_or_corrects_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(side=Side.PROMISED) | Q(until=None), name="only_what_is_promised_has_a_term"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} : {self.amount}"
