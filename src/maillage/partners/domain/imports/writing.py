"""Writing a checked file in one go, and undoing it: each record remembers which file made or changed it."""

from datetime import date

from django.db import models, transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.partners.domain.contacts import hold
from maillage.partners.domain.imports.drafts import FUNCTION_FACTS, ORGANISATION_FACTS, PERSON_FACTS, Draft
from maillage.partners.domain.imports.outcomes import Plan
from maillage.partners.domain.imports.plan import plan_of
from maillage.partners.enums import ImportState, LineState, Origin, RowAction
from maillage.partners.models import Function, Import, ImportedRow, Organisation, Person

BATCH = 500
LEFT_OUT = (LineState.ERROR, LineState.ASK)


@transaction.atomic
def write_import(batch: Import, *, seen: str = "", leaves_undecided: bool = False, by) -> Plan:
    """Write what the dry run showed, once. `seen` is the fingerprint of the dry run that the person read."""
    hold(batch.authority)
    claimed = Import.everywhere.filter(pk=batch.pk, state=ImportState.TO_CHECK).update(
        state=ImportState.WRITTEN, written_at=timezone.now()
    )
    if not claimed:
        raise DomainError("Ce fichier est déjà écrit, ou n’est plus à vérifier.")
    batch.refresh_from_db()
    plan = plan_of(batch)
    if seen and seen != plan.fingerprint:
        raise DomainError(
            "Vos partenaires ou vos choix ont changé depuis cette vérification : relisez-la, puis écrivez."
        )
    if plan.undecided and not leaves_undecided:
        raise DomainError(
            f"Il reste {plan.undecided} doublon(s) à trancher : choisissez pour chacun, puis écrivez."
        )
    if not (plan.organisations or plan.people or plan.functions):
        raise DomainError("Ce fichier n’ajoute et ne change rien : il n’y a rien à écrire.")
    write_plan(batch, plan)
    keep_what_is_left(batch, plan)
    record(
        "a repris un fichier de contacts", actor=by, authority=batch.authority, target=batch, **plan.counts
    )
    return plan


def write_plan(batch: Import, plan: Plan) -> None:
    organisations = write_organisations(batch, plan.organisations)
    people = write_people(batch, plan.people)
    functions = write_functions(plan.functions, organisations, people)
    traces = [
        *traces_of(batch, "organisation", plan.organisations, organisations, ORGANISATION_FACTS),
        *traces_of(batch, "person", plan.people, people, PERSON_FACTS),
        *traces_of(batch, "function", plan.functions, functions, FUNCTION_FACTS),
    ]
    ImportedRow.everywhere.bulk_create(traces, batch_size=BATCH)


def write_organisations(batch: Import, drafts: list[Draft]) -> dict[Draft, Organisation]:
    new = {
        draft: Organisation(
            authority=batch.authority,
            **{name: draft.facts[name] for name in ORGANISATION_FACTS if name in draft.facts},
        )
        for draft in drafts
        if draft.pk is None
    }
    Organisation.everywhere.bulk_create(new.values(), batch_size=BATCH)
    return new | changed(Organisation, drafts)


def write_people(batch: Import, drafts: list[Draft]) -> dict[Draft, Person]:
    new = {
        draft: Person(
            authority=batch.authority,
            origin=Origin.IMPORT,
            legal_basis=batch.legal_basis,
            collected_on=batch.collected_on,
            **{name: draft.facts[name] for name in PERSON_FACTS},
        )
        for draft in drafts
        if draft.pk is None
    }
    Person.everywhere.bulk_create(new.values(), batch_size=BATCH)
    return new | changed(Person, drafts)


def write_functions(drafts, organisations: dict, people: dict) -> dict:
    new = {
        draft: Function(
            organisation_id=organisations[draft.organisation].pk
            if not draft.organisation.pk
            else draft.organisation.pk,
            person_id=people[draft.person].pk if not draft.person.pk else draft.person.pk,
            **{name: draft.facts[name] for name in FUNCTION_FACTS},
        )
        for draft in drafts
        if draft.pk is None
    }
    Function.everywhere.bulk_create(new.values(), batch_size=BATCH)
    tied = []
    for draft, function in new.items():
        if other := draft.substitute_for:
            function.substitute_for_id = other.pk or new[other].pk
            tied.append(function)
    Function.everywhere.bulk_update(tied, ["substitute_for"], batch_size=BATCH)
    return new | changed(Function, drafts)


def changed(model: type[models.Model], drafts: list[Draft]) -> dict[Draft, models.Model]:
    """Set what changed in known records, field by field."""
    rows = {draft: model(pk=draft.pk) for draft in drafts if draft.pk and draft.changes}
    for name in sorted({name for draft in rows for name in draft.changes}):
        touched = []
        for draft, row in rows.items():
            if name in draft.changes:
                setattr(row, name, draft.changes[name][1])
                touched.append(row)
        model._base_manager.bulk_update(touched, [name.removesuffix("_id")], batch_size=BATCH)
    return rows


def traces_of(
    batch: Import, kind: str, drafts: list[Draft], rows: dict, names: tuple[str, ...]
) -> list[ImportedRow]:
    traces = []
    for draft in drafts:
        if draft not in rows:
            continue
        if draft.pk is None:
            action, before, after = (
                RowAction.ADDED,
                {},
                {name: plain_value(getattr(rows[draft], name)) for name in names},
            )
        else:
            action = RowAction.CHANGED
            before = {name: plain_value(was) for name, (was, _) in draft.changes.items()}
            after = {name: plain_value(became) for name, (_, became) in draft.changes.items()}
        traces.append(
            ImportedRow(
                batch=batch, action=action, before=before, after=after, **{f"{kind}_id": rows[draft].pk}
            )
        )
    return traces


def plain_value(value):
    """A fact as JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value


def keep_what_is_left(batch: Import, plan: Plan) -> None:
    """Of the lines, only those left out are kept, with why, so that they can be mended and taken up again."""
    left = [
        [outcome.line.number, outcome.line.cells, " ".join(outcome.notes)]
        for outcome in plan.outcomes
        if outcome.state in LEFT_OUT
    ]
    Import.everywhere.filter(pk=batch.pk).update(rows=[], choices={}, left=left, counts=plan.counts)
    batch.refresh_from_db()
