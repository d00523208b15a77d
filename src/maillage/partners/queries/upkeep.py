"""How likely an entry is to be right still, and what follows from it: whom to ask, what came back, what to purge.

An entry known to be right some days ago is right today with the chance 2^(-days / half-life). The half-life of a kind
of partner starts from a stated prior and is learned from what this authority found on its own entries.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Case, Count, DateField, F, Q, Value, When
from django.utils import timezone

from maillage.accounts.queries.tokens import fingerprint
from maillage.partners.enums import Freshness, OrganisationKind, Outcome
from maillage.partners.models import Finding, Function, Person, UpkeepSettings, Verification, known_day

ASKED_AT_MOST_EVERY = timedelta(days=60)

# In days, before an authority has learned its own. About one professional contact in four changes in a year, which is a
# half-life near 900 days; each kind is set around that by what makes its people move.
PRIORS = {
    OrganisationKind.COMMUNE: 1500,  # a mandate of six years, and few staff who stay long
    OrganisationKind.EPCI: 1100,  # elected for six years, officers on contracts of two or three
    OrganisationKind.DEPARTEMENT: 1000,  # large services: posts move inside the house
    OrganisationKind.REGION: 1000,  # same
    OrganisationKind.STATE_SERVICE: 900,  # officials change posts every three or four years
    OrganisationKind.FRANCE_TRAVAIL: 800,  # agencies reorganise, advisers rotate
    OrganisationKind.MISSION_LOCALE: 650,  # short funding, young teams
    OrganisationKind.CCAS: 1000,  # small stable teams
    OrganisationKind.CAF_MSA: 1000,  # large stable bodies
    OrganisationKind.ASSOCIATION: 700,  # boards renewed each year, subsidised posts that end
    OrganisationKind.EMPLOYER: 900,  # the common rate
    OrganisationKind.EMPLOYERS_UNION: 1000,  # mandates of three years, staff who stay
    OrganisationKind.TRADE_UNION: 1000,  # same
    OrganisationKind.TRANSPORT_OPERATOR: 1000,  # contracts of several years with the authority
    OrganisationKind.SCHOOL: 800,  # heads and teams move in September
    OrganisationKind.HEALTH: 800,  # coordinators on yearly funding
    OrganisationKind.OTHER: 800,
}
PRIOR_WEIGHT = 4  # the prior counts as much as four entries found to have changed


@dataclass(frozen=True)
class HalfLife:
    kind: OrganisationKind
    days: float
    checks: int  # what this authority found, for this kind
    changed: int
    prior: int

    @property
    def months(self) -> int:
        return round(self.days / 30.44)


def learned(prior: float, findings: Iterable[tuple[int, bool]]) -> float:
    """The half-life, in days, that makes these findings most likely: (days since last known, right still?).

    We see an entry only when we look: right after t days says exp(-λt), changed says 1 - exp(-λt). With a Gamma prior
    worth PRIOR_WEIGHT changes at the stated rate, the slope of the log-likelihood in λ only falls: its root is found
    by halving. Findings of the very day teach nothing.
    """
    rows = [(days, was_right) for days, was_right in findings if days > 0]
    right = sum(days for days, was_right in rows if was_right)
    changed = [days for days, was_right in rows if not was_right]
    first = math.log(2) / prior

    def slope(rate: float) -> float:
        pull = sum(days * math.exp(-rate * days) / -math.expm1(-rate * days) for days in changed)
        return PRIOR_WEIGHT * (1 / rate - 1 / first) - right + pull

    low, high = math.log(2) / 36_500, math.log(2)  # between a century and a day
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return math.log(2) / low


def half_lives(authority) -> dict[str, HalfLife]:
    found = defaultdict(list)
    rows = Finding.everywhere.filter(authority=authority, days__gt=0).order_by()
    for kind, days, was_right in rows.values_list("kind", "days", "was_right"):
        found[kind].append((days, was_right))
    return {
        kind: HalfLife(
            kind,
            learned(prior, found[kind]) if found[kind] else float(prior),
            len(found[kind]),
            sum(not was_right for _, was_right in found[kind]),
            prior,
        )
        for kind, prior in PRIORS.items()
    }


@dataclass(frozen=True)
class Decay:
    """How fast what one authority knows goes out of date, and from which chance down it wants to ask."""

    half_lives: dict[str, HalfLife]
    threshold: float
    today: date

    def chance(self, kind: str, known_on: date | None, *, bounced: bool = False) -> float:
        if known_on is None or bounced:
            return 0.0
        days = max((self.today - known_on).days, 0)
        return 2 ** (-days / self.half_lives[kind].days)

    @cached_property
    def days_fresh(self) -> dict[str, int]:
        """For each kind of partner, how many days an entry stays at the threshold or above."""
        halves = math.log2(1 / self.threshold)
        return {kind: int(each.days * halves) for kind, each in self.half_lives.items()}

    def is_fresh(self, kind: str, known_on: date | None) -> bool:
        return known_on is not None and known_on >= self.fresh_since_day(kind)

    def fresh_since_day(self, kind: str) -> date:
        return self.today - timedelta(days=self.days_fresh[kind])

    def fresh_since(self, kind: str = "kind") -> Case:
        """The same day in a query, by the kind that stands in a column."""
        whens = [When(**{kind: each}, then=Value(self.fresh_since_day(each))) for each in self.half_lives]
        return Case(*whens, output_field=DateField())

    def freshness(self, kind: str, person: Person) -> Freshness:
        if person.bounced_on:
            return Freshness.BOUNCED
        return Freshness.FRESH if self.is_fresh(kind, person.known_on) else Freshness.STALE


def settings_of(authority) -> UpkeepSettings:
    """What the authority chose, or the defaults: an unsaved row."""
    found = UpkeepSettings.everywhere.filter(authority=authority).first()
    return found or UpkeepSettings(authority=authority)


def decay_of(authority, settings: UpkeepSettings | None = None) -> Decay:
    chosen = settings or settings_of(authority)
    return Decay(half_lives(authority), chosen.threshold / 100, timezone.localdate())


def kind_of_person(decay: Decay, functions: Iterable[Function]) -> str:
    """Of the partners where someone holds a function, the kind that goes out of date the soonest."""
    kinds = {function.organisation.kind for function in functions}
    return min(kinds, key=lambda kind: decay.half_lives[kind].days, default=OrganisationKind.OTHER)


def state_of(person: Person, functions: Iterable[Function]) -> dict:
    """What the card of a person says of its age."""
    decay = decay_of(person.authority)
    kind = kind_of_person(decay, functions)
    return {
        "freshness": decay.freshness(kind, person),
        "percent": round(100 * decay.chance(kind, person.known_on, bounced=bool(person.bounced_on))),
        "half_life": decay.half_lives[kind],
        "last": person.verifications.first(),
    }


def stale_functions(authority, decay: Decay):
    """The functions held whose holder is to be verified, the oldest knowledge first."""
    held = Function.everywhere.held().filter(
        organisation__authority=authority, organisation__is_active=True, person__erased_on=None
    )
    known = held.annotate(known=known_day("person__"), fresh_since=decay.fresh_since("organisation__kind"))
    stale = known.filter(Q(known=None) | Q(known__lt=F("fresh_since")), person__bounced_on=None)
    return stale.select_related("person", "organisation").order_by(
        F("known").asc(nulls_first=True), "person_id", "pk"
    )


def people_to_ask(authority, decay: Decay) -> list[Person]:
    """Those whom the rule would write to today, the least sure first; no cap here."""
    mute = decay.today - ASKED_AT_MOST_EVERY
    functions = (
        stale_functions(authority, decay)
        .filter(person__opposed_on=None)
        .exclude(person__email="")
        .filter(Q(person__asked_on=None) | Q(person__asked_on__lt=mute))
    )
    return list({function.person_id: function.person for function in functions}.values())


def verification_behind(token: str) -> Verification | None:
    found = Verification.everywhere.filter(token_hash=fingerprint(token))
    return found.select_related("authority", "person").first()


def is_open(verification: Verification) -> bool:
    return (
        not verification.outcome
        and verification.expires_at > timezone.now()
        and verification.person_id is not None
    )


def answers_to_see(authority):
    """What came back and asks for a look; a plain « toujours moi » asks for none."""
    answers = Verification.objects.filter(authority=authority, seen_at=None)
    return (
        answers.exclude(outcome__in=["", Outcome.CONFIRMED])
        .select_related("person")
        .prefetch_related("person__functions__organisation")
        .order_by("answered_at", "pk")
    )


def bounced_functions(authority):
    held = Function.objects.held().filter(organisation__authority=authority, organisation__is_active=True)
    return held.exclude(person__bounced_on=None).select_related("person", "organisation")


def with_age(functions: Iterable[Function], decay: Decay) -> list[Function]:
    """Each function with how fresh its holder's entry is, as its `freshness` and `percent`."""
    rows = list(functions)
    for row in rows:
        kind, person = row.organisation.kind, row.person
        row.freshness = decay.freshness(kind, person)
        row.percent = round(100 * decay.chance(kind, person.known_on, bounced=bool(person.bounced_on)))
    return rows


def health_of(authority, decay: Decay) -> dict[str, int]:
    """The list in four numbers; the one to watch is the share of entries that are fresh."""
    held = Function.everywhere.held().filter(organisation__authority=authority, organisation__is_active=True)
    people = held.order_by().aggregate(
        people=Count("person", distinct=True),
        bounced=Count("person", distinct=True, filter=Q(person__bounced_on__isnull=False)),
        mute=Count("person", distinct=True, filter=Q(person__email="")),
    )
    stale = stale_functions(authority, decay).order_by().aggregate(n=Count("person", distinct=True))["n"]
    fresh = people["people"] - people["bounced"] - stale
    share = round(100 * fresh / people["people"]) if people["people"] else 0
    return {**people, "stale": stale, "fresh": fresh, "share": share}


def half_life_rows(decay: Decay) -> list[dict]:
    """For each kind of partner: its half-life, whether it was learned here, and after how many days we ask."""
    return [
        {"half_life": each, "asked_after": decay.days_fresh[kind]} for kind, each in decay.half_lives.items()
    ]
