from django.conf import settings

from maillage.accounts.emails.gate import post
from maillage.accounts.models import OutboundMail
from maillage.partners.models import Notice, Person
from maillage.partners.queries.space import space_link
from maillage.partners.queries.upkeep import settings_of


def digest(recipient, authority, rows: list[Notice]) -> OutboundMail:
    """To whoever something waits for, once a week: each thing on one line, with the page where it is dealt with."""
    number = len(rows)
    return post(
        kind="digest",
        to=recipient.email,
        subject=f"{authority} : {number} chose{'s' if number > 1 else ''} pour vous cette semaine",
        template="partners/mail/digest",
        context={
            "recipient": recipient,
            "lines": [{"row": row, "link": link_for(recipient, row.path)} for row in rows],
            "contact_email": settings_of(authority).contact_email,
        },
        authority=authority,
    )


def link_for(recipient, path: str) -> str:
    """The full address of a page for this reader: a contact without account needs their own key to enter."""
    if not path:
        return ""
    if isinstance(recipient, Person) and "/espace/" not in path:
        return space_link(recipient, to=path)
    return settings.BASE_URL + path
