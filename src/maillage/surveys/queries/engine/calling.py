"""How a function of ODK forms is known: under its XPath name, with how many values it takes."""

from collections.abc import Callable

from maillage.surveys.queries.engine.values import to_text

FUNCTIONS: dict[str, Callable] = {}
MANY = 1_000


def known(name: str, least: int = 0, most: int | None = None):
    """Register a function under its XPath name, with how few and how many arguments it takes."""

    def register(run):
        run.least, run.most = least, least if most is None else most
        FUNCTIONS[name] = run
        return run

    return register


def texts(values) -> list[str]:
    """Arguments as texts, each node of a list on its own."""
    found = []
    for value in values:
        found.extend(to_text(node.value) for node in value) if isinstance(value, list) else found.append(
            to_text(value)
        )
    return found
