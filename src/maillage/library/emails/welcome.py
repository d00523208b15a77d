from maillage.accounts.emails.gate import post
from maillage.accounts.models import OutboundMail
from maillage.library.models import Welcome
from maillage.partners.queries.space import LINK_LASTS, space_link
from maillage.partners.queries.upkeep import settings_of


def invitation(welcome: Welcome) -> OutboundMail:
    """To a new contact, when the team proposes the welcome path: the first link to their space that they receive."""
    authority = welcome.authority
    return post(
        kind="welcome",
        to=welcome.person.email,
        subject=f"{authority} : bienvenue dans le projet de mobilité",
        template="library/mail/welcome",
        context={
            "person": welcome.person,
            "link": space_link(welcome.person, f"/{authority.slug}/partenaires/bienvenue/"),
            "days": LINK_LASTS.days,
            "contact_email": settings_of(authority).contact_email,
        },
        authority=authority,
    )
