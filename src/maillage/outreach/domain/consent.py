"""Consent, and nothing else that changes it: asked, confirmed, renewed, withdrawn. Each verb adds its row, none edits one."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from maillage.accounts.queries.tokens import fingerprint
from maillage.common.errors import DomainError
from maillage.common.jobs import job
from maillage.journal.domain import record
from maillage.outreach.emails import subscribing as emails
from maillage.outreach.enums import WORDING, ConsentChannel, ConsentKind, SubscriberState, Topic
from maillage.outreach.models import Consent, Interest, LetterStop, Subscriber
from maillage.partners.models import Person

LINK_LASTS = timedelta(days=7)
RENEWAL_LASTS = timedelta(days=60)
RENEWED_AFTER = timedelta(days=3 * 365)  # 36 months
UNCONFIRMED_KEPT_FOR = timedelta(days=30)
LEFT_KEPT_FOR = timedelta(days=365)  # the proof that we stopped
ONE_MAIL_PER = timedelta(minutes=10)  # to one address, whoever asks
MOST_PER_HOUR = 12  # from one place
RENEWALS_AT_ONCE = 200
GONE = "Ce lien a déjà servi, ou il est trop ancien. Demandez-en un autre : cela prend une minute."


@transaction.atomic
def ask(authority, *, email: str, topics: Iterable[str], commune=None, asker: str = "") -> bool:
    """Someone asks for our letters: nothing leaves but a mail that asks them to confirm.

    The caller shows the same words whatever comes back: who is subscribed is nobody's business. `asker` tells one
    browser's place from another, to stop whoever asks for the whole town.
    """
    email = email.strip().lower()
    if is_too_often(authority, email, asker):
        return False
    subscriber = Subscriber.everywhere.select_for_update().filter(authority=authority, email=email).first()
    if subscriber and subscriber.state == SubscriberState.CONFIRMED:
        emails.already(subscriber)
        return False
    if subscriber is None:
        subscriber = Subscriber(authority=authority, email=email)
    subscriber.state, subscriber.commune = SubscriberState.ASKED, commune
    token = draw_link(subscriber, LINK_LASTS)
    set_topics(subscriber, topics)
    add_row(subscriber, ConsentKind.ASKED, ConsentChannel.FORM)
    emails.confirm(subscriber, link_of(subscriber, token), LINK_LASTS.days)
    record("a demandé un abonnement aux lettres", authority=authority, target=subscriber)
    return True


def is_too_often(authority, email: str, asker: str) -> bool:
    key = f"subscription:{fingerprint(f'{authority.pk}:{asker}')}"
    if asker and (cache.get_or_set(key, 0, 3600) >= MOST_PER_HOUR or cache.incr(key) > MOST_PER_HOUR):
        return True
    address = f"subscription:{fingerprint(f'{authority.pk}:{email}')}"
    return not cache.add(address, "sent", ONE_MAIL_PER.total_seconds())


def draw_link(subscriber: Subscriber, lasts: timedelta) -> str:
    """A new secret for the page that confirms; the one before it dies. Saves the row."""
    token = secrets.token_urlsafe(24)
    subscriber.token_hash = fingerprint(token)
    subscriber.token_expires_at = timezone.now() + lasts
    subscriber.save()
    return token


def link_of(subscriber: Subscriber, token: str) -> str:
    return reverse("outreach:confirm", args=[subscriber.authority.slug, token])


def set_topics(subscriber: Subscriber, topics: Iterable[str]) -> None:
    wanted = {Topic(topic) for topic in topics}
    if not wanted:
        raise DomainError("Choisissez au moins un sujet.")
    Interest.everywhere.filter(subscriber=subscriber).exclude(topic__in=wanted).delete()
    Interest.everywhere.bulk_create(
        [Interest(subscriber=subscriber, topic=topic) for topic in sorted(wanted)], ignore_conflicts=True
    )


def add_row(holder, kind: ConsentKind, channel: ConsentChannel, *, by=None, proof: str = "") -> None:
    whom = {"subscriber": holder} if isinstance(holder, Subscriber) else {"person": holder}
    is_shown = channel in {ConsentChannel.FORM, ConsentChannel.LINK} and kind != ConsentKind.WITHDRAWN
    Consent.everywhere.create(
        authority=holder.authority,
        kind=kind,
        channel=channel,
        wording=WORDING if is_shown else "",
        proof=proof[:250],
        noted_by=by,
        **whom,
    )


@transaction.atomic
def confirm(authority, token: str) -> Subscriber:
    """The button behind the link of a mail. One click, once: the same link opens nothing afterwards."""
    waiting = Subscriber.everywhere.select_for_update().filter(
        authority=authority, token_hash=fingerprint(token), token_expires_at__gt=timezone.now()
    )
    subscriber = waiting.select_related("authority").first()
    if subscriber is None or subscriber.state == SubscriberState.LEFT:
        raise DomainError(GONE)
    is_renewal = subscriber.state == SubscriberState.CONFIRMED
    Subscriber.everywhere.filter(pk=subscriber.pk).update(
        state=SubscriberState.CONFIRMED,
        confirmed_at=timezone.now(),
        asked_again_at=None,
        left_at=None,
        token_hash="",
        token_expires_at=None,
    )
    LetterStop.everywhere.filter(person__authority=authority, person__email__iexact=subscriber.email).delete()
    kind = ConsentKind.RENEWED if is_renewal else ConsentKind.GIVEN
    add_row(subscriber, kind, ConsentChannel.LINK)
    record("a confirmé un abonnement aux lettres", authority=authority, target=subscriber)
    return subscriber


@transaction.atomic
def choose(subscriber: Subscriber, *, topics: Iterable[str], commune=None) -> None:
    """Other topics, another commune. No consent changes: who wants nothing more leaves."""
    Subscriber.everywhere.filter(pk=subscriber.pk).update(commune=commune)
    set_topics(subscriber, topics)
    record("a changé ses préférences de lettres", authority=subscriber.authority, target=subscriber)


@transaction.atomic
def leave(holder: Subscriber | Person, channel: ConsentChannel, *, by=None) -> bool:
    """No more letters to this address, as a subscriber and as a contact. Said twice, the second changes nothing.

    Convocations and what is asked of a contact by name still reach them: that is `oppose_person`.
    """
    authority, address = holder.authority, holder.email.lower()
    named = Q(pk=holder.pk) | Q(authority=authority, email__iexact=address)
    people = named if isinstance(holder, Person) else Q(authority=authority, email__iexact=address)
    others = named if isinstance(holder, Subscriber) else Q(authority=authority, email=address)
    changed = False
    for subscriber in Subscriber.everywhere.select_for_update().filter(others, authority=authority):
        changed |= leave_as_subscriber(subscriber, channel, by)
    for person in Person.everywhere.select_for_update().filter(people, authority=authority, erased_on=None):
        changed |= leave_as_contact(person, channel, by)
    if changed:
        record("a arrêté les lettres", actor=by, authority=authority, target=holder)
    return changed


def leave_as_subscriber(subscriber: Subscriber, channel: ConsentChannel, by) -> bool:
    rows = Subscriber.everywhere.filter(pk=subscriber.pk).exclude(state=SubscriberState.LEFT)
    facts = {"left_at": timezone.now(), "token_hash": "", "token_expires_at": None, "asked_again_at": None}
    if not rows.update(state=SubscriberState.LEFT, **facts):
        return False
    add_row(subscriber, ConsentKind.WITHDRAWN, channel, by=by)
    return True


def leave_as_contact(person: Person, channel: ConsentChannel, by) -> bool:
    if LetterStop.everywhere.filter(person=person).exists():
        return False
    LetterStop.everywhere.create(person=person)
    add_row(person, ConsentKind.WITHDRAWN, channel, by=by)
    return True


@transaction.atomic
def take_back(person: Person) -> None:
    """A contact wants our letters again, and says so on their own page."""
    if LetterStop.everywhere.filter(person=person).delete()[0]:
        add_row(person, ConsentKind.GIVEN, ConsentChannel.LINK)
        record("a repris les lettres", authority=person.authority, target=person)


@transaction.atomic
def invite_known(authority, *, email: str, topics, commune, proof: str, by) -> bool:
    """An address with its proof of consent, from a file: kept, asked to confirm, and written to no more until then.

    Whoever is known already, even gone, is left as they are.
    """
    email = email.strip().lower()
    if Subscriber.everywhere.filter(authority=authority, email=email).exists():
        return False
    subscriber = Subscriber(authority=authority, email=email, commune=commune)
    token = draw_link(subscriber, UNCONFIRMED_KEPT_FOR)
    set_topics(subscriber, topics)
    add_row(subscriber, ConsentKind.ASKED, ConsentChannel.FILE, by=by, proof=proof)
    emails.invited(subscriber, link_of(subscriber, token), UNCONFIRMED_KEPT_FOR.days, proof)
    return True


# By the calendar


@job("renew_subscriptions", every=timedelta(days=1))
def renew_subscriptions() -> int:
    """Ask whoever gave their consent 36 months ago, and stop for whoever did not answer. Returns how many were asked."""
    now = timezone.now()
    silent = Subscriber.everywhere.confirmed().filter(asked_again_at__lt=now - RENEWAL_LASTS)
    for subscriber in silent.select_related("authority"):
        leave(subscriber, ConsentChannel.EXPIRY)
    old = Subscriber.everywhere.confirmed().filter(confirmed_at__lt=now - RENEWED_AFTER, asked_again_at=None)
    due = list(old.order_by("confirmed_at").values_list("pk", flat=True)[:RENEWALS_AT_ONCE])
    return sum(ask_again(pk) for pk in due)


@transaction.atomic
def ask_again(pk: int) -> bool:
    """Claimed on the old state: two workers ask once."""
    now = timezone.now()
    if not Subscriber.everywhere.confirmed().filter(pk=pk, asked_again_at=None).update(asked_again_at=now):
        return False
    subscriber = Subscriber.everywhere.select_related("authority").get(pk=pk)
    token = draw_link(subscriber, RENEWAL_LASTS)
    emails.renew(subscriber, link_of(subscriber, token), RENEWAL_LASTS.days)
    record("a demandé si l’abonnement tient", authority=subscriber.authority, target=subscriber)
    return True


@job("forget_subscribers", every=timedelta(days=1))
@transaction.atomic
def forget_subscribers() -> int:
    """Addresses that never confirmed, and those gone for a year. Returns their number."""
    now = timezone.now()
    never = Q(state=SubscriberState.ASKED, created_at__lt=now - UNCONFIRMED_KEPT_FOR) & (
        Q(token_expires_at=None) | Q(token_expires_at__lt=now)
    )
    gone = Q(state=SubscriberState.LEFT, left_at__lt=now - LEFT_KEPT_FOR)
    rows = list(Subscriber.everywhere.filter(never | gone).values_list("pk", flat=True))
    Subscriber.everywhere.filter(pk__in=rows).delete()
    if rows:
        record("a oublié d’anciens abonnés", lignes=len(rows))
    return len(rows)
