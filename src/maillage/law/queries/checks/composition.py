"""Who must sit. Each of these can only be better met by one member more."""

from maillage.law.enums import GroupKind, Outcome
from maillage.law.models import MemberFacts
from maillage.law.queries.checks.findings import (
    Case,
    Finding,
    beside_the_point,
    count,
    in_words,
    met,
    not_met,
    question,
    seated,
    who,
)

PARTS_OF_A_DRAW = (
    ("base", "la liste de départ"),
    ("criteria", "les critères"),
    ("method", "la méthode"),
    ("log", "le procès-verbal ou la graine"),
    ("has_reserve", "la liste de réserve"),
)


def who_speak(present: list[MemberFacts], case: Case) -> list[MemberFacts]:
    """By the college where they sit, or by whom they speak for: the text names interests, not our colleges."""
    groups, voices = case.setting("groups", ()), frozenset(case.setting("voices", ()))
    return [member for member in present if member.group in groups or member.voices & voices]


def is_represented(case: Case) -> Finding:
    """`settings.groups` and `voices`: who counts. `near`: the college to look at when nobody does."""
    present = seated(case.facts, case.at)
    found = who_speak(present, case)
    if len(found) >= case.minimum:
        return met(f"{count(len(found), 'membre')} ce jour-là.", who(found))
    facts = [f"{count(len(found), 'membre')} ce jour-là, {case.minimum} au moins."] if found else []
    near = [member for member in present if member.group in case.setting("near", ())]
    if near and not found:
        facts.append(
            f"{who(near) or count(len(near), 'membre')} : personne n’y est noté comme parlant pour eux."
        )
    return not_met(*facts)


def is_advised(case: Case) -> Finding:
    """What no text asks for: its absence is a question, never a fault."""
    found = is_represented(case)
    return question(case.rule.message) if found.outcome == Outcome.NOT_MET else found


def drawn_by_lot(case: Case) -> Finding:
    """The text is plural: one alone is a question. So is a draw of which no record is kept."""
    drawn = [m for m in seated(case.facts, case.at) if m.group == GroupKind.DRAWN_INHABITANTS]
    said = count(len(drawn), "habitant tiré au sort", "habitants tirés au sort")
    if len(drawn) < case.minimum:
        return not_met(*([f"{said} ce jour-là, {case.minimum} au moins."] if drawn else []))
    if len(drawn) < case.setting("question_below", 0):
        return question(case.setting("question"), f"{said} ce jour-là.")
    draw = case.facts.draw
    if draw is None or draw.drawn_on > case.at:
        return question(case.setting("note"), f"{said} ce jour-là.")
    return met(f"{said} ce jour-là.")


def draw_is_recorded(case: Case) -> Finding:
    if not any(member.group == GroupKind.DRAWN_INHABITANTS for member in seated(case.facts, case.at)):
        return beside_the_point("Personne n’a été tiré au sort.")
    draw = case.facts.draw
    if draw is None or draw.drawn_on > case.at:
        return not_met("aucun tirage enregistré")
    missing = [label for name, label in PARTS_OF_A_DRAW if not getattr(draw, name)]
    return not_met(*missing) if missing else met(f"Tirage du {in_words(draw.drawn_on)}, avec sa trace.")


def composition_at_a_day(case: Case) -> Finding:
    """Property of the engine: members and rules of the same day. A mandate without a first day cannot be placed."""
    present = seated(case.facts, case.at)
    undated = sum(member.starts_on is None for member in present)
    day = f"La composition est lue au {in_words(case.at)}, avec les règles de ce jour-là"
    if undated:
        return question(
            f"{day} ; un mandat sans date de début n’est prouvé pour aucun jour.", sans_date(undated)
        )
    return met(f"{day} : {count(len(present), 'membre')}.")


def sans_date(number: int) -> str:
    return f"{count(number, 'mandat')} sans date de début"


CHECKS = {
    "is_represented": is_represented,
    "is_advised": is_advised,
    "drawn_by_lot": drawn_by_lot,
    "draw_is_recorded": draw_is_recorded,
    "composition_at_a_day": composition_at_a_day,
}

# What can be said of a list of members alone, without the body's papers or meetings.
OF_MEMBERS = frozenset({"is_represented", "is_advised", "drawn_by_lot"})
