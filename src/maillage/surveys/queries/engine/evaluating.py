"""Running an expression at a place of an answer."""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from maillage.surveys.queries.engine.functions import FUNCTIONS
from maillage.surveys.queries.engine.values import CLOSE, NAN, Day, Node, single, to_bool, to_number, to_text


@dataclass(frozen=True, slots=True)
class At:
    """Where we are: the node at hand, the one the expression belongs to, our rank among those looked at.

    `depth`: how many names of an absolute path stay in the repeats that we are in; 0: all that are ours.
    """

    filling: Any
    node: Node
    origin: Node
    rank: int = 0
    depth: int = 0


def run(expression: list, at: At):
    """The value of an expression (see `values`)."""
    return KINDS[expression[0]](expression, at)


def call(expression: list, at: At):
    _, name, arguments = expression
    if name == "instance":
        return [at.filling.lists[arguments[0][1]]]
    if name == "indexed-repeat":
        return indexed(arguments, at)
    return FUNCTIONS[name](at, *(run(each, at) for each in arguments))


def both(expression: list, at: At):
    _, sign, left, right = expression
    if sign in {"and", "or"}:
        first = to_bool(run(left, at))
        return first if first == (sign == "or") else to_bool(run(right, at))
    one, other = run(left, at), run(right, at)
    if sign == "|":
        return [*one, *(node for node in other if node not in one)]
    if sign in {"=", "!="}:
        return are_equal(single(one), single(other)) == (sign == "=")
    return SIGNS[sign](to_number(one), to_number(other))


def are_equal(one, other) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return to_bool(one) == to_bool(other)
    if isinstance(one, float | Day) or isinstance(other, float | Day):
        if (isinstance(one, Day) and isinstance(other, str)) or (
            isinstance(one, str) and isinstance(other, Day)
        ):
            return to_text(one) == to_text(other)
        return abs(to_number(one) - to_number(other)) < CLOSE
    return to_text(one) == to_text(other)


def divided(one: float, other: float) -> float:
    if other == 0:
        return NAN if one == 0 or math.isnan(one) else math.copysign(math.inf, one) * math.copysign(1, other)
    return one / other


def left_over(one: float, other: float) -> float:
    return (
        NAN
        if other == 0 or math.isinf(one) or math.isnan(one) or math.isnan(other)
        else math.fmod(one, other)
    )


SIGNS: dict[str, Callable] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": divided,
    "mod": left_over,
}


def path(expression: list, at: At) -> list[Node]:
    """The nodes at the end of a path, those that are not shown left out."""
    _, start, steps = expression
    if start == "/":
        return [node for node in from_the_top(steps, at) if node.is_shown]
    nodes = [at.node] if start == "." else run(start, at)
    return [node for node in walked(nodes, steps, at) if node.is_shown]


def from_the_top(steps: list, at: At) -> list[Node]:
    """An absolute path stays in the repeats that we are in, as far as its names are those above us."""
    above = lineage(at.node)
    if above[0] is not at.filling.root:
        above = lineage(at.origin)
    bound = [node.name for node in above[: at.depth or None]]
    nodes, is_ours = [at.filling.root], True
    for depth, (name, predicates) in enumerate(steps):
        is_ours = is_ours and depth < len(bound) and bound[depth] == name
        if depth == 0:
            nodes = nodes if name in {"*", nodes[0].name} else []
        elif is_ours and not predicates:
            nodes = alike(nodes, above[depth])
        else:
            nodes = [found for node in nodes for found in stepped(node, name)]
        for predicate in predicates:
            nodes = chosen(nodes, predicate, at)
    return nodes


def alike(parents: list[Node], ours: Node) -> list[Node]:
    """In each parent, the child that has the name and the rank of ours."""
    if len(parents) == 1 and parents[0] is ours.parent:
        return [ours]
    rank = ours.rank
    return [node for parent in parents for node in parent.named.get(ours.name, [])[rank - 1 : rank]]


def lineage(node: Node) -> list[Node]:
    found = []
    while node is not None:
        found.append(node)
        node = node.parent
    return found[::-1]


def indexed(arguments: list, at: At) -> list[Node]:
    """indexed-repeat(/f/r/x, /f/r, 2): the node at the end of a path, in the repeats of the ranks given.

    Where no rank is given, in the repeats that we are in. A rank below 1 is read as 1.
    """
    target, *pairs = arguments
    ranks = {}
    for repeat, rank in zip(pairs[::2], pairs[1::2], strict=True):
        wanted = to_number(run(rank, at))
        ranks[len(names_of(repeat, at.node)) - 1] = max(int(wanted), 1) if math.isfinite(wanted) else 1
    above, nodes, is_ours = lineage(at.node), [at.filling.root], True
    for depth, name in enumerate(names_of(target, at.node)):
        is_ours = is_ours and depth < len(above) and above[depth].name == name
        if depth == 0:
            continue
        if depth in ranks:
            nodes = [
                found for node in nodes for found in node.named.get(name, [])[ranks[depth] - 1 : ranks[depth]]
            ]
        else:
            nodes = (
                alike(nodes, above[depth]) if is_ours else [n for node in nodes for n in stepped(node, name)]
            )
    return [node for node in nodes if node.is_shown]


def names_of(expression: list, node: Node) -> list[str]:
    """The names along a path, from the top: ../km is data, trip, km."""
    _, start, steps = expression
    names = [] if start == "/" else [each.name for each in lineage(node)]
    for name, _ in steps:
        if name == "..":
            names = names[:-1]
        elif name != ".":
            names.append(name)
    return names


def walked(nodes: list[Node], steps: list, at: At) -> list[Node]:
    for name, predicates in steps:
        nodes = [found for node in nodes for found in stepped(node, name)]
        for predicate in predicates:
            nodes = chosen(nodes, predicate, at)
    return nodes


def stepped(node: Node, name: str) -> list[Node]:
    if name == ".":
        return [node]
    if name == "..":
        return [node.parent] if node.parent else []
    return node.children if name == "*" else node.named.get(name, [])


def chosen(nodes: list[Node], predicate: list, at: At) -> list[Node]:
    """Those that a predicate keeps; a number is a rank."""
    kept = []
    for rank, node in enumerate(nodes, start=1):
        value = single(run(predicate, At(at.filling, node, at.origin, rank)))
        if (value == rank) if isinstance(value, float) else to_bool(value):
            kept.append(node)
    return kept


KINDS: dict[str, Callable] = {
    "n": lambda expression, at: expression[1],
    "s": lambda expression, at: expression[1],
    "-": lambda expression, at: -to_number(run(expression[1], at)),
    "b": both,
    "c": call,
    "p": path,
}
