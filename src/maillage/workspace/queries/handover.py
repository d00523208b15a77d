"""The handover file: what the next officer finds on the desk. One call, a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from maillage.common.documents import Block, Bullets, Document, Facts, Grid, Heading, Note, Paragraph
from maillage.governance.enums import DecisionState, MeetingState, MinutesState
from maillage.governance.models import Body, Decision, Draw, Mandate, Meeting
from maillage.governance.queries.acts import answer_on, deliberations_of, steps_to, verdicts_of_act
from maillage.journal.models import Entry
from maillage.partners.enums import Freshness, OrganisationKind
from maillage.partners.models import Organisation
from maillage.partners.queries.contacts import organisations_of
from maillage.plan.queries import phases_of, plan_in_force

AHEAD = timedelta(days=90)
RENEW_WITHIN = timedelta(days=180)
LATELY = timedelta(days=30)
MOST_CHANGES = 12
MOST = 60  # lines of one list: beyond, the screen of the feature is the place


@dataclass(frozen=True)
class Duty:
    """Something that falls within ninety days, or is late already."""

    on: date
    what: str
    where: str

    @property
    def is_late(self) -> bool:
        return self.on < timezone.localdate()


@dataclass(frozen=True)
class Handover:
    authority: object
    on: date
    bodies: list = field(default_factory=list)
    mandates: list = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    votes: list = field(default_factory=list)
    decisions: list = field(default_factory=list)
    weak: list = field(default_factory=list)
    draws: list = field(default_factory=list)
    changes: list = field(default_factory=list)


def handover_of(authority) -> Handover:
    """Everything the successor needs first, read today."""
    today = timezone.localdate()
    decisions = open_decisions(authority)
    votes = list(deliberations_of(authority).filter(decided_on=None, dropped_on=None))
    return Handover(
        authority=authority,
        on=today,
        bodies=list(Body.everywhere.filter(authority=authority, closed_on=None)),
        mandates=mandates_to_renew(authority, today),
        duties=duties_of(authority, today, decisions, votes),
        votes=votes,
        decisions=decisions,
        weak=weak_contacts(authority),
        draws=list(Draw.everywhere.filter(authority=authority, drawn_at=None)),
        changes=what_changed(authority, today),
    )


def mandates_to_renew(authority, today: date) -> list[Mandate]:
    """Held today, and ending within six months."""
    rows = Mandate.everywhere.held(today).filter(
        seat__group__body__authority=authority,
        seat__group__body__closed_on=None,
        ends_on__lte=today + RENEW_WITHIN,
    )
    return list(rows.select_related("person", "seat__group__body", "seat__organisation").order_by("ends_on"))


def open_decisions(authority) -> list[Decision]:
    rows = Decision.everywhere.filter(
        item__body__authority=authority, state__in=[DecisionState.TAKEN, DecisionState.STARTED]
    )
    return list(rows.select_related("item__body", "owner").order_by("due_on", "pk"))


def duties_of(authority, today: date, decisions, votes) -> list[Duty]:
    """Meetings, minutes to finish, steps before votes, decisions that fall due, the plan's own dates; soonest first."""
    until = today + AHEAD
    meetings = list(
        Meeting.everywhere.filter(body__authority=authority, starts_at__date__lte=until)
        .exclude(state=MeetingState.CANCELLED)
        .exclude(minutes_state=MinutesState.APPROVED)
        .select_related("body")
    )
    duties = [Duty(row.day, f"Séance : {row.body}", "Séances") for row in meetings if row.day >= today]
    duties += [
        Duty(row.day, f"Compte rendu à finir : {row.body}", "Séances")
        for row in meetings
        if row.state == MeetingState.HELD
    ]
    duties += [
        Duty(step.last_on, f"{step.label} : {act}", "Délibérations")
        for act in votes
        for step in steps_to(act)
        if not step.done_on and step.last_on <= until
    ]
    for row in decisions:
        duties += [Duty(row.due_on, f"Échéance : {row}", "Registre")] if row.due_on else []
        duties += [Duty(row.review_on, f"À revoir : {row}", "Registre")] if row.review_on else []
    for phase in phases_of(plan_in_force(authority)):
        duties += (
            [Duty(phase.ends_on, f"Fin de la phase : {phase}", "Projet")]
            if phase.ends_on and phase.ends_on >= today
            else []
        )
    late_enough = [duty for duty in duties if today - LATELY * 12 <= duty.on <= until]
    return sorted(late_enough, key=lambda duty: (duty.on, duty.what))


def weak_contacts(authority) -> list[Organisation]:
    """The partners whom the next officer may not reach: no contact, a dead address, or one to check. Town halls aside."""
    rows = organisations_of(authority).exclude(kind=OrganisationKind.COMMUNE)
    return [row for row in rows if row.freshness != Freshness.FRESH]


