from django.utils import timezone

from maillage.plan.enums import NoteSection, PhaseKind
from maillage.plan.models import Copilot, FramingNoteVersion, Plan, PlanPhase


def make_plan(authority, name="Projet de mobilité solidaire") -> Plan:
    plan = Plan.everywhere.create(authority=authority, name=name, first_year=2026, last_year=2028)
    PlanPhase.everywhere.bulk_create(PlanPhase(plan=plan, kind=kind) for kind in PhaseKind.values)
    return plan


def make_copilot(plan, authority, role="reader", *, accepted=True) -> Copilot:
    return Copilot.everywhere.create(
        plan=plan, authority=authority, role=role, accepted_at=timezone.now() if accepted else None
    )


def note_sections(**sections) -> dict[str, str]:
    return {**dict.fromkeys(NoteSection.values, ""), **sections}


def make_note(plan, author=None, **sections) -> FramingNoteVersion:
    """The next version of the plan's framing note; parts left out are empty."""
    number = FramingNoteVersion.everywhere.filter(plan=plan).count() + 1
    return FramingNoteVersion.everywhere.create(
        plan=plan, number=number, sections=note_sections(**sections), author=author
    )
