from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from django.db.models import Q
from django.utils import timezone

from maillage.plan.enums import NoteSection
from maillage.plan.models import Copilot, FramingNoteVersion, Plan, PlanPhase
from maillage.territories.enums import AuthorityKind
from maillage.territories.models import Authority, MobilityBasin
from maillage.territories.queries.words import plain


def current_plan(user) -> Plan | None:
    """The plan that the workspace at hand works on, if this person may see it."""
    return the_current(Plan.objects.visible_to(user))


def plan_in_force(authority) -> Plan | None:
    """The plan that an authority works on now, asked without a person: its public site shows the phases alone."""
    return the_current(Plan.everywhere.filter(authority=authority))


def the_current(plans) -> Plan | None:
    """The last plan that has begun; before any has, the first to come."""
    year = timezone.localdate().year
    plans = sorted(plans.select_related("authority", "basin"), key=lambda plan: plan.first_year)
    begun = [plan for plan in plans if plan.first_year <= year]
    return begun[-1] if begun else next(iter(plans), None)


def phases_of(plan) -> list[PlanPhase]:
    return list(PlanPhase.everywhere.filter(plan=plan)) if plan else []


def order_warnings(plan, phases) -> list[str]:
    """What looks odd in the dates without being forbidden: phases may overlap, and last beyond the plan."""
    dated = [phase for phase in phases if phase.starts_on]
    warnings = [
        f"« {later} » commence avant « {earlier} » : vérifiez que c’est voulu."
        for earlier, later in pairwise(dated)
        if later.starts_on < earlier.starts_on
    ]
    years = range(plan.first_year, plan.last_year + 1)
    return warnings + [
        f"« {phase} » sort des années du projet ({plan.first_year}-{plan.last_year})."
        for phase in dated
        if phase.starts_on.year not in years or phase.ends_on.year not in years
    ]


def basins_for(authority):
    """The mobility basins that a plan of this authority may belong to: its own, or drawn over its EPCI."""
    return MobilityBasin.objects.filter(
        Q(authority=authority) | Q(epcis__communes__authorities=authority)
    ).distinct()


# The framing note


def current_note(plan) -> FramingNoteVersion | None:
    return versions_of(plan).first()


def versions_of(plan):
    """The versions of the framing note, newest first."""
    return FramingNoteVersion.everywhere.filter(plan=plan).select_related("author")


def note_parts(version) -> list[dict]:
    """The six parts in their order, with their Markdown; an unwritten part is empty."""
    sections = version.sections if version else {}
    return [
        {"key": section.value, "label": section.label, "text": sections.get(section, "")}
        for section in NoteSection
    ]


@dataclass(frozen=True)
class Change:
    word: str  # « ajouté », « retiré », or nothing: the same on both sides
    text: str


@dataclass(frozen=True)
class PartDifference:
    key: str
    label: str
    changes: list[Change]


def differences(old: dict, new: dict) -> list[PartDifference]:
    """The parts that differ, line by line; the parts that do not are left out."""
    return [
        PartDifference(
            section.value, section.label, changes_between(old.get(section, ""), new.get(section, ""))
        )
        for section in NoteSection
        if old.get(section, "") != new.get(section, "")
    ]


def changes_between(old: str, new: str) -> list[Change]:
    before, after = lines_of(old), lines_of(new)
    changes = []
    for kind, i, j, k, m in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind == "equal":
            changes += [Change("", text) for text in before[i:j]]
        else:
            changes += [Change("retiré", text) for text in before[i:j]]
            changes += [Change("ajouté", text) for text in after[k:m]]
    return changes


def lines_of(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def reconcile(base: dict, theirs: dict, typed: dict) -> dict:
    """What to show a person whose text crossed someone else's: their own words wherever they changed any."""
    return {
        section: theirs.get(section, "")
        if typed.get(section, "") == base.get(section, "")
        else typed.get(section, "")
        for section in NoteSection.values
    }


def note_versions_written_by(user) -> list[dict]:
    """What the plans hold on a person, for their export."""
    versions = FramingNoteVersion.everywhere.filter(author=user).select_related("plan__authority")
    return [
        {
            "autorité": str(version.plan.authority),
            "projet": str(version.plan),
            "version": version.number,
            "le": version.written_at.isoformat(),
        }
        for version in versions
    ]


# Co-pilots


def copilots_of(plan):
    return Copilot.everywhere.open().filter(plan=plan).select_related("authority", "plan__authority")


def seats_for(user, plan) -> list[tuple[Copilot, bool]]:
    """The co-pilots of a plan, each with whether this person may end its seat: asked once for the owner's pilots."""
    may_end_all = user.has_perm("plan.administer", plan)
    own = user.authority_ids() - {plan.authority_id}
    return [
        (seat, may_end_all or (seat.authority_id in own and user.has_perm("plan.end_copilot", seat)))
        for seat in copilots_of(plan)
    ]


def copilotings_of(authority):
    """The plans of others on which this authority was asked to co-pilot, and still may."""
    return (
        Copilot.everywhere.open().filter(authority=authority).select_related("authority", "plan__authority")
    )


def home_of_guest(user, plan) -> Authority | None:
    """The co-piloting authority from which this person looks at the plan; None for its own people."""
    if plan.authority_id in user.authority_ids():
        return None
    seat = Copilot.everywhere.accepted().filter(plan=plan, authority__in=user.authority_ids())
    return seat.select_related("authority").first().authority


def invitable(plan, search: str) -> list[Authority]:
    """The régions and départements of this machine whose name holds these words, accents forgiven."""
    if not plain(search):
        return []
    invited = Copilot.everywhere.open().filter(plan=plan).values("authority")
    candidates = Authority.objects.filter(kind__in=[AuthorityKind.REGION, AuthorityKind.DEPARTEMENT])
    candidates = candidates.exclude(pk__in=invited).exclude(pk=plan.authority_id)
    words = plain(search).split()
    return [each for each in candidates if all(word in plain(each.name) for word in words)]
