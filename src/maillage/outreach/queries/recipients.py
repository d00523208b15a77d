"""Who receives a letter. The preview and the departure ask this one module: what was read is what leaves."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q

from maillage.accounts.queries.holds import held_among
from maillage.outreach.enums import Joined, LeftOut, Place, RuleKind, SubscriberState
from maillage.outreach.models import Audience, AudienceRule, Interest, LetterStop, Subscriber
from maillage.partners.models import Function, Person
from maillage.partners.queries.circles import people_in

NOBODY = Q(pk__in=[])


@dataclass(frozen=True)
class Recipient:
    email: str
    person: int | None = None
    subscriber: int | None = None


@dataclass
class Recipients:
    taken: list[Recipient] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)

    def __len__(self) -> int:
        return len(self.taken)

    @property
    def people(self) -> list[int]:
        return [each.person for each in self.taken if each.person]

    @property
    def contacts(self) -> int:
        return len(self.people)

    @property
    def subscribers(self) -> int:
        return len(self.taken) - self.contacts

    @property
    def said(self) -> list[str]:
        """« 3 sans courriel », by reason, in a fixed order."""
        return [reason.said(self.left_out[reason]) for reason in LeftOut if self.left_out[reason]]


def recipients(audience: Audience) -> Recipients:
    """Everybody whom the rules name today, once each, and how many are left out and why. A fixed number of queries.

    An address counts as a contact before it counts as a subscriber. Whoever is excluded, opposed or stopped as a contact
    receives nothing under that address as a subscriber either.
    """
    rules = list(AudienceRule.everywhere.filter(audience=audience))
    found = Recipients()
    people = rows_of_people(audience, rules)
    subscribers = rows_of_subscribers(audience, rules)
    banned = addresses_excluded(audience, rules)
    addresses = {row["email"].lower() for row in (*people, *subscribers) if row["email"]}
    held = {address.lower() for address in held_among(addresses, is_bulk=True)}
    barred = refused_as_contacts(audience)
    seen = set()
    for row in people:
        address = row["email"].lower()
        if address in banned:
            continue
        if reason := why_not_a_contact(row, address in held):
            found.left_out[reason] += 1
        elif address in seen:
            found.left_out[LeftOut.TWICE] += 1
        else:
            seen.add(address)
            found.taken.append(Recipient(email=address, person=row["pk"]))
    for row in subscribers:
        address = row["email"]
        if address in banned:
            continue
        if reason := why_not_a_subscriber(row, address in held, barred.get(address), is_seen=address in seen):
            found.left_out[reason] += 1
        else:
            found.taken.append(Recipient(email=address, subscriber=row["pk"]))
    return found


def rows_of_people(audience, rules) -> list[dict]:
    stopped = set(
        LetterStop.everywhere.filter(person__authority=audience.authority_id).values_list("person", flat=True)
    )
    known = Person.everywhere.filter(authority=audience.authority_id, erased_on=None)
    fields = ("pk", "email", "opposed_on", "bounced_on")
    rows = list(known.filter(joined(audience, rules, of_people)).order_by("pk").values(*fields))
    return [{**row, "stopped": row["pk"] in stopped} for row in rows]


def rows_of_subscribers(audience, rules) -> list[dict]:
    known = Subscriber.everywhere.filter(authority=audience.authority_id)
    rows = known.filter(joined(audience, rules, of_subscribers))
    return list(rows.order_by("pk").values("pk", "email", "state"))


def addresses_excluded(audience, rules) -> set[str]:
    excluded = [rule for rule in rules if rule.is_exclusion]
    people = Person.everywhere.filter(any_of([of_people(rule) for rule in excluded]))
    others = Subscriber.everywhere.filter(any_of([of_subscribers(rule) for rule in excluded]))
    return {
        address.lower()
        for rows in (people, others)
        for address in rows.filter(authority=audience.authority_id).values_list("email", flat=True)
        if address
    }


def refused_as_contacts(audience) -> dict[str, LeftOut]:
    """Addresses of contacts who said no, whatever the rules: a yes elsewhere may be older."""
    known = Person.everywhere.filter(authority=audience.authority_id, erased_on=None).exclude(email="")
    stopped = known.filter(letter_stops__isnull=False).values_list("email", flat=True)
    opposed = known.exclude(opposed_on=None).values_list("email", flat=True)
    return {email.lower(): LeftOut.STOPPED for email in stopped} | {
        email.lower(): LeftOut.OPPOSED for email in opposed
    }


def why_not_a_contact(row: dict, is_held: bool) -> LeftOut | None:
    reasons = (
        (not row["email"], LeftOut.NO_MAIL),
        (row["opposed_on"], LeftOut.OPPOSED),
        (row["stopped"], LeftOut.STOPPED),
        (row["bounced_on"], LeftOut.BOUNCED),
        (is_held, LeftOut.HELD),
    )
    return next((reason for holds, reason in reasons if holds), None)


def why_not_a_subscriber(
    row: dict, is_held: bool, barred: LeftOut | None, *, is_seen: bool
) -> LeftOut | None:
    if row["state"] == SubscriberState.ASKED:
        return LeftOut.UNCONFIRMED
    if row["state"] == SubscriberState.LEFT:
        return LeftOut.LEFT
    if is_seen:
        return LeftOut.TWICE
    return barred or (LeftOut.HELD if is_held else None)


# What each rule means


def joined(audience, rules, meaning) -> Q:
    """The inclusions of an audience as one condition; a rule that says nothing of this kind of people names nobody."""
    conditions = [meaning(rule) for rule in rules if not rule.is_exclusion]
    if audience.joined == Joined.ANY:
        return any_of(conditions)
    if not conditions or any(condition is None for condition in conditions):
        return NOBODY
    whole = Q()
    for condition in conditions:
        whole &= condition
    return whole


def any_of(conditions) -> Q:
    whole = NOBODY
    for condition in conditions:
        if condition is not None:
            whole |= condition
    return whole


def of_people(rule: AudienceRule) -> Q | None:
    """The contacts that a rule names, or None when it speaks of subscribers alone."""
    if rule.kind == RuleKind.CIRCLE:
        return Q(pk__in=people_in([int(rule.value)]).values("pk")) if rule.value.isdigit() else NOBODY
    held = Function.everywhere.held().filter(organisation__is_active=True)
    narrowed = {
        RuleKind.SPHERE: lambda: held.filter(organisation__sphere=rule.value),
        RuleKind.ROLE: lambda: in_place(held, rule.value),
        RuleKind.CONTACTS: lambda: held,
        RuleKind.EPCI: lambda: held.filter(organisation__commune__epci=rule.value),
        RuleKind.COMMUNE: lambda: held.filter(organisation__commune=rule.value),
    }.get(RuleKind(rule.kind))
    return Q(pk__in=narrowed().values("person")) if narrowed else None


def in_place(held, place: str):
    if place == Place.REFERENT:
        return held.filter(is_referent=True)
    if place == Place.TITULAR:
        return held.filter(substitute_for=None)
    return held.exclude(substitute_for=None)


def of_subscribers(rule: AudienceRule) -> Q | None:
    """The subscribers that a rule names, or None when it speaks of contacts alone."""
    if rule.kind == RuleKind.SUBSCRIBERS:
        rows = Interest.everywhere.filter(topic=rule.value)
        return Q(pk__in=rows.values("subscriber")) if rule.value else Q(pk__isnull=False)
    if rule.kind == RuleKind.EPCI:
        return Q(commune__epci=rule.value)
    if rule.kind == RuleKind.COMMUNE:
        return Q(commune=rule.value)
    return None
