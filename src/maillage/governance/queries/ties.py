"""Partners who sit in the same body at the same time: what the bodies say of who works with whom."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import combinations

from django.utils import timezone

from maillage.governance.models import Body, Mandate
from maillage.partners.queries.ties import CROWD, SharedFact

FOR_EVER = date.max


def seats_in_common(user, authority) -> Iterable[SharedFact]:
    """For each body that `user` may see, the organisations whose seats were held at the same time: one query.

    Where more than `CROWD` organisations sit, having a seat too is not working together: it ties nobody by itself.
    """
    bodies = Body.everywhere.visible_to(user).filter(authority=authority)
    today = timezone.localdate()
    rows = Mandate.everywhere.filter(seat__group__body__in=bodies, starts_on__lte=today)
    rows = rows.exclude(seat__organisation=None)
    terms: dict[tuple, dict[int, list]] = defaultdict(lambda: defaultdict(list))
    for pk, name, closed, organisation, *term in rows.order_by("pk").values_list(
        *("seat__group__body_id", "seat__group__body__name", "seat__group__body__closed_on"),
        *("seat__organisation_id", "starts_on", "ends_on"),
    ):
        terms[pk, name, closed][organisation].append(term)
    for (_, name, closed), seated in terms.items():
        for one, other in combinations(sorted(seated), 2):
            if until := together_until(seated[one], seated[other], closed):
                words = "Siègent ensemble" if until > today else "Ont siégé ensemble"
                yield SharedFact(one, other, f"{words}\u00a0: {name}", ties=len(seated) <= CROWD)


def together_until(terms: list, others: list, closed: date | None) -> date | None:
    """The end of the last time when both sat; None if they never did. The day it ends, a mandate is no longer held."""
    ends = [
        min(end or FOR_EVER, other_end or FOR_EVER, closed or FOR_EVER)
        for start, end in terms
        for other_start, other_end in others
        if max(start, other_start) < min(end or FOR_EVER, other_end or FOR_EVER, closed or FOR_EVER)
    ]
    return max(ends, default=None)
