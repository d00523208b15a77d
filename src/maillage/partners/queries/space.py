"""The personal link of a contact to the partners' space: signed, dated, and void once a new one is asked for.

Nothing of it is stored: the key of the machine makes it, `Person.space_epoch` unmakes it.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from maillage.partners.models import Person

LINK_LASTS = timedelta(days=60)
SALT = "maillage.partners.space"


def space_token(person: Person) -> str:
    return signing.dumps([person.pk, person.space_epoch], salt=SALT)


def space_link(person: Person, to: str = "") -> str:
    """The full address to write in a mail to this contact alone. `to` is the page behind the door, as a path."""
    path = reverse("partners:door", args=[person.authority.slug, space_token(person)])
    return settings.BASE_URL + path + (f"?vers={to}" if to else "")


def person_behind(authority, token: str) -> Person | None:
    """The contact of this authority whose link it is; None when it is forged, too old, taken back, or erased."""
    try:
        pk, epoch = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
    except (signing.BadSignature, ValueError):
        return None
    return Person.everywhere.filter(authority=authority, pk=pk, space_epoch=epoch, erased_on=None).first()


def visitor_of(request) -> Person | None:
    """The contact who came through the door of the authority at hand with this browser."""
    pk, epoch = request.session.get(f"partner_of_{request.authority.pk}", (None, None))
    people = Person.everywhere.filter(authority=request.authority, erased_on=None)
    return people.filter(pk=pk, space_epoch=epoch).first() if pk else None
