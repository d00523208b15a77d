"""The personal link at the foot of each letter. It needs no row and never ends: who wants to leave must always be able to."""

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from maillage.outreach.models import Subscriber
from maillage.partners.models import Person

SALT = "maillage.outreach.link"
LETTERS = {Subscriber: "s", Person: "p"}
SIGNED = 28  # hexadecimal digits; with the rest, it fits in the local part of an address


def token_for(letter: str, pk: int) -> str:
    return f"{letter}{pk}-{salted_hmac(SALT, f'{letter}{pk}', algorithm='sha256').hexdigest()[:SIGNED]}"


def token_of(holder: Subscriber | Person) -> str:
    """In lower case: mail servers may write addresses so."""
    return token_for(LETTERS[type(holder)], holder.pk)


def holder_behind(token: str, authority=None) -> Subscriber | Person | None:
    """The subscriber or the contact whose link it is; None when it is forged, or they are erased."""
    name, _, _ = token.partition("-")
    letter, number = name[:1], name[1:]
    if not number.isascii() or not number.isdigit() or len(number) > 18:  # noqa: PLR2004  fits in a key
        return None
    if not constant_time_compare(token, token_for(letter, int(number))):
        return None
    model = Subscriber if letter == "s" else Person
    rows = model.everywhere.select_related("authority").filter(pk=int(number))
    if model is Person:
        rows = rows.filter(erased_on=None)
    return rows.filter(authority=authority).first() if authority else rows.first()


def full(path: str) -> str:
    return path if path.startswith(("http://", "https://", "mailto:")) else settings.BASE_URL + path


def preferences_link(authority, token: str) -> str:
    return full(reverse("outreach:preferences", args=[authority.slug, token]))


def one_click_link(authority, token: str) -> str:
    return full(reverse("outreach:one_click", args=[authority.slug, token]))


def subscribe_link(authority) -> str:
    return full(reverse("outreach:subscribe", args=[authority.slug]))


def web_link(letter) -> str:
    return full(reverse("outreach:archive_letter", args=[letter.authority.slug, letter.pk]))
