"""« Tirage au sort »: candidates, strata with their targets, a lottery published before the seed that picks from it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes import ScopedManager

from maillage.governance.enums import CandidateOutcome, DrawState
from maillage.partners.models import Person
from maillage.territories.models import Authority


class DrawQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the authorities that a person may enter: a draw is a public procedure, names apart."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(authority__in=user.authority_ids())

    def published(self):
        return self.exclude(state=DrawState.DRAFT)


class Draw(models.Model):
    """One draw. Whoever holds its published file replays it anywhere and finds the same list."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="draws", verbose_name="autorité"
    )
    body = models.ForeignKey(
        "governance.Body",
        on_delete=models.PROTECT,
        related_name="draws",
        verbose_name="instance",
        null=True,
        blank=True,
    )
    name = models.CharField("nom", max_length=200)
    purpose = models.TextField("à quoi servent les personnes tirées au sort", blank=True)
    conditions = models.CharField(
        "qui peut se porter candidat",
        max_length=300,
        default="Habiter le territoire et avoir 16 ans ou plus.",
    )
    size = models.PositiveSmallIntegerField("nombre de personnes")
    reserve_size = models.PositiveSmallIntegerField("liste de réserve", default=0)
    term_months = models.PositiveSmallIntegerField("durée du mandat, en mois", default=24)
    state = models.CharField("état", max_length=10, choices=DrawState.choices, default=DrawState.DRAFT)
    opens_on = models.DateField("inscriptions du", null=True, blank=True)
    closes_on = models.DateField("au", null=True, blank=True)
    base = models.CharField("base de tirage", max_length=200, default="appel à candidatures public")
    seed = models.CharField("graine", max_length=64, blank=True)  # secret until drawn
    seed_hash = models.CharField("empreinte de la graine", max_length=64, blank=True)
    public_source = models.CharField("d’où viendra le nombre public", max_length=200, blank=True)
    public_number = models.CharField("nombre public", max_length=60, blank=True)
    lottery = models.JSONField("loterie", null=True, blank=True)  # see queries/lottery.py for its shape
    lottery_hash = models.CharField("empreinte de la loterie", max_length=64, blank=True)
    # Making a lottery may take minutes: it is asked for, then a job claims it, makes it, or says why it cannot be made.
    lottery_asked_at = models.DateTimeField("loterie demandée le", null=True, blank=True)
    lottery_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="demandée par",
        null=True,
        blank=True,
    )
    lottery_started_at = models.DateTimeField("calcul commencé le", null=True, blank=True)
    lottery_refusal = models.TextField("pourquoi la loterie est impossible", blank=True)
    committed_at = models.DateTimeField("procédure publiée le", null=True, blank=True)
    drawn_at = models.DateTimeField("tiré le", null=True, blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    objects = ScopedManager(models.Manager.from_queryset(DrawQuerySet), authority="authority")
    everywhere = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = "tirage au sort"
        verbose_name_plural = "tirages au sort"
        base_manager_name = "everywhere"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gte=1),
                name="a_draw_draws_someone",
                violation_error_message="Un tirage désigne au moins une personne.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def takes_candidates(self) -> bool:
        """Today included, the day when registration closes."""
        is_late = self.closes_on is not None and self.closes_on < timezone.localdate()
        return self.state == DrawState.OPEN and not is_late

    @property
    def is_committed(self) -> bool:
        return self.state in {DrawState.COMMITTED, DrawState.DRAWN}


class Stratum(models.Model):
    """One class of one criterion (« sexe : femme »), with how many of the drawn must and may bear it."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="strata", verbose_name="tirage")
    criterion = models.CharField("critère", max_length=60)
    value = models.CharField("valeur", max_length=100)
    order = models.PositiveSmallIntegerField("rang", default=0)
    share = models.FloatField("part dans la population", null=True, blank=True)  # 0 to 1
    source = models.CharField("source de la part", max_length=200, blank=True)
    communes = models.JSONField(
        "communes", default=list, blank=True
    )  # INSEE codes, where the class is a place
    minimum = models.PositiveSmallIntegerField("au moins")
    maximum = models.PositiveSmallIntegerField("au plus")

    objects = ScopedManager(authority="draw__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "strate"
        base_manager_name = "everywhere"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "criterion", "value"], name="one_stratum_per_value"),
            models.CheckConstraint(
                condition=Q(maximum__gte=models.F("minimum")),
                name="a_stratum_has_room",
                violation_error_message="Le maximum est plus petit que le minimum.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} : {self.value}"


class CandidateQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(draw__authority__in=user.authority_ids())

    def standing(self):
        """Those who still offer to be drawn."""
        return self.filter(withdrawn_at=None)

    def named(self):
        """Those whose name we still keep."""
        return self.filter(erased_at=None)


class Candidate(models.Model):
    """Someone who offered to be drawn. Published papers name them by `code` alone."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="candidates", verbose_name="tirage")
    code = models.CharField("code", max_length=12)
    full_name = models.CharField("nom", max_length=150)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    address = models.TextField("adresse", blank=True)
    answers = models.JSONField("réponses aux critères", default=dict)  # {criterion: value}
    registered_at = models.DateTimeField("inscrit le", default=timezone.now)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    outcome = models.CharField(
        "issue",
        max_length=10,
        choices=CandidateOutcome.choices,
        default=CandidateOutcome.WAITING,
        blank=True,
    )
    rank = models.PositiveSmallIntegerField("rang dans la réserve", null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="replaced_by",
        verbose_name="remplace",
        null=True,
        blank=True,
    )
    reason = models.CharField("motif du remplacement", max_length=200, blank=True)
    replaced_on = models.DateField("remplacé le", null=True, blank=True)
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        related_name="candidacies",
        verbose_name="contact",
        null=True,
        blank=True,
    )
    token_hash = models.CharField("empreinte du jeton", max_length=64, blank=True)
    erased_at = models.DateTimeField("nom effacé le", null=True, blank=True)

    objects = ScopedManager(models.Manager.from_queryset(CandidateQuerySet), authority="draw__authority")
    everywhere = CandidateQuerySet.as_manager()

    is_personal = True  # its name stays out of the journal, which nobody can correct

    class Meta:
        verbose_name = "candidature"
        base_manager_name = "everywhere"
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "code"], name="one_code_per_candidate"),
            models.UniqueConstraint(
                fields=["draw", "email"],
                condition=~Q(email="") & Q(withdrawn_at=None),
                name="one_candidacy_per_address",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name
