"""What the convocations keep on a person, in plain rows for their export."""

from maillage.accounts.queries.privacy import addresses_of
from maillage.governance.models import AgendaItem, CalendarFeed, Convocation, MeetingDocument
from maillage.partners.queries.contacts import people_under_address_of


def convocations_of(user):
    """The convocations under any address of an account."""
    return Convocation.everywhere.filter(mandate__person__email__in=addresses_of(user))


def exported_convocations(user) -> list[dict]:
    return convocations_in_words(people_under_address_of(user))


def convocations_in_words(people) -> list[dict]:
    rows = Convocation.everywhere.filter(mandate__person__in=people).select_related(
        "meeting__body", "mandate__person", "substitute__person", "proxy_to__person"
    )
    return [
        {
            "séance": str(row.meeting),
            "voie": row.get_channel_display(),
            "état": row.get_state_display(),
            "partie le": when(row.sent_at),
            "relancée le": when(row.reminded_at),
            "réponse": row.get_answer_display(),
            "répondu le": when(row.answered_at),
            "remplacé par": str(row.substitute or row.substitute_name),
            "pouvoir donné à": str(row.proxy_to or ""),
            "mot": row.note,
        }
        for row in rows
    ]


def exported_feeds(user) -> list[dict]:
    rows = CalendarFeed.everywhere.filter(user=user).select_related("body")
    return [
        {"séances": str(row), "créé le": when(row.created_at), "fermé le": when(row.revoked_at)}
        for row in rows
    ]


def exported_work(user) -> list[dict]:
    """What they proposed for an agenda, and the papers they brought."""
    items = AgendaItem.everywhere.filter(proposed_by=user).select_related("body")
    papers = MeetingDocument.everywhere.filter(document__created_by=user).select_related("meeting__body")
    proposed = [{"point proposé": item.title, "instance": str(item.body)} for item in items]
    return proposed + [
        {"document déposé": paper.name, "séance": str(paper.meeting), "le": when(paper.added_at)}
        for paper in papers
    ]


def when(moment) -> str | None:
    return moment.isoformat() if moment else None
