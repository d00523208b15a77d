"""What comes out of an item: the body's opinion, its decisions, and what people said they would do."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.governance.domain.minutes import open_item
from maillage.governance.enums import ItemKind, Sense
from maillage.governance.models import (
    Action,
    AgendaItem,
    Decision,
    Dissent,
    GroupVote,
    Mandate,
    MemberGroup,
    Opinion,
)
from maillage.governance.queries.attendance import counted_lines, roll_of, rules_of
from maillage.journal.domain import record
from maillage.work.domain.tasks import finish_task_of

NO_VOTE = (0, 0, 0)


@transaction.atomic
def give_opinion(
    item: AgendaItem, *, sense: str, text: str, votes: Mapping[MemberGroup, tuple[int, int, int]], by
) -> Opinion:
    """Write, or write again, what the body thinks; `votes` are (for, against, abstained) by college."""
    meeting = open_item(item)
    if item.kind != ItemKind.OPINION:
        raise DomainError("Ce point n’appelle pas d’avis.")
    refuse_too_many_votes(meeting, votes)
    opinion, _ = Opinion.everywhere.update_or_create(
        item=item,
        defaults={
            "sense": sense,
            "text": text.strip(),
            "given_on": meeting.day,
            "deliberation_id": item.deliberation_id,
        },
    )
    opinion.votes(manager="everywhere").all().delete()
    GroupVote.everywhere.bulk_create(
        GroupVote(opinion=opinion, group=group, in_favour=yes, against=no, abstained=neither)
        for group, (yes, no, neither) in votes.items()
        if (yes, no, neither) != NO_VOTE
    )
    record("a noté un avis", actor=by, authority=meeting.body.authority, target=item, sens=Sense(sense).label)
    return opinion


def refuse_too_many_votes(meeting, votes: Mapping) -> None:
    """A college has as many voices as members there, or represented. Nothing is checked while nobody is marked."""
    rules = rules_of(meeting)
    rows = [line for line in roll_of(meeting) if line.attendance]
    if not rows:
        return
    present = [line.attendance for line in rows]
    weighing = {
        row.mandate_id for row in counted_lines(present, remote_counts=rules is None or rules.remote_counts)
    }
    for group, given in votes.items():
        voices = sum(line.group.pk == group.pk and line.mandate.pk in weighing for line in rows)
        if sum(given) and not group.has_vote:
            raise DomainError(f"Le collège « {group} » n’a pas voix délibérative.")
        if sum(given) > voices:
            raise DomainError(
                f"Collège « {group} » : {sum(given)} voix notées, pour {voices} présentes ou représentées."
            )


@transaction.atomic
def record_dissent(opinion: Opinion, mandate: Mandate, text: str, *, by) -> Dissent:
    """A member asks that their disagreement be written down."""
    meeting = open_item(opinion.item)
    if mandate.pk not in {line.mandate.pk for line in roll_of(meeting)}:
        raise DomainError(f"{mandate} ne siège pas à cette séance.")
    dissent = Dissent.everywhere.create(opinion=opinion, mandate=mandate, text=text.strip())
    record("a noté un désaccord", actor=by, authority=meeting.body.authority, target=opinion.item)
    return dissent


@transaction.atomic
def remove_dissent(dissent: Dissent, *, by) -> None:
    meeting = open_item(dissent.opinion.item)
    dissent.delete()
    record("a retiré un désaccord", actor=by, authority=meeting.body.authority, target=dissent.opinion.item)


# Decisions


@transaction.atomic
def take_decision(item: AgendaItem, *, by, **facts) -> Decision:
    """`facts` are text, basis, owner, owner_name, due_on and review_on."""
    meeting = open_item(item)
    refuse_early(meeting, facts.get("due_on"), facts.get("review_on"))
    refuse_foreign_owner(meeting, facts.get("owner"))
    decision = Decision.everywhere.create(item=item, taken_on=meeting.day, **facts)
    record("a noté une décision", actor=by, authority=meeting.body.authority, target=decision)
    return decision


@transaction.atomic
def change_decision(decision: Decision, *, by, **facts) -> None:
    meeting = open_item(decision.item)
    refuse_early(meeting, facts.get("due_on"), facts.get("review_on"))
    refuse_foreign_owner(meeting, facts.get("owner"))
    Decision.everywhere.filter(pk=decision.pk).update(**facts)
    record("a modifié une décision", actor=by, authority=meeting.body.authority, target=decision)


@transaction.atomic
def remove_decision(decision: Decision, *, by) -> None:
    """Only while the minutes are being written: an approved one stays for good."""
    meeting = open_item(decision.item)
    record("a retiré une décision", actor=by, authority=meeting.body.authority, target=decision)
    decision.delete()


def refuse_early(meeting, *days: date | None) -> None:
    if any(day and day < meeting.day for day in days):
        raise DomainError("L’échéance et la revue viennent après la séance.")


def refuse_foreign_owner(meeting, owner) -> None:
    if owner and owner.authority_id != meeting.body.authority_id:
        raise DomainError("Cette organisation est celle d’un autre territoire.")


# Actions


@transaction.atomic
def promise_action(item: AgendaItem, *, text: str, owner=None, owner_name="", due_on=None, by) -> Action:
    meeting = open_item(item)
    refuse_early(meeting, due_on)
    refuse_foreign_owner(meeting, owner)
    action = Action.everywhere.create(item=item, text=text, owner=owner, owner_name=owner_name, due_on=due_on)
    record("a noté une action à mener", actor=by, authority=meeting.body.authority, target=action)
    return action


@transaction.atomic
def remove_action(action: Action, *, by) -> None:
    meeting = open_item(action.item)
    record("a retiré une action à mener", actor=by, authority=meeting.body.authority, target=action)
    action.delete()


@transaction.atomic
def finish_action(action: Action, *, by) -> None:
    """A fact beside the minutes: it may come once they are approved."""
    waiting = Action.everywhere.filter(pk=action.pk, done_on=None)
    if not waiting.update(done_on=timezone.localdate()):
        raise DomainError("Cette action est déjà faite.")
    record("a fait", actor=by, authority=action.item.body.authority, target=action)
    finish_task_of("action", action.pk, by=by)
