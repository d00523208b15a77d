"""Writing in the promise ledger. A line never changes: what was wrong is corrected by another line, for a reason."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.common.text import quantity as in_figures
from maillage.journal.domain import record
from maillage.partners.enums import InteractionKind
from maillage.partners.models import Interaction, Organisation, Person
from maillage.work.enums import UNITS, PromiseKind, Side
from maillage.work.models import Promise, PromiseLine
from maillage.work.queries.promises import stands_at, sum_of

SHORTEST_REASON = 10


@transaction.atomic
def write_promise(
    organisation: Organisation,
    *,
    kind: str,
    quantity: Decimal,
    title: str,
    said_on: date,
    until: date | None = None,
    unit: str = "",
    source: str = "",
    person: Person | None = None,
    by,
) -> Promise:
    """Note what a partner said it would give. The pulse of the partner sees it too."""
    if quantity <= 0:
        raise DomainError("La quantité est plus grande que zéro.")
    if said_on > timezone.localdate():
        raise DomainError("Un engagement se note une fois qu’il a été dit : corrigez la date.")
    if until and until < said_on:
        raise DomainError("L’échéance vient avant l’engagement : corrigez l’une des deux dates.")
    if person and not person.functions(manager="everywhere").filter(organisation=organisation).exists():
        raise DomainError(f"{person} n’est pas un contact de cette organisation.")
    if not title.strip():
        raise DomainError("Dites en quelques mots ce que le partenaire apporte.")
    promise = Promise.everywhere.create(
        authority=organisation.authority,
        organisation=organisation,
        person=person,
        kind=PromiseKind(kind),
        unit=unit.strip() or UNITS[PromiseKind(kind)],
        title=title.strip(),
        source=source.strip(),
        said_on=said_on,
    )
    add_line(promise, Side.PROMISED, quantity, said_on, until=until, by=by)
    promise.interaction = note(promise, InteractionKind.PROMISE, said_on, quantity, due_on=until, by=by)
    promise.save(update_fields=["interaction"])
    record("a noté un engagement", actor=by, authority=promise.authority, target=promise)
    return promise


def add_line(
    promise: Promise, side: Side, quantity: Decimal, happened_on: date, *, by, **facts
) -> PromiseLine:
    return PromiseLine.everywhere.create(
        promise=promise, side=side, amount=quantity, happened_on=happened_on, written_by=by, **facts
    )


def note(promise: Promise, kind: str, happened_on: date, quantity: Decimal, *, by, **facts) -> Interaction:
    """What the timeline of the partner says, and its pulse counts."""
    verb = "Promet" if kind == InteractionKind.PROMISE else "Apporte"
    return Interaction.everywhere.create(
        authority=promise.authority,
        organisation=promise.organisation,
        person=promise.person,
        kind=kind,
        happened_on=happened_on,
        summary=f"{verb} : {promise.title} ({in_figures(quantity)} {promise.unit}).",
        recorded_by=by,
        **facts,
    )


def held(promise: Promise) -> Promise:
    rows = Promise.everywhere.select_for_update(of=("self",))
    return rows.select_related("organisation", "authority", "person").get(pk=promise.pk)


@transaction.atomic
def note_delivery(
    promise: Promise, *, quantity: Decimal, happened_on: date, note_text: str = "", by
) -> PromiseLine:
    """Something came. Once all came, the promise is kept, for the pulse too."""
    promise = held(promise)
    if quantity <= 0:
        raise DomainError("La quantité est plus grande que zéro. Une erreur se corrige sur la ligne même.")
    if not promise.said_on <= happened_on <= timezone.localdate():
        raise DomainError("Un apport vient après l’engagement, et pas dans le futur : corrigez la date.")
    line = add_line(promise, Side.GIVEN, quantity, happened_on, note=note_text.strip(), by=by)
    note(promise, InteractionKind.OTHER, happened_on, quantity, is_theirs=True, by=by)
    see_whether_kept(promise)
    record("a noté un apport", actor=by, authority=promise.authority, target=promise, quantité=str(quantity))
    return line


@transaction.atomic
def correct_line(
    line: PromiseLine, *, quantity: Decimal, until: date | None = None, because: str, by
) -> PromiseLine:
    """`quantity` is what the line should have said, nought included; the difference is written, for this reason.

    `until` is the new date of what is promised; a line of what came has none.
    """
    because = because.strip()
    if len(because) < SHORTEST_REASON:
        raise DomainError(f"Écrivez pourquoi, en {SHORTEST_REASON} lettres au moins : le motif est gardé.")
    if quantity < 0:
        raise DomainError("La quantité n’est jamais négative.")
    promise = held(line.promise)
    if line.corrects_id:
        raise DomainError("Une correction ne se corrige pas : corrigez la ligne de départ.")
    said, is_promised = stands_at(line), line.side == Side.PROMISED
    until = until if is_promised else None
    if quantity == said and (not is_promised or until == term_of(promise)):
        raise DomainError("Rien ne change : ni la quantité, ni la date.")
    today = timezone.localdate()
    facts = {"until": until, "corrects": line, "because": because}
    correction = add_line(promise, Side(line.side), quantity - said, today, by=by, **facts)
    if is_promised:
        Interaction.everywhere.filter(pk=promise.interaction_id).update(due_on=until)
    see_whether_kept(promise)
    change = {"de": str(said), "à": str(quantity), "motif": because}
    record("a corrigé un engagement", actor=by, authority=promise.authority, target=promise, **change)
    return correction


def term_of(promise: Promise) -> date | None:
    """The day that the last line about what is promised says."""
    rows = PromiseLine.everywhere.filter(promise=promise, side=Side.PROMISED)
    return rows.order_by("-pk").values_list("until", flat=True).first()


def see_whether_kept(promise: Promise) -> None:
    """The timeline says kept on the day when all came, and no more if a correction takes it back."""
    is_kept = sum_of(promise, Side.GIVEN) >= sum_of(promise, Side.PROMISED)
    said = Interaction.everywhere.filter(pk=promise.interaction_id)
    if is_kept:
        said.filter(kept_on=None).update(kept_on=timezone.localdate())
    else:
        said.update(kept_on=None)
