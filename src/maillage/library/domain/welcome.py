from functools import partial

from django.db import transaction
from django.utils import timezone

from maillage.accounts.queries.privacy import addresses_of
from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.library.emails import welcome as emails
from maillage.library.enums import WelcomeStep
from maillage.library.models import Welcome
from maillage.library.queries.welcome import welcome_of
from maillage.partners.domain.notices import tell
from maillage.partners.enums import Event
from maillage.partners.models import Person


@transaction.atomic
def take_step(person: Person, step: str) -> Welcome:
    """One step is done; the next one waits as long as they want. Done again, it stays as it was."""
    if step not in WelcomeStep.values:
        raise DomainError("Cette étape n’existe pas.")
    welcome = welcome_of(Person.everywhere.select_for_update().get(pk=person.pk))
    if step in welcome.steps:
        return welcome
    welcome.mark(WelcomeStep(step))
    welcome.save()
    record(
        "a fait une étape d’accueil",
        authority=person.authority,
        target=welcome,
        étape=WelcomeStep(step).label,
    )
    return welcome


@transaction.atomic
def invite_to_welcome(person: Person, *, by) -> Welcome:
    """Send the link of the path. Again only after it was begun or a week went by."""
    if not person.may_be_mailed:
        raise DomainError("Aucun courriel ne peut partir vers ce contact : appelez-le.")
    welcome = welcome_of(Person.everywhere.select_for_update().select_related("authority").get(pk=person.pk))
    today = timezone.localdate()
    if welcome.finished_on:
        raise DomainError("Ce contact a déjà fini son parcours.")
    if welcome.invited_on and (today - welcome.invited_on).days < 7:  # noqa: PLR2004  a week
        raise DomainError("Le parcours vient de lui être proposé : laissez-lui une semaine.")
    welcome.invited_on = today
    welcome.save()
    turn, path = today.isoformat(), f"/{person.authority.slug}/partenaires/bienvenue/"
    write = partial(emails.invitation, welcome)
    tell(
        welcome.person,
        Event.WELCOME,
        welcome,
        write=write,
        turn=turn,
        title="Bienvenue, en cinq étapes",
        path=path,
    )
    record("a proposé le parcours d’accueil", actor=by, authority=person.authority, target=welcome)
    return welcome


def forget_contact(person: Person) -> int:
    return Welcome.everywhere.filter(person=person).delete()[0]


def forget_welcomes(user) -> int:
    return Welcome.everywhere.filter(person__email__in=addresses_of(user)).delete()[0]
