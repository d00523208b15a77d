"""Those who offer to be drawn: how they come, how they leave, and when we forget who they were."""

import secrets
from collections.abc import Mapping
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.accounts.queries.privacy import addresses_of
from maillage.accounts.queries.tokens import fingerprint
from maillage.common.errors import DomainError
from maillage.common.jobs import job
from maillage.governance.emails import draws as emails
from maillage.governance.enums import CandidateOutcome, DrawState
from maillage.governance.models import Candidate, Draw
from maillage.governance.queries.draw_files import people_of
from maillage.journal.domain import record

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none taken for another
CODE_LENGTH = 6
FORGOTTEN = "[candidature effacée]"
NOT_DRAWN_KEPT = timedelta(days=90)
NEVER_DRAWN_KEPT = timedelta(days=365)
TOO_LATE = "Les inscriptions à ce tirage sont closes."


def register_candidate(
    draw: Draw,
    *,
    full_name: str,
    answers: Mapping[str, str],
    email: str = "",
    phone: str = "",
    address: str = "",
    by=None,
) -> Candidate:
    """Someone offers to be drawn. By themselves (`by` None) while registration is open; by the team until it is closed.

    An address already there is the same person: their candidacy stays as it is, and a new link goes to that address.
    """
    email = email.strip().lower()
    if not (draw.state == DrawState.OPEN if by else draw.takes_candidates):
        raise DomainError(TOO_LATE)
    facts = {"full_name": full_name.strip(), "email": email, "phone": phone, "address": address}
    facts["answers"] = clean_answers(draw, answers)
    try:
        with transaction.atomic():
            return add(draw, facts, by)
    except IntegrityError:
        known = Candidate.everywhere.standing().filter(draw=draw, email=email).first() if email else None
        if known is None:
            raise
        return write_again(known)


def add(draw: Draw, facts: dict, by) -> Candidate:
    token = secrets.token_urlsafe(32) if facts["email"] else ""
    candidate = Candidate.everywhere.create(
        draw=draw, code=free_code(draw), token_hash=fingerprint(token) if token else "", **facts
    )
    if token:
        emails.registered(candidate, token)
    record(
        "a inscrit une candidature à", actor=by, authority=draw.authority, target=draw, code=candidate.code
    )
    return candidate


@transaction.atomic
def write_again(candidate: Candidate) -> Candidate:
    token = secrets.token_urlsafe(32)
    Candidate.everywhere.filter(pk=candidate.pk).update(token_hash=fingerprint(token))
    emails.registered(candidate, token)
    return candidate


def free_code(draw: Draw) -> str:
    taken = set(draw.candidates(manager="everywhere").values_list("code", flat=True))
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        if code not in taken:
            return code


def clean_answers(draw: Draw, answers: Mapping[str, str]) -> dict[str, str]:
    """One known value for each criterion, and nothing else."""
    known: dict[str, set[str]] = {}
    for criterion, value in draw.strata(manager="everywhere").values_list("criterion", "value"):
        known.setdefault(criterion, set()).add(value)
    for criterion, values in known.items():
        if answers.get(criterion) not in values:
            raise DomainError(f"Répondez à « {criterion} ».")
    return {criterion: answers[criterion] for criterion in known}


@transaction.atomic
def import_candidates(draw: Draw, content: bytes, name: str, *, by) -> int:
    """A whole file, or nothing: who has an address gets the mail that a form would have sent."""
    if Draw.everywhere.select_for_update().get(pk=draw.pk).state != DrawState.OPEN:
        raise DomainError(TOO_LATE)
    people = people_of(content, name, draw.strata(manager="everywhere").all())
    rows = Candidate.everywhere.standing().filter(draw=draw)
    known = set(rows.exclude(email="").values_list("email", flat=True))
    if again := [person for person in people if person["email"] in known]:
        raise DomainError(
            "\n".join(f"{row['where']} : {row['email']} est déjà inscrite." for row in again[:20])
        )
    for person in people:
        facts = {field: person[field] for field in ("full_name", "email", "phone", "address", "answers")}
        add(draw, facts, by)
    record(
        "a repris un fichier pour", actor=by, authority=draw.authority, target=draw, candidatures=len(people)
    )
    return len(people)


@transaction.atomic
def withdraw_candidate(candidate: Candidate, *, by=None) -> None:
    """Before the lottery is published, they leave it and we forget them; later, they are passed over when called."""
    draw = Draw.everywhere.select_for_update().get(pk=candidate.draw_id)
    if draw.lottery_asked_at and not draw.is_committed:
        raise DomainError("La loterie est en cours de calcul : revenez dans quelques minutes.")
    standing = Candidate.everywhere.standing().filter(pk=candidate.pk)
    if not standing.update(withdrawn_at=timezone.now()):
        raise DomainError("Cette candidature est déjà retirée.")
    record(
        "a retiré une candidature de", actor=by, authority=draw.authority, target=draw, code=candidate.code
    )
    if not draw.is_committed:
        forget(Candidate.everywhere.filter(pk=candidate.pk))


def forget(candidates) -> int:
    """The fact and its code stay, without who it was."""
    return candidates.update(
        full_name=FORGOTTEN,
        email="",
        phone="",
        address="",
        token_hash="",
        reason="",
        erased_at=timezone.now(),
    )


def forget_candidate(user) -> int:
    """The candidacies under any address of an account that is being erased. Returns their number."""
    rows = Candidate.everywhere.named().filter(email__in=addresses_of(user))
    keys = list(rows.values_list("pk", flat=True))
    rows = Candidate.everywhere.filter(pk__in=keys)
    rows.standing().update(withdrawn_at=timezone.now())
    return forget(rows)


@job("forget_candidates", every=timedelta(days=1))
def forget_candidates() -> int:
    """Names go three months after the draw for who was not drawn, at the end of the term for the others.

    A draw that never came to its end keeps the names of its candidates for a year. Returns their number.
    """
    now, gone = timezone.now(), 0
    for draw in Draw.everywhere.filter(candidates__erased_at=None, candidates__isnull=False).distinct():
        rows = Candidate.everywhere.named().filter(draw=draw)
        if draw.drawn_at is None:
            gone += forget(rows.filter(registered_at__lt=now - NEVER_DRAWN_KEPT))
            continue
        if draw.drawn_at < now - NOT_DRAWN_KEPT:
            gone += forget(rows.filter(outcome=CandidateOutcome.NOT_DRAWN))
        if draw.drawn_at + relativedelta(months=draw.term_months) < now:
            gone += forget(rows)
    if gone:
        record("a effacé les noms de candidatures anciennes", candidatures=gone)
    return gone
