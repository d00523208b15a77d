"""Two records that were one: facts chosen one by one, everything tied to either kept, the old address still leading."""

from collections.abc import Mapping

from django.db import DatabaseError, models, transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.partners.domain.contacts import assign, clean_facts, clean_person, hold, same_words
from maillage.partners.enums import InteractionKind, RecordKind
from maillage.partners.models import (
    Function,
    ImportedRow,
    Interaction,
    MergedRecord,
    Organisation,
    Person,
    SetAside,
)
from maillage.partners.queries.relations import fields_towards

ORGANISATION_FACTS = (
    *("name", "kind", "sphere", "siren", "siret", "commune", "address", "phone", "email", "website", "notes"),
)
PERSON_FACTS = ("full_name", "email", "phone", "origin", "legal_basis", "collected_on")
OTHER = "other"


@transaction.atomic
def merge_organisations(kept: Organisation, other: Organisation, *, choices: Mapping[str, str], by) -> None:
    """`choices` names the facts to take from the other (« other »); notes of both are kept, unless one is chosen."""
    kept, other = both(kept, other)
    facts = chosen(kept, other, ORGANISATION_FACTS, choices)
    if choices.get("notes") is None and kept.notes and other.notes and kept.notes != other.notes:
        facts["notes"] = f"{kept.notes}\n\n{other.notes}"
    name, was_active = other.name, other.is_active
    join_referents(kept, other)
    join_functions({"organisation": other}, {"organisation": kept}, "person_id")
    move_all(other, kept)
    leave_address(RecordKind.ORGANISATION, other, organisation=kept)
    assign(
        kept, clean_facts(kept.authority, facts, besides=kept) | {"is_active": kept.is_active or was_active}
    )
    Interaction.everywhere.create(
        authority=kept.authority,
        organisation=kept,
        kind=InteractionKind.OTHER,
        happened_on=timezone.localdate(),
        summary=f"Fiche fusionnée avec « {name} ».",
        recorded_by=by,
    )
    record("a fusionné deux partenaires", actor=by, authority=kept.authority, target=kept, avec=name)


@transaction.atomic
def merge_people(kept: Person, other: Person, *, choices: Mapping[str, str], by) -> None:
    """Whoever opposed mailings once still does; the youngest verification counts."""
    kept, other = both(kept, other)
    facts = chosen(kept, other, PERSON_FACTS, choices)
    dates = {
        "opposed_on": min_of(kept.opposed_on, other.opposed_on),
        "verified_on": max_of(kept.verified_on, other.verified_on),
        "notice_given_on": min_of(kept.notice_given_on, other.notice_given_on),
    }
    join_functions({"person": other}, {"person": kept}, "organisation_id")
    move_all(other, kept)
    old = other.pk
    leave_address(RecordKind.PERSON, other, person=kept)
    assign(kept, clean_person(kept.authority, facts, besides=kept) | dates)
    for organisation in Organisation.everywhere.filter(functions__person=kept).distinct():
        Interaction.everywhere.create(
            authority=kept.authority,
            organisation=organisation,
            person=kept,
            kind=InteractionKind.OTHER,
            happened_on=timezone.localdate(),
            summary=f"Fiche fusionnée avec une autre fiche de {kept.full_name}.",
            recorded_by=by,
        )
    record("a fusionné deux contacts", actor=by, authority=kept.authority, target=kept, ancienne_fiche=old)


def both(kept, other):
    """The two rows as they stand now, held until the end: a record is merged once, and never with itself."""
    hold(kept.authority)
    model = type(kept)
    rows = model.everywhere.select_for_update().in_bulk([kept.pk, other.pk])
    if kept.pk == other.pk:
        raise DomainError("On ne fusionne pas une fiche avec elle-même : choisissez-en une autre.")
    if len(rows) < 2:  # noqa: PLR2004  the two
        raise DomainError("L’une de ces deux fiches n’existe plus : elle vient sans doute d’être fusionnée.")
    if kept.authority_id != other.authority_id:
        raise DomainError("Ces deux fiches sont de deux territoires.")
    return rows[kept.pk], rows[other.pk]


