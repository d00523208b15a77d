"""Undoing a whole import. What somebody changed since is kept, and said; all the rest is as it was before."""

from collections import defaultdict

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.dateparse import parse_date

from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.partners.domain.contacts import hold
from maillage.partners.domain.imports.writing import BATCH, plain_value
from maillage.partners.enums import ImportState, RowAction
from maillage.partners.models import Function, Import, ImportedRow, Organisation, Person
from maillage.partners.queries.relations import fields_towards

KINDS = {"function": Function, "person": Person, "organisation": Organisation}
CHANGED_SINCE = "modifié depuis l’import"
USED_SINCE = "utilisé depuis l’import"
TAKEN_SINCE = "son ancienne valeur sert à une autre fiche"
STILL_NEEDED = "tient à une fiche gardée"


@transaction.atomic
def undo_import(batch: Import, *, by) -> int:
    """Returns how many records stay, because somebody changed or used them since."""
    hold(batch.authority)
    if not batch.may_be_undone:
        raise DomainError("Cet import n’est plus annulable : il est trop ancien, ou déjà annulé.")
    claimed = Import.everywhere.filter(pk=batch.pk, state=ImportState.WRITTEN).update(
        state=ImportState.UNDONE, undone_at=timezone.now(), left=[]
    )
    if not claimed:
        raise DomainError("Cet import est déjà annulé.")
    traces = list(batch.imported(manager="everywhere").select_related(*KINDS))
    kept = what_is_kept(batch, traces)
    for kind in KINDS:
        remove([each for each in traces if each not in kept and is_added(each, kind)], kind)
    kept |= restore([each for each in traces if each not in kept and each.action == RowAction.CHANGED])
    for trace, reason in kept.items():
        trace.kept_because = reason
    ImportedRow.everywhere.bulk_update(kept, ["kept_because"], batch_size=BATCH)
    ImportedRow.everywhere.filter(batch=batch).update(before={}, after={})
    record("a annulé un import", actor=by, authority=batch.authority, target=batch, gardés=len(kept))
    batch.refresh_from_db()
    return len(kept)


def what_is_kept(batch: Import, traces: list[ImportedRow]) -> dict[ImportedRow, str]:
    kept = {trace: CHANGED_SINCE for trace in traces if has_changed(trace)}
    for kind, model in KINDS.items():
        used = used_since(batch, kind, model)
        for trace in traces:
            if is_added(trace, kind) and getattr(trace, f"{kind}_id") in used:
                kept.setdefault(trace, USED_SINCE)
    hold_together(traces, kept)
    return kept


def is_added(trace: ImportedRow, kind: str) -> bool:
    return trace.action == RowAction.ADDED and getattr(trace, f"{kind}_id") is not None


def has_changed(trace: ImportedRow) -> bool:
    return any(plain_value(getattr(trace.record, name)) != value for name, value in trace.after.items())


def hold_together(traces: list[ImportedRow], kept: dict[ImportedRow, str]) -> None:
    """A function that is kept keeps its person and its organisation; a person who is kept keeps their functions."""
    added = [trace for trace in traces if trace.action == RowAction.ADDED]
    functions = [trace for trace in added if trace.function_id]
    of_person = defaultdict(list)
    for trace in functions:
        of_person[trace.function.person_id].append(trace)
    for trace in [trace for trace in added if trace.person_id and trace in kept]:
        for function in of_person[trace.person_id]:
            kept.setdefault(function, STILL_NEEDED)
    people = {trace.function.person_id for trace in functions if trace in kept}
    organisations = {trace.function.organisation_id for trace in functions if trace in kept}
    for trace in added:
        if trace.person_id in people or trace.organisation_id in organisations:
            kept.setdefault(trace, STILL_NEEDED)


def used_since(batch: Import, kind: str, model: type[models.Model]) -> set[int]:
    """Of the records that the import added, those to which anything was tied since, in any app, the import aside."""
    traces = ImportedRow.everywhere.filter(batch=batch, action=RowAction.ADDED)
    added = traces.exclude(**{kind: None}).values(kind)
    ours = traces.exclude(function=None).values("function")
    used: set[int] = set()
    for field_of_other in fields_towards(model):
        other = field_of_other.model
        if other is ImportedRow:
            continue
        rows = other._base_manager.filter(**{f"{field_of_other.name}__in": added})
        rows = rows.exclude(pk__in=ours) if other is Function else rows
        used |= set(rows.order_by().values_list(field_of_other.attname, flat=True))
    return used


def remove(traces: list[ImportedRow], kind: str) -> None:
    pks = [getattr(trace, f"{kind}_id") for trace in traces]
    for start in range(0, len(pks), BATCH):
        KINDS[kind].everywhere.filter(pk__in=pks[start : start + BATCH]).delete()


def restore(traces: list[ImportedRow]) -> dict[ImportedRow, str]:
    """Give records their former values back; those that cannot be are returned: another record took the value."""
    refused = {}
    for trace in traces:
        row = trace.record
        for name, value in trace.before.items():
            setattr(row, name, parsed(row, name, value))
        try:
            with transaction.atomic():
                row.save(update_fields=list(trace.before))
        except IntegrityError:
            refused[trace] = TAKEN_SINCE
    return refused


def parsed(row: models.Model, name: str, value):
    is_day = isinstance(row._meta.get_field(name), models.DateField)
    return parse_date(value) if is_day and value else value
