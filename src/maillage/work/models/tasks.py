"""Work shared out: who does what, by when, and where it came from."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes import ScopedManager

from maillage.partners.models import Circle, Function, Organisation, Person
from maillage.partners.queries.circles import Reader, reader_of_person, reader_of_user
from maillage.territories.models import Authority
from maillage.work.enums import OPEN, Repeats, TaskState


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for those who see the authority whole; for the others theirs, their organisation's, their circles'."""
        if not user.is_authenticated:
            return self.none()
        addresses = user.proven_addresses()
        own = Person.everywhere.filter(
            authority__in=user.authority_ids(), email__in=addresses, erased_on=None
        )
        return self.seen_by(reader_of_user(user), own, Q(user=user))

    def visible_to_person(self, person: Person | None):
        """For a contact without an account, by their card alone."""
        if person is None:
            return self.none()
        return self.seen_by(reader_of_person(person), Person.everywhere.filter(pk=person.pk))

    def seen_by(self, reader: Reader, people, mine: Q | None = None):
        held = Function.everywhere.held().filter(person__in=people)
        theirs = Q(person__in=people) | Q(organisation__in=held.values("organisation"))
        theirs |= Q(circle__in=reader.circles)
        if mine is not None:
            theirs |= mine
        return self.filter(Q(authority__in=reader.whole) | Q(theirs, authority__in=reader.partner_of))

    def open(self):
        return self.filter(state__in=OPEN)

    def late(self):
        return self.open().filter(due_on__lt=timezone.localdate())


class Task(models.Model):
    """One thing that one owner does by a date. The owner is a contact, an account, an organisation, or nobody yet."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="tasks", verbose_name="autorité"
    )
    title = models.CharField("intitulé", max_length=200)
    text = models.TextField("précisions", blank=True, max_length=5000)
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        related_name="tasks",
        verbose_name="contact responsable",
        null=True,
        blank=True,
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="tasks",
        verbose_name="membre de l’équipe responsable",
        null=True,
        blank=True,
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        related_name="tasks",
        verbose_name="organisation responsable",
        null=True,
        blank=True,
    )
    circle = models.ForeignKey(
        Circle,
        on_delete=models.SET_NULL,
        related_name="tasks",
        verbose_name="groupe de travail",
        null=True,
        blank=True,
    )
    due_on = models.DateField("échéance", null=True, blank=True)
    repeats = models.CharField("revient", max_length=10, choices=Repeats.choices, blank=True)
    state = models.CharField("état", max_length=8, choices=TaskState.choices, default=TaskState.TODO)
    done_at = models.DateTimeField("faite le", null=True, blank=True)
    # what the owner answered when they could not: another day, or someone else
    asked_due_on = models.DateField("autre date proposée", null=True, blank=True)
    asked_owner = models.CharField("autre personne proposée", max_length=150, blank=True)
    asked_because = models.CharField("pourquoi", max_length=500, blank=True)
    source_kind = models.CharField("née de", max_length=20, blank=True)
    source_id = models.BigIntegerField("identifiant de la source", null=True, blank=True)
    source_label = models.CharField("source", max_length=250, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="créée par",
        null=True,
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = ScopedManager(models.Manager.from_queryset(TaskQuerySet), authority="authority")
    everywhere = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "tâche"
        base_manager_name = "everywhere"
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["authority", "state", "due_on"], name="tasks_by_date")]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, user=None)
                | Q(person=None, organisation=None)
                | Q(user=None, organisation=None),
                name="a_task_has_one_owner_at_most",
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.DONE) ^ Q(done_at=None), name="a_done_task_has_its_date"
            ),
            models.CheckConstraint(
                condition=Q(source_kind="", source_id=None) | ~Q(source_kind="") & Q(source_id__isnull=False),
                name="a_source_is_whole",
            ),
            models.UniqueConstraint(
                fields=["source_kind", "source_id"], condition=~Q(source_kind=""), name="one_task_per_source"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> Person | Organisation | object | None:
        return self.person or self.user or self.organisation

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()


class TaskStep(models.Model):
    """One line of the checklist of a task."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="steps", verbose_name="tâche")
    text = models.CharField("étape", max_length=200)
    order = models.PositiveSmallIntegerField("rang", default=0)
    done_at = models.DateTimeField("faite le", null=True, blank=True)

    objects = ScopedManager(authority="task__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "étape d’une tâche"
        verbose_name_plural = "étapes d’une tâche"
        base_manager_name = "everywhere"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class TaskComment(models.Model):
    """« Mot »: what someone wrote on a task, from their account, from their personal link, or by answering a mail."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="comments", verbose_name="tâche")
    text = models.TextField("mot", max_length=5000)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="compte",
        null=True,
        blank=True,
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="contact",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("écrit le", default=timezone.now)

    objects = ScopedManager(authority="task__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "mot sur une tâche"
        verbose_name_plural = "mots sur une tâche"
        base_manager_name = "everywhere"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def author(self) -> str:
        return str(self.person or self.user or "Personne effacée")
