from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.plan import emails, queries
from maillage.plan.enums import CopilotRole, NoteSection, PhaseKind
from maillage.plan.models import Copilot, FramingNoteVersion, Plan, PlanPhase


class NoteMovedError(DomainError):
    """Someone wrote a version since the one at hand was opened: nothing is kept yet, nothing is lost."""


@transaction.atomic
def open_plan(authority, *, name: str, first_year: int, last_year: int, by, basin=None) -> Plan:
    """Open a solidarity-mobility project with its eight phases, still to be dated."""
    refuse_bad_years(authority, first_year, last_year)
    plan = Plan.everywhere.create(
        authority=authority, name=name, first_year=first_year, last_year=last_year, basin=basin
    )
    PlanPhase.everywhere.bulk_create(PlanPhase(plan=plan, kind=kind) for kind in PhaseKind.values)
    record("a ouvert", actor=by, authority=authority, target=plan, années=f"{first_year}-{last_year}")
    return plan


@transaction.atomic
def change_plan(plan: Plan, *, name: str, first_year: int, last_year: int, basin, by) -> None:
    refuse_bad_years(plan.authority, first_year, last_year, besides=plan)
    plan.name, plan.first_year, plan.last_year, plan.basin = name, first_year, last_year, basin
    plan.save(update_fields=["name", "first_year", "last_year", "basin"])
    record("a modifié", actor=by, authority=plan.authority, target=plan, années=f"{first_year}-{last_year}")


def refuse_bad_years(authority, first_year: int, last_year: int, besides: Plan | None = None) -> None:
    """An authority works on one plan at a time: two plans never share a year."""
    if last_year < first_year:
        raise DomainError("Le projet finit avant de commencer : corrigez les années.")
    others = Plan.everywhere.filter(authority=authority, first_year__lte=last_year, last_year__gte=first_year)
    if other := others.exclude(pk=besides.pk if besides else None).first():
        raise DomainError(
            f"« {other} » couvre déjà des années de {first_year} à {last_year} "
            f"({other.first_year}-{other.last_year})."
        )


@transaction.atomic
def set_phase_dates(phase: PlanPhase, *, starts_on: date | None, ends_on: date | None, by) -> bool:
    """Date a phase, or clear both its dates. False, and no line in the journal, if they stay as they were."""
    if (starts_on is None) != (ends_on is None):
        raise DomainError(f"« {phase} » : donnez le début et la fin, ou aucun des deux.")
    if starts_on and ends_on < starts_on:
        raise DomainError(f"« {phase} » finit avant de commencer.")
    if (phase.starts_on, phase.ends_on) == (starts_on, ends_on):
        return False
    phase.starts_on, phase.ends_on = starts_on, ends_on
    phase.save(update_fields=["starts_on", "ends_on"])
    dates = {"du": starts_on.isoformat(), "au": ends_on.isoformat()} if starts_on else {}
    verb = "a daté" if starts_on else "a retiré les dates de"
    record(verb, actor=by, authority=phase.plan.authority, target=phase, **dates)
    return True


@transaction.atomic
def date_phases(plan: Plan, dates: Mapping[str, tuple[date | None, date | None]], *, by) -> int:
    """Set the dates of several phases, all or none. Returns how many changed."""
    phases = PlanPhase.everywhere.filter(plan=plan, kind__in=dates).select_related("plan__authority")
    return sum(
        set_phase_dates(phase, starts_on=dates[phase.kind][0], ends_on=dates[phase.kind][1], by=by)
        for phase in phases
    )


