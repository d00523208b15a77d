"""« Sollicitations »: what was asked of each person and each organisation, month by month, by every channel."""

from maillage.accounts.queries.privacy import addresses_of
from maillage.partners.models import Notice


def notices_of(user) -> list[dict]:
    """For a person's export: whatever they were told, on their account or on a card under one of their addresses."""
    mine = Notice.everywhere.filter(user=user) | Notice.everywhere.filter(
        person__email__in=addresses_of(user)
    )
    return [
        {
            "autorité": row.authority.name,
            "événement": row.get_event_display(),
            "objet": row.title,
            "canal": row.get_way_display(),
            "état": row.get_state_display(),
            "le": (row.told_at or row.created_at).isoformat(),
            "minutes": row.minutes,
        }
        for row in mine.select_related("authority").order_by("pk")
    ]
