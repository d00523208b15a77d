"""Addresses where nothing is sent any more, and mail that waits, failed or came back."""

from collections.abc import Iterable

from maillage.accounts.enums import HOLDS_ALL
from maillage.accounts.models import AddressHold

ASKED_BY_NAME = 500  # beyond, the whole list of holds is read: it is the shorter of the two


def holds_on(is_bulk: bool):
    """The holds that keep a mail from leaving: all of them for a letter, the refusals alone for any other mail."""
    open_holds = AddressHold.objects.filter(lifted_at=None)
    return open_holds if is_bulk else open_holds.filter(reason__in=HOLDS_ALL)


def is_on_hold(address: str, is_bulk: bool) -> bool:
    return holds_on(is_bulk).filter(address=address.strip().lower()).exists()


def held_among(addresses: Iterable[str], is_bulk: bool) -> set[str]:
    """Those of `addresses` that are on hold, as they were written. One query, however many there are."""
    asked = set(addresses)
    rows = holds_on(is_bulk)
    if len(asked) <= ASKED_BY_NAME:
        rows = rows.filter(address__in={address.strip().lower() for address in asked})
    held = set(rows.values_list("address", flat=True))
    return {address for address in asked if address.strip().lower() in held}
