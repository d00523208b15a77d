"""How a name is compared: without accents, case, hyphens, articles; « st » is « saint »."""

import re
import unicodedata

# Whole phrases first, once accents and punctuation are gone.
PHRASES = (
    (re.compile(r"\bcommunaute (?:de )?communes?\b"), "cc"),
    (re.compile(r"\bcommunaute (?:d )?agglomeration\b"), "ca"),
    (re.compile(r"\bcommunaute urbaine\b"), "cu"),
    (re.compile(r"\b(?:departement|region) (?=\w)"), ""),
)
SYNONYMS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur", "ss": "sous"}
ARTICLES = {"le", "la", "les", "l", "de", "du", "des", "d", "et", "en", "a", "au", "aux"}
LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})


def plain(text: str) -> str:
    """Lower case, no accents, every other sign a space."""
    letters = unicodedata.normalize("NFKD", text.translate(LIGATURES)).casefold()
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def key_of(text: str) -> str:
    """What two spellings of one name have in common."""
    text = plain(text)
    for phrase, short in PHRASES:
        text = phrase.sub(short, text)
    words = [SYNONYMS.get(word, word) for word in text.split()]
    return " ".join([word for word in words if word not in ARTICLES] or words)
