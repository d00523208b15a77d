"""What becomes of tasks and words of someone who is erased: the work stays, without their name."""

from maillage.accounts.queries.privacy import addresses_of
from maillage.partners.models import Person
from maillage.work.models import Promise, PromiseLine, Task, TaskComment

ERASED_WORDS = "[mot effacé]"
NOBODY = {"user": None, "person": None}


def forget_work(user) -> int:
    """Of an account. The contacts under its addresses are erased by the partners, then by `forget_contact`."""
    number = TaskComment.everywhere.filter(user=user).update(text=ERASED_WORDS, **NOBODY)
    number += Task.everywhere.filter(user=user).update(user=None)
    Task.everywhere.filter(created_by=user).update(created_by=None)
    PromiseLine.everywhere.filter(written_by=user).update(written_by=None)
    return number


def forget_contact(person: Person) -> None:
    TaskComment.everywhere.filter(person=person).update(text=ERASED_WORDS, **NOBODY)
    Task.everywhere.filter(person=person).update(person=None)
    Promise.everywhere.filter(person=person).update(person=None)


def forget_promises(user) -> int:
    return Promise.everywhere.filter(person__email__in=addresses_of(user)).update(person=None)
