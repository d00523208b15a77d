"""Mail that comes back: the address is marked, and nobody writes there again until it is corrected."""

from django.db import transaction
from django.utils import timezone

from maillage.accounts.domain.holds import lift_refusals
from maillage.journal.domain import record
from maillage.partners.domain.contacts import learn
from maillage.partners.enums import FindingWay
from maillage.partners.models import Person


@transaction.atomic
def mark_bounced(address: str) -> int:
    """Mark this address wherever it is kept; an address already marked keeps its first day. Returns the number."""
    address, marked = address.strip().lower(), 0
    for person in Person.everywhere.filter(email=address, bounced_on=None).select_related("authority"):
        if Person.everywhere.filter(pk=person.pk, bounced_on=None).update(bounced_on=timezone.localdate()):
            learn(person, was_right=False, way=FindingWay.BOUNCE)
            record("a reçu un courriel en échec", authority=person.authority, target=person)
            marked += 1
    return marked


@transaction.atomic
def clear_bounce(person: Person, *, by) -> None:
    """The address is good after all: a full mailbox, a mistake of their server. Mail may leave for it again."""
    Person.everywhere.filter(pk=person.pk).update(bounced_on=None)
    record("a levé l’échec de courriel d’un contact", actor=by, authority=person.authority, target=person)
    lift_refusals(person.email, "Dite bonne depuis la fiche du contact.", by=by, authority=person.authority)


@transaction.atomic
def clear_marks(address: str) -> int:
    """Someone lifted the hold on this address: the cards that bear it are not in failure any more. Returns the number."""
    marked = Person.everywhere.filter(email=address).exclude(bounced_on=None)
    for person in marked.select_related("authority"):
        record("a levé l’échec de courriel d’un contact", authority=person.authority, target=person)
    return marked.update(bounced_on=None)