@transaction.atomic
def write_note(
    plan: Plan, *, sections: Mapping[str, str], base_version: int, by
) -> FramingNoteVersion | None:
    """Add a version of the framing note; None if nothing changed.

    `base_version` is the number of the version that the writer had under their eyes (0 before the first).
    """
    written = {section: (sections.get(section) or "").strip() for section in NoteSection.values}
    current = locked_note(plan)
    if written == (current.sections if current else dict.fromkeys(NoteSection.values, "")):
        return None
    if base_version != (current.number if current else 0):
        raise NoteMovedError(
            f"{current.author or 'Une autre personne'} a écrit la version {current.number} entre-temps. "
            "Votre texte est gardé ci-dessous : reprenez ce qui vous convient, puis enregistrez."
        )
    return add_version(plan, written, "a écrit", by=by)


@transaction.atomic
def restore_note(version: FramingNoteVersion, *, by) -> FramingNoteVersion:
    """Bring an old text back as a new version; nothing is taken away."""
    if version.sections == locked_note(version.plan).sections:
        raise DomainError("Ce texte est déjà celui de la version en cours.")
    return add_version(version.plan, version.sections, "a rétabli", by=by, texte_de=version.number)


def locked_note(plan: Plan) -> FramingNoteVersion | None:
    """The version in force, with the plan held so that two writers take turns."""
    Plan.everywhere.select_for_update().get(pk=plan.pk)
    return queries.current_note(plan)


def add_version(plan: Plan, sections: Mapping[str, str], verb: str, *, by, **details) -> FramingNoteVersion:
    last = queries.current_note(plan)
    version = FramingNoteVersion.everywhere.create(
        plan=plan, number=last.number + 1 if last else 1, sections=dict(sections), author=by
    )
    record(verb, actor=by, authority=plan.authority, target=version, **details)
    return version


def forget_author(user) -> int:
    """Take a person's name off the versions they wrote; the text stays. Returns the number of versions."""
    return FramingNoteVersion.everywhere.filter(author=user).update(author=None)


@transaction.atomic
def invite_copilot(plan: Plan, authority, role: str, *, by) -> Copilot:
    """Offer a région or a département a role on this plan; it opens nothing before they accept."""
    if authority == plan.authority:
        raise DomainError("Une autorité ne copilote pas son propre plan.")
    if not authority.is_copilot_kind:
        raise DomainError("Seuls une région ou un département copilotent un plan.")
    if role not in CopilotRole.values:
        raise DomainError("Choisissez un rôle : modifie ou lit.")
    if Copilot.everywhere.open().filter(plan=plan, authority=authority).exists():
        raise DomainError(f"{authority} est déjà invitée sur ce plan.")
    copilot = Copilot.everywhere.create(plan=plan, authority=authority, role=role)
    record_on_both_sides("a invité à copiloter", copilot, by)
    emails.copilot_invitation(copilot)
    return copilot


@transaction.atomic
def accept_copilot(copilot: Copilot, *, by) -> None:
    claim_answer(copilot, accepted_at=timezone.now())
    record_on_both_sides("a accepté de copiloter", copilot, by)


@transaction.atomic
def decline_copilot(copilot: Copilot, *, by) -> None:
    claim_answer(copilot, ended_at=timezone.now())
    record_on_both_sides("a décliné le copilotage", copilot, by)


def claim_answer(copilot: Copilot, **answer) -> None:
    """An invitation is answered once."""
    if not Copilot.everywhere.pending().filter(pk=copilot.pk).update(**answer):
        raise DomainError("Cette invitation n’attend plus de réponse.")


@transaction.atomic
def end_copilot(copilot: Copilot, *, by) -> None:
    """Close a co-pilot's seat, or take an invitation back; either side may."""
    if not Copilot.everywhere.open().filter(pk=copilot.pk).update(ended_at=timezone.now()):
        raise DomainError("Ce copilotage est déjà terminé.")
    record_on_both_sides("a mis fin au copilotage", copilot, by)


def record_on_both_sides(verb: str, copilot: Copilot, by) -> None:
    """A deed between two authorities stands in the journal of each: their pilots read only their own."""
    for authority in (copilot.plan.authority, copilot.authority):
        record(verb, actor=by, authority=authority, target=copilot, plan=str(copilot.plan))
