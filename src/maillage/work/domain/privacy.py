"""What becomes of tasks and words of someone who is erased: the work stays, without their name."""

from maillage.work.models import Promise, PromiseLine, Task, TaskComment

ERASED_WORDS = "[mot effacé]"


def forget_work(user) -> int:
    """Contacts under their addresses are erased by the partners: what pointed at them points at nobody by itself."""
    words = TaskComment.everywhere.filter(user=user) | TaskComment.everywhere.filter(
        person__email__in=user.proven_addresses()
    )
    number = words.update(text=ERASED_WORDS, user=None, person=None)
    number += Task.everywhere.filter(user=user).update(user=None)
    Task.everywhere.filter(created_by=user).update(created_by=None)
    PromiseLine.everywhere.filter(written_by=user).update(written_by=None)
    return number


def forget_promises(user) -> int:
    return Promise.everywhere.filter(person__email__in=user.proven_addresses()).update(person=None)
