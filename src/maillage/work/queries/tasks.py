"""Tasks as lists, as groups, as a board; who is behind each, and who may answer for it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from maillage.accounts.models import User
from maillage.accounts.queries.privacy import addresses_of
from maillage.partners.models import Circle, Function, Notice, Organisation, Person
from maillage.partners.queries.circles import reader_of_person, reader_of_user
from maillage.partners.queries.notices import card_of, recipient_of
from maillage.work.enums import OPEN, TaskState
from maillage.work.models import Task, TaskComment, TaskStep

DONE_SHOWN_FOR = timedelta(days=30)  # on the board
STATES = {"ouvertes": OPEN, "faites": (TaskState.DONE,), "abandonnees": (TaskState.DROPPED,)}


def listed(tasks: QuerySet) -> QuerySet:
    """With what a line says of each."""
    rows = tasks.select_related("person", "user", "organisation", "circle", "authority").annotate(
        steps_all=Count("steps", distinct=True),
        steps_done=Count("steps", filter=~Q(steps__done_at=None), distinct=True),
        words=Count("comments", distinct=True),
    )
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def narrowed(
    tasks: QuerySet, *, text: str = "", state: str = "ouvertes", circle: int = 0, organisation: int = 0
):
    if text:
        tasks = tasks.filter(Q(title__icontains=text) | Q(text__icontains=text))
    if circle:
        tasks = tasks.filter(circle=circle)
    if organisation:
        tasks = tasks.filter(of_organisation(organisation))
    if state == "retard":
        return tasks.late()
    return tasks.filter(state__in=STATES[state]) if state in STATES else tasks


def of_organisation(organisation) -> Q:
    """Its own tasks, and those of the people who work there today."""
    held = Function.everywhere.held().filter(organisation=organisation)
    return Q(organisation=organisation) | Q(person__in=held.values("person"))


def mine(tasks: QuerySet, user: User, authority) -> QuerySet:
    """Those of this account, of its contact card, and of the organisations where it speaks."""
    return tasks.filter(Q(user=user) | of_person(card_of(user, authority)))


def of_person(person: Person | None) -> Q:
    if person is None:
        return Q(pk__in=[])
    held = Function.everywhere.held().filter(person=person)
    return Q(person=person) | Q(organisation__in=held.values("organisation"))


def circles_with_tasks(tasks: QuerySet) -> QuerySet:
    return Circle.everywhere.filter(pk__in=tasks.order_by().values("circle"))


def organisations_with_tasks(tasks: QuerySet) -> QuerySet:
    return Organisation.everywhere.filter(pk__in=tasks.order_by().values("organisation"))


@dataclass(frozen=True)
class Group:
    """A title and its tasks; `circle` where the group is one."""

    title: str
    tasks: list[Task]
    circle: Circle | None = None

    @property
    def late(self) -> int:
        return sum(task.is_late for task in self.tasks)


def by_group(tasks: list[Task]) -> list[Group]:
    """Working group by working group, what belongs to none last."""
    groups: dict[Circle | None, list[Task]] = {}
    for task in tasks:
        groups.setdefault(task.circle, []).append(task)
    named = sorted((circle for circle in groups if circle), key=str)
    rows = [Group(str(circle), groups[circle], circle) for circle in named]
    return [*rows, *([Group("Sans groupe de travail", groups[None])] if None in groups else [])]


def by_date(tasks: list[Task]) -> list[Group]:
    """What is late, then this week, this month, later, and without a date; the empty ones are left out."""
    today = timezone.localdate()
    week, month = today + timedelta(days=7), today + timedelta(days=31)
    bins = {"En retard": [], "Dans les sept jours": [], "Dans le mois": [], "Plus tard": [], "Sans date": []}
    for task in tasks:
        if task.due_on is None:
            bins["Sans date"].append(task)
        elif task.is_late:
            bins["En retard"].append(task)
        elif task.due_on <= week:
            bins["Dans les sept jours"].append(task)
        else:
            bins["Dans le mois" if task.due_on <= month else "Plus tard"].append(task)
    return [Group(title, rows) for title, rows in bins.items() if rows]


def board(tasks: QuerySet) -> list[Group]:
    """Four columns, the last one with what was done of late."""
    since = timezone.now() - DONE_SHOWN_FOR
    rows = list(tasks.filter(Q(state__in=OPEN) | Q(state=TaskState.DONE, done_at__gte=since)))
    columns = (TaskState.TODO, TaskState.STUCK, TaskState.DOING, TaskState.DONE)
    return [
        Group(str(state.label).capitalize(), [task for task in rows if task.state == state])
        for state in columns
    ]


# One task


def steps_of(task: Task) -> list[TaskStep]:
    return list(TaskStep.everywhere.filter(task=task))


def comments_of(task: Task) -> QuerySet:
    return TaskComment.everywhere.filter(task=task).select_related("user", "person")


def answers_for(task: Task, *, user=None, person: Person | None = None) -> bool:
    """Whether this account, or this contact, is the owner or speaks for the organisation that is."""
    if user is not None and task.user_id == user.pk:
        return True
    person = person or (card_of(user, task.authority) if user is not None else None)
    return Task.everywhere.filter(of_person(person), pk=task.pk).exists()


def may_take(task: Task, *, user=None, person: Person | None = None) -> bool:
    """Nobody's yet, in a group where they sit: a member may put their name on it."""
    if task.owner is not None or task.circle_id is None or not task.is_open:
        return False
    reader = reader_of_person(person) if person else reader_of_user(user)
    return task.circle_id in reader.circles


