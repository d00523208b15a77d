"""Where a task comes from. The floors above say what they know; this floor never imports them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from maillage.work.models import Task


@dataclass(frozen=True)
class Source:
    """One kind of thing that tasks are born of.

    `address(authority, ids)` gives the page of each that still exists. `finished(id, by)` is told that its task is
    done, where that changes something for it.
    """

    kind: str
    label: str
    address: Callable[[object, Iterable[int]], dict[int, str]]
    finished: Callable[[int, object], object] | None = None


SOURCES: dict[str, Source] = {}


def knows_source(source: Source) -> None:
    """Declare a kind; called from the `ready` of the app that owns it."""
    SOURCES[source.kind] = source


def with_sources(authority, tasks: Iterable[Task]) -> list[Task]:
    """The same tasks, each with the label of its kind of source in `source_name` and its page in `source_url`."""
    tasks = list(tasks)
    pages = {
        kind: source.address(authority, [task.source_id for task in tasks if task.source_kind == kind])
        for kind, source in SOURCES.items()
        if any(task.source_kind == kind for task in tasks)
    }
    for task in tasks:
        source = SOURCES.get(task.source_kind)
        task.source_name = source.label if source else ""
        task.source_url = pages.get(task.source_kind, {}).get(task.source_id, "")
    return tasks
