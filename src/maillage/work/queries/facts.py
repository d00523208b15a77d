"""What letters may tell of the work: what a group finished, and what came of a promise. No person is named."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from maillage.partners.queries.facts import Fact, FactKind, Touches
from maillage.work.enums import Side, TaskState
from maillage.work.models import Promise, Task


def tasks_since(authority, day: date) -> Iterable[Fact]:
    """Those of a group, told to the group; the others are nobody else's news."""
    rows = Task.everywhere.filter(
        authority=authority, state=TaskState.DONE, circle__isnull=False, done_at__date__gte=day
    )
    for row in rows.select_related("organisation", "circle"):
        whose = f" par {row.organisation.name}" if row.organisation else ""
        yield Fact(
            kind="task",
            key=str(row.pk),
            text=f"{row.circle} : «\u00a0{row.title}\u00a0» est fait{whose}.",
            url=reverse("work:space_list", args=[authority.slug]),
            day=timezone.localdate(row.done_at),
            touches=Touches(circles=frozenset({row.circle_id})),
        )


def promises_since(authority, day: date) -> Iterable[Fact]:
    """Told to the partner who promised: the ledger is theirs and the team's."""
    given_on = Max("lines__happened_on", filter=Q(lines__side=Side.GIVEN))
    rows = Promise.everywhere.filter(authority=authority).annotate(given_on=given_on).with_totals()
    for row in rows.filter(given_on__gte=day, given__gt=0).select_related("organisation"):
        yield Fact(
            kind="promise",
            key=str(row.pk),
            text=f"{row.organisation} a apporté {plain(row.given)} {row.unit} sur {plain(row.promised)} "
            f"pour «\u00a0{row.title}\u00a0». Merci.",
            url=reverse("work:space_list", args=[authority.slug]),
            day=row.given_on,
            touches=Touches(organisations=frozenset({row.organisation_id})),
        )


def plain(quantity: Decimal) -> str:
    """« 10 », « 2,5 »."""
    return f"{quantity.normalize():f}".replace(".", ",")


FACTS = (
    FactKind("task", "Travaux faits", tasks_since),
    FactKind("promise", "Engagements tenus", promises_since),
)
