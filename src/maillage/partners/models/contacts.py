from django.conf import settings
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django_scopes import ScopedManager

from maillage.partners.enums import (
    Freshness,
    InteractionKind,
    LegalBasis,
    OrganisationKind,
    Origin,
    Sphere,
)
from maillage.territories.models import Authority, Commune


def known_day(person: str = "") -> Coalesce:
    """In a query, what `Person.known_on` says; `person` leads there, e.g. « person__ »."""
    collected = When(~Q(**{f"{person}origin": Origin.IMPORT}), then=f"{person}collected_on")
    return Coalesce(f"{person}verified_on", Case(collected, default=None, output_field=models.DateField()))


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The partners of the authorities that a person may enter."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(authority__in=user.authority_ids())

    def with_relations(self, fresh_since):
        """Add what the list says of each: the last exchange, the référent, how fresh its contacts are.

        `fresh_since` is an expression: the day before which an entry of this kind of partner is to be verified.
        """
        held = Function.everywhere.held().filter(organisation=OuterRef("pk"))
        reached = held.filter(person__bounced_on=None).annotate(known=known_day("person__"))
        exchanges = Interaction.everywhere.filter(organisation=OuterRef("pk")).order_by("-happened_on")
        return self.annotate(
            last_exchange=Subquery(exchanges.values("happened_on")[:1]),
            referent=Subquery(held.filter(is_referent=True).values("person__full_name")[:1]),
            known_on=Subquery(reached.exclude(known=None).order_by("-known").values("known")[:1]),
            fresh_since=fresh_since,
            has_contact=models.Exists(held),
            has_bounce=models.Exists(held.exclude(person__bounced_on=None)),
            is_reachable=models.Exists(reached),
        )


class Organisation(models.Model):
    """A partner of the project: whoever may carry it, fund it, host it, or speak for those it serves."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="organisations", verbose_name="autorité"
    )
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("nature", max_length=20, choices=OrganisationKind.choices)
    sphere = models.CharField("sphère", max_length=12, choices=Sphere.choices)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    commune = models.ForeignKey(
        Commune,
        on_delete=models.PROTECT,
        related_name="organisations",
        verbose_name="commune",
        null=True,
        blank=True,
    )
    address = models.TextField("adresse", blank=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    email = models.EmailField("courriel général", blank=True)
    website = models.URLField("site", max_length=500, blank=True)
    notes = models.TextField("notes", blank=True)
    is_active = models.BooleanField("actif", default=True)
    created_at = models.DateTimeField("ajouté le", auto_now_add=True)

    objects = ScopedManager(models.Manager.from_queryset(OrganisationQuerySet), authority="authority")
    everywhere = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        base_manager_name = "everywhere"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "name"], name="one_name_per_organisation"),
            models.UniqueConstraint(
                fields=["authority", "siret"], condition=~Q(siret=""), name="one_organisation_per_siret"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def freshness(self) -> Freshness:
        """Of its best contact. Only on rows fetched `with_relations`."""
        if not self.has_contact:
            return Freshness.NOBODY
        if not self.is_reachable:
            return Freshness.BOUNCED
        is_fresh = self.known_on is not None and self.known_on >= self.fresh_since
        return Freshness.FRESH if is_fresh else Freshness.STALE


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(authority__in=user.authority_ids())


class Person(models.Model):
    """Someone we know at a partner's: no account, and no more than their work asks for.

    Where the address comes from, on what basis we keep it, and what the person was told stand beside it (RGPD).
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="contacts", verbose_name="autorité"
    )
    full_name = models.CharField("nom", max_length=150)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    origin = models.CharField("origine", max_length=24, choices=Origin.choices)
    legal_basis = models.CharField("base légale", max_length=20, choices=LegalBasis.choices)
    collected_on = models.DateField("recueilli le")
    verified_on = models.DateField("vérifié le", null=True, blank=True)
    notice_given_on = models.DateField("informé le", null=True, blank=True)
    opposed_on = models.DateField("opposé le", null=True, blank=True)
    bounced_on = models.DateField("courriel en échec depuis le", null=True, blank=True)
    asked_on = models.DateField("sollicité le", null=True, blank=True)
    erased_on = models.DateField("rendu anonyme le", null=True, blank=True)
    space_epoch = models.PositiveIntegerField("liens repris", default=0)  # a higher one voids older links
    came_at = models.DateTimeField("venu dans son espace le", null=True, blank=True)
    news_since = models.DateTimeField("a vu les nouvelles jusqu’au", null=True, blank=True)
    shared_on = models.DateField(
        "coordonnées montrées depuis le", null=True, blank=True
    )  # by their own choice

    objects = ScopedManager(models.Manager.from_queryset(PersonQuerySet), authority="authority")
    everywhere = PersonQuerySet.as_manager()

    is_personal = True  # its name stays out of the journal, which nobody can correct

    class Meta:
        verbose_name = "contact"
        base_manager_name = "everywhere"
        ordering = ["full_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "email"], condition=~Q(email=""), name="one_contact_per_address"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def known_on(self):
        """The day the entry was last known to be right; None when a file brought it and nobody looked since."""
        return self.verified_on or (None if self.origin == Origin.IMPORT else self.collected_on)

    @property
    def may_be_mailed(self) -> bool:
        return bool(self.email) and not (self.opposed_on or self.bounced_on or self.erased_on)


class FunctionQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__authority__in=user.authority_ids())

    def held(self):
        """Those not ended yet; the day it ends, a function is no longer held."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=timezone.localdate()))


class Function(models.Model):
    """What a person does in an organisation, from one day to another."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="functions", verbose_name="organisation"
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="functions", verbose_name="contact"
    )
    title = models.CharField("intitulé", max_length=150)
    is_referent = models.BooleanField("référent", default=False)
    substitute_for = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="substitutes",
        verbose_name="suppléant de",
        null=True,
        blank=True,
    )
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin", null=True, blank=True)

    objects = ScopedManager(
        models.Manager.from_queryset(FunctionQuerySet), authority="organisation__authority"
    )
    everywhere = FunctionQuerySet.as_manager()

    class Meta:
        verbose_name = "fonction"
        base_manager_name = "everywhere"
        ordering = ["-is_referent", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="a_function_ends_after_it_starts",
                violation_error_message="La fonction finit avant de commencer.",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(is_referent=True, ends_on=None),
                name="one_referent_per_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.organisation}"


class Interaction(models.Model):
    """One dated fact between us and a partner. Facts add up to a timeline, never to a mark on a person."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="interactions", verbose_name="autorité"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="interactions", verbose_name="organisation"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        related_name="interactions",
        verbose_name="contact",
        null=True,
        blank=True,
    )
    kind = models.CharField("nature", max_length=10, choices=InteractionKind.choices)
    happened_on = models.DateField("le")
    summary = models.TextField("résumé", max_length=2000)
    is_theirs = models.BooleanField("à leur initiative", default=False)
    due_on = models.DateField("engagement pour le", null=True, blank=True)
    kept_on = models.DateField("engagement tenu le", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="noté par",
        null=True,
    )

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "échange"
        base_manager_name = "everywhere"
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {date_format(self.happened_on, 'j F Y')}"
