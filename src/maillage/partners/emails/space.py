from maillage.accounts.emails.gate import post
from maillage.accounts.models import OutboundMail
from maillage.partners.models import Person
from maillage.partners.queries.space import LINK_LASTS, space_link


def link(person: Person) -> OutboundMail:
    """To a contact who asked for the way into the partners' space."""
    return post(
        kind="space_link",
        to=person.email,
        subject=f"{person.authority} : votre lien personnel",
        template="partners/mail/space_link",
        context={"person": person, "link": space_link(person), "days": LINK_LASTS.days},
        authority=person.authority,
    )
