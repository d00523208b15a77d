"""The list that keeps itself current: « toujours vous ? » goes out, and what comes back changes the list."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maillage.accounts.queries.tokens import fingerprint
from maillage.common.errors import DomainError
from maillage.common.jobs import job
from maillage.journal.domain import record
from maillage.partners.domain.contacts import assign, clean_person, give_function, hold, learn, same_words
from maillage.partners.domain.notices import count
from maillage.partners.domain.retention import forget_person
from maillage.partners.emails import upkeep as emails
from maillage.partners.enums import (
    Event,
    FindingWay,
    InteractionKind,
    LegalBasis,
    Origin,
    Outcome,
    RequestWay,
)
from maillage.partners.models import Function, Interaction, Person, UpkeepSettings, Verification
from maillage.partners.queries import upkeep as queries
from maillage.partners.queries.notices import over_cap

LINK_LASTS = timedelta(days=45)
AGAIN_BY_HAND = timedelta(days=3)
GONE = "Ce lien a déjà servi, ou il est trop ancien."

# What the timeline of the partner says of each answer; never who, for the person may ask to be erased.
SAID = {
    Outcome.CONFIRMED: "Coordonnées confirmées par le lien personnel.",
    Outcome.CORRECTED: "Coordonnées corrigées par le lien personnel.",
    Outcome.REPLACED: "Une autre personne prend la suite, dit par le lien personnel.",
    Outcome.LEFT: "Un contact n’est plus concerné, dit par le lien personnel.",
    Outcome.OPPOSED: "Un contact ne veut plus de courriel, dit par le lien personnel.",
    Outcome.ERASED: "Un contact a demandé à être effacé, par le lien personnel.",
}


@transaction.atomic
def choose_upkeep(authority, *, by, **choices) -> UpkeepSettings:
    """`choices` are the fields of `UpkeepSettings`. Nothing is sent without an address where people can write."""
    if choices["asks_by_mail"] and not choices["contact_email"]:
        raise DomainError("Donnez l’adresse où les contacts peuvent vous écrire : chaque courriel la porte.")
    if choices["purge_after_months"] <= choices["confirm_after_months"]:
        raise DomainError("L’effacement vient après la demande de confirmation : allongez sa durée.")
    chosen, _ = UpkeepSettings.everywhere.update_or_create(authority=authority, defaults=choices)
    figures = {
        "envoi": "oui" if chosen.asks_by_mail else "non",
        "seuil": chosen.threshold,
        "par jour": chosen.daily_cap,
        "mois": f"{chosen.confirm_after_months} puis {chosen.purge_after_months}",
    }
    record("a réglé la tenue des contacts", actor=by, authority=authority, target=authority, **figures)
    return chosen


@transaction.atomic
def ask_still_you(person: Person, *, by=None) -> Verification:
    """Send one person their link; the one before opens nothing any more.

    The claim is the day written on the person: by the job at most once in sixty days, by hand once in three.
    """
    refuse_to_write(person)
    today = timezone.localdate()
    wait = AGAIN_BY_HAND if by else queries.ASKED_AT_MOST_EVERY
    free = Person.everywhere.filter(Q(asked_on=None) | Q(asked_on__lt=today - wait), pk=person.pk)
    if not free.update(asked_on=today):
        raise DomainError("La question vient de lui être posée : laissez-lui quelques jours.")
    now = timezone.now()
    Verification.everywhere.filter(person=person, outcome="", expires_at__gt=now).update(expires_at=now)
    token = secrets.token_urlsafe(32)
    verification = Verification.everywhere.create(
        authority=person.authority,
        person=person,
        token_hash=fingerprint(token),
        asked_at=now,
        expires_at=now + LINK_LASTS,
    )
    contact_email = queries.settings_of(person.authority).contact_email
    mail = emails.still_you(verification, token, functions_of(person), contact_email)
    count(person, Event.STILL_YOU, mail)
    record("a demandé « toujours vous ? »", actor=by, authority=person.authority, target=person)
    return verification


def refuse_to_write(person: Person) -> None:
    if person.opposed_on:
        raise DomainError("Cette personne ne veut plus de courriel : appelez-la.")
    if person.bounced_on:
        raise DomainError("Son courriel est en échec : corrigez d’abord l’adresse.")
    if not person.email:
        raise DomainError("Son courriel est inconnu : ajoutez-le d’abord.")


def functions_of(person: Person) -> list[Function]:
    held = Function.everywhere.held().filter(person=person)
    return list(held.select_related("organisation", "organisation__authority", "substitute_for"))


@job("ask_still_you", every=timedelta(days=1))
def ask_everywhere() -> int:
    """For each authority that switched it on, ask the least sure, up to its cap of the day. Returns the number."""
    chosen = UpkeepSettings.everywhere.filter(asks_by_mail=True).select_related("authority")
    return sum(ask_those_due(settings) for settings in chosen)


@transaction.atomic
def ask_those_due(settings: UpkeepSettings) -> int:
    authority, today = settings.authority, timezone.localdate()
    hold(authority)
    asked_today = Verification.everywhere.by_mail().filter(authority=authority, asked_at__date=today).count()
    left = max(settings.daily_cap - asked_today, 0)
    due = queries.people_to_ask(authority, queries.decay_of(authority, settings))
    had_their_month = over_cap(authority, [person.pk for person in due])
    due = [person for person in due if person.pk not in had_their_month][:left]
    for person in due:
        ask_still_you(person)
    return len(due)


def take(verification: Verification, outcome: Outcome) -> Person:
    """The link works once: the filtered UPDATE decides between two clicks. Two people answer one after the other."""
    hold(verification.authority)
    now = timezone.now()
    still_open = Verification.everywhere.filter(pk=verification.pk, outcome="", expires_at__gt=now)
    if not still_open.exclude(person=None).update(outcome=outcome, answered_at=now):
        raise DomainError(GONE)
    person = Person.everywhere.select_related("authority").get(pk=verification.person_id)
    record("a reçu une réponse à « toujours vous ? »", authority=person.authority, réponse=outcome.label)
    for organisation in {function.organisation for function in functions_of(person)}:
        Interaction.everywhere.create(
            authority=person.authority,
            organisation=organisation,
            person=None if outcome == Outcome.ERASED else person,
            kind=InteractionKind.ANSWER,
            happened_on=timezone.localdate(),
            summary=SAID[outcome],
            is_theirs=True,
        )
    return person


@transaction.atomic
def confirm(verification: Verification) -> None:
    person = take(verification, Outcome.CONFIRMED)
    learn(person, was_right=True, way=FindingWay.LINK)
    today = timezone.localdate()
    Person.everywhere.filter(pk=person.pk).update(verified_on=today)
    Person.everywhere.filter(pk=person.pk, notice_given_on=None).update(notice_given_on=today)


@transaction.atomic
def correct(verification: Verification, *, titles: Mapping[int, str], **facts) -> None:
    """`facts`: name, address and phone as the person writes them; `titles`: function id → its title."""
    person = take(verification, Outcome.CORRECTED)
    refuse_a_known_address(person, facts["email"])
    learn(person, was_right=same_words(person.full_name, facts["full_name"]), way=FindingWay.LINK)
    today = timezone.localdate()
    known = {name: getattr(person, name) for name in ("origin", "legal_basis", "collected_on")}
    told = person.notice_given_on or today
    cleaned = clean_person(person.authority, {**known, **facts, "notice_given_on": told}, besides=person)
    assign(person, {**cleaned, "verified_on": today, "bounced_on": None})
    for function in functions_of(person):
        if title := titles.get(function.pk, "").strip():
            assign(function, {"title": title})


def refuse_a_known_address(person: Person, email: str) -> None:
    """On a public page nobody learns who else is in the list."""
    others = Person.everywhere.filter(authority=person.authority, email=email.strip().lower())
    if email and others.exclude(pk=person.pk).exists():
        raise DomainError("Cette adresse est déjà celle d’une autre fiche : vérifiez-la, ou écrivez-nous.")


@transaction.atomic
def hand_over(
    verification: Verification, function: Function, *, full_name: str, email: str, title: str
) -> Person:
    """One function passes to a successor, who is told at once; the other functions stay as they are."""
    person = take(verification, Outcome.REPLACED)
    if function.person_id != person.pk:
        raise DomainError("Cette fonction n’est pas la vôtre.")
    learn(person, was_right=False, way=FindingWay.LINK)
    successor = successor_at(person, full_name, email)
    end(function)
    authority = person.authority
    given = give_function(
        function.organisation,
        successor,
        title=title or function.title,
        starts_on=timezone.localdate(),
        is_referent=function.is_referent,
        by=None,
    )
    if successor.may_be_mailed:
        mail = emails.named_successor(successor, given, queries.settings_of(authority).contact_email)
        count(successor, Event.SUCCESSOR, mail)
    if functions_of(person):
        Person.everywhere.filter(pk=person.pk).update(verified_on=timezone.localdate())
    return successor


def successor_at(person: Person, full_name: str, email: str) -> Person:
    email, authority, today = email.strip().lower(), person.authority, timezone.localdate()
    if email == person.email:
        raise DomainError("Donnez l’adresse de la personne qui vous remplace, pas la vôtre.")
    known = Person.everywhere.filter(authority=authority, email=email).select_related("authority").first()
    if known and not same_words(known.full_name, full_name):
        refuse_a_known_address(person, email)
    return known or Person.everywhere.create(
        authority=authority,
        full_name=full_name,
        email=email,
        origin=Origin.GIVEN_BY_ORGANISATION,
        legal_basis=LegalBasis.PUBLIC_TASK,
        collected_on=today,
        notice_given_on=today,
    )


def end(function: Function) -> None:
    """Whoever leaves before having begun leaves no trace."""
    today = timezone.localdate()
    held = Function.everywhere.filter(pk=function.pk)
    if not held.filter(starts_on__lte=today).update(ends_on=today, is_referent=False):
        held.delete()


@transaction.atomic
def leave(verification: Verification) -> None:
    """No longer concerned: every function ends, and nobody writes to them again."""
    person = take(verification, Outcome.LEFT)
    learn(person, was_right=False, way=FindingWay.LINK)
    for function in functions_of(person):
        end(function)


@transaction.atomic
def oppose(verification: Verification) -> None:
    person = take(verification, Outcome.OPPOSED)
    learn(person, was_right=True, way=FindingWay.LINK)
    today = timezone.localdate()
    Person.everywhere.filter(pk=person.pk).update(opposed_on=today, verified_on=today)


@transaction.atomic
def erase(verification: Verification) -> None:
    """The right to be forgotten, by the person's own hand."""
    forget_person(take(verification, Outcome.ERASED))


