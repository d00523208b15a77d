"""How words are compared: one normaliser for both databases, since neither knows French as people type it.

« vélo » finds « vélos », « réparations » finds « reparation », « garag » finds « garage ». A word is kept twice, as
it is typed and as its stem; it is found by what it begins with, or by its stem.
"""

import re
from functools import lru_cache

import snowballstemmer
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from maillage.territories.queries.words import plain

SHORT, LONGEST = 3, 40  # letters: up to SHORT, a final s belongs to the word; beyond LONGEST, it is no word
MOST_ASKED = 8  # words of one search
ROOM = 500_000  # signs of the words of one document
AROUND = 110  # signs on each side of the word that is shown
EMPTY_WORDS = frozenset(
    plain(
        "a au aux avec ce ces d dans de des du elle en et il ils j l la le les leur lui ma mais me mes n ne nos notre nous "
        "on ou par pas pour qu que qui s sa se ses son sur ta te tes toi tu un une vos votre vous y"
    ).split()
)
STEMMER = snowballstemmer.stemmer("french")
WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=100_000)
def forms_of(word: str) -> tuple[str, str]:
    """A plain word as it is typed, and its stem."""
    singular = singular_of(word)
    return word, STEMMER.stemWord(singular) or singular


def singular_of(word: str) -> str:
    """« locaux » is « local », « bateaux » is « bateau », « vélos » is « vélo »."""
    if len(word) <= SHORT:
        return word
    if len(word) > len("taux") and word.endswith("aux") and not word.endswith("eaux"):
        return f"{word[:-3]}al"
    return word[:-1] if word[-1] in "sx" else word


def words_of(text: str) -> str:
    """The distinct words of a text and their stems, fit for the index."""
    found = {form for word in plain(text).split() if len(word) <= LONGEST for form in forms_of(word)}
    kept = " ".join(sorted(found))
    return kept if len(kept) <= ROOM else kept[:ROOM].rsplit(" ", 1)[0]


def terms_of(asked: str) -> list[tuple[str, str]]:
    """The words of a search; the empty ones are left out, unless there is nothing else."""
    words = [word for word in plain(asked[:300]).split() if len(word) <= LONGEST]
    telling = [word for word in words if word not in EMPTY_WORDS] or words
    return [forms_of(word) for word in dict.fromkeys(telling)][:MOST_ASKED]


def holds(term: tuple[str, str], word: str) -> bool:
    """Whether a word of a text, as it is typed, answers one term of a search."""
    begins, stem = term
    return any(
        form.startswith(begins) or form == stem for part in plain(word).split() for form in forms_of(part)
    )


def excerpt(text: str, terms: list[tuple[str, str]]) -> SafeString:
    """What stands around the first word that answers; every word that answers is marked."""
    first = next((each.start() for each in WORD.finditer(text) if answers(each[0], terms)), 0)
    start, end = max(0, first - AROUND), min(len(text), first + 2 * AROUND)
    while 0 < start < first and not text[start - 1].isspace():
        start += 1
    while end < len(text) and not text[end].isspace():
        end += 1
    shown = text[start:end]
    return mark_safe(  # noqa: S308  each piece is escaped in `marked`
        ("… " if start else "") + marked(shown, terms) + (" …" if end < len(text) else "")
    )


def marked(text: str, terms: list[tuple[str, str]]) -> SafeString:
    pieces, last = [], 0
    for each in WORD.finditer(text):
        if answers(each[0], terms):
            pieces += [escape(text[last : each.start()]), f"<mark>{escape(each[0])}</mark>"]
            last = each.end()
    return mark_safe("".join([*pieces, escape(text[last:])]))  # noqa: S308  each is escaped


def answers(word: str, terms: list[tuple[str, str]]) -> bool:
    return len(word) <= LONGEST and any(holds(term, word) for term in terms)
