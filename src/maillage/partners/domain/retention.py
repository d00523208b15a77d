"""How long we keep people, and how they go: by their own word, by ours, or by the calendar (DP-07)."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from maillage.accounts.queries.privacy import addresses_of
from maillage.common.errors import DomainError
from maillage.common.jobs import job
from maillage.journal.domain import ERASED, record
from maillage.partners.domain.imports import forget_lines_about
from maillage.partners.domain.notices import forget_told
from maillage.partners.enums import PurgeRule
from maillage.partners.models import Function, Interaction, Organisation, Person, PurgeLog, Verification
from maillage.partners.queries import retention as queries
from maillage.partners.queries.upkeep import settings_of
from maillage.territories.models import Authority

FORGOTTEN = "[contact effacé]"
PERSONAL_DATES = (
    "verified_on",
    "notice_given_on",
    "opposed_on",
    "bounced_on",
    "asked_on",
    "came_at",
    "news_since",
    "shared_on",
)


ON_FORGET: list[Callable[[Person], object]] = []


def on_forget(listener: Callable[[Person], object]) -> None:
    """Call `listener` with each contact who is about to be erased; for the floors above, which wrote of them."""
    if listener not in ON_FORGET:
        ON_FORGET.append(listener)


@transaction.atomic
def forget_person(person: Person, *, by=None) -> bool:
    """The entry goes, from files that wait too; what happened with their organisation stays, without their name.

    Who sat in a body is public record: then the row stays and says « Personne effacée ». True if it is gone.
    """
    is_gone = erase_entry(person, by=by)
    forget_lines_about([person.email] if person.email else [], person.authority)
    return is_gone


def erase_entry(person: Person, *, by=None) -> bool:
    of_ours = {"authority": person.authority}
    for words in filter(None, (person.full_name, person.email)):
        blank(Interaction.everywhere.filter(**of_ours), "summary", words)
        blank(Organisation.everywhere.filter(**of_ours), "notes", words)
    forget_told(person=person)
    for listener in ON_FORGET:
        listener(person)
    record("a effacé un contact", actor=by, authority=person.authority, target=person)
    try:
        with transaction.atomic():
            person.delete()
    except ProtectedError:
        anonymise(person)
        return False
    return True


def anonymise(person: Person) -> None:
    Function.everywhere.filter(person=person).delete()
    Verification.everywhere.filter(person=person).update(person=None)
    Interaction.everywhere.filter(person=person).update(person=None)
    kept = dict.fromkeys(PERSONAL_DATES)
    Person.everywhere.filter(pk=person.pk).update(
        full_name=ERASED, email="", phone="", erased_on=timezone.localdate(), **kept
    )


def blank(rows, field: str, name: str) -> None:
    for row in rows.filter(**{f"{field}__contains": name}):
        rows.filter(pk=row.pk).update(**{field: getattr(row, field).replace(name, FORGOTTEN)})


def forget_contact(user) -> int:
    """The entries under any address of an account that is being erased. Returns their number."""
    people = list(Person.everywhere.filter(email__in=addresses_of(user)).select_related("authority"))
    for person in people:
        forget_person(person)
    return len(people)


def forget_author(user) -> int:
    return Interaction.everywhere.filter(recorded_by=user).update(recorded_by=None)


@transaction.atomic
def note_informed(authority, people: Iterable[Person], *, on: date, by) -> int:
    """People have been told that we keep their coordinates, and why (RGPD, articles 13 and 14). Returns how many."""
    if on > timezone.localdate():
        raise DomainError("On n’informe pas dans le futur : corrigez la date.")
    waiting = Person.everywhere.filter(authority=authority, pk__in=[person.pk for person in people])
    told = waiting.filter(notice_given_on=None, collected_on__lte=on).update(notice_given_on=on)
    if not told:
        raise DomainError("Personne à noter : cochez des personnes, et une date qui suit le recueil.")
    record(
        "a noté que des contacts sont informés",
        actor=by,
        authority=authority,
        target=authority,
        contacts=told,
    )
    return told


@job("purge_contacts", every=timedelta(days=1))
def purge_everywhere() -> int:
    """Returns the number of people gone, over all authorities."""
    return sum(purge(authority).erased for authority in Authority.objects.all())


@transaction.atomic
def purge(authority) -> PurgeLog:
    """Erase whom nobody verified in time, who holds no function and sat nowhere; the others wait for a decision.

    Leaves a line without a name in `PurgeLog`, unless there was nothing to do.
    """
    settings = settings_of(authority)
    overdue = queries.people_overdue(authority, settings.purge_after_months)
    leaving = [row.person for row in overdue if row.goes_alone]
    forget_lines_about([person.email for person in leaving if person.email], authority)
    log = PurgeLog(
        authority=authority,
        ran_on=timezone.localdate(),
        rule=PurgeRule.UNVERIFIED,
        months=settings.purge_after_months,
        erased=sum(map(erase_entry, leaving)),
        waiting=sum(not row.goes_alone for row in overdue),
    )
    if log.erased:
        log.save()
        figures = {"effacés": log.erased, "mois": log.months}
        record("a purgé des contacts", authority=authority, target=authority, **figures)
    return log


@transaction.atomic
def forget_overdue(person: Person, *, by) -> bool:
    """A person decides on one of those who wait; the log counts it, and names nobody."""
    authority = person.authority
    is_gone = forget_person(person, by=by)
    PurgeLog.everywhere.create(
        authority=authority,
        ran_on=timezone.localdate(),
        rule=PurgeRule.BY_HAND,
        months=settings_of(authority).purge_after_months,
        erased=int(is_gone),
        anonymised=int(not is_gone),
    )
    return is_gone
