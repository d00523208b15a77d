"""Votes that are planned, held or dropped; and what a vote rested on, which may not be unmade behind its back."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.governance.models import Body, Deliberation, Meeting
from maillage.governance.queries.acts import (
    is_blocked,
    must_be_heard_first,
    needs_reason,
    opinions_heard,
    verdicts_of_act,
)
from maillage.journal.domain import record
from maillage.law.enums import ActKind
from maillage.territories.models import Authority

SHORTEST_REASON = 20  # letters: « urgent » is not a reason
ENDED = "Cette délibération est déjà votée ou abandonnée."


@transaction.atomic
def plan_deliberation(
    authority: Authority,
    *,
    title: str,
    kind: str,
    planned_on: date,
    by,
    summary: str = "",
    body: Body | None = None,
    meeting: Meeting | None = None,
) -> Deliberation:
    """Say that a vote is coming, so that the committee may be heard in time."""
    check_meeting(body, meeting)
    act = Deliberation.everywhere.create(
        authority=authority,
        title=title,
        kind=kind,
        planned_on=planned_on,
        summary=summary,
        body=body,
        meeting=meeting,
    )
    record("a prévu une délibération", actor=by, authority=authority, target=act, vote=planned_on.isoformat())
    return act


@transaction.atomic
def change_deliberation(act: Deliberation, *, by, reason: str = "", **facts) -> None:
    """`facts` are fields of the plan: title, kind, planned_on, summary, body, meeting. A kind that lets the vote
    do without an opinion, or that takes over an opinion given on something else, asks for a written reason.
    """
    check_meeting(facts.get("body", act.body), facts.get("meeting", act.meeting))
    was = open_one(act)
    change = {}
    if (kind := facts.get("kind", was.kind)) != was.kind:
        change = {"nature": f"{was.get_kind_display()} → {ActKind(kind).label}"}
        if asks_why(was, kind, facts.get("planned_on", was.planned_on)):
            reason = written(
                reason,
                "Cette nature demande l’avis du comité, ou un avis a déjà été rendu sur elle : "
                "écrivez pourquoi elle change. Ce motif est gardé et figure au dossier.",
            )
            facts["kind_reason"] = f"{was.kind_reason}\n{change['nature']} : {reason}".strip()
    Deliberation.everywhere.filter(pk=act.pk).update(**facts)
    act.refresh_from_db()
    record("a modifié une délibération", actor=by, authority=act.authority, target=act, **change)


def asks_why(act: Deliberation, kind: str, planned_on: date) -> bool:
    escapes = must_be_heard_first(act.kind, act.planned_on) and not must_be_heard_first(kind, planned_on)
    return escapes or bool(opinions_heard(act))


@transaction.atomic
def record_vote(act: Deliberation, *, decided_on: date, by, number: str = "", reason: str = "") -> None:
    """The assembly voted. Without the opinion that the law asks for first, a written reason is kept, or it is no."""
    if decided_on > timezone.localdate():
        raise DomainError("Cette date est à venir : notez le vote une fois qu’il a eu lieu.")
    vote = open_one(act)
    vote.decided_on, vote.override_reason = decided_on, ""
    verdicts = verdicts_of_act(vote)
    asked = needs_reason(verdicts)
    if asked:
        vote.override_reason = written(reason, WITHOUT if is_blocked(verdicts) else SAME_DAY)
    vote.number = number
    vote.save(update_fields=["decided_on", "override_reason", "number"])
    without = {"sans avis": "motif écrit"} if is_blocked(verdicts) else {"même jour": "motif écrit"}
    record(
        "a noté le vote d’une délibération",
        actor=by,
        authority=act.authority,
        target=act,
        date=decided_on.isoformat(),
        **(without if asked else {}),
    )
    act.refresh_from_db()


WITHOUT = (
    "L’avis du comité des partenaires doit venir avant ce vote. Faites-le rendre d’abord, "
    "ou écrivez pourquoi l’assemblée a voté sans lui."
)
SAME_DAY = (
    "L’avis et le vote portent la même date : écrivez ce qui montre que l’avis est venu le premier, "
    "ou pourquoi l’assemblée ne l’a pas attendu."
)


def written(reason: str, otherwise: str) -> str:
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise DomainError(f"{otherwise} En une phrase au moins.")
    return reason


@transaction.atomic
def drop_deliberation(act: Deliberation, *, by) -> None:
    open_one(act)
    Deliberation.everywhere.filter(pk=act.pk).update(dropped_on=timezone.localdate())
    record("a abandonné une délibération", actor=by, authority=act.authority, target=act)


def open_one(act: Deliberation) -> Deliberation:
    """The row as it stands now, still open; whoever writes on it next waits for the end of this transaction."""
    row = Deliberation.everywhere.select_for_update(of=("self",)).get(pk=act.pk)
    if row.decided_on or row.dropped_on:
        raise DomainError(ENDED)
    return row


@contextmanager
def votes_kept(acts: Iterable[int | None]) -> Iterator[None]:
    """Around what may change an opinion: a vote that came after its opinion still does, or the change is refused.

    Inside a transaction of the caller, which the refusal rolls back.
    """
    keys = [pk for pk in acts if pk]
    rows = Deliberation.everywhere.select_for_update(of=("self",)).filter(pk__in=keys, override_reason="")
    voted = list(rows.exclude(decided_on=None).order_by("pk"))
    sound = [act.pk for act in voted if not needs_reason(verdicts_of_act(act))]
    yield
    for act in Deliberation.everywhere.filter(pk__in=sound):
        if needs_reason(verdicts_of_act(act)):
            raise DomainError(
                f"« {act} » a été votée le {act.decided_on:%d/%m/%Y} sur cet avis : "
                "l’avis ne se retire plus, et ne passe pas après le vote."
            )


def check_meeting(body: Body | None, meeting: Meeting | None) -> None:
    if meeting and meeting.body_id != (body.pk if body else None):
        raise DomainError("Cette séance n’est pas de l’instance choisie.")
