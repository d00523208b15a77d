"""Links to the partners' space: sent when asked for, taken back when they went astray."""

from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from maillage.accounts.queries.tokens import fingerprint
from maillage.journal.domain import record
from maillage.partners.domain.notices import count
from maillage.partners.emails import space as emails
from maillage.partners.enums import Event
from maillage.partners.models import Person

ONE_LINK_PER = timedelta(minutes=2)  # to one address, whoever asks
ONE_VISIT = timedelta(hours=12)  # coming back within it is the same visit: its news stay news


@transaction.atomic
def send_link(authority, address: str) -> bool:
    """Mail a contact the link to their space. False, and nothing leaves, where nobody is known or a link just left.

    Whoever opposed our mails asks for this one: it leaves too.
    """
    person = Person.everywhere.filter(authority=authority, email__iexact=address, erased_on=None).first()
    key = fingerprint(f"{authority.pk}:{address.lower()}")
    if person is None or not cache.add(f"space-link:{key}", "sent", timeout=ONE_LINK_PER.total_seconds()):
        return False
    count(person, Event.ASKED_FOR, emails.link(person))
    record("a envoyé un lien vers l’espace des partenaires", authority=authority, target=person)
    return True


@transaction.atomic
def take_back_links(person: Person, *, by) -> None:
    """Every link sent so far opens nothing any more, and whoever came by one is outside."""
    Person.everywhere.filter(pk=person.pk).update(space_epoch=F("space_epoch") + 1)
    record("a repris les liens d’un contact", actor=by, authority=person.authority, target=person)


@transaction.atomic
def come_in(person: Person) -> None:
    """Through the door, by its button. What is new is what happened since the visit before this one."""
    now = timezone.now()
    fresh = Person.everywhere.filter(pk=person.pk)
    if person.came_at and person.came_at > now - ONE_VISIT:
        return
    fresh.update(news_since=person.news_since or person.came_at, came_at=now)
    if person.came_at:
        fresh.filter(news_since__lt=person.came_at).update(news_since=person.came_at)
    record("est venu dans l’espace des partenaires", authority=person.authority, target=person)


@transaction.atomic
def mark_read(person: Person) -> None:
    """« J’ai vu »: what happened until now is no news any more."""
    Person.everywhere.filter(pk=person.pk).update(news_since=timezone.now())
    record("a vu les nouvelles de son espace", authority=person.authority, target=person)


@transaction.atomic
def share_contact(person: Person, *, shares: bool) -> None:
    """Whether the members of their bodies may read their work address and phone. Only the person decides."""
    day = timezone.localdate() if shares else None
    Person.everywhere.filter(pk=person.pk).update(shared_on=day)
    said = "a montré ses coordonnées à ses instances" if shares else "a caché ses coordonnées à ses instances"
    record(said, authority=person.authority, target=person)
