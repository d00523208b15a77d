"""What the public is told, and what no engine can see: who holds such a rule is said instead."""

from maillage.law.queries.checks.findings import (
    Case,
    Finding,
    beside_the_point,
    days_after,
    in_words,
    met,
    not_met,
    question,
)

BEFORE = (("modalities_on", "les modalités"), ("file_on", "le dossier d’information"))


def published(case: Case) -> Finding:
    """Modalities and file by the opening day, a period, and later the results: four things, four dates.

    « Au moment approprié » has no number: results count as missing after `settings.days`, our own measure.
    """
    facts = case.facts
    missing = [label for name, label in BEFORE if not is_by(getattr(facts, name), case.at)]
    if not (facts.opens_on and facts.closes_on):
        missing.append("les dates d’ouverture et de clôture")
    if facts.opens_on and case.at < facts.opens_on and missing:
        return question(f"À publier avant l’ouverture, le {in_words(facts.opens_on)}.", *missing)
    if facts.closes_on and not is_by(facts.results_on, case.at) and case.at > after_closing(case):
        missing.append("les résultats ou les suites")
    return not_met(*missing) if missing else met("Publié : tout ce qui devait l’être à cette date.")


def results_in_time(case: Case) -> Finding:
    closes, results = case.facts.closes_on, case.facts.results_on
    if closes is None or case.at <= closes:
        return beside_the_point("La concertation n’est pas close.")
    limit = after_closing(case)
    if is_by(results, case.at):
        said = f"Résultats publiés le {in_words(results)}."
        return (
            met(said) if results <= limit else not_met(said, f"Attendus le {in_words(limit)} au plus tard.")
        )
    if case.at > limit:
        return not_met(f"Attendus le {in_words(limit)} au plus tard.")
    return beside_the_point(f"À publier avant le {in_words(limit)}.")


def after_closing(case: Case):
    return days_after(case.facts.closes_on, case.setting("days"))


def is_by(day, at) -> bool:
    return day is not None and day <= at


def held_elsewhere(case: Case) -> Finding:
    """`settings.note` says who holds it: the software by what it does not allow, or people by what they prepare."""
    return beside_the_point(case.setting("note"))


CHECKS = {"published": published, "results_in_time": results_in_time, "held_elsewhere": held_elsewhere}
