"""The lottery is published, the seed is revealed, the drawn take their seats; who leaves is replaced."""

import secrets
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.common.jobs import job, nudge
from maillage.governance.domain.bodies import add_seat
from maillage.governance.domain.draws import LATE, move
from maillage.governance.domain.mandates import end_mandate, seat_person
from maillage.governance.emails import draws as emails
from maillage.governance.enums import CandidateOutcome, DrawState
from maillage.governance.models import Candidate, Draw, Mandate, MemberGroup, Seat
from maillage.governance.queries.draws import pool_of_draw
from maillage.governance.queries.lottery import Lottery, Result, pick, read_lottery, seed_hash_of, stand_in
from maillage.governance.queries.panels import with_panels
from maillage.journal.domain import record
from maillage.law.enums import GroupKind
from maillage.partners.domain.contacts import add_person, known_person
from maillage.partners.enums import LegalBasis, Origin
from maillage.partners.models import Person

LOST_AFTER = timedelta(minutes=30)
NO_PLACE = "Cette personne n’occupe pas de place dans ce tirage."
CHANGED = "Les candidatures ou les quotas ont changé pendant le calcul : demandez-le de nouveau."


@transaction.atomic
def ask_lottery(draw: Draw, *, by) -> None:
    """Have the lottery made; a job does it, for it may take minutes, and says on the draw why it cannot be done."""
    waiting = Draw.everywhere.filter(pk=draw.pk, state=DrawState.CLOSED, lottery_asked_at=None)
    asked = waiting.update(
        lottery_asked_at=timezone.now(), lottery_asked_by=by, lottery_started_at=None, lottery_refusal=""
    )
    if not asked:
        raise DomainError(LATE)
    nudge("make_lotteries")


@job("make_lotteries", every=timedelta(minutes=1))
def make_lotteries() -> int:
    """Each lottery asked for is made by one worker; one that a killed worker left is taken up again."""
    made = 0
    asked = Draw.everywhere.filter(state=DrawState.CLOSED).exclude(lottery_asked_at=None)
    for draw in asked.select_related("lottery_asked_by", "authority"):
        free = Q(lottery_started_at=None) | Q(lottery_started_at__lt=timezone.now() - LOST_AFTER)
        claimed = Draw.everywhere.filter(free, pk=draw.pk).exclude(lottery_asked_at=None)
        if not claimed.update(lottery_started_at=timezone.now()):
            continue
        try:
            commit_draw(draw, by=draw.lottery_asked_by)
        except DomainError as error:
            Draw.everywhere.filter(pk=draw.pk).update(
                lottery_asked_at=None, lottery_started_at=None, lottery_refusal=str(error)
            )
        else:
            made += 1
    return made


def commit_draw(draw: Draw, *, by) -> None:
    """Publish the lottery, and the hash of a secret seed that nobody has seen. The solver runs outside any transaction."""
    if draw.state != DrawState.CLOSED:
        raise DomainError("Closez d’abord les inscriptions.")
    draw.refresh_from_db(from_queryset=Draw.everywhere)
    lottery = with_panels(pool_of_draw(draw))
    publish(draw, lottery, by=by)


@transaction.atomic
def publish(draw: Draw, lottery: Lottery, *, by) -> None:
    seed = secrets.token_hex(32)
    move(
        draw,
        DrawState.CLOSED,
        DrawState.COMMITTED,
        seed=seed,
        seed_hash=seed_hash_of(seed),
        lottery=lottery.published(),
        lottery_hash=lottery.hash,
        committed_at=timezone.now(),
        lottery_asked_at=None,
        lottery_started_at=None,
        lottery_refusal="",
    )
    now = pool_of_draw(Draw.everywhere.get(pk=draw.pk))
    if (now.candidates, now.targets, now.size, now.reserve_size) != (
        lottery.candidates,
        lottery.targets,
        lottery.size,
        lottery.reserve_size,
    ):
        raise DomainError(CHANGED)
    record(
        "a publié la procédure de",
        actor=by,
        authority=draw.authority,
        target=draw,
        loterie=lottery.hash,
        graine=draw.seed_hash,
    )


