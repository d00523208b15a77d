"""How a committee lives: created, heard each year, renewed; one by one, or all those of an authority."""

from collections.abc import Iterable
from datetime import date

from maillage.law.enums import BodyKind, Outcome, Topic
from maillage.law.models import AuthorityFacts, BodyFacts, MeetingFacts, MemberFacts
from maillage.law.queries.checks.findings import (
    MOST_NAMED,
    Case,
    Finding,
    beside_the_point,
    count,
    days_after,
    existed,
    in_words,
    met,
    months_after,
    not_met,
    question,
)

CALENDAR_YEAR_MISSED = (
    "Le comité des partenaires n’a pas été consulté de toute l’année civile dernière, ni depuis. La loi dit « au moins "
    "une fois par an » ; votre règlement intérieur compte par année civile."
)
WORST_FIRST = [Outcome.NOT_MET, Outcome.QUESTION, Outcome.MET, Outcome.NOT_APPLICABLE]


def held(meetings: tuple[MeetingFacts, ...], day: date) -> list[MeetingFacts]:
    return [meeting for meeting in meetings if meeting.is_held and meeting.held_on <= day]


def committees(authority: AuthorityFacts, day: date) -> list[BodyFacts]:
    return [
        body for body in authority.bodies if body.kind == BodyKind.PARTNERS_COMMITTEE and existed(body, day)
    ]


def committee_exists(case: Case) -> Finding:
    """Created by an act that bears a date: without both it has a name and no existence."""
    found = committees(case.facts, case.at)
    founded = [body for body in found if body.act and body.created_on]
    if founded:
        return met(
            "Créé par délibération.",
            *(f"{b.name or 'Comité'} : {b.act}, {in_words(b.created_on)}" for b in founded),
        )
    unfounded = [f"{body.name or 'Comité'} : délibération ou date de création manquante" for body in found]
    return not_met(*unfounded)


def is_regulated(case: Case) -> Finding:
    body, rules = case.facts, case.facts.rules
    missing = [] if body.act and body.created_on else ["la délibération, avec sa date"]
    if rules.adopted_on is None or rules.adopted_on > case.at:
        missing.append("le règlement intérieur")
    if missing:
        return not_met(*missing)
    return met(
        f"Délibération du {in_words(body.created_on)}, règlement du {in_words(rules.adopted_on)}.", body.act
    )


def within_the_year(
    case: Case, days: list[date], since: date | None, *, by_calendar_year: bool = False
) -> Finding:
    """Once a year, with a warning when three months are left. `since`: when there was first something to do.

    Nobody was bound before the rule was in force: what was done before it does not count, and the first year runs
    from it. Before a year has passed nothing is late; where no day at all is known, it is for people to say.
    """
    start = case.rule.starts_on or date.min
    last = max((day for day in days if day >= start), default=None)
    origin = since or min(days, default=None)
    if last is None and origin is None:
        return question(case.setting("note"))
    window = calendar_year if by_calendar_year else sliding_year
    warned, limit = window(case, last, max(origin or start, start))
    said = f"Dernière fois : {in_words(last)}." if last else "Pas encore fait."
    coming = f"À {'refaire' if last else 'faire'} au plus tard le {in_words(limit)}."
    if case.at > limit:
        return not_met(said, coming, message=CALENDAR_YEAR_MISSED if by_calendar_year else "")
    if case.at >= warned:
        return question(f"{said} {coming}")
    return met(said) if last else beside_the_point(f"{said} {coming}")


def sliding_year(case: Case, last: date | None, since: date) -> tuple[date, date]:
    """From which day to warn, and the last day: so many months from the last time, or from the start."""
    origin = last or since
    return months_after(origin, case.setting("warn_months")), months_after(origin, case.setting("months"))