# Who is told


def voice_of(organisation: Organisation) -> Person | None:
    """Who speaks for an organisation: its référent, else whoever came first; someone whom a mail reaches, if any."""
    held = Function.everywhere.held().filter(organisation=organisation).select_related("person__authority")
    people = [each.person for each in held.order_by("-is_referent", "starts_on", "pk")]
    return next((each for each in people if each.may_be_mailed), people[0] if people else None)


def listener_of(task: Task) -> Person | User | None:
    return task.person or task.user or (voice_of(task.organisation) if task.organisation else None)


def space_path(task: Task) -> str:
    return f"/{task.authority.slug}/partenaires/travaux/{task.pk}/"


def path_for(task: Task, recipient: Person | User) -> str:
    """The page of a task: behind the personal link of a contact, in the workspace of an account."""
    if isinstance(recipient, Person):
        return space_path(task)
    return f"/{task.authority.slug}/espace/travaux/{task.pk}/"


def still_asked(rows: list[Notice]) -> set[int]:
    """Of waiting notices on tasks, those whose task is still open, and still that person's."""
    tasks = Task.everywhere.open().select_related("person__authority", "user", "organisation", "authority")
    found = tasks.in_bulk({row.subject_id for row in rows})
    return {row.pk for row in rows if (task := found.get(row.subject_id)) and is_for(row, task)}


def is_for(row: Notice, task: Task) -> bool:
    listener = listener_of(task)
    if listener is None:
        return False
    who = recipient_of(listener, task.authority)
    is_theirs = bool(who.person and who.person.pk == row.person_id)
    is_theirs |= bool(who.user and who.user.pk == row.user_id)
    return is_theirs and (not row.turn or row.turn == f"{task.due_on}")


def still_said(rows: list[Notice]) -> set[int]:
    """A word on a task is true as long as the task is there."""
    found = set(
        TaskComment.everywhere.filter(pk__in={row.subject_id for row in rows}).values_list("pk", flat=True)
    )
    return {row.pk for row in rows if row.subject_id in found}


# Reminders


def with_a_date(until: date) -> QuerySet:
    """Open tasks, somebody's, whose date comes by then, or is past."""
    rows = Task.everywhere.open().filter(due_on__lte=until).exclude(person=None, user=None, organisation=None)
    return rows.select_related("person__authority", "user", "organisation", "authority").order_by("pk")


def exported(user) -> list[dict]:
    """For a person's export: the tasks of their account and of their cards, and the words they wrote."""
    cards = Person.everywhere.filter(email__in=addresses_of(user))
    tasks = Task.everywhere.filter(Q(user=user) | Q(person__in=cards)).select_related("authority")
    words = TaskComment.everywhere.filter(Q(user=user) | Q(person__in=cards)).select_related(
        "task__authority"
    )
    return [
        {
            "autorité": task.authority.name,
            "tâche": task.title,
            "échéance": f"{task.due_on or ''}",
            "état": task.get_state_display(),
        }
        for task in tasks.order_by("pk")
    ] + [
        {
            "autorité": word.task.authority.name,
            "tâche": word.task.title,
            "mot": word.text,
            "le": f"{word.at:%Y-%m-%d}",
        }
        for word in words.order_by(F("at").asc(), "pk")
    ]
