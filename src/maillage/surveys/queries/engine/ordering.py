"""In what order a form is computed, worked out once: which rule follows from which, and what each answer sets off.

A rule is one relevance or one calculation. As in JavaRosa, the same expression written at several places is computed at
the highest place that they share: count(/f/trip) inside a trip is 1, unless it also stands outside, then it is all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import takewhile

Path = tuple[str, ...]
NEVER_SHARED = {"uuid", "random", "once", "now", "today"}


class CycleError(ValueError):
    """Rules that wait for one another: `paths` of their questions."""

    def __init__(self, paths: list[str]):
        super().__init__(", ".join(paths))
        self.paths = paths


@dataclass
class Rule:
    """`depth`: see `At`; `is_wide`: it looks into other repeats than its own; `needs`: paths of what it reads."""

    kind: str
    path: Path
    expression: list
    needs: set[Path] = field(default_factory=set)
    depth: int = 0
    is_wide: bool = False


class Tree:
    """The paths of a form: which are repeats, what is under each."""

    def __init__(self, root: dict):
        self.specs: dict[Path, dict] = {}
        self.under: dict[Path, list[Path]] = {}
        self.register(root, (root["name"],))

    def register(self, spec: dict, path: Path) -> list[Path]:
        self.specs[path] = spec
        found = [path]
        for child in spec.get("children", ()):
            found += self.register(child, (*path, child["name"]))
        self.under[path] = found
        return found

    def matching(self, path: Path) -> Iterable[Path]:
        if "*" not in path:
            return (path,)
        return [
            each
            for each in self.specs
            if len(each) == len(path) and all(n in {"*", m} for n, m in zip(path, each, strict=True))
        ]


def rules_of(tree: Tree, counts: list[tuple[str, list]], filters: list[tuple[str, list]]) -> list[Rule]:
    """Every rule, each after those that it follows from; counts of repeats and choices come last. Raises `CycleError`."""
    rules = [
        Rule(kind, path, spec[kind])
        for path, spec in tree.specs.items()
        for kind in ("relevant", "calculate")
        if kind in spec
    ]
    for rule in rules:
        look(rule, tree)
    for path, spec in tree.specs.items():
        for kind in {"required", "readonly"} & set(spec):
            if any(read == path for read, _ in references(spec[kind], path, path, tree)):
                raise CycleError(["/" + "/".join(path)])
    share(rules)
    late = [Rule("count", split(path), each) for path, each in counts]
    late += [Rule("choices", split(path), each) for path, each in filters]
    late = [rule for rule in late if rule.path in tree.specs]
    for rule in late:
        look(rule, tree)
        rule.is_wide = True
        if rule.kind == "choices":
            rule.needs.add(rule.path)
    return sorted_out(rules, tree) + late


def split(path: str) -> Path:
    return tuple(path.strip("/").split("/"))


def look(rule: Rule, tree: Tree) -> None:
    for path, is_wide in references(rule.expression, rule.path, rule.path, tree):
        rule.needs.update(tree.matching(path))
        rule.is_wide = rule.is_wide or is_wide


def references(expression: list, here: Path | None, origin: Path, tree: Tree) -> Iterator[tuple[Path, bool]]:
    """What an expression reads: the path, and whether it may stand in another repeat than `origin`.

    `here` is None inside a list of choices.
    """
    kind = expression[0]
    if kind in {"n", "s"}:
        return
    if kind != "p":
        wide = kind == "c" and expression[1] == "indexed-repeat"
        for part in (
            expression[2] if kind == "c" else [each for each in expression[1:] if isinstance(each, list)]
        ):
            for path, is_wide in references(part, here, origin, tree):
                yield path, wide or is_wide
        return
    yield from path_references(expression, here, origin, tree)


def path_references(
    expression: list, here: Path | None, origin: Path, tree: Tree
) -> Iterator[tuple[Path, bool]]:
    _, start, steps = expression
    if start == "/":
        path, stays = (), len(origin)
    elif start == ".":
        path = here
        stays = len(here) if here else 0
    elif start == ["c", "current", []]:
        path, stays = origin, len(origin)
    else:
        path, stays = None, 0
        yield from references(start, here, origin, tree)
    is_wide = start == "/" and here != origin
    for name, predicates in steps:
        if path is not None and name == "..":
            path = path[:-1]
            stays = min(stays, len(path))
        elif path is not None and name != ".":
            path = (*path, name)
        is_wide = is_wide or bool(predicates)
        for predicate in predicates:
            yield from ((found, True) for found, _ in references(predicate, path, origin, tree))
    if path:
        common = shared(path, origin)
        again = any("repeat" in tree.specs.get(origin[: size + 1], {}) for size in range(stays, common))
        yield path, is_wide or again


def shared(one: Path, other: Path) -> int:
    """How many names two paths have in common from the top."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def share(rules: list[Rule]) -> None:
    """The same expression, reading the same paths, at several places: bound as far as these places agree."""
    same = defaultdict(list)
    for rule in rules:
        if not NEVER_SHARED & set(called(rule.expression)):
            same[rule.kind, repr(rule.expression), frozenset(rule.needs)].append(rule)
    for alike in same.values():
        depth = min(shared(rule.path, alike[0].path) for rule in alike)
        for rule in alike if len(alike) > 1 else ():
            rule.depth, rule.is_wide = depth, True


