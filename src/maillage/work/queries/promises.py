"""The ledger read: by partner, by kind, by year; every total is a sum of lines, with its unit and its date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from maillage.accounts.queries.privacy import addresses_of
from maillage.partners.models import Notice, Organisation, Person
from maillage.partners.queries.notices import recipient_of
from maillage.work.enums import PromiseKind, Side
from maillage.work.models import Promise, PromiseLine
from maillage.work.queries.tasks import voice_of

COLUMNS = (
    "Partenaire",
    "Engagement",
    "Nature",
    "Unité",
    "Dit le",
    "Dit où",
    "Attendu pour le",
    "Promis",
    "Apporté",
    "Reste",
    "Au",
)


def ledger(promises: QuerySet, *, kind: str = "", organisation: int = 0, year: int = 0, state: str = ""):
    """The promises that the screen and the files show; `year` is the one when they are due, else were said."""
    rows = promises.with_totals().select_related("organisation", "authority")
    if kind in PromiseKind.values:
        rows = rows.filter(kind=kind)
    if organisation:
        rows = rows.filter(organisation=organisation)
    if year:
        rows = rows.filter(until__year=year) | rows.filter(until=None, said_on__year=year)
    if state == "retard":
        return rows.late()
    return rows.owing() if state == "attendus" else rows


@dataclass(frozen=True)
class Total:
    """One unit of one kind, summed: days never add up with euros."""

    kind: str
    unit: str
    promised: Decimal
    given: Decimal
    count: int
    late: int

    @property
    def percent(self) -> int:
        return min(int(100 * self.given / self.promised), 100) if self.promised else 100


def totals(rows: Iterable[Promise]) -> list[Total]:
    sums: dict[tuple[str, str], list] = {}
    for row in rows:
        each = sums.setdefault((row.kind, row.unit), [Decimal(0), Decimal(0), 0, 0])
        each[0] += row.promised
        each[1] += row.given
        each[2] += 1
        each[3] += row.is_late
    order = {kind: rank for rank, kind in enumerate(PromiseKind.values)}
    keys = sorted(sums, key=lambda key: (order[key[0]], key[1]))
    return [Total(PromiseKind(kind).label, unit, *sums[kind, unit]) for kind, unit in keys]


def years_of(promises: QuerySet) -> list[int]:
    """The years in which something was promised, or is due, the latest first."""
    rows = promises.with_totals().order_by().values_list("said_on", "until")
    return sorted({day.year for pair in rows for day in pair if day}, reverse=True)


def partners_of(promises: QuerySet) -> QuerySet:
    return Organisation.everywhere.filter(pk__in=promises.order_by().values("organisation"))


def lines_of(promise: Promise) -> list[PromiseLine]:
    """In the order of writing, each with whether it was corrected since."""
    rows = PromiseLine.everywhere.filter(promise=promise).select_related("corrects", "written_by")
    lines = list(rows)
    corrected = {line.corrects_id for line in lines}
    for line in lines:
        line.is_corrected = line.pk in corrected
    return lines


def table(rows: Iterable[Promise]) -> list[list]:
    """For files: a title line, then one line for each promise."""
    today = timezone.localdate()
    return [
        list(COLUMNS),
        *(
            [
                row.organisation.name,
                row.title,
                row.get_kind_display(),
                row.unit,
                row.said_on,
                row.source,
                row.until,
                row.promised,
                row.given,
                row.left,
                today,
            ]
            for row in rows
        ),
    ]


def card_of(organisation: Organisation, user) -> dict:
    """For the card of a partner: what it promised that this person may see."""
    rows = list(Promise.objects.visible_to(user).filter(organisation=organisation).with_totals())
    return {"promises": rows, "promise_totals": totals(rows)}


# Reminders


def with_a_term(until: date) -> QuerySet:
    """What is still to come, and was announced for a day by then or past."""
    rows = Promise.everywhere.with_totals().owing().filter(until__lte=until)
    return rows.select_related("organisation__authority", "person__authority", "authority").order_by("pk")


def listener_of(promise: Promise) -> Person | None:
    """Whoever said it, as long as a mail reaches them; else who speaks for the partner."""
    if promise.person and promise.person.may_be_mailed:
        return promise.person
    return voice_of(promise.organisation)


def space_path(promise: Promise) -> str:
    return f"/{promise.authority.slug}/partenaires/travaux/"


def still_owed(rows: list[Notice]) -> set[int]:
    owing = Promise.everywhere.with_totals().owing().select_related("person", "organisation", "authority")
    found = {promise.pk: promise for promise in owing.filter(pk__in={row.subject_id for row in rows})}
    return {row.pk for row in rows if (promise := found.get(row.subject_id)) and is_for(row, promise)}


def is_for(row: Notice, promise: Promise) -> bool:
    listener = listener_of(promise)
    if listener is None or row.turn != f"{promise.until}":
        return False
    return recipient_of(listener, promise.authority).rows.filter(pk=row.pk).exists()


def exported(user) -> list[dict]:
    people = Person.everywhere.filter(email__in=addresses_of(user))
    rows = Promise.everywhere.filter(person__in=people).select_related("authority", "organisation")
    return [
        {
            "autorité": row.authority.name,
            "partenaire": row.organisation.name,
            "engagement": row.title,
            "le": f"{row.said_on}",
        }
        for row in rows
    ]


def sum_of(promise: Promise, side: Side) -> Decimal:
    rows = PromiseLine.everywhere.filter(promise=promise, side=side)
    return sum(rows.values_list("amount", flat=True), Decimal(0))


def stands_at(line: PromiseLine) -> Decimal:
    """What a line says once its corrections are counted."""
    corrections = line.corrections(manager="everywhere").values_list("amount", flat=True)
    return sum(corrections, line.amount)
