"""Answers by mail: the token in the address says which task, and who speaks. Whoever holds it needs no account."""

import hmac
import re

from maillage.accounts.domain.addresses import signature
from maillage.accounts.models import User
from maillage.partners.models import Person
from maillage.work.models import Task

PURPOSE = "travaux"
SHAPE = re.compile(r"(\d{1,15})-([pu])(\d{1,15})-([0-9a-f]+)")


def token_of(task: Task, recipient: Person | User) -> str:
    """In lower case, which every server leaves alone."""
    kind = "p" if isinstance(recipient, Person) else "u"
    return f"{task.pk}-{kind}{recipient.pk}-{signed(task.pk, recipient)}"


def signed(pk: int, recipient: Person | User) -> str:
    """Taking back the links of a contact voids this one, too."""
    epoch = recipient.space_epoch if isinstance(recipient, Person) else 0
    return signature(f"task:{pk}:{type(recipient).__name__}:{recipient.pk}:{epoch}")


def behind(token: str) -> tuple[Task, dict] | None:
    """The task, and who writes (as `user` or `person`), if they may still see it; None for anything else."""
    if not (found := SHAPE.fullmatch(token)):
        return None
    pk, kind, key, given = found.groups()
    writer = (Person.everywhere if kind == "p" else User.objects).filter(pk=key).first()
    if writer is None or not hmac.compare_digest(signed(int(pk), writer), given):
        return None
    rows = Task.everywhere.select_related(
        "person__authority", "user", "organisation", "authority", "created_by"
    )
    seen = rows.visible_to_person(writer) if kind == "p" else rows.visible_to(writer)
    task = seen.filter(pk=pk).first()
    return (task, {"person" if kind == "p" else "user": writer}) if task else None
