"""Documents: what is shown too early or to too many, what is destroyed without a visa, what outstays its term.

Without a document at hand (`facts` is None), a check says who holds the rule.
"""

from maillage.law.queries.checks.findings import (
    Case,
    Finding,
    beside_the_point,
    in_words,
    met,
    not_met,
    question,
)
from maillage.law.queries.checks.participation import held_elsewhere


def preparatory_hidden(case: Case) -> Finding:
    if case.facts is None:
        return held_elsewhere(case)
    if not case.facts.is_preparatory:
        return beside_the_point("Ce document n’est pas, ou n’est plus, préparatoire.")
    if case.facts.is_exposed:
        return not_met()
    return met("Préparatoire : il n’est pas public, et ne se communique qu’après la décision.")


def restricted_hidden(case: Case) -> Finding:
    if case.facts is None:
        return held_elsewhere(case)
    if case.facts.is_restricted:
        return not_met() if case.facts.is_exposed else met("Non communicable : il n’est pas public.")
    if case.facts.is_exposed and case.facts.has_personal_data:
        return question(
            "Public, et dit porter des données personnelles : relisez qu’aucune ne touche à la vie privée."
        )
    return beside_the_point("Rien ici n’est signalé comme relevant de la vie privée, ou n’est public.")


def disposal_approved(case: Case) -> Finding:
    facts = case.facts
    if facts is None:
        return held_elsewhere(case)
    if not facts.is_archive:
        return beside_the_point(
            "Un brouillon, ou une documentation venue d’ailleurs : aucun visa n’est demandé."
        )
    if facts.disposed_on is None:
        return met("Gardé. Le détruire demandera la référence d’un visa des archives départementales.")
    if not facts.disposal_approval:
        return not_met(f"Éliminé le {in_words(facts.disposed_on)}, sans visa.")
    return met(f"Éliminé le {in_words(facts.disposed_on)}, visa {facts.disposal_approval}.")


def sorted_at_term(case: Case) -> Finding:
    facts = case.facts
    if facts is None:
        return held_elsewhere(case)
    if not facts.has_personal_data:
        return beside_the_point("Ce document n’est pas dit porter de données personnelles.")
    if facts.keep_until is None:
        return question("Il porte des données personnelles : dites jusqu’à quand il se garde.")
    if facts.keep_until >= case.at:
        return beside_the_point(f"À trier après le {in_words(facts.keep_until)}.")
    if facts.sorted_on is None:
        return not_met(f"À trier depuis le {in_words(facts.keep_until)} : le garder, ou l’éliminer.")
    return met(f"Trié le {in_words(facts.sorted_on)}, et noté.")


CHECKS = {
    "preparatory_hidden": preparatory_hidden,
    "restricted_hidden": restricted_hidden,
    "disposal_approved": disposal_approved,
    "sorted_at_term": sorted_at_term,
}
