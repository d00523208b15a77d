"""How the floors below learn who sits together: by circles, each read from the mandates that run."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from maillage.governance.models import Mandate


def circles_of(people: QuerySet) -> list[QuerySet]:
    held = Mandate.everywhere.held().filter(person__in=people)
    return [held.values_list(f"seat__group__{path}circle_id", flat=True) for path in ("", "body__")]


def people_in(circles: Iterable[int], day: date | None = None) -> QuerySet:
    inside = Q(seat__group__circle__in=circles) | Q(seat__group__body__circle__in=circles)
    return Mandate.everywhere.held(day).filter(inside).values("person_id")
