"""What each step of the welcome path shows of this project, and of this person."""

from maillage.library.enums import WelcomeStep
from maillage.library.queries.welcome import five_words
from maillage.partners.queries.guests import Guest
from maillage.partners.queries.upkeep import settings_of
from maillage.plan.enums import NoteSection, PhaseState
from maillage.plan.queries import current_note, note_parts, phases_of, plan_in_force
from maillage.territories.queries.land import figures_of
from maillage.workspace.queries.space import asked_of, cards_of, meetings_to_come, polls_to_answer, seats_of

SHOWN = (NoteSection.OBJECTIVES, NoteSection.PUBLICS)


def facts_of(guest: Guest, step: WelcomeStep) -> dict:
    return FACTS[step](guest)


def project(guest: Guest) -> dict:
    plan = plan_in_force(guest.authority)
    phases = phases_of(plan)
    running = next((phase for phase in phases if phase.state == PhaseState.RUNNING), None)
    parts = [
        part
        for part in note_parts(current_note(plan) if plan else None)
        if part["key"] in SHOWN and part["text"]
    ]
    return {"plan": plan, "running": running, "parts": parts, "figures": figures_of(guest.authority.communes)}


def details(guest: Guest) -> dict:
    return {
        "person": guest.person,
        "functions": guest.functions,
        "contact_email": settings_of(guest.authority).contact_email,
    }


def words(guest: Guest) -> dict:
    return {"words": five_words(guest.authority)}


def card(guest: Guest) -> dict:
    return {"cards": cards_of(guest)}


def next_date(guest: Guest) -> dict:
    seats = seats_of(guest)
    dates = [*polls_to_answer(guest), *meetings_to_come(guest, [seat.body.pk for seat in seats])]
    return {"seats": seats, "dates": dates[:3], "asked": asked_of(guest)[:3]}


FACTS = {
    WelcomeStep.PROJECT: project,
    WelcomeStep.DETAILS: details,
    WelcomeStep.WORDS: words,
    WelcomeStep.CARD: card,
    WelcomeStep.DATE: next_date,
}
