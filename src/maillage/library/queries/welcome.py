"""The welcome path: where each contact stands, and what each step shows."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from maillage.library.enums import WelcomeStep
from maillage.library.models import Welcome
from maillage.library.queries.glossary import Word, words_of
from maillage.partners.models import Function, Person
from maillage.partners.queries.contacts import people_under_address_of

# The words of the third step: those that a newcomer hears in their first meeting.
FIVE_WORDS = (
    "autorite-organisatrice-de-la-mobilite",
    "comite-des-partenaires",
    "plan-daction-commun-en-faveur-de-la-mobilite-solidaire",
    "bassin-de-mobilite",
    "mobilite-solidaire",
)


def welcome_of(person: Person) -> Welcome:
    """Their path, or one that nobody began: an unsaved row."""
    found = Welcome.everywhere.filter(person=person).first()
    return found or Welcome(authority=person.authority, person=person)


@dataclass(frozen=True)
class StepLine:
    """One step as a list shows it."""

    step: WelcomeStep
    number: int
    is_done: bool
    is_next: bool


def lines_of(welcome: Welcome) -> list[StepLine]:
    return [
        StepLine(step, number, step in welcome.steps, step == welcome.next_step)
        for number, step in enumerate(WelcomeStep, start=1)
    ]


def five_words(authority) -> list[Word]:
    known = {word.key: word for word in words_of(authority)}
    return [known[key] for key in FIVE_WORDS if key in known]


def people_to_welcome(authority):
    """The contacts who hold a function at an active partner, with their path; whoever began or was asked comes first."""
    held = Function.everywhere.held().filter(person=OuterRef("pk"), organisation__is_active=True)
    people = Person.objects.filter(Exists(held), authority=authority, erased_on=None)
    people = people.order_by(
        F("welcome__started_on").desc(nulls_last=True),
        F("welcome__invited_on").desc(nulls_last=True),
        "full_name",
        "pk",
    )
    return people.select_related("welcome").prefetch_related("functions__organisation")


def counts_of(authority) -> dict[str, int]:
    rows = Welcome.objects.filter(authority=authority)
    return {
        "finished": rows.exclude(finished_on=None).count(),
        "running": rows.filter(finished_on=None).exclude(started_on=None).count(),
        "invited": rows.filter(started_on=None).exclude(invited_on=None).count(),
    }


def welcomes_under_address_of(user) -> list[dict]:
    return welcomes_of_people(people_under_address_of(user))


def welcomes_of_people(people) -> list[dict]:
    return [
        {
            "proposé le": iso(row.invited_on),
            "commencé le": iso(row.started_on),
            "étapes faites": [WelcomeStep(step).label for step in WelcomeStep if step in row.steps],
            "fini le": iso(row.finished_on),
        }
        for row in Welcome.everywhere.filter(person__in=people)
    ]


def iso(day) -> str | None:
    return day.isoformat() if day else None
