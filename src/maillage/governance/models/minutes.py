"""Facts of a meeting: who was there, what was said, advised and decided. The minutes are printed from them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes import ScopedManager

from maillage.accounts.models import User
from maillage.governance.enums import DecisionState, EntryKind, Presence, Sense, SignedBy
from maillage.governance.models.bodies import Body, Mandate, MemberGroup
from maillage.governance.models.meetings import AgendaItem, Meeting
from maillage.partners.models import Organisation, Person
from maillage.territories.models import Authority


class Attendance(models.Model):
    """How one member was there, or not."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="attendances", verbose_name="séance"
    )
    mandate = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, related_name="attendances", verbose_name="mandat"
    )
    presence = models.CharField("présence", max_length=12, choices=Presence.choices)
    signed_by = models.CharField("relevé par", max_length=10, choices=SignedBy.choices)
    signed_at = models.DateTimeField("relevé le")
    substitute = models.ForeignKey(
        Mandate,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="remplacé par",
        null=True,
        blank=True,
    )
    proxy_to = models.ForeignKey(
        Mandate,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="pouvoir donné à",
        null=True,
        blank=True,
    )

    objects = ScopedManager(authority="meeting__body__authority")
    everywhere = models.Manager()

    is_personal = True

    class Meta:
        verbose_name = "présence"
        base_manager_name = "everywhere"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "mandate"], name="one_presence_per_member"),
            models.CheckConstraint(
                condition=~Q(presence=Presence.REPRESENTED) | Q(proxy_to__isnull=False),
                name="who_is_represented_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mandate}, {self.get_presence_display()}"


class MinuteLine(models.Model):
    """One note on one item, written live. `version` rises at each change: a stale one is refused, never lost."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="lines", verbose_name="point")
    order = models.PositiveIntegerField("rang", default=0)
    text = models.TextField("texte")
    is_restricted = models.BooleanField("hors version publique", default=False)  # CRPA L.311-6
    version = models.PositiveIntegerField("version", default=1)
    author = models.ForeignKey(
        User, on_delete=models.SET_NULL, related_name="+", verbose_name="auteur", null=True
    )
    updated_at = models.DateTimeField("écrite le", auto_now=True)
    removed_at = models.DateTimeField("retirée le", null=True, blank=True)

    objects = ScopedManager(authority="item__body__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "ligne de compte rendu"
        verbose_name_plural = "lignes de compte rendu"
        base_manager_name = "everywhere"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class MinutesCopy(models.Model):
    """« Exemplaire » : the minutes as one mail handed them to one member, by a link that lasts until `expires_on`."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="copies", verbose_name="séance"
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="minutes_copies", verbose_name="contact"
    )
    token_hash = models.CharField("empreinte du jeton", max_length=64, unique=True)
    expires_on = models.DateField("ouvert jusqu’au")

    objects = ScopedManager(authority="meeting__body__authority")
    everywhere = models.Manager()

    is_personal = True

    class Meta:
        verbose_name = "exemplaire de compte rendu"
        verbose_name_plural = "exemplaires de compte rendu"
        base_manager_name = "everywhere"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Exemplaire : {self.meeting}"


class Opinion(models.Model):
    """« Avis » of a body on an item, with the votes of each college and the disagreements that asked to be written."""

    item = models.OneToOneField(
        AgendaItem, on_delete=models.PROTECT, related_name="opinion", verbose_name="point"
    )
    deliberation = models.ForeignKey(
        "governance.Deliberation",
        on_delete=models.SET_NULL,
        related_name="opinions",
        verbose_name="délibération préparée",
        null=True,
        blank=True,
    )
    sense = models.CharField("sens", max_length=12, choices=Sense.choices)
    text = models.TextField("texte de l’avis")
    given_on = models.DateField("rendu le")
    version = models.PositiveIntegerField("version", default=1)

    objects = ScopedManager(authority="item__body__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        base_manager_name = "everywhere"
        ordering = ["given_on", "pk"]

    def __str__(self) -> str:
        return f"Avis {self.get_sense_display()} : {self.item.title}"


class GroupVote(models.Model):
    """How one college spoke on an opinion."""

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="votes", verbose_name="avis")
    group = models.ForeignKey(
        MemberGroup, on_delete=models.PROTECT, related_name="votes", verbose_name="collège"
    )
    in_favour = models.PositiveSmallIntegerField("pour", default=0)
    against = models.PositiveSmallIntegerField("contre", default=0)
    abstained = models.PositiveSmallIntegerField("abstentions", default=0)

    objects = ScopedManager(authority="group__body__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "vote d’un collège"
        verbose_name_plural = "votes des collèges"
        base_manager_name = "everywhere"
        ordering = ["group__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["opinion", "group"], name="one_vote_per_group")]

    def __str__(self) -> str:
        return f"{self.group} : {self.in_favour} pour, {self.against} contre, {self.abstained} abstentions"


class Dissent(models.Model):
    """A member asks that their disagreement be recorded (CRPA R.133-13 as a model)."""

    opinion = models.ForeignKey(
        Opinion, on_delete=models.CASCADE, related_name="dissents", verbose_name="avis"
    )
    mandate = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, related_name="dissents", verbose_name="mandat"
    )
    text = models.TextField("désaccord")

    objects = ScopedManager(authority="opinion__item__body__authority")
    everywhere = models.Manager()

    is_personal = True

    class Meta:
        verbose_name = "désaccord"
        base_manager_name = "everywhere"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.mandate)


