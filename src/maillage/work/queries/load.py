"""Who carries the work, and what would stop if one person left."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from maillage.partners.models import Function, Organisation
from maillage.partners.queries.ties import Thread, single_threads
from maillage.work.models import Promise, Task


@dataclass
class Carrier:
    """Someone, or an organisation with its people, and the open tasks on their desk."""

    name: str
    pk: int | None = None
    organisation: str = ""
    tasks: list[Task] = field(default_factory=list)

    @property
    def late(self) -> int:
        return sum(task.is_late for task in self.tasks)

    @property
    def next_on(self) -> date | None:
        return min((task.due_on for task in self.tasks if task.due_on), default=None)


@dataclass(frozen=True)
class Hanging:
    """A partner known by one person only, with the tasks and the promises that hang on them."""

    thread: Thread
    tasks: int
    promises: int


@dataclass(frozen=True)
class Load:
    people: list[Carrier]
    organisations: list[Carrier]
    hanging: list[Hanging]
    nobody: int  # tasks that are nobody's yet
    total: int


def load_of(tasks: QuerySet, authority) -> Load:
    """Of the tasks that one may see. Six queries."""
    rows = list(tasks.open().select_related("person", "user", "organisation"))
    homes = homes_of([task.person_id for task in rows if task.person_id])
    people: dict[tuple, Carrier] = {}
    organisations: dict[int, Carrier] = {}
    for task in rows:
        home = task.organisation or homes.get(task.person_id)
        if who := task.person or task.user:
            key = (type(who), who.pk)
            people.setdefault(key, Carrier(str(who), organisation=str(home or ""))).tasks.append(task)
        if home:
            organisations.setdefault(home.pk, Carrier(home.name, home.pk)).tasks.append(task)
    return Load(
        people=heaviest(people.values()),
        organisations=heaviest(organisations.values()),
        hanging=hanging_of(authority, organisations),
        nobody=sum(task.owner is None for task in rows),
        total=len(rows),
    )


def heaviest(carriers) -> list[Carrier]:
    return sorted(carriers, key=lambda each: (-len(each.tasks), -each.late, each.name))


def homes_of(people: list[int]) -> dict[int, Organisation]:
    held = Function.everywhere.held().filter(person__in=people).select_related("organisation")
    homes: dict[int, Organisation] = {}
    for each in held.order_by("-is_referent", "starts_on", "pk"):
        homes.setdefault(each.person_id, each.organisation)
    return homes


def hanging_of(authority, organisations: dict[int, Carrier]) -> list[Hanging]:
    owing = Promise.everywhere.with_totals().filter(authority=authority).owing().order_by()
    promises = defaultdict(int)
    for organisation in owing.values_list("organisation", flat=True):
        promises[organisation] += 1
    found = []
    for thread in single_threads(authority):
        pk = thread.organisation.pk
        tasks = len(organisations[pk].tasks) if pk in organisations else 0
        if thread.kind == "alone" and (tasks or promises[pk]):
            found.append(Hanging(thread, tasks, promises[pk]))
    return sorted(found, key=lambda each: (-each.tasks - each.promises, each.thread.organisation.name))
