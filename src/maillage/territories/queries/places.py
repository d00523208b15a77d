"""Find a place by its name, however it is spelt, or by its code."""

import math
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from heapq import nsmallest

from rapidfuzz import fuzz, process

from maillage.territories.enums import Level
from maillage.territories.queries.index import Place, Shelf, shelves
from maillage.territories.queries.words import key_of, plain

CODE = re.compile(r"\d{2,9}|2[ab]\d{0,3}")
# What ranks first, whatever the population.
EXACT, OLD_EXACT, PREFIX, WORDS, TYPO = range(5)
LIKENESS = 68  # of 100: below, two names have nothing in common
CLOSE = 82  # asked of a typo when the words as typed already lead somewhere
CANDIDATES = 60
LONGEST = 80  # letters of a question that are read: the longest name has fewer
LETTERS = {level[0]: level for level in Level.values}


@dataclass(frozen=True)
class Question:
    """What was asked: every word, and the words without the number that may follow them (« saint denis 974 »)."""

    key: str
    words: str
    number: str

    @classmethod
    def of(cls, asked: str) -> "Question":
        numbers = [word for word in asked.split() if word.isdigit()]
        words = " ".join(word for word in asked.split() if not word.isdigit())
        return cls(key_of(asked), key_of(words), numbers[-1] if numbers and words else "")


@dataclass(frozen=True)
class Found:
    """What one shelf answers: each place by its best order, and the old name that led to it if one did.

    Thousands of names begin with « saint »: plain dictionaries, so that the garbage collector has nothing to walk.
    """

    shelf: Shelf
    orders: dict[str, float] = field(default_factory=dict)
    old_names: dict[str, str] = field(default_factory=dict)

    def take(self, rows: Iterable[tuple[float, str, str]]) -> None:
        for order, code, old in rows:
            if order < self.orders.get(code, math.inf):
                self.orders[code] = order
                self.old_names[code] = old

    def place(self, code: str) -> Place:
        place, old = self.shelf.places[code], self.old_names[code]
        return replace(place, detail=f"{place.detail}, autrefois {old}") if old else place


def search(text: str, *, levels: Iterable[str] | None = None, limit: int = 10) -> list[Place]:
    """The places that `text` may mean: exact names and codes, then beginnings, then likely typos, largest first."""
    asked = plain(text[:LONGEST])
    if not asked:
        return []
    wanted = set(levels or Level.values)
    found = [Found(shelf) for level, shelf in shelves().items() if level in wanted]
    if CODE.fullmatch(asked):
        for each in found:
            each.take(by_code(each.shelf, asked.upper()))
        return best_of(found, limit)
    question = Question.of(asked)
    for each in found:
        each.take(by_name(each.shelf, question))
    size = sum(len(each.orders) for each in found)
    if size < limit and not any(EXACT in each.orders.values() for each in found):
        for each in found:
            each.take(typos(each.shelf, question, CLOSE if size else LIKENESS))
    return best_of(found, limit)


def best_of(found: list[Found], limit: int) -> list[Place]:
    rows = (
        (order, -(each.shelf.places[code].population or 0), code, rank)
        for rank, each in enumerate(found)
        for code, order in each.orders.items()
    )
    return [found[rank].place(code) for _, _, code, rank in nsmallest(limit, rows)]


def by_code(shelf: Shelf, code: str) -> Iterator[tuple[float, str, str]]:
    for found, target in shelf.coded(code):
        yield (EXACT if found == code else PREFIX), target, ""


def by_name(shelf: Shelf, question: Question) -> Iterator[tuple[float, str, str]]:
    """(order, code, old name) of the names that hold the words asked, as they are typed."""
    agreeing, some = kept(shelf, question), False
    if question.number:
        for row in holding(shelf, question.words, agreeing):
            some = True
            yield row
    if not some:
        yield from holding(shelf, question.key, shelf.places)


def kept(shelf: Shelf, question: Question) -> Container[str]:
    """The codes that agree with the number: a département, or the beginning of a postcode."""
    return {code for _, code in shelf.coded(question.number)} if question.number else shelf.places


def holding(shelf: Shelf, key: str, kept: Container[str]) -> Iterator[tuple[float, str, str]]:
    for rank, order in (*beginnings(shelf, key), *inside(shelf, key)):
        code, old = shelf.targets[rank]
        if code in kept:
            yield (OLD_EXACT if old and order == EXACT else order), code, old


def beginnings(shelf: Shelf, key: str) -> Iterator[tuple[int, int]]:
    for rank in shelf.named(key):
        yield rank, EXACT if shelf.keys[rank] == key else PREFIX


def inside(shelf: Shelf, key: str) -> Iterator[tuple[int, int]]:
    """Each word asked begins a word of the name, in any order."""
    ranks = None
    for word in sorted(set(key.split()), key=len, reverse=True):
        with_word = shelf.with_word(word)
        ranks = with_word if ranks is None else ranks & with_word
        if not ranks:
            return
    for rank in ranks or ():
        yield rank, WORDS


def typos(shelf: Shelf, question: Question, likeness: int) -> Iterator[tuple[float, str, str]]:
    """The names most like the one asked; of two, the larger place is likelier to be meant."""
    agreeing = kept(shelf, question)
    likely = process.extract(
        question.words if question.number else question.key,
        shelf.keys,
        scorer=fuzz.ratio,
        processor=None,
        score_cutoff=likeness,
        limit=CANDIDATES,
    )
    for _, score, rank in likely:
        code, old = shelf.targets[rank]
        if code in agreeing:
            weight = math.log10((shelf.places[code].population or 0) + 10)
            yield TYPO + 1 - (score + 2 * weight) / 200, code, old


def place_of(level: str, code: str) -> Place | None:
    shelf = shelves().get(level)
    return shelf.places.get(code) if shelf else None


def place_of_key(key: str) -> Place | None:
    """The place behind the short form of an address (`Place.key`)."""
    return place_of(LETTERS.get(key[:1], ""), key[1:])


def ranked(text: str, rows: Iterable[tuple[str, str, str]]) -> list[str]:
    """The codes, among (code, name, postcodes), of what `text` may mean: a short list compared in full."""
    asked, key = plain(text), key_of(text)
    if CODE.fullmatch(asked):
        return [
            code
            for code, _, postcodes in rows
            if any(each.startswith(asked.upper()) for each in (code, *postcodes.split()))
        ]
    names = {code: key_of(name) for code, name, _ in rows}
    inside = [
        code for code, name in names.items() if key and all(f" {word}" in f" {name}" for word in key.split())
    ]
    if inside or not key:
        return inside
    return [
        code for _, _, code in process.extract(key, names, scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=10)
    ]
