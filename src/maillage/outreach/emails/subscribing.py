"""Mails about a subscription. Each carries the way out."""

from maillage.accounts.emails.gate import post
from maillage.outreach.models import Subscriber
from maillage.outreach.queries.links import full, preferences_link, subscribe_link, token_of


def confirm(subscriber: Subscriber, path: str, days: int) -> None:
    """To whoever asked for our letters, or somebody in their name: nothing more leaves until they confirm."""
    write(subscriber, "outreach/mail/confirm", "confirmez votre abonnement", link=full(path), days=days)


def already(subscriber: Subscriber) -> None:
    """To a subscriber who asks once more: the answer on the screen is the same for all, this mail tells them."""
    write(subscriber, "outreach/mail/already", "vous êtes déjà abonné")


def invited(subscriber: Subscriber, path: str, days: int, proof: str) -> None:
    """To an address that a file brought, with what the file says of their consent."""
    write(
        subscriber,
        "outreach/mail/invited",
        "confirmez votre abonnement",
        link=full(path),
        days=days,
        proof=proof,
    )


def renew(subscriber: Subscriber, path: str, days: int) -> None:
    """To whoever subscribed long ago: do you still want our letters?"""
    write(subscriber, "outreach/mail/renew", "voulez-vous encore nos lettres ?", link=full(path), days=days)


def write(subscriber: Subscriber, template: str, subject: str, **context) -> None:
    authority = subscriber.authority
    post(
        kind=f"subscription_{template.rsplit('/', 1)[1]}",
        to=subscriber.email,
        subject=f"{authority} : {subject}",
        template=template,
        context={
            "subscriber": subscriber,
            "preferences": preferences_link(authority, token_of(subscriber)),
            "subscribe": subscribe_link(authority),
            **context,
        },
        authority=authority,
    )
