"""Who reads the minutes by the link of their mail, without an account, and until when."""

from datetime import timedelta

from django.utils import timezone

from maillage.accounts.queries.privacy import addresses_of
from maillage.accounts.queries.tokens import fingerprint
from maillage.governance.enums import MeetingState, MinutesState
from maillage.governance.models import MinutesCopy

COPY_LASTS = timedelta(days=180)  # minutes are approved at the next meeting, half a year later at most


def copy_by_token(token: str) -> MinutesCopy | None:
    """The copy that a link opens, in a scope or outside any."""
    rows = MinutesCopy.everywhere.select_related("meeting__body__authority")
    return rows.filter(token_hash=fingerprint(token)).first()


def has_expired(copy: MinutesCopy) -> bool:
    return copy.expires_on < timezone.localdate()


def is_readable(copy: MinutesCopy) -> bool:
    """Minutes taken back are a draft again: nobody reads them before they are submitted once more."""
    meeting = copy.meeting
    return meeting.state == MeetingState.HELD and meeting.minutes_state != MinutesState.DRAFT


def expired_copies():
    return MinutesCopy.everywhere.filter(expires_on__lt=timezone.localdate())


def copies_of(user):
    return MinutesCopy.everywhere.filter(person__email__in=addresses_of(user))


def exported_copies(user) -> list[dict]:
    rows = copies_of(user).select_related("meeting__body")
    return [{"séance": str(row.meeting), "lien ouvert jusqu’au": row.expires_on.isoformat()} for row in rows]