def chosen(kept, other, names, choices: Mapping[str, str]) -> dict:
    """Fact by fact, what was chosen; where nobody chose, what is kept, or the other's where that is blank."""
    facts = {}
    for name in names:
        mine, theirs = getattr(kept, name), getattr(other, name)
        takes_other = choices.get(name) == OTHER if name in choices else not mine
        facts[name] = theirs if takes_other else mine
    return facts


def join_referents(kept: Organisation, other: Organisation) -> None:
    """One référent per organisation: the one of the record that is kept."""
    held = Function.everywhere.held()
    if held.filter(organisation=kept, is_referent=True).exists():
        held.filter(organisation=other, is_referent=True).update(is_referent=False)


def join_functions(of_other: dict, of_kept: dict, same: str) -> None:
    """One and the same function, held on both records, becomes one: it began with the older, and what hung on it stays."""
    mine = list(Function.everywhere.filter(**of_kept))
    for function in Function.everywhere.filter(**of_other):
        twin = next((each for each in mine if are_one(each, function, same)), None)
        if twin is None:
            continue
        twin.starts_on = min(twin.starts_on, function.starts_on)
        is_referent = function.is_referent and not twin.ends_on
        move_all(function, twin)
        function.delete()
        twin.is_referent = twin.is_referent or is_referent
        twin.save(update_fields=["starts_on", "is_referent"])


def are_one(one: Function, other: Function, same: str) -> bool:
    is_same_holder = getattr(one, same) == getattr(other, same)
    return is_same_holder and same_words(one.title, other.title) and one.ends_on == other.ends_on


def move_all(other: models.Model, kept: models.Model) -> None:
    """Whatever any table holds of one record now holds the other. What cannot move is said, and nothing is done."""
    refused = []
    for field in fields_towards(type(kept)):
        if field.model is ImportedRow:  # an import undone later must never take back a record it did not make
            field.model._base_manager.filter(**{field.name: other}).delete()
            continue
        rows = field.model._base_manager.filter(**{field.name: other})
        if not moved(rows, field, kept):
            refused += [row for row in rows.all() if not moved(rows.filter(pk=row.pk), field, kept)]
    ours = [
        row
        for row in refused
        if row._meta.app_label == kept._meta.app_label or getattr(row, "yields_at_merge", False)
    ]
    for row in ours:  # our own upkeep of both: that of the record that is kept is enough
        row.delete()
    if left := [row for row in refused if row not in ours]:
        names = ", ".join(f"{row._meta.verbose_name} « {row} »" for row in left[:5])
        raise DomainError(
            f"Ces deux fiches ne peuvent pas encore se fusionner : {names} ne peut pas changer de fiche. Réglez-le d’abord."
        )


def moved(rows, field: models.Field, kept: models.Model) -> bool:
    try:
        with transaction.atomic():
            rows.update(**{field.name: kept})
    except DatabaseError:
        return False
    return True


def leave_address(kind: str, other, **kept) -> None:
    pk = other.pk
    SetAside.everywhere.filter(kind=kind).filter(models.Q(first=pk) | models.Q(second=pk)).delete()
    other.delete()
    MergedRecord.everywhere.create(
        authority=next(iter(kept.values())).authority, kind=kind, old_pk=pk, **kept
    )


@transaction.atomic
def set_aside(one, other, *, by) -> None:
    """« Pas un doublon »: this pair is not proposed again."""
    if one.pk == other.pk or one.authority_id != other.authority_id:
        raise DomainError("Ces deux fiches ne peuvent être comparées.")
    kind = RecordKind.ORGANISATION if isinstance(one, Organisation) else RecordKind.PERSON
    first, second = sorted((one.pk, other.pk))
    SetAside.everywhere.get_or_create(authority=one.authority, kind=kind, first=first, second=second)
    record("a écarté un doublon", actor=by, authority=one.authority, target=one)


def min_of(one, other):
    return min(one, other) if one and other else one or other


def max_of(one, other):
    return max(one, other) if one and other else one or other
