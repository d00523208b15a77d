from datetime import date

from django.db import transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.governance.models import Body, Deliberation, Meeting
from maillage.governance.queries.acts import is_blocked, verdicts_of_act
from maillage.journal.domain import record
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
def change_deliberation(act: Deliberation, *, by, **facts) -> None:
    """`facts` are fields of the plan: title, kind, planned_on, summary, body, meeting."""
    check_meeting(facts.get("body", act.body), facts.get("meeting", act.meeting))
    if not open_ones(act).update(**facts):
        raise DomainError(ENDED)
    act.refresh_from_db()
    record("a modifié une délibération", actor=by, authority=act.authority, target=act)


@transaction.atomic
def record_vote(act: Deliberation, *, decided_on: date, by, number: str = "", reason: str = "") -> None:
    """The assembly voted. Without the opinion that the law asks for first, a written reason is kept, or it is no."""
    if decided_on > timezone.localdate():
        raise DomainError("Cette date est à venir : notez le vote une fois qu’il a eu lieu.")
    act.decided_on, act.override_reason, reason = decided_on, "", reason.strip()
    if is_blocked(verdicts_of_act(act)) and len(reason) < SHORTEST_REASON:
        raise DomainError(
            "L’avis du comité des partenaires doit venir avant ce vote. Faites-le rendre d’abord, "
            "ou écrivez pourquoi l’assemblée a voté sans lui."
        )
    kept = open_ones(act).update(decided_on=decided_on, number=number, override_reason=reason)
    if not kept:
        raise DomainError(ENDED)
    without = {"sans avis": "motif écrit"} if reason else {}
    record(
        "a noté le vote d’une délibération",
        actor=by,
        authority=act.authority,
        target=act,
        date=decided_on.isoformat(),
        **without,
    )


@transaction.atomic
def drop_deliberation(act: Deliberation, *, by) -> None:
    if not open_ones(act).update(dropped_on=timezone.localdate()):
        raise DomainError(ENDED)
    record("a abandonné une délibération", actor=by, authority=act.authority, target=act)


def open_ones(act: Deliberation):
    return Deliberation.everywhere.filter(pk=act.pk, decided_on=None, dropped_on=None)


def check_meeting(body: Body | None, meeting: Meeting | None) -> None:
    if meeting and meeting.body_id != (body.pk if body else None):
        raise DomainError("Cette séance n’est pas de l’instance choisie.")