@transaction.atomic
def mark_seen(verification: Verification, *, by) -> None:
    unseen = Verification.everywhere.filter(pk=verification.pk, seen_at=None).exclude(outcome="")
    if not unseen.update(seen_at=timezone.now()):
        raise DomainError("Cette réponse est déjà traitée.")
    answer = verification.get_outcome_display()
    record("a traité une réponse de contact", actor=by, authority=verification.authority, réponse=answer)


@transaction.atomic
def lift_opposition(person: Person, *, asked_by: str, by) -> None:
    """Only the person may change their mind; `asked_by` says how they told us (`RequestWay`)."""
    opposed = Person.everywhere.filter(pk=person.pk).exclude(opposed_on=None)
    if not opposed.update(opposed_on=None):
        raise DomainError("Cette personne ne s’oppose pas aux courriels.")
    way = RequestWay(asked_by).label
    record(
        "a levé l’opposition d’un contact", actor=by, authority=person.authority, target=person, demande=way
    )


@transaction.atomic
def change_function(function: Function, *, title: str, starts_on: date, ends_on: date | None, by) -> bool:
    """False, and no line in the journal, if everything stays as it was."""
    if ends_on and ends_on < starts_on:
        raise DomainError("La fonction finit avant de commencer.")
    titles = Function.everywhere.held().filter(organisation=function.organisation, person=function.person)
    if any(same_words(title, each.title) for each in titles.exclude(pk=function.pk)):
        raise DomainError("Cette personne a déjà cette fonction dans cette organisation.")
    facts = {"title": title, "starts_on": starts_on, "ends_on": ends_on}
    if ends_on and ends_on <= timezone.localdate():
        facts["is_referent"] = False
    if not assign(function, facts):
        return False
    record("a modifié une fonction", actor=by, authority=function.organisation.authority, target=function)
    return True


@transaction.atomic
def keep_promise(interaction: Interaction, *, by) -> None:
    """What they said they would do is done, today."""
    promises = Interaction.everywhere.filter(pk=interaction.pk, kind=InteractionKind.PROMISE, kept_on=None)
    if not promises.update(kept_on=timezone.localdate()):
        raise DomainError("Cet engagement est déjà noté comme tenu.")
    record("a noté un engagement tenu", actor=by, authority=interaction.authority, target=interaction)
