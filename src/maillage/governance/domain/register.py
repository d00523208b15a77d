"""The register: what approved minutes say, written once, each row bearing the hash of the one before."""

from django.db import transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.governance.enums import DecisionState, EntryKind
from maillage.governance.models import Decision, Meeting, Opinion, RegisterEntry
from maillage.governance.queries.register import (
    facts_of_decision,
    facts_of_opinion,
    hash_of,
    whole,
    words_of,
)
from maillage.journal.domain import record
from maillage.territories.models import Authority

NEXT = {
    DecisionState.TAKEN: (DecisionState.STARTED, DecisionState.DONE, DecisionState.DROPPED),
    DecisionState.STARTED: (DecisionState.DONE, DecisionState.DROPPED),
    DecisionState.DONE: (DecisionState.STARTED,),
    DecisionState.DROPPED: (DecisionState.STARTED,),
}


def write_entries(meeting: Meeting) -> list[RegisterEntry]:
    """One row for each opinion and decision of a meeting, in the order of its agenda.

    Called in the transaction that approves the minutes. The authority's row is held meanwhile, so that two
    approvals at once number their rows one after the other, without a gap.
    """
    authority = Authority.objects.select_for_update(no_key=True).get(pk=meeting.body.authority_id)
    last = RegisterEntry.everywhere.filter(authority=authority).order_by("-number").first()
    entries = []
    for kind, row, facts in in_order(meeting):
        last = RegisterEntry(
            authority=authority,
            number=last.number + 1 if last else 1,
            kind=kind,
            facts=facts,
            words=words_of(facts),
            previous_hash=last.hash if last else "",
            entered_at=timezone.now(),
            **{kind: row},
        )
        last.hash = hash_of(last)
        entries.append(last)
    return RegisterEntry.everywhere.bulk_create(entries)


def in_order(meeting: Meeting) -> list[tuple]:
    on_agenda = {"item__meeting": meeting}
    opinions = Opinion.everywhere.filter(**on_agenda).select_related("item__meeting__body", "deliberation")
    decisions = Decision.everywhere.filter(**on_agenda).select_related("item__meeting__body", "owner")
    rows = [(EntryKind.OPINION.value, row, facts_of_opinion(row)) for row in whole(opinions)]
    rows += [(EntryKind.DECISION.value, row, facts_of_decision(row)) for row in decisions]
    return sorted(
        rows, key=lambda each: (each[1].item.order, each[1].item_id, each[0] == "decision", each[1].pk)
    )


@transaction.atomic
def move_decision(decision: Decision, state: str, *, by) -> None:
    """What became of a decision: a fact beside its row in the register, which does not change."""
    before = DecisionState(decision.state)
    if state not in NEXT[before]:
        raise DomainError(f"Une décision {before.label} ne peut pas devenir {DecisionState(state).label}.")
    if not RegisterEntry.everywhere.filter(decision=decision).exists():
        raise DomainError("Cette décision n’est pas encore au registre : le compte rendu n’est pas approuvé.")
    if not Decision.everywhere.filter(pk=decision.pk, state=before).update(state=state):
        raise DomainError("Quelqu’un vient de changer l’état de cette décision.")
    decision.refresh_from_db()
    record(
        "a changé l’état d’une décision",
        actor=by,
        authority=decision.item.body.authority,
        target=decision,
        avant=before.label,
        après=DecisionState(state).label,
    )


@transaction.atomic
def contradict(decision: Decision, later: Decision | None, *, by) -> None:
    """Say that a later decision goes against this one; None takes it back."""
    authority = decision.item.body.authority
    if later and (later.item.body.authority_id != authority.pk or later.pk == decision.pk):
        raise DomainError("Choisissez une autre décision de ce territoire.")
    if later and not RegisterEntry.everywhere.filter(decision=later).exists():
        raise DomainError("L’autre décision n’est pas encore au registre.")
    if later and (later.taken_on, later.pk) < (decision.taken_on, decision.pk):
        raise DomainError("Une décision n’est contredite que par une décision ultérieure.")
    if (
        not Decision.everywhere.filter(pk=decision.pk)
        .exclude(contradicted_by=later)
        .update(contradicted_by=later)
    ):
        return
    verb = "a noté une décision contredite" if later else "a levé une contradiction"
    record(verb, actor=by, authority=authority, target=decision, par=str(later or ""))