class Decision(models.Model):
    """What a body decided: its text, what it rests on, who carries it, by when, and when to look at it again."""

    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, related_name="decisions", verbose_name="point"
    )
    text = models.TextField("décision")
    basis = models.TextField("fondement", blank=True)
    owner = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="decisions",
        verbose_name="organisation responsable",
        null=True,
        blank=True,
    )
    owner_name = models.CharField("responsable", max_length=150, blank=True)
    taken_on = models.DateField("prise le")
    version = models.PositiveIntegerField("version", default=1)
    due_on = models.DateField("échéance", null=True, blank=True)
    review_on = models.DateField("à revoir le", null=True, blank=True)
    state = models.CharField("état", max_length=8, choices=DecisionState.choices, default=DecisionState.TAKEN)
    contradicted_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="contradicts",
        verbose_name="contredite par",
        null=True,
        blank=True,
    )

    objects = ScopedManager(authority="item__body__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "décision"
        base_manager_name = "everywhere"
        ordering = ["taken_on", "pk"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_late(self) -> bool:
        is_running = self.state in {DecisionState.TAKEN, DecisionState.STARTED}
        return is_running and self.due_on is not None and self.due_on < timezone.localdate()


class Action(models.Model):
    """Something that somebody said they would do before the next meeting."""

    item = models.ForeignKey(
        AgendaItem, on_delete=models.CASCADE, related_name="actions", verbose_name="point"
    )
    text = models.TextField("action")
    owner = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="promised_actions",
        verbose_name="organisation responsable",
        null=True,
        blank=True,
    )
    owner_name = models.CharField("responsable", max_length=150, blank=True)
    due_on = models.DateField("échéance", null=True, blank=True)
    done_on = models.DateField("faite le", null=True, blank=True)

    objects = ScopedManager(authority="item__body__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "action à mener"
        verbose_name_plural = "actions à mener"
        base_manager_name = "everywhere"
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class RegisterEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        bodies = Body.everywhere.visible_to(user)
        return self.filter(Q(opinion__item__body__in=bodies) | Q(decision__item__body__in=bodies))


class RegisterEntry(models.Model):
    """One row of the register, written when minutes are approved; each bears the hash of the one before."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="register_entries", verbose_name="autorité"
    )
    number = models.PositiveIntegerField("numéro")
    kind = models.CharField("nature", max_length=8, choices=EntryKind.choices)
    opinion = models.OneToOneField(
        Opinion,
        on_delete=models.PROTECT,
        related_name="entry",
        verbose_name="avis",
        null=True,
        blank=True,
    )
    decision = models.OneToOneField(
        Decision,
        on_delete=models.PROTECT,
        related_name="entry",
        verbose_name="décision",
        null=True,
        blank=True,
    )
    facts = models.JSONField("faits")  # frozen: no name of a person
    words = models.TextField("mots")  # of the facts, without accents, for the search
    previous_hash = models.CharField("empreinte précédente", max_length=64, blank=True)
    hash = models.CharField("empreinte", max_length=64)
    entered_at = models.DateTimeField("inscrit le")

    objects = ScopedManager(models.Manager.from_queryset(RegisterEntryQuerySet), authority="authority")
    everywhere = RegisterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne du registre"
        verbose_name_plural = "lignes du registre"
        base_manager_name = "everywhere"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "number"], name="one_number_per_entry"),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.OPINION, opinion__isnull=False, decision=None)
                | Q(kind=EntryKind.DECISION, decision__isnull=False, opinion=None),
                name="an_entry_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"n° {self.number}"

    @property
    def item(self):
        return (self.opinion or self.decision).item