def called(expression) -> Iterator[str]:
    if isinstance(expression, list):
        if len(expression) == 3 and expression[0] == "c":  # noqa: PLR2004  as `xpath` writes a call
            yield expression[1]
        for part in expression:
            yield from called(part)


def fed_by(rule: Rule, tree: Tree, readers: dict[Path, list[int]]) -> set[int]:
    """The ranks of the rules that read what a rule may change; what counts and choices change is known on the way."""
    moved = {"relevant": tree.under[rule.path], "calculate": [rule.path]}.get(rule.kind, ())
    return {rank for path in moved for rank in readers.get(path, ())}


def sorted_out(rules: list[Rule], tree: Tree) -> list[Rule]:
    readers = readers_of(rules)
    feeds = [fed_by(rule, tree, readers) for rule in rules]
    waits = [0] * len(rules)
    for fed in feeds:
        for at in fed:
            waits[at] += 1
    ready = [at for at, count in enumerate(waits) if not count]
    heapify(ready)
    order = []
    while ready:
        at = heappop(ready)
        order.append(rules[at])
        for fed in feeds[at]:
            waits[fed] -= 1
            if not waits[fed]:
                heappush(ready, fed)
    if len(order) < len(rules):
        raise CycleError(around({at: feeds[at] for at, count in enumerate(waits) if count}, rules))
    return order


def around(feeds: dict[int, set[int]], rules: list[Rule]) -> list[str]:
    """The paths along one cycle among rules that never became ready."""
    before = {fed: at for at, all_ in feeds.items() for fed in all_ if fed in feeds}
    at, seen = next(iter(before)), []
    while at not in seen:
        seen.append(at)
        at = before[at]
    cycle = seen[seen.index(at) :][::-1]
    return list(dict.fromkeys("/" + "/".join(rules[each].path) for each in cycle))


def readers_of(rules: list[Rule]) -> dict[Path, list[int]]:
    """Path → ranks of the rules that read it."""
    found = defaultdict(list)
    for at, rule in enumerate(rules):
        for path in rule.needs:
            found[path].append(at)
    return found


def order_data(root: dict, counts: list[tuple[str, list]], filters: list[tuple[str, list]]) -> dict:
    """`rules`, in order, each with the ranks of those that it feeds; `readers`: path → ranks that its value sets off."""
    tree = Tree(root)
    rules = rules_of(tree, counts, filters)
    readers = readers_of(rules)
    return {
        "rules": [
            {
                "kind": rule.kind,
                "path": "/" + "/".join(rule.path),
                "expression": rule.expression,
                "depth": rule.depth,
                "wide": rule.is_wide,
                "feeds": sorted(fed_by(rule, tree, readers)),
            }
            for rule in rules
        ],
        "readers": {"/" + "/".join(path): ranks for path, ranks in readers.items()},
    }
