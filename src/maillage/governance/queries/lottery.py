"""The lottery of a draw: equally likely panels, published before the seed that picks one. No database here.

What is published, hashed and replayed is `Lottery.published()`:

    {"candidates": [[code, [value, …]], …], "criteria": [name, …], "panels": [[code, …], …],
     "reserve_size": 12, "size": 12, "targets": [[criterion, value, minimum, maximum], …], "version": 1}

Its hash is the SHA-256 of that object as JSON: keys in this order, no space, UTF-8, no escape but JSON's own.
The panel picked is number `int(SHA-256("seed:hash:public number")) % number of panels`, counted from 0.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from maillage.common.errors import DomainError

VERSION = 1
PANELS = 1_000


@dataclass(frozen=True)
class Target:
    """How many of the drawn must and may bear one value of one criterion."""

    criterion: str
    value: str
    minimum: int
    maximum: int


@dataclass(frozen=True)
class Lottery:
    """`candidates` gives each code its values, in the order of `criteria`; every panel is a sorted tuple of codes."""

    size: int
    reserve_size: int
    targets: tuple[Target, ...]
    candidates: Mapping[str, tuple[str, ...]]
    panels: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def criteria(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(target.criterion for target in self.targets))

    @cached_property
    def hash(self) -> str:
        return sha256(canonical(self.published())).hexdigest()

    @cached_property
    def chances(self) -> dict[str, int]:
        """In how many panels each candidate sits: their chance is that number over the number of panels."""
        counts = Counter(code for panel in self.panels for code in panel)
        return {code: counts[code] for code in sorted(self.candidates)}

    def published(self) -> dict:
        return {
            "candidates": [[code, list(self.candidates[code])] for code in sorted(self.candidates)],
            "criteria": list(self.criteria),
            "panels": [list(panel) for panel in self.panels],
            "reserve_size": self.reserve_size,
            "size": self.size,
            "targets": [[t.criterion, t.value, t.minimum, t.maximum] for t in self.targets],
            "version": VERSION,
        }

    def values_of(self, code: str) -> dict[str, str]:
        return dict(zip(self.criteria, self.candidates[code], strict=True))

    def count(self, codes: Iterable[str], target: Target) -> int:
        rank = self.criteria.index(target.criterion)
        return sum(self.candidates[code][rank] == target.value for code in codes)

    def is_fair(self, codes: Iterable[str]) -> bool:
        """Whether these people together keep every quota."""
        codes = list(codes)
        return all(t.minimum <= self.count(codes, t) <= t.maximum for t in self.targets)

    def likeness(self, code: str, other: str) -> tuple[int, tuple[bool, ...]]:
        """How alike two candidates are: how many values they share, the first criteria telling between equals."""
        same = tuple(a == b for a, b in zip(self.candidates[code], self.candidates[other], strict=True))
        return sum(same), same


@dataclass(frozen=True)
class Result:
    """What a seed picks from a lottery; `reserve` in the order in which people are called."""

    index: int
    selected: tuple[str, ...]
    reserve: tuple[str, ...] = field(default=())


def canonical(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def seed_hash_of(seed: str) -> str:
    return sha256(seed.encode()).hexdigest()


def pick(lottery: Lottery, seed: str, public_number: str = "") -> Result:
    """The panel that the seed designates, and who stands by. The same anywhere, for ever: no solver, no chance."""
    key = f"{seed}:{lottery.hash}:{public_number}"
    index = int(sha256(key.encode()).hexdigest(), 16) % len(lottery.panels)
    selected = lottery.panels[index]
    return Result(index, selected, reserve_of(lottery, selected, key))


def reserve_of(lottery: Lottery, selected: tuple[str, ...], key: str) -> tuple[str, ...]:
    """Each person drawn, in turn, is given the one most like them among those left, until the reserve is full.

    Turns, and equals, go by the SHA-256 of `key:code`, smallest first.
    """
    order = {code: sha256(f"{key}:{code}".encode()).hexdigest() for code in lottery.candidates}
    turns = sorted(selected, key=order.get)
    left = sorted(set(lottery.candidates) - set(selected), key=order.get)
    reserve: list[str] = []
    while left and len(reserve) < lottery.reserve_size:
        drawn = turns[len(reserve) % len(turns)]
        best = max(left, key=lambda code: lottery.likeness(drawn, code))  # the first of equals
        left.remove(best)
        reserve.append(best)
    return tuple(reserve)


def stand_in(lottery: Lottery, code: str, seated: Iterable[str], reserve: Iterable[str]) -> str | None:
    """Who takes the place of `code` among the `seated`: the first of the reserve most like them that keeps each quota."""
    others = [each for each in seated if each != code]
    able = [each for each in reserve if lottery.is_fair([*others, each])]
    return max(able, key=lambda each: lottery.likeness(code, each)) if able else None


def read_lottery(published: Mapping) -> Lottery:
    """The lottery of a published file, checked whole."""
    try:
        criteria = published["criteria"]
        lottery = Lottery(
            size=published["size"],
            reserve_size=published["reserve_size"],
            targets=tuple(Target(*row) for row in published["targets"]),
            candidates={code: tuple(values) for code, values in published["candidates"]},
            panels=tuple(tuple(panel) for panel in published["panels"]),
        )
        whole = all(len(values) == len(criteria) for values in lottery.candidates.values())
    except (KeyError, TypeError, ValueError) as error:
        raise DomainError(f"Ce fichier n’est pas une procédure de tirage : {error}.") from error
    if published.get("version") != VERSION or list(lottery.criteria) != criteria or not whole:
        raise DomainError("Cette procédure de tirage n’est pas d’une forme que nous lisons.")
    refuse_bad_panels(lottery)
    return lottery


def refuse_bad_panels(lottery: Lottery) -> None:
    if not lottery.panels:
        raise DomainError("La loterie est vide.")
    for number, panel in enumerate(lottery.panels):
        if len(set(panel)) != lottery.size or len(panel) != lottery.size:
            raise DomainError(f"Le groupe n° {number} n’a pas {lottery.size} personnes.")
        if not set(panel) <= set(lottery.candidates):
            raise DomainError(f"Le groupe n° {number} nomme quelqu’un qui n’est pas candidat.")
        if not lottery.is_fair(panel):
            raise DomainError(f"Le groupe n° {number} ne respecte pas les quotas.")


def replay(document: Mapping, seed: str = "", public_number: str = "") -> tuple[Lottery, Result]:
    """Draw again from a published file, refusing one that does not hold together."""
    lottery = read_lottery(document.get("lottery") or {})
    seed = seed or document.get("seed") or ""
    public_number = public_number or document.get("public_number") or ""
    if lottery.hash != document.get("lottery_hash"):
        raise DomainError(
            f"La loterie a changé depuis sa publication : son empreinte est {lottery.hash}, "
            f"le fichier annonce {document.get('lottery_hash')}."
        )
    if not seed:
        raise DomainError("La graine n’est pas encore révélée : il n’y a rien à rejouer.")
    if document.get("seed_hash", seed_hash_of(seed)) != seed_hash_of(seed):
        raise DomainError("Cette graine n’est pas celle dont l’empreinte a été publiée.")
    result = pick(lottery, seed, public_number)
    for name, found in (("selected", result.selected), ("reserve", result.reserve)):
        if name in document and list(document[name]) != list(found):
            raise DomainError("La liste annoncée dans le fichier n’est pas celle que donne la graine.")
    return lottery, result


# What the figures ask, before any solver


def round_to(size: int, shares: list[float]) -> list[int]:
    """Whole numbers that add up to `size`, by largest remainder; the first of equals."""
    exact = [share * size / sum(shares) for share in shares]
    whole = [int(each + 1e-9) for each in exact]
    by_remainder = sorted(range(len(shares)), key=lambda rank: (whole[rank] - exact[rank], rank))
    for rank in by_remainder[: size - sum(whole)]:
        whole[rank] += 1
    return whole


def bounds(quota: int, tolerance: int = 1) -> tuple[int, int]:
    """Around a quota; whoever deserves a place keeps at least one."""
    return max(quota - tolerance, min(quota, 1)), quota + tolerance


def told(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number > 1 else ''}"


def shortfalls(lottery: Lottery) -> list[str]:
    """Why no panel can exist, as far as counting tells; in French, each with what to change."""
    said = []
    if len(lottery.candidates) < lottery.size:
        people, places = told(len(lottery.candidates), "candidat"), told(lottery.size, "place")
        said.append(f"Il y a {people} pour {places}.")
    by_criterion = defaultdict(list)
    for target in lottery.targets:
        by_criterion[target.criterion].append(target)
        found = lottery.count(lottery.candidates, target)
        if found < target.minimum:
            said.append(
                f"« {target.criterion} : {target.value} » : il faut au moins {told(target.minimum, 'personne')}, "
                f"il y a {told(found, 'candidat')}. Cherchez des candidats, ou baissez ce minimum à {found}."
            )
    for criterion, targets in by_criterion.items():
        least, most = sum(t.minimum for t in targets), sum(t.maximum for t in targets)
        if least > lottery.size:
            said.append(
                f"« {criterion} » : les minimums font {least}, pour {told(lottery.size, 'place')}. Baissez-en."
            )
        if most < lottery.size:
            said.append(
                f"« {criterion} » : les maximums font {most}, pour {told(lottery.size, 'place')}. Relevez-en."
            )
    return said
