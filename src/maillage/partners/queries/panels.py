"""What the floors above show on the card of a partner; they say so, this floor never imports them."""

from collections.abc import Callable
from dataclasses import dataclass

from maillage.partners.models import Organisation


@dataclass(frozen=True)
class Panel:
    """A template, and what it is given: `facts(organisation, user)` in a fixed number of queries."""

    template: str
    facts: Callable[[Organisation, object], dict]


PANELS: list[Panel] = []


def shows_on_card(panel: Panel) -> None:
    """Declare a panel; called from the `ready` of the app that owns it."""
    if panel not in PANELS:
        PANELS.append(panel)


def panels_of(organisation: Organisation, user) -> list[tuple[str, dict]]:
    return [(panel.template, panel.facts(organisation, user)) for panel in PANELS]
