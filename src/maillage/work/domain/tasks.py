"""Sharing out work: who does what, by when; one click to say where it stands."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from maillage.accounts.models import User
from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.partners.domain.notices import tell
from maillage.partners.enums import Event
from maillage.partners.models import Organisation, Person
from maillage.work.emails import work as emails
from maillage.work.enums import OPEN, Repeats, TaskState
from maillage.work.models import Task, TaskStep
from maillage.work.queries import tasks as queries
from maillage.work.queries.sources import SOURCES

MOST_STEPS = 30
NOBODY = {"person": None, "user": None, "organisation": None}
NOTHING_ASKED = {"asked_due_on": None, "asked_owner": "", "asked_because": ""}
STEP = {
    Repeats.WEEKLY: relativedelta(weeks=1),
    Repeats.MONTHLY: relativedelta(months=1),
    Repeats.QUARTERLY: relativedelta(months=3),
    Repeats.YEARLY: relativedelta(years=1),
}
DONE_VERBS = {
    TaskState.TODO: "a rouvert une tâche",
    TaskState.DOING: "a commencé une tâche",
    TaskState.DONE: "a fini une tâche",
    TaskState.DROPPED: "a abandonné une tâche",
}


@transaction.atomic
def give_task(
    authority,
    *,
    title: str,
    text: str = "",
    owner: Person | User | Organisation | None = None,
    due_on: date | None = None,
    circle=None,
    repeats: str = "",
    source: tuple[str, int, str] | None = None,
    steps: tuple[str, ...] = (),
    urgent_because: str = "",
    by,
) -> Task:
    """Share out one task; its owner hears of it, once. `source` is a kind, an id and a label (queries/sources.py).

    Past the owner's monthly budget the word waits for the digest, unless it is urgent for a written reason.
    """
    facts = checked(authority, title=title, owner=owner, circle=circle, due_on=due_on, repeats=repeats)
    if source and Task.everywhere.filter(source_kind=source[0], source_id=source[1]).exists():
        raise DomainError("Il en existe déjà une tâche.")
    if source:
        facts |= {"source_kind": source[0], "source_id": source[1], "source_label": source[2][:250]}
    task = Task.everywhere.create(authority=authority, text=text.strip(), created_by=by, **facts)
    TaskStep.everywhere.bulk_create(TaskStep(task=task, text=step, order=n) for n, step in enumerate(steps))
    record("a confié une tâche", actor=by, authority=authority, target=task)
    tell_owner(task, by=by, urgent_because=urgent_because)
    return task


def checked(authority, *, title: str, owner, circle, due_on, repeats: str) -> dict:
    """The facts of a task as they are kept."""
    if not title.strip():
        raise DomainError("Donnez un intitulé à la tâche.")
    if circle and circle.authority_id != authority.pk:
        raise DomainError("Ce groupe de travail est celui d’un autre territoire.")
    if isinstance(owner, User):
        if authority.pk not in owner.roles():
            raise DomainError(f"{owner} n’a pas de rôle dans ce territoire.")
    elif owner is not None and owner.authority_id != authority.pk:
        raise DomainError("Ce responsable est celui d’un autre territoire.")
    if repeats and not due_on:
        raise DomainError("Une tâche qui revient a une première échéance : donnez une date.")
    return {
        "title": title.strip(),
        "circle": circle,
        "due_on": due_on,
        "repeats": repeats,
        **owner_facts(owner),
    }


def owner_facts(owner: Person | User | Organisation | None) -> dict:
    kinds = {Person: "person", User: "user", Organisation: "organisation"}
    return NOBODY | ({kinds[type(owner)]: owner} if owner else {})


def tell_owner(task: Task, *, by, urgent_because: str = "") -> None:
    """Nobody is told of what they gave themselves."""
    listener = queries.listener_of(task)
    if listener is None or listener == by:
        return
    tell(
        listener,
        Event.TASK_GIVEN,
        task,
        write=lambda: emails.given(task, listener),
        authority=task.authority,
        path=queries.path_for(task, listener),
        urgent_because=urgent_because,
    )


@transaction.atomic
def change_task(task: Task, *, by, title: str, text: str, owner, due_on, circle, repeats: str) -> bool:
    """False, and no line in the journal, if everything stays as it was."""
    task = held(task)
    asked = {"title": title, "owner": owner, "circle": circle, "due_on": due_on, "repeats": repeats}
    facts = checked(task.authority, **asked) | {"text": text.strip()}
    changed = [name for name, value in facts.items() if getattr(task, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(task, name, facts[name])
    task.save(update_fields=changed)
    record("a modifié une tâche", actor=by, authority=task.authority, target=task)
    if {"person", "user", "organisation"} & set(changed):
        tell_owner(task, by=by)
    return True


def held(task: Task) -> Task:
    """The row as it stands now, held until the end."""
    related = ("person__authority", "user", "organisation", "circle", "authority")
    return Task.everywhere.select_for_update(of=("self",)).select_related(*related).get(pk=task.pk)


@transaction.atomic
def move_task(task: Task, state: str, *, by=None) -> Task | None:
    """To do again, begun, done or dropped. Returns the next one, where a task that repeats is done.

    `by` is an account, or None when a contact answers by their personal link.
    """
    if state not in DONE_VERBS:
        raise DomainError("Choisissez un état.")
    task = held(task)
    if task.state == state:
        raise DomainError(f"Cette tâche est déjà notée « {task.get_state_display()} ».")
    is_done = state == TaskState.DONE
    following = next_of(task) if is_done else None
    facts = {"state": state, "done_at": timezone.now() if is_done else None, **NOTHING_ASKED}
    Task.everywhere.filter(pk=task.pk).update(**facts, **({"repeats": ""} if following else {}))
    record(DONE_VERBS[TaskState(state)], actor=by, authority=task.authority, target=task)
    source = SOURCES.get(task.source_kind)
    if is_done and source and source.finished:
        source.finished(task.source_id, by)
    return following


def finish_task_of(kind: str, pk: int, *, by) -> None:
    """Its source is done: so is the task, if there is one still open."""
    if task := Task.everywhere.open().filter(source_kind=kind, source_id=pk).first():
        move_task(task, TaskState.DONE, by=by)


def next_of(task: Task) -> Task | None:
    """A task that repeats leaves its rhythm, its owner and its checklist to the next one."""
    if not task.repeats:
        return None
    due_on = task.due_on
    while due_on <= max(task.due_on, timezone.localdate()):
        due_on += STEP[Repeats(task.repeats)]
    same = ("authority", "title", "text", "person", "user", "organisation", "circle", "repeats", "created_by")
    following = Task.everywhere.create(due_on=due_on, **{name: getattr(task, name) for name in same})
    steps = TaskStep.everywhere.filter(task=task)
    TaskStep.everywhere.bulk_create(TaskStep(task=following, text=s.text, order=s.order) for s in steps)
    return following


@transaction.atomic
def ask_change(
    task: Task, *, due_on: date | None = None, owner: str = "", because: str = "", by=None
) -> None:
    """« Je ne peux pas »: the owner proposes another day, or someone else, or only says why. The team decides."""
    task, owner, because = held(task), owner.strip(), because.strip()
    if not task.is_open:
        raise DomainError("Cette tâche est close.")
    if not (due_on or owner or because):
        raise DomainError("Proposez une autre date, une autre personne, ou dites pourquoi.")
    if due_on and due_on < timezone.localdate():
        raise DomainError("La date proposée est passée : choisissez-en une à venir.")
    Task.everywhere.filter(pk=task.pk).update(
        state=TaskState.STUCK, asked_due_on=due_on, asked_owner=owner, asked_because=because
    )
    record("a demandé à revoir une tâche", actor=by, authority=task.authority, target=task)


@transaction.atomic
def settle_ask(task: Task, *, accept: bool, by) -> None:
    """The team takes the day that was proposed, or keeps the one there was; another owner is chosen by hand."""
    task = held(task)
    if task.state != TaskState.STUCK:
        raise DomainError("Personne ne demande à revoir cette tâche.")
    facts = {"due_on": task.asked_due_on} if accept and task.asked_due_on else {}
    Task.everywhere.filter(pk=task.pk).update(state=TaskState.TODO, **facts, **NOTHING_ASKED)
    verb = "a accepté de revoir une tâche" if accept else "a maintenu une tâche"
    record(verb, actor=by, authority=task.authority, target=task)


@transaction.atomic
def take_task(task: Task, *, user: User | None = None, person: Person | None = None) -> None:
    """A member of the working group puts their name on what is nobody's: of two clicks, one takes it."""
    if not queries.may_take(task, user=user, person=person):
        raise DomainError("Cette tâche n’est pas à prendre.")
    free = Task.everywhere.filter(pk=task.pk, state__in=OPEN, **NOBODY)
    if not free.update(person=person, user=user if person is None else None):
        raise DomainError("Quelqu’un vient de prendre cette tâche.")
    record("a pris une tâche", actor=user, authority=task.authority, target=task)


# The checklist


@transaction.atomic
def add_step(task: Task, text: str, *, by) -> TaskStep:
    task, text = held(task), text.strip()
    if not text:
        raise DomainError("Écrivez l’étape.")
    steps = TaskStep.everywhere.filter(task=task)
    if steps.count() >= MOST_STEPS:
        raise DomainError(f"Une tâche a {MOST_STEPS} étapes au plus : faites-en deux tâches.")
    last = steps.aggregate(last=Max("order"))["last"]
    step = TaskStep.everywhere.create(task=task, text=text[:200], order=0 if last is None else last + 1)
    record("a ajouté une étape", actor=by, authority=task.authority, target=task)
    return step


@transaction.atomic
def tick_step(step: TaskStep, *, is_done: bool, by=None) -> None:
    moved = TaskStep.everywhere.filter(pk=step.pk, done_at__isnull=is_done)
    if moved.update(done_at=timezone.now() if is_done else None):
        verb = "a fait une étape" if is_done else "a rouvert une étape"
        record(verb, actor=by, authority=step.task.authority, target=step.task)


@transaction.atomic
def remove_step(step: TaskStep, *, by) -> None:
    record("a retiré une étape", actor=by, authority=step.task.authority, target=step.task)
    step.delete()
