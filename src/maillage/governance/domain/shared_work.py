"""Decisions and actions become tasks in one click. The register stays as it is: the task points at it, not it at the task."""

from django.db import transaction

from maillage.governance.domain.outcomes import finish_action
from maillage.governance.models import Action, Decision
from maillage.governance.queries.shared_work import ACTION, DECISION, task_of
from maillage.territories.models import Authority
from maillage.work.domain.tasks import give_task
from maillage.work.models import Task

LONGEST = 200


def share_decision(decision: Decision, *, by) -> Task:
    return share(DECISION, decision, by=by)


def share_action(action: Action, *, by) -> Task:
    return share(ACTION, action, by=by)


@transaction.atomic
def share(kind: str, row: Decision | Action, *, by) -> Task:
    """The task of a decision or an action, given now or before: two clicks make one. Members of the body see it."""
    body = row.item.body
    Authority.objects.select_for_update().get(pk=body.authority_id)
    if known := task_of(kind, row):
        return known
    title = row.text if len(row.text) <= LONGEST else f"{row.text[: LONGEST - 1]}…"
    return give_task(
        body.authority,
        title=" ".join(title.split()),
        text=row.text if len(row.text) > LONGEST else "",
        owner=row.owner,
        due_on=row.due_on,
        circle=body.circle,
        source=(kind, row.pk, f"{row.item.title}, {body}"),
        by=by,
    )


def note_done(pk: int, by) -> None:
    """The task of an action is done: the action is, too, unless it was already."""
    if (
        action := Action.everywhere.filter(pk=pk, done_on=None)
        .select_related("item__body__authority")
        .first()
    ):
        finish_action(action, by=by)
