"""The predicates that rules name. Each looks at the facts of one day and answers a `Finding`; none reads the clock."""

from maillage.law.queries.checks import acts, composition, life, meetings, participation, records

CHECKS = {
    **composition.CHECKS,
    **life.CHECKS,
    **acts.CHECKS,
    **meetings.CHECKS,
    **participation.CHECKS,
    **records.CHECKS,
}
