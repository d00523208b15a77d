"""The link by which a member without account gets the minutes as a file: personal, dated, kept as a hash alone."""

import secrets
from datetime import timedelta

from django.utils import timezone

from maillage.accounts.queries.tokens import fingerprint
from maillage.common.jobs import job
from maillage.governance.models import Meeting, MinutesCopy
from maillage.governance.queries.minutes_copies import COPY_LASTS, copies_of, expired_copies
from maillage.partners.models import Person


def hand_copy(meeting: Meeting, person: Person) -> str:
    """A new copy for each mail; the links of earlier mails still open the minutes as they stand. Returns its token."""
    token = secrets.token_urlsafe(32)
    MinutesCopy.everywhere.create(
        meeting=meeting,
        person=person,
        token_hash=fingerprint(token),
        expires_on=timezone.localdate() + COPY_LASTS,
    )
    return token


@job("forget_minutes_copies", every=timedelta(days=1))
def forget_expired() -> int:
    return expired_copies().delete()[0]


def close_copies(user) -> int:
    return copies_of(user).delete()[0]
