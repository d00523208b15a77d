from maillage.accounts.emails.gate import post
from maillage.accounts.models import OutboundMail
from maillage.library.models import Dialogue
from maillage.partners.models import Organisation, Person
from maillage.partners.queries.space import space_link
from maillage.partners.queries.upkeep import settings_of


def proposal(
    dialogue: Dialogue, person: Person, partner: Organisation, referent: Person | None
) -> OutboundMail:
    """To the référent of one of two partners who are asked to meet. Names the other house, how to reach it, and its
    référent by name; never their own address, which is theirs to give.
    """
    slug = dialogue.authority.slug
    return post(
        kind="dialogue",
        to=person.email,
        subject=f"{dialogue.authority} : une rencontre avec {partner} ?",
        template="library/mail/dialogue",
        context={
            "dialogue": dialogue,
            "person": person,
            "partner": partner,
            "referent": referent,
            "contact_email": settings_of(dialogue.authority).contact_email,
            "link": space_link(person, f"/{slug}/partenaires/qui-fait-quoi/"),
        },
        authority=dialogue.authority,
    )
