"""The shared words of the project: those of the house, as one authority rewords and completes them."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.text import slugify

from maillage.library.models import Term
from maillage.territories.queries.words import plain

SHARED = Path(__file__).parents[1] / "data" / "glossary.toml"


@dataclass(frozen=True)
class Word:
    """One entry of the glossary as it is read; `is_own` where the authority wrote it."""

    key: str
    name: str
    definition: str
    also: tuple[str, ...] = ()
    source: str = ""
    is_own: bool = False
    is_shared: bool = True  # stands in the file of the house
    is_common: bool = False  # too common a word to be marked in a text

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.name, *self.also)

    @property
    def others(self) -> str:
        return ", ".join(self.also)


@lru_cache(maxsize=1)
def shared_words() -> dict[str, Word]:
    rows = tomllib.loads(SHARED.read_text())["term"]
    words = [
        Word(
            slugify(row["name"]),
            row["name"],
            row["definition"],
            tuple(row.get("also", ())),
            row.get("source", ""),
            is_common=row.get("is_common", False),
        )
        for row in rows
    ]
    return {word.key: word for word in words}


def word_of(term: Term) -> Word:
    also = tuple(part.strip() for part in term.also.split(",") if part.strip())
    is_shared = term.key in shared_words()
    return Word(term.key, term.name, term.definition, also, term.source, is_own=True, is_shared=is_shared)


def words_of(authority, text: str = "") -> list[Word]:
    """The glossary of an authority by name, in one query; narrowed to the entries that bear every word of `text`."""
    words = {
        **shared_words(),
        **{row.key: word_of(row) for row in Term.everywhere.filter(authority=authority)},
    }
    asked = plain(text).split()
    found = [
        word
        for word in words.values()
        if all(each in plain(f"{word.name} {word.others} {word.definition}") for each in asked)
    ]
    return sorted(found, key=lambda word: plain(word.name))


def word_named(authority, key: str) -> Word | None:
    term = Term.everywhere.filter(authority=authority, key=key).first()
    return word_of(term) if term else shared_words().get(key)


# Marking words where they stand

TAG = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>)""")
NEVER_IN = {"a", "button", "code", "pre", "h1", "h2", "h3", "h4", "dt", "th", "summary", "label"}
NAME = re.compile(r"</?([a-z][a-z0-9]*)", re.IGNORECASE)


def pattern_of(form: str) -> str:
    """How a form reads in a text: an acronym as it stands, words with capitals or plurals, either apostrophe."""
    if form.isupper():
        return re.escape(form)
    words = [re.escape(word).replace("’", "(?:’|'|&#x27;|&#39;)") for word in form.split()]
    return "(?i:" + r"[\s\u00a0]+".join(f"{word}[sx]?" for word in words) + ")"


class Marker:
    """Finds the words of a glossary in HTML that is clean already. Each is marked once, where it comes first."""

    def __init__(self, words: Iterable[Word]):
        forms = {pattern_of(form): word for word in words if not word.is_common for form in word.forms}
        self.by_pattern = list(forms.items())
        longest = sorted(forms, key=len, reverse=True)
        self.any = re.compile(rf"(?<![\w-])(?:{'|'.join(longest)})(?![\w-])") if longest else None
        self.exact = [(re.compile(pattern), word) for pattern, word in forms.items()]

    def word_in(self, said: str) -> Word:
        return next(word for pattern, word in self.exact if pattern.fullmatch(said))

    def mark(self, html: str, write, done: set[str]) -> str:
        """`write(said, word)` gives the HTML of a marked word; `done` holds the keys marked before on the page."""
        if self.any is None:
            return html

        def first(found) -> str:
            word = self.word_in(found[0])
            if word.key in done:
                return found[0]
            done.add(word.key)
            return write(found[0], word)

        pieces, inside = [], []
        for piece in TAG.split(html):
            if piece.startswith("<"):
                name = (NAME.match(piece) or ["", ""])[1].lower()
                if name in NEVER_IN:
                    inside = inside[:-1] if piece.startswith("</") else [*inside, name]
                pieces.append(piece)
            else:
                pieces.append(piece if inside else self.any.sub(first, piece))
        return "".join(pieces)
