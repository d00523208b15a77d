"""What an authority knows, in memory, and what a file makes of it: drafts, nothing of which is written yet."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from maillage.partners.enums import DoubleChoice
from maillage.partners.models import Function, Organisation, Person
from maillage.partners.queries.duplicates import Index, Look, digits_of, name_key
from maillage.territories.queries.words import plain

ORGANISATION_FACTS = (
    *(
        "name",
        "kind",
        "sphere",
        "siren",
        "siret",
        "commune_id",
        "address",
        "phone",
        "email",
        "website",
        "notes",
    ),
    "is_active",
)
PERSON_FACTS = ("full_name", "email", "phone", "verified_on", "opposed_on")
FUNCTION_FACTS = ("title", "is_referent", "starts_on", "ends_on")


@dataclass(eq=False)
class Draft:
    """A record as it stands (`pk`) or will stand (no `pk`); `changes` holds what it was and becomes, name by name."""

    pk: int | None
    facts: dict
    line: int = 0
    changes: dict = field(default_factory=dict)
    of_file: set = field(default_factory=set)

    def set(self, name: str, value) -> None:
        if self.pk:
            was = self.changes.get(name, (self.facts.get(name),))[0]
            self.changes[name] = (was, value)
        self.facts[name] = value
        self.of_file.add(name)


@dataclass(eq=False)
class FunctionDraft(Draft):
    organisation: Draft | None = None
    person: Draft | None = None
    substitute_name: str = ""
    substitute_for: "FunctionDraft | None" = None

    @property
    def is_held(self) -> bool:
        return not self.facts["ends_on"] or self.facts["ends_on"] > timezone.localdate()


@dataclass
class Question:
    """A likely double: the record on one side, the line on the other, and what to do of it."""

    key: str
    line: int
    about: str
    existing: str
    reason: str
    sides: list[tuple[str, str, str]]
    options: list[str]
    choice: str

    @property
    def labels(self) -> list[tuple[str, str]]:
        return [(option, DoubleChoice(option).label) for option in self.options]


class Known:
    """The organisations, people and functions of an authority, then those that the file adds; found by any handle."""

    def __init__(self, authority):
        self.organisations: dict[int, Draft] = {}
        self.by_siret: dict[str, Draft] = {}
        self.by_name: dict[str, list[Draft]] = defaultdict(list)
        self.names: set[str] = set()
        self.index = Index()
        self.people: dict[int, Draft] = {}
        self.by_email: dict[str, Draft] = {}
        self.by_person_name: dict[str, list[Draft]] = defaultdict(list)
        self.people_of: dict[Draft, list[Draft]] = defaultdict(list)
        self.organisations_of: dict[Draft, list[Draft]] = defaultdict(list)
        self.functions: dict[tuple[Draft, Draft], list[FunctionDraft]] = defaultdict(list)
        self.referents: set[Draft] = set()
        self.load(authority)

    def load(self, authority) -> None:
        """Three reads, however many records there are."""
        rows = Organisation.everywhere.filter(authority=authority).order_by("pk")
        for pk, *facts in rows.values_list("pk", *ORGANISATION_FACTS):
            self.organisations[pk] = Draft(pk, dict(zip(ORGANISATION_FACTS, facts, strict=True)))
            self.add_organisation(self.organisations[pk])
        people = Person.everywhere.filter(authority=authority, erased_on=None).order_by("pk")
        for pk, *facts in people.values_list("pk", *PERSON_FACTS):
            self.people[pk] = Draft(pk, dict(zip(PERSON_FACTS, facts, strict=True)))
            self.add_person(self.people[pk])
        functions = Function.everywhere.filter(Q(organisation__authority=authority)).order_by("pk")
        for pk, organisation, person, *facts in functions.values_list(
            "pk", "organisation_id", "person_id", *FUNCTION_FACTS
        ):
            if person in self.people:
                held = dict(zip(FUNCTION_FACTS, facts, strict=True))
                self.add_function(
                    FunctionDraft(
                        pk, held, organisation=self.organisations[organisation], person=self.people[person]
                    )
                )

    def add_organisation(self, draft: Draft) -> None:
        facts = draft.facts
        self.by_name[plain(facts["name"])].append(draft)
        self.names.add(facts["name"].casefold())
        if facts.get("siret"):
            self.by_siret.setdefault(facts["siret"], draft)
        self.index.add(draft, look_of(facts))

    def add_person(self, draft: Draft) -> None:
        self.by_person_name[name_key(draft.facts["full_name"])].append(draft)
        if draft.facts.get("email"):
            self.by_email.setdefault(draft.facts["email"], draft)

    def add_function(self, draft: FunctionDraft) -> None:
        self.functions[draft.organisation, draft.person].append(draft)
        if draft.person not in self.people_of[draft.organisation]:
            self.people_of[draft.organisation].append(draft.person)
            self.organisations_of[draft.person].append(draft.organisation)
        if draft.facts["is_referent"] and draft.is_held:
            self.referents.add(draft.organisation)


def look_of(facts: dict) -> Look:
    return Look(
        facts["name"],
        *(facts.get(name) or "" for name in ("siren", "siret", "email", "phone")),
        commune=facts.get("commune_id"),
    )


def same(name: str, one, other) -> bool:
    """Two writings of one fact: blanks in an address, dots in a number, a last slash do not count."""
    if name == "phone":
        return [digits_of(each) for each in str(one).split("/")] == [
            digits_of(each) for each in str(other).split("/")
        ]
    if name == "website":
        return str(one).rstrip("/").lower() == str(other).rstrip("/").lower()
    if isinstance(one, str) and isinstance(other, str):
        return " ".join(one.split()) == " ".join(other.split())
    return one == other