@transaction.atomic
def reveal_draw(draw: Draw, *, public_number: str = "", by) -> list[Candidate]:
    """Reveal the seed; it picks one panel, and the reserve. Of two people at once, one does it."""
    public_number = " ".join(public_number.split())
    if draw.public_source and not public_number:
        raise DomainError(f"Il manque le nombre public annoncé : {draw.public_source}.")
    if public_number and not draw.public_source:
        raise DomainError("Aucun nombre public n’était annoncé : la graine suffit.")
    move(draw, DrawState.COMMITTED, DrawState.DRAWN, drawn_at=timezone.now(), public_number=public_number)
    lottery = read_lottery(draw.lottery)
    if lottery.hash != draw.lottery_hash or seed_hash_of(draw.seed) != draw.seed_hash:
        raise DomainError("La loterie ou la graine ne sont plus celles qui ont été publiées.")
    result = pick(lottery, draw.seed, public_number)
    write_outcomes(draw, lottery, result)
    record("a révélé la graine de", actor=by, authority=draw.authority, target=draw, groupe=result.index)
    rows = draw.candidates(manager="everywhere").select_related("draw__authority")
    for gone in rows.filter(outcome=CandidateOutcome.SELECTED).exclude(withdrawn_at=None):
        call_reserve(gone, lottery, "retrait avant le tirage", by=by)
    for candidate in rows.standing().filter(outcome__in=emails.SAID):
        emails.drawn(candidate)
    return list(rows.filter(outcome=CandidateOutcome.SELECTED))


def write_outcomes(draw: Draw, lottery: Lottery, result: Result) -> None:
    rows = list(draw.candidates(manager="everywhere").filter(code__in=lottery.candidates))
    ranks = {code: rank for rank, code in enumerate(result.reserve, start=1)}
    for row in rows:
        row.rank = ranks.get(row.code)
        row.outcome = CandidateOutcome.RESERVE if row.rank else CandidateOutcome.NOT_DRAWN
        if row.code in result.selected:
            row.outcome = CandidateOutcome.SELECTED
    Candidate.everywhere.bulk_update(rows, ["outcome", "rank"])


@transaction.atomic
def replace_candidate(candidate: Candidate, *, reason: str, by) -> Candidate:
    """Who was drawn and cannot come gives their place to the one of the reserve most like them."""
    if not reason.strip():
        raise DomainError("Écrivez pourquoi cette personne est remplacée.")
    draw = Draw.everywhere.select_for_update().get(pk=candidate.draw_id)
    if not Candidate.everywhere.filter(pk=candidate.pk, outcome=CandidateOutcome.SELECTED).exists():
        raise DomainError(NO_PLACE)
    replacement = call_reserve(candidate, read_lottery(draw.lottery), reason.strip(), by=by)
    if replacement is None:
        raise DomainError(
            "Personne dans la réserve ne peut prendre cette place en gardant les quotas : "
            "il faut un nouveau tirage."
        )
    emails.drawn(replacement)
    return replacement


def call_reserve(candidate: Candidate, lottery: Lottery, reason: str, *, by) -> Candidate | None:
    """None, and nothing changes, if nobody in the reserve keeps the quotas."""
    rows = Candidate.everywhere.filter(draw=candidate.draw)
    called = rows.standing().filter(outcome=CandidateOutcome.RESERVE).order_by("rank")
    seated = rows.filter(outcome=CandidateOutcome.SELECTED).values_list("code", flat=True)
    code = stand_in(lottery, candidate.code, list(seated), list(called.values_list("code", flat=True)))
    if code is None:
        return None
    today = timezone.localdate()
    leaving = rows.filter(pk=candidate.pk, outcome=CandidateOutcome.SELECTED)
    if not leaving.update(outcome=CandidateOutcome.REPLACED, reason=reason, replaced_on=today):
        raise DomainError(NO_PLACE)
    leave_seats(candidate, today, by)
    replacement = rows.select_related("draw__authority").get(code=code)
    replacement.outcome, replacement.replaces = CandidateOutcome.SELECTED, candidate
    replacement.save(update_fields=["outcome", "replaces"])
    record(
        "a appelé la réserve de",
        actor=by,
        authority=candidate.draw.authority,
        target=candidate.draw,
        sortant=candidate.code,
        entrant=code,
    )
    return replacement


