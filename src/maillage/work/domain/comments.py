"""Words on a task: from the workspace, from a personal link, or by answering a mail."""

from django.db import transaction

from maillage.accounts.models import User
from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.partners.domain.notices import tell
from maillage.partners.enums import Event
from maillage.partners.models import Person
from maillage.work.emails import work as emails
from maillage.work.models import Task, TaskComment
from maillage.work.queries import tasks as queries

LONGEST = 5000


@transaction.atomic
def comment(task: Task, text: str, *, user: User | None = None, person: Person | None = None) -> TaskComment:
    """Write a word; the owner, who gave the task, and those who wrote before find it in their next digest."""
    text = text.strip()
    if not text:
        raise DomainError("Écrivez quelque chose.")
    if len(text) > LONGEST:
        raise DomainError(f"Un mot fait {LONGEST} signes au plus.")
    heard = listeners_of(task)
    word = TaskComment.everywhere.create(
        task=task, text=text, user=user if person is None else None, person=person
    )
    record("a écrit sur une tâche", actor=user, authority=task.authority, target=task)
    for listener in heard:
        if listener not in (user, person):
            tell_of(word, task, listener)
    return word


def listeners_of(task: Task) -> list[Person | User]:
    rows = queries.comments_of(task).select_related("user", "person__authority")
    found = [queries.listener_of(task), task.created_by, *(row.person or row.user for row in rows)]
    return list(dict.fromkeys(each for each in found if each is not None))


def tell_of(word: TaskComment, task: Task, listener) -> None:
    tell(
        listener,
        Event.TASK_COMMENT,
        word,
        write=lambda: emails.commented(task, listener, word),
        authority=task.authority,
        title=task.title,
        path=queries.path_for(task, listener),
    )
