from django.conf import settings
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from maillage.accounts.models import OutboundMail
from maillage.outreach.enums import BlockKind, DeliveryState, LetterKind, LetterState
from maillage.outreach.models.audiences import Audience
from maillage.outreach.models.pages import News, Picture
from maillage.outreach.models.subscribers import Subscriber
from maillage.outreach.models.visible import VisibleQuerySet
from maillage.partners.models import Person
from maillage.territories.models import Authority


class LetterQuerySet(VisibleQuerySet):
    def in_archive(self):
        """Those that anybody may read, since their first mail left; a letter that was stopped is taken back."""
        shown = (LetterState.LEAVING, LetterState.PAUSED, LetterState.SENT)
        return self.filter(state__in=shown, is_public=True)


class Letter(models.Model):
    """A common mail or a newsletter: blocks, a public, a moment.

    `draft → scheduled → leaving → sent`; a departure may be paused, or stopped for good. `counted` is what a person
    read, or typed again, when they let it go: a departure that finds another number goes back to them.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="letters", verbose_name="autorité"
    )
    kind = models.CharField("nature", max_length=10, choices=LetterKind.choices)
    subject = models.CharField("objet", max_length=120)
    audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, related_name="letters", verbose_name="public", null=True
    )
    is_public = models.BooleanField("publiée dans les archives", default=False)
    facts_since = models.DateField("faits depuis le", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=LetterState.choices, default=LetterState.DRAFT)
    urgent_because = models.CharField("urgente parce que", max_length=250, blank=True)
    leaves_at = models.DateTimeField("départ le", null=True)
    counted = models.PositiveIntegerField("destinataires confirmés", null=True)
    recount = models.PositiveIntegerField("destinataires au départ", null=True)  # differed: asked again
    left_at = models.DateTimeField("partie le", null=True)
    finished_at = models.DateTimeField("finie le", null=True)
    web_html = models.TextField("page d’archive", blank=True)  # the common part, as it left
    web_text = models.TextField("texte d’archive", blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="écrite par",
        null=True,
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = ScopedManager(models.Manager.from_queryset(LetterQuerySet), authority="authority")
    everywhere = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre"
        base_manager_name = "everywhere"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=LetterState.DRAFT)
                | Q(leaves_at__isnull=False, counted__isnull=False, audience__isnull=False),
                name="a_letter_leaves_with_its_count",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_draft(self) -> bool:
        return self.state == LetterState.DRAFT


class Block(models.Model):
    """One piece of a letter. A fact is named, not copied: it is told as it stands the day the letter leaves."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="blocks", verbose_name="lettre")
    order = models.PositiveSmallIntegerField("rang")
    kind = models.CharField("nature", max_length=10, choices=BlockKind.choices)
    text = models.TextField("texte", max_length=5000, blank=True)
    url = models.CharField("adresse", max_length=500, blank=True)
    picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, related_name="+", verbose_name="image", null=True
    )
    news = models.ForeignKey(
        News, on_delete=models.CASCADE, related_name="+", verbose_name="actualité", null=True
    )
    fact = models.CharField("fait", max_length=80, blank=True)  # Fact.ident
    is_for_all = models.BooleanField("pour tous", default=True)  # a fact: or for those it touches alone

    objects = ScopedManager(authority="letter__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "bloc"
        base_manager_name = "everywhere"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class LetterFile(models.Model):
    """A paper that a letter leads to: a link, never an attachment. Whoever holds the link may have it."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="files", verbose_name="lettre")
    token = models.CharField("nom public", max_length=32, unique=True)
    name = models.CharField("nom", max_length=150)
    file = models.FileField("fichier", upload_to="outreach/files/")
    media_type = models.CharField("type", max_length=100)
    size = models.PositiveIntegerField("taille")

    objects = ScopedManager(authority="letter__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "fichier d’une lettre"
        verbose_name_plural = "fichiers d’une lettre"
        base_manager_name = "everywhere"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One letter to one address, and what became of it. Frozen at the departure; every count is a count of rows."""

    is_personal = True

    letter = models.ForeignKey(
        Letter, on_delete=models.CASCADE, related_name="deliveries", verbose_name="lettre"
    )
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, related_name="deliveries", verbose_name="contact", null=True
    )
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.SET_NULL, related_name="deliveries", verbose_name="abonné", null=True
    )
    address = models.EmailField("adresse", blank=True)  # emptied a year after
    state = models.CharField(
        "état", max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    mail = models.OneToOneField(
        OutboundMail, on_delete=models.SET_NULL, related_name="delivery", verbose_name="courriel", null=True
    )
    changed_at = models.DateTimeField("changé le", auto_now=True)

    objects = ScopedManager(authority="letter__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "envoi"
        base_manager_name = "everywhere"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "address"], condition=~Q(address=""), name="one_letter_per_address"
            ),
        ]
        indexes = [models.Index(fields=["letter", "state"], name="delivery_state")]

    def __str__(self) -> str:
        return self.address or "adresse oubliée"