def calendar_year(case: Case, last: date | None, since: date) -> tuple[date, date]:
    """Once in each whole calendar year: what was done in one is due again by the last day of the next."""
    before = last or days_after(since, -1)  # a committee of 1 January owes that whole year
    limit = date(min(before.year + 1, date.max.year), 12, 31)
    left = case.setting("months") - case.setting("warn_months")
    return date(limit.year, 13 - left, 1), limit


def heard_within_the_year(case: Case) -> Finding:
    """A meeting held or an opinion given: the text says « consulter », not « réunir »."""
    days = [meeting.held_on for meeting in held(case.facts.meetings, case.at)]
    days += [day for day in case.facts.opinions if day <= case.at]
    by_calendar_year = case.facts.rules.by_calendar_year
    return within_the_year(case, days, case.facts.created_on, by_calendar_year=by_calendar_year)


def topics_within_the_year(case: Case) -> Finding:
    """Each topic of `settings.topics`, on its own; the worst of them is the answer."""
    meetings = held(case.facts.meetings, case.at)
    found = {}
    for topic in map(Topic, case.setting("topics")):
        days = [meeting.held_on for meeting in meetings if topic in meeting.topics]
        found[topic] = within_the_year(case, days, case.facts.created_on)
    worst = worst_of(found.values())
    lines = [f"{topic.label} : {told(each)}" for topic, each in found.items()]
    if worst == Outcome.NOT_MET:
        return not_met(*lines)
    said = {
        Outcome.QUESTION: "L’un de ces sujets est à remettre à l’ordre du jour.",
        Outcome.MET: "Vus depuis moins d’un an.",
        Outcome.NOT_APPLICABLE: "Le comité est trop récent pour que rien ne manque.",
    }
    return Finding(worst, said[worst], tuple(lines))


def worst_of(findings: Iterable[Finding]) -> Outcome:
    return min((each.outcome for each in findings), key=WORST_FIRST.index)


def told(finding: Finding) -> str:
    return finding.message or " ".join(finding.facts)


def contract_accounted_for(case: Case) -> Finding:
    """Each contract in force on the day, by the meetings of a committee since it began; the worst is the answer."""
    running = [each for each in case.facts.contracts if each.runs_on(case.at)]
    if not running:
        return beside_the_point("Aucun contrat opérationnel de mobilité n’est noté en vigueur ce jour-là.")
    days = [
        meeting.held_on
        for body in case.facts.bodies
        if body.kind == BodyKind.PARTNERS_COMMITTEE
        for meeting in held(body.meetings, case.at)
        if Topic.CONTRACT_ACCOUNT in meeting.topics
    ]
    found = [
        (each, within_the_year(case, [day for day in days if day >= each.starts_on], each.starts_on))
        for each in running
    ]
    worst = worst_of(finding for _, finding in found)
    lines = [
        f"{each.name or 'Contrat'}, depuis le {in_words(each.starts_on)} : {told(f)}" for each, f in found
    ]
    said = {
        Outcome.NOT_MET: "",
        Outcome.QUESTION: "Le compte rendu annuel est à remettre à l’ordre du jour du comité.",
        Outcome.MET: "Compte rendu depuis moins d’un an.",
        Outcome.NOT_APPLICABLE: "Le contrat est trop récent pour que rien ne manque.",
    }
    return Finding(worst, said[worst], tuple(lines))


def quorum_is_a_choice(case: Case) -> Finding:
    """No text sets one: there is something to check only where the rules of procedure do."""
    quorum = case.facts.rules.quorum
    if quorum is None:
        return beside_the_point(case.rule.message)
    return met(
        f"Votre règlement intérieur fixe un quorum de {quorum:.0%}, vérifié à chaque séance.".replace(
            "%", "\u202f%"
        )
    )


