"""How a committee lives: created, heard each year, renewed; one by one, or all those of an authority."""

from datetime import date

from maillage.law.enums import BodyKind, Outcome, Topic
from maillage.law.models import AuthorityFacts, BodyFacts, MeetingFacts
from maillage.law.queries.checks.findings import (
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


def within_the_year(case: Case, days: list[date], since: date | None) -> Finding:
    """Twelve months that slide, a warning from the ninth. `since`: when there was first something to do.

    Before twelve months have passed nothing is late; where neither day is known, it is for people to say.
    """
    last = max(days, default=None)
    reference = last or max(filter(None, [since, case.rule.starts_on]), default=None)
    if last is None and since is None:
        return question(case.setting("note"))
    limit = months_after(reference, case.setting("months"))
    said = f"Dernière fois : {in_words(last)}." if last else "Pas encore fait."
    if case.at > limit:
        return not_met(said, f"À faire avant le {in_words(limit)}.")
    if case.at > months_after(reference, case.setting("warn_months")):
        return question(
            f"{said} À refaire avant le {in_words(limit)}."
            if last
            else f"{said} À faire avant le {in_words(limit)}."
        )
    return met(said) if last else beside_the_point(f"{said} À faire avant le {in_words(limit)}.")


def heard_within_the_year(case: Case) -> Finding:
    """A meeting held or an opinion given: the text says « consulter », not « réunir »."""
    days = [meeting.held_on for meeting in held(case.facts.meetings, case.at)]
    days += [day for day in case.facts.opinions if day <= case.at]
    return within_the_year(case, days, case.facts.created_on)


def topics_within_the_year(case: Case) -> Finding:
    """Each topic of `settings.topics`, on its own; the worst of them is the answer."""
    meetings = held(case.facts.meetings, case.at)
    found = {}
    for topic in map(Topic, case.setting("topics")):
        days = [meeting.held_on for meeting in meetings if topic in meeting.topics]
        found[topic] = within_the_year(case, days, case.facts.created_on)
    order = [Outcome.NOT_MET, Outcome.QUESTION, Outcome.MET, Outcome.NOT_APPLICABLE]
    worst = min((each.outcome for each in found.values()), key=order.index)
    lines = [f"{topic.label} : {each.message or each.facts[0]}" for topic, each in found.items()]
    if worst == Outcome.NOT_MET:
        return not_met(*lines)
    said = {
        Outcome.QUESTION: "L’un de ces sujets est à remettre à l’ordre du jour.",
        Outcome.MET: "Vus depuis moins d’un an.",
        Outcome.NOT_APPLICABLE: "Le comité est trop récent pour que rien ne manque.",
    }
    return Finding(worst, said[worst], tuple(lines))


def contract_accounted_for(case: Case) -> Finding:
    since = case.facts.contract_since
    if since is None or since > case.at:
        return beside_the_point("Aucun contrat opérationnel de mobilité n’est en vigueur.")
    days = [
        meeting.held_on
        for body in case.facts.bodies
        if body.kind == BodyKind.PARTNERS_COMMITTEE
        for meeting in held(body.meetings, case.at)
        if Topic.CONTRACT_ACCOUNT in meeting.topics and meeting.held_on >= since
    ]
    return within_the_year(case, days, since)


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
    if not case.facts.areas:
        return beside_the_point(
            "Aucun territoire où la Région remplace une communauté de communes n’est noté."
        )
    covered = {body.area for body in committees(case.facts, case.at)}
    missing = [area for area in case.facts.areas if area not in covered]
    return (
        not_met(*missing)
        if missing
        else met(f"{count(len(case.facts.areas), 'territoire couvert', 'territoires couverts')}.")
    )


def mandates_to_renew(case: Case) -> Finding:
    """Mandates that end within `settings.days`; elected members named before the last elections."""
    present = [member for member in case.facts.members if member.sits_on(case.at)]
    horizon = days_after(case.at, case.setting("days"))
    ending = [member for member in present if member.ends_on and member.ends_on <= horizon]
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
