"""Where the tasks that came out of a meeting were born."""

from collections.abc import Iterable

from django.urls import reverse

from maillage.governance.models import Action, Decision
from maillage.work.models import Task

DECISION, ACTION = "decision", "action"


def task_of(kind: str, row: Decision | Action) -> Task | None:
    return Task.everywhere.filter(source_kind=kind, source_id=row.pk).first()


def decision_pages(authority, ids: Iterable[int]) -> dict[int, str]:
    """Its row of the register once there is one, the minutes until then."""
    rows = Decision.everywhere.filter(pk__in=ids).select_related("item", "entry")
    return {row.pk: decision_page(authority, row) for row in rows}


def decision_page(authority, row: Decision) -> str:
    if entry := getattr(row, "entry", None):
        return reverse("governance:register_entry", args=[authority.slug, entry.number])
    return minutes_page(authority, row)


def action_pages(authority, ids: Iterable[int]) -> dict[int, str]:
    rows = Action.everywhere.filter(pk__in=ids).select_related("item")
    return {row.pk: minutes_page(authority, row) for row in rows}


def minutes_page(authority, row: Decision | Action) -> str:
    return reverse("governance:minutes", args=[authority.slug, row.item.meeting_id])
