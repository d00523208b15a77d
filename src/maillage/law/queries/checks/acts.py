"""What comes before a vote."""

from maillage.law.queries.checks.findings import (
    Case,
    Finding,
    beside_the_point,
    in_words,
    met,
    not_met,
    question,
)


def heard_before(case: Case) -> Finding:
    """An opinion strictly before the day of the vote.

    The text says « avant ». An opinion and a vote of the same day may be in the right order, by hours that we do
    not store: this is a question for people, and not a duty met.
    """
    voted = case.facts.decided_on
    before = [day for day in case.facts.opinions if day < voted]
    if before:
        return met(f"Avis rendu le {in_words(max(before))}, vote le {in_words(voted)}.")
    if voted in case.facts.opinions:
        return question(
            "L’avis et le vote portent la même date : vérifiez que l’avis est venu le premier, et gardez-en la preuve.",
            f"Avis et vote le {in_words(voted)}.",
        )
    after = min(case.facts.opinions, default=None)
    return not_met(*([f"L’avis est venu après le vote, le {in_words(after)}."] if after else []))


def vote_of_the_assembly(case: Case) -> Finding:
    return beside_the_point(case.rule.message)


CHECKS = {"heard_before": heard_before, "vote_of_the_assembly": vote_of_the_assembly}