def what_changed(authority, today: date) -> list[str]:
    """The journal of the last thirty days, counted: what was done, how many times."""
    counts: dict[str, int] = {}
    since = timezone.now() - LATELY
    for verb in Entry.everywhere.filter(authority=authority, at__gte=since).values_list("verb", flat=True):
        counts[verb] = counts.get(verb, 0) + 1
    return [f"{verb} : {number} fois" for verb, number in sorted(counts.items(), key=lambda each: -each[1])]


def said(day) -> str:
    return date_format(day, "j F Y") if day else ""


def document_of(facts: Handover) -> Document:
    return Document(
        title="Dossier de passation",
        subtitle=f"Ce que vous trouvez sur le bureau, au {said(facts.on)}",
        authority=facts.authority.name,
        footer=f"Dossier de passation, {facts.authority.name}, {said(facts.on)}",
        blocks=[
            *duty_blocks(facts),
            *body_blocks(facts),
            *mandate_blocks(facts),
            *vote_blocks(facts),
            *decision_blocks(facts),
            *contact_blocks(facts),
            *change_blocks(facts),
        ],
    )


def listed(title: str, empty: str, grid: Grid) -> list[Block]:
    if not grid.rows:
        return [Heading(title), Paragraph(empty)]
    more = len(grid.rows) - MOST
    shown = Grid(grid.caption, grid.header, grid.rows[:MOST], grid.widths)
    return [Heading(title), shown, *([Note(f"Et {more} de plus, à l’écran.")] if more > 0 else [])]


def duty_blocks(facts: Handover) -> list[Block]:
    rows = [
        [said(duty.on) + (" (en retard)" if duty.is_late else ""), duty.what, duty.where]
        for duty in facts.duties
    ]
    grid = Grid("Du plus urgent au plus lointain", ["Pour le", "Quoi", "Où"], rows, widths=[2, 5, 2])
    return listed("Que faire dans les 90 jours ?", "Rien n’est attendu d’ici là.", grid)


def body_blocks(facts: Handover) -> list[Block]:
    rows = [[row.name, row.get_kind_display(), said(row.created_on), row.act] for row in facts.bodies]
    grid = Grid("Instances ouvertes", ["Instance", "Nature", "Créée le", "Acte"], rows)
    return listed("Quelles instances ?", "Aucune instance n’est créée.", grid)


def mandate_blocks(facts: Handover) -> list[Block]:
    rows = [
        [
            str(row.person),
            str(row.seat.group.body),
            str(row.seat.organisation or row.seat.group),
            said(row.ends_on),
        ]
        for row in facts.mandates
    ]
    grid = Grid("Mandats qui finissent d’ici six mois", ["Membre", "Instance", "Au titre de", "Fin"], rows)
    return listed("Quels mandats renouveler ?", "Aucun mandat ne finit d’ici six mois.", grid)


def vote_blocks(facts: Handover) -> list[Block]:
    rows = [
        [act.title, said(act.planned_on), answer_on(act, verdicts_of_act(act))["word"]] for act in facts.votes
    ]
    grid = Grid(
        "Délibérations prévues", ["Objet", "Vote prévu le", "Peut-on voter ?"], rows, widths=[4, 2, 2]
    )
    return listed("Quels votes arrivent ?", "Aucun vote n’est prévu.", grid)


def decision_blocks(facts: Handover) -> list[Block]:
    rows = [
        [row.text, str(row.owner or row.owner_name), said(row.due_on), row.get_state_display()]
        for row in facts.decisions
    ]
    header = ["Décision", "Responsable", "Échéance", "État"]
    grid = Grid("Prises, pas encore exécutées", header, rows, widths=[5, 3, 2, 2])
    return listed("Quelles décisions restent ouvertes ?", "Toutes les décisions sont exécutées.", grid)


def contact_blocks(facts: Handover) -> list[Block]:
    rows = [[row.name, row.freshness.label, said(row.known_on)] for row in facts.weak]
    grid = Grid("Partenaires à rappeler", ["Partenaire", "Contact", "Vérifié le"], rows, widths=[4, 2, 2])
    return listed("Quels contacts sont fragiles ?", "Chaque partenaire a un contact à jour.", grid)


def change_blocks(facts: Handover) -> list[Block]:
    draws = [Facts([(draw.name, draw.get_state_display()) for draw in facts.draws])] if facts.draws else []
    changes = (
        [Bullets(facts.changes[:MOST_CHANGES])] if facts.changes else [Paragraph("Rien depuis trente jours.")]
    )
    return [
        *([Heading("Tirages au sort en cours"), *draws] if draws else []),
        Heading("Qu’a-t-on fait ces trente derniers jours ?"),
        *changes,
    ]