def each_area_has_its_committee(case: Case) -> Finding:
    """A committee may meet for several areas; one that is closed, or of another kind, covers none."""
    areas = [area for area in case.facts.areas if area.runs_on(case.at)]
    if not areas:
        return beside_the_point(
            "Aucun territoire où la Région remplace une communauté de communes n’est noté à cette date."
        )
    there = committees(case.facts, case.at)
    missing = sorted(area.name for area in areas if area.committee not in there)
    if not missing:
        return met(f"{count(len(areas), 'territoire couvert', 'territoires couverts')}.")
    more = len(missing) - MOST_NAMED
    named = ", ".join(missing[:MOST_NAMED]) + (f" et {count(more, 'autre')}" if more > 0 else "")
    return not_met(f"{count(len(missing), 'territoire')} sur {len(areas)} sans comité : {named}.")


def is_followed(member: MemberFacts, case: Case) -> bool:
    """Whether someone was already named after this mandate, in the same quality on the same seat."""
    return member.seat is not None and any(
        (other.ends_on is None or other.ends_on > max(member.ends_on, case.at))
        and (other.seat, other.is_alternate) == (member.seat, member.is_alternate)
        for other in case.facts.members
    )


def vacated(case: Case) -> list[date]:
    """The day when each seat that nobody holds any more lost its titular, the first to be left first."""
    left: dict[int, date] = {}
    for member in case.facts.members:
        over = member.ends_on and member.ends_on <= case.at and member.ends_on != member.starts_on
        if over and member.seat is not None and not member.is_alternate and not is_followed(member, case):
            left[member.seat] = max(left.get(member.seat, date.min), member.ends_on)
    return sorted(left.values())


def mandates_to_renew(case: Case) -> Finding:
    """Seats left without titular; mandates that end within `settings.days` and that nobody was named to follow;
    elected members named before the last elections.
    """
    present = [member for member in case.facts.members if member.sits_on(case.at)]
    horizon = days_after(case.at, case.setting("days"))
    ending = [
        member
        for member in present
        if member.ends_on and member.ends_on <= horizon and not is_followed(member, case)
    ]
    elections = case.facts.elections_on
    former = [
        member
        for member in present
        if elections
        and elections <= case.at
        and member.group in case.setting("groups")
        and member.starts_on
        and member.starts_on < elections
    ]
    facts = []
    if left := vacated(case):
        one, many = "siège n’a plus de titulaire", "sièges n’ont plus de titulaire, le premier"
        facts.append(f"{count(len(left), one, many)} depuis le {in_words(left[0])}")
    if ending:
        first = min(member.ends_on for member in ending)
        facts.append(
            f"{count(len(ending), 'mandat finit', 'mandats finissent')} bientôt, dès le {in_words(first)}"
        )
    if former:
        facts.append(
            f"{count(len(former), 'élu nommé', 'élus nommés')} avant les élections du {in_words(elections)}"
        )
    return question(case.rule.message, *facts) if facts else met("Aucun mandat à renouveler bientôt.")


def told_to_the_survey(case: Case) -> Finding:
    if committees(case.facts, case.at):
        return beside_the_point(case.rule.message)
    return beside_the_point("Rien à déclarer tant qu’aucun comité n’existe.")


def meetings_ahead(case: Case) -> Finding:
    """Seen from a past day, those that came after it count, held or not; a past meeting never held does not."""
    end = months_after(case.at, case.setting("months"))
    ahead = [m for m in case.facts.meetings if case.at < m.held_on <= end]
    ahead += [m for m in case.facts.meetings if m.held_on == case.at and not m.is_held]
    said = f"{count(len(ahead), 'séance prévue', 'séances prévues')} d’ici au {in_words(end)}, {case.minimum} au moins."
    return met(said) if len(ahead) >= case.minimum else not_met(said)


CHECKS = {
    "committee_exists": committee_exists,
    "is_regulated": is_regulated,
    "heard_within_the_year": heard_within_the_year,
    "topics_within_the_year": topics_within_the_year,
    "contract_accounted_for": contract_accounted_for,
    "quorum_is_a_choice": quorum_is_a_choice,
    "each_area_has_its_committee": each_area_has_its_committee,
    "mandates_to_renew": mandates_to_renew,
    "told_to_the_survey": told_to_the_survey,
    "meetings_ahead": meetings_ahead,
}