def leave_seats(candidate: Candidate, today: date, by) -> None:
    if candidate.person_id and candidate.draw.body_id:
        held = Mandate.everywhere.filter(
            person=candidate.person_id,
            seat__group__body=candidate.draw.body_id,
            seat__group__kind=GroupKind.DRAWN_INHABITANTS,
        )
        for mandate in held.filter(Q(ends_on=None) | Q(ends_on__gt=today)):
            end_mandate(
                mandate, on=max(today, mandate.starts_on), because="remplacé dans le tirage au sort", by=by
            )


# The drawn take their seats


@transaction.atomic
def seat_drawn(draw: Draw, *, starts_on: date, act: str = "", by) -> int:
    """The drawn become contacts and, if the draw is for a body, sit in its college of drawn inhabitants for the term.

    Once only for each: run again after a replacement, it seats the newcomer. Returns how many it seated.
    """
    if draw.state != DrawState.DRAWN:
        raise DomainError("Le tirage n’a pas encore eu lieu.")
    waiting = draw.candidates(manager="everywhere").filter(
        outcome=CandidateOutcome.SELECTED, person=None, withdrawn_at=None, erased_at=None
    )
    rows = list(waiting.select_for_update())
    if not rows:
        raise DomainError("Toutes les personnes tirées au sort ont déjà leur fiche.")
    group = group_for(draw)
    ends_on = starts_on + relativedelta(months=draw.term_months)
    act = act or f"tirage au sort du {timezone.localdate(draw.drawn_at):%d/%m/%Y}"
    for candidate in rows:
        candidate.person = person_of(draw, candidate, by)
        candidate.save(update_fields=["person"])
        if group:
            seat = free_seat(group, starts_on) or add_seat(group, label="Habitant tiré au sort", by=by)
            seat_person(seat, candidate.person, starts_on=starts_on, ends_on=ends_on, act=act, by=by)
    record("a installé", actor=by, authority=draw.authority, target=draw, personnes=len(rows))
    return len(rows)


def group_for(draw: Draw) -> MemberGroup | None:
    if draw.body_id is None:
        return None
    group = MemberGroup.everywhere.filter(body=draw.body_id, kind=GroupKind.DRAWN_INHABITANTS).first()
    if group is None:
        raise DomainError(
            f"« {draw.body} » n’a pas de collège d’habitants tirés au sort : ajoutez-le d’abord."
        )
    return group


def free_seat(group: MemberGroup, day: date) -> Seat | None:
    taken = Mandate.everywhere.filter(Q(ends_on=None) | Q(ends_on__gt=day)).values("seat_id")
    open_seats = Seat.everywhere.filter(group=group, closed_on=None, organisation=None)
    return open_seats.exclude(pk__in=taken).first()


def person_of(draw: Draw, candidate: Candidate, by) -> Person:
    day = timezone.localdate(candidate.registered_at)
    facts = {
        "full_name": candidate.full_name,
        "email": candidate.email,
        "phone": candidate.phone,
        "origin": Origin.GIVEN_BY_PERSON,
        "legal_basis": LegalBasis.PUBLIC_TASK,
        "collected_on": day,
        "notice_given_on": day,
    }
    return known_person(draw.authority, facts) or add_person(draw.authority, facts, by=by)
