"""What a contact does with their own entry from the partners' space: the verbs of « toujours vous ? », without a mail."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maillage.accounts.queries.tokens import fingerprint
from maillage.partners.domain import upkeep
from maillage.partners.models import Function, Person, Verification

ON_THE_SPOT = timedelta(minutes=1)


def asked_here(person: Person) -> Verification:
    """The question, put and answered in one go: the person stands in their space, and no link travels."""
    now = timezone.now()
    return Verification.everywhere.create(
        authority=person.authority,
        person=person,
        token_hash=fingerprint(secrets.token_urlsafe(32)),
        asked_at=now,
        expires_at=now + ON_THE_SPOT,
    )


@transaction.atomic
def confirm(person: Person) -> None:
    upkeep.confirm(asked_here(person))


@transaction.atomic
def correct(person: Person, *, titles: dict[int, str], **facts) -> None:
    upkeep.correct(asked_here(person), titles=titles, **facts)


@transaction.atomic
def hand_over(person: Person, function: Function, **facts) -> Person:
    return upkeep.hand_over(asked_here(person), function, **facts)


@transaction.atomic
def leave(person: Person) -> None:
    upkeep.leave(asked_here(person))


@transaction.atomic
def oppose(person: Person) -> None:
    upkeep.oppose(asked_here(person))


@transaction.atomic
def erase(person: Person) -> None:
    upkeep.erase(asked_here(person))
