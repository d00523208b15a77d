"""How easy a French text is to read: Flesch's formula as Kandel and Moles set it for French (1958), and its long sentences.

207 − 1.015 × words per sentence − 73.6 × syllables per word. Syllables are counted by ear: groups of vowels, the mute
endings left out. No library does that for French better than these few rules, and one more to keep costs more.
"""

import re
from dataclasses import dataclass, field

LONG = 20  # words in a sentence
LONGEST_SHOWN = 5

# Sentences end at « . ! ? … », and at the end of a line: a title or an item is a sentence too.
SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*", re.UNICODE)
ABBREVIATION = re.compile(r"\b(?:M|Mme|n°|art|etc|cf|ex|p|tél)\.", re.IGNORECASE)
NUMBER = re.compile(r"(?<=\d)[.,:](?=\d)")
VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüÿœæ]+")
# Written vowels that are heard as two: « théâtre », « réunion », « pays », « aérien ».
HIATUS = re.compile(r"é(?=[aàâeéèoôuû])|(?<=[aouéi])[ïë]|éo|(?<=[aou])é|(?<=[bcdfgptv][rl])i(?=[aéèeo].)")
MUTE = re.compile(r"(?<=[^aeiouyàâäéèêëîïôöùûüÿœæ])(?:es|ent|e)$|(?<=[iuéy])(?:es|e)$|(?<=gu|qu)(?:es|e)$")
SILENT_U = re.compile(r"(?<=[gq])u(?=[aeéèêiïoy]|$)")  # « langue », « quelque »
HARD_ENT = re.compile(r"(?:m|ci|di|pi|li|ri|si|ti|gé|ar|cc)ent$")

LEVELS = (
    (70, "facile", "done"),
    (55, "plutôt facile", "done"),
    (40, "un peu difficile", "now"),
    (-1000, "difficile", "late"),
)


@dataclass
class Reading:
    score: int = 0
    words: int = 0
    sentences: int = 0
    word: str = ""  # « facile »
    tone: str = ""  # of its tag
    long_ones: list[tuple[int, str]] = field(default_factory=list)  # words, sentence; the longest first

    @property
    def minutes(self) -> int:
        """At two hundred words a minute, one at least."""
        return max(1, round(self.words / 200))


def reading_of(text: str) -> Reading:
    """`text` without markup. Nothing to read gives a reading without words."""
    cleaned = NUMBER.sub("", ABBREVIATION.sub(lambda found: found[0][:-1], text))
    sentences = [(WORD.findall(each), each.strip()) for each in SENTENCE.findall(cleaned)]
    sentences = [(words, said) for words, said in sentences if words]
    words = [word for found, _ in sentences for word in found]
    if not words:
        return Reading()
    heard = sum(syllables(word) for word in words)
    score = within(207 - 1.015 * len(words) / len(sentences) - 73.6 * heard / len(words))
    _, said, tone = next(level for level in LEVELS if score >= level[0])
    long_ones = sorted(((len(found), said) for found, said in sentences if len(found) > LONG), reverse=True)
    return Reading(score, len(words), len(sentences), said, tone, long_ones[:LONGEST_SHOWN])


def within(score: float) -> int:
    """On the scale that people know: 0 to 100."""
    return max(0, min(100, round(score)))


def syllables(word: str) -> int:
    """As a reader hears them, one at least."""
    total = 0
    for part in re.split(r"[’']", word.lower()):
        heard = part if HARD_ENT.search(part) else MUTE.sub("", part)
        heard = SILENT_U.sub("", heard)
        total += len(VOWELS.findall(heard)) + len(HIATUS.findall(heard))
    return max(1, total)
