"""What keeps the list of contacts current: what each authority chose, what it asked, what it learned, what it purged."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.formats import date_format
from django_scopes import ScopedManager

from maillage.partners.enums import FindingWay, OrganisationKind, Outcome, PurgeRule
from maillage.partners.models.contacts import Person
from maillage.territories.models import Authority


class UpkeepSettings(models.Model):
    """How an authority keeps its contacts current. No row means the defaults: nothing is sent, nothing is lost."""

    authority = models.OneToOneField(
        Authority, on_delete=models.CASCADE, related_name="upkeep", verbose_name="autorité"
    )
    asks_by_mail = models.BooleanField("écrire aux contacts", default=False)
    threshold = models.PositiveSmallIntegerField(
        "seuil (%)", default=80, validators=[MinValueValidator(50), MaxValueValidator(95)]
    )
    daily_cap = models.PositiveSmallIntegerField(
        "courriels par jour", default=20, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    contact_email = models.EmailField("adresse pour nous écrire", blank=True)
    confirm_after_months = models.PositiveSmallIntegerField(
        "à confirmer après (mois)", default=24, validators=[MinValueValidator(6), MaxValueValidator(60)]
    )
    purge_after_months = models.PositiveSmallIntegerField(
        "effacé après (mois)", default=36, validators=[MinValueValidator(12), MaxValueValidator(72)]
    )

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "réglage des contacts"
        base_manager_name = "everywhere"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purge_after_months__gt=models.F("confirm_after_months")),
                name="purged_after_being_to_confirm",
            ),
        ]

    def __str__(self) -> str:
        return f"Contacts de {self.authority}"


class VerificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(authority__in=user.authority_ids())

    def by_mail(self):
        """Those that travelled: a correction made in the partners' space is asked and answered on the spot."""
        return self.filter(expires_at__gt=models.F("asked_at") + timedelta(hours=1))


class Verification(models.Model):
    """« Toujours vous ? » asked of one person, by a link that opens one page, once, for a time.

    Once the person is erased the row holds nothing on them, and says only that an answer came.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="verifications", verbose_name="autorité"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        related_name="verifications",
        verbose_name="contact",
        null=True,
    )
    token_hash = models.CharField("empreinte du jeton", max_length=64, unique=True)
    asked_at = models.DateTimeField("demandé le")
    expires_at = models.DateTimeField("vaut jusqu’au")
    outcome = models.CharField("réponse", max_length=10, choices=Outcome.choices, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    seen_at = models.DateTimeField("traité le", null=True, blank=True)

    objects = ScopedManager(models.Manager.from_queryset(VerificationQuerySet), authority="authority")
    everywhere = VerificationQuerySet.as_manager()

    class Meta:
        verbose_name = "demande « toujours vous ? »"
        base_manager_name = "everywhere"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="") ^ models.Q(answered_at__isnull=False),
                name="an_answer_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return f"Demande du {date_format(self.asked_at, 'j F Y')}"


class Finding(models.Model):
    """An entry, so many days after it was last known to be right, was right still or was not.

    Names nobody: it stays when the person goes, and it is what the half-lives are learned from.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="findings", verbose_name="autorité"
    )
    kind = models.CharField("nature", max_length=20, choices=OrganisationKind.choices)
    days = models.PositiveIntegerField("jours depuis la vérification")
    was_right = models.BooleanField("exacte")
    way = models.CharField("appris par", max_length=10, choices=FindingWay.choices)
    found_on = models.DateField("le")

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "constat sur une fiche"
        base_manager_name = "everywhere"
        ordering = ["-found_on", "-pk"]
        indexes = [models.Index(fields=["authority", "kind"], name="findings_by_kind")]

    def __str__(self) -> str:
        return f"Constat du {date_format(self.found_on, 'j F Y')}"


class PurgeLog(models.Model):
    """What one purge did: how many, when, by which rule. It names nobody, and that is the point of it."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="purges", verbose_name="autorité"
    )
    ran_on = models.DateField("le")
    rule = models.CharField("règle", max_length=20, choices=PurgeRule.choices)
    months = models.PositiveSmallIntegerField("durée (mois)")
    erased = models.PositiveIntegerField("effacés", default=0)
    anonymised = models.PositiveIntegerField("rendus anonymes", default=0)
    waiting = models.PositiveIntegerField("laissés à décider", default=0)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "trace de purge"
        base_manager_name = "everywhere"
        ordering = ["-ran_on", "-pk"]

    def __str__(self) -> str:
        return f"Purge du {date_format(self.ran_on, 'j F Y')}"
