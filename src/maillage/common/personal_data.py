"""One registry of what each app stores about a person. « Mes données » reads it; a test lists the apps it misses."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Holding:
    """What one app keeps on a person, in words that this person understands.

    `app` is the label of the Django app whose tables hold it. `export` gives plain rows, fit for JSON.
    `erase` deletes or blanks the rows and returns their number; the account itself is deleted after all of them.
    """

    app: str
    label: str
    purpose: str
    retention: str
    export: Callable[[object], list[dict]]
    erase: Callable[[object], int]
    of_people: Callable[[object], list[dict]] | None = None  # the same of contacts, who have no account


HOLDINGS: list[Holding] = []


def holds(**facts) -> None:
    """Declare a holding; called from the `ready` of an app. Erasing follows the order of declaration, reversed."""
    HOLDINGS.append(Holding(**facts))


def export_all(person) -> list[dict]:
    """Everything that the house keeps on a person, holding by holding."""
    return [
        {
            "catégorie": holding.label,
            "pourquoi": holding.purpose,
            "combien de temps": holding.retention,
            "données": holding.export(person),
        }
        for holding in HOLDINGS
    ]


def export_people(people) -> list[dict]:
    """What the house keeps on contacts (a queryset): what they read in the partners' space, without an account."""
    return [
        {
            "catégorie": holding.label,
            "pourquoi": holding.purpose,
            "combien de temps": holding.retention,
            "données": holding.of_people(people),
        }
        for holding in HOLDINGS
        if holding.of_people
    ]


def erase_all(person) -> dict[str, int]:
    """Run every eraser; the caller opens the transaction and deletes the account afterwards."""
    return {holding.label: holding.erase(person) for holding in reversed(HOLDINGS)}
