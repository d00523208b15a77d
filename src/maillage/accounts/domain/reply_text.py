"""What a person wrote in answer to a mail, without what their mail program put around it.

The libraries that do this know English clients: they miss the attributions that French ones fold over two lines, and
take a list of dashes for a signature. Ours knows both, looks at lines alone, and never takes long.
"""

import re
from email.message import Message
from itertools import takewhile

from bs4 import BeautifulSoup

from maillage.accounts.domain.notices import decoded

LONGEST = 20_000  # characters kept of an answer
LONGEST_LINE = 500
ENOUGH_HEADERS = 3  # « De : », « Envoyé : », « Objet : » in a row: a mail copied below the answer
ATTRIBUTION = re.compile(
    r"(?:le|on|am) .{6,300}(?: a écrit| wrote| écrivait| schrieb.{0,80})\s*:", re.IGNORECASE
)
ATTRIBUTION_BY_NAME = re.compile(r".{3,120}<[^<>\s]{3,100}> (?:a écrit|wrote)\s*:", re.IGNORECASE)
SEPARATOR = re.compile(
    r"-{2,} ?(?:message (?:d['’]origine|original|transféré)|mail original|original message|forwarded message"
    r"|begin forwarded message).{0,40}|_{10,}|(?:début du message (?:transféré|réexpédié)|begin forwarded message) ?:",
    re.IGNORECASE,
)
HEADER = re.compile(r"[*\s]*(?:de|from|envoyé|sent|date|à|to|objet|subject|cc)\s?:[*\s]", re.IGNORECASE)
FIRST_HEADER = re.compile(r"[*\s]*(?:de|from)\s?:[*\s]", re.IGNORECASE)
FROM_A_PHONE = re.compile(
    r"(?:envoyé (?:de|depuis|à partir d)|sent from|get outlook|obtenir outlook|télécharger outlook|obtenez outlook"
    r"|provenance : courrier|sent with|envoyé avec)\b.{0,100}",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"(?:(?:bien |très |sincèrement )?cordialement|bien à (?:vous|toi)|(?:sincères |meilleures )salutations"
    r"|respectueusement|(?:best|kind|warm) regards|regards|sincerely)(?: à tous| à vous)?[\s,.!]*",
    re.IGNORECASE,
)
QUOTES_IN_HTML = (
    "blockquote, .gmail_quote, .gmail_signature, .moz-cite-prefix, .moz-signature, .yahoo_quoted, #divRplyFwdMsg, "
    "#divRplyFwdMsg ~ *, #appendonsend, #appendonsend ~ *, #Signature, #signature, style, script, head"
)


def text_of_reply(message: Message) -> str:
    return without_the_rest(body_of(message))[:LONGEST]


def body_of(message: Message) -> str:
    """The plain text, or the HTML made plain when there is nothing else."""
    parts = [part for part in message.walk() if part.get_content_disposition() != "attachment"]
    for part in parts:
        if part.get_content_type() == "text/plain" and (text := decoded(part)).strip():
            return text
    for part in parts:
        if part.get_content_type() == "text/html":
            return plain(decoded(part))
    return ""


def plain(html: str) -> str:
    page = BeautifulSoup(html, "html.parser")
    for each in page.select(QUOTES_IN_HTML):
        each.decompose()
    for each in page.find_all(["br", "p", "div", "li", "tr"]):
        each.insert_before("\n") if each.name == "br" else each.append("\n")
    return page.get_text()


def without_the_rest(text: str) -> str:
    """Without the mail answered, nor the signature."""
    lines = [line.replace("\xa0", " ").replace("\u202f", " ").rstrip() for line in text.splitlines()]
    lines = lines[: first_separator(lines)]
    begins, ends = attribution_in(lines)
    above = "\n".join(signed_off([line for line in lines[:begins] if not is_quoted(line)]))
    if above.strip() or begins == len(lines):
        return above.strip()
    # the answer stands below, or amid what it answers
    return "\n".join(signed_off([line for line in lines[ends:] if not is_quoted(line)])).strip()


def is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def first_separator(lines: list[str]) -> int:
    """Where the mail program copied the mail answered, or the end."""
    for rank, line in enumerate(lines):
        if SEPARATOR.fullmatch(line.strip()):
            return rank
        if FIRST_HEADER.match(f"{line} ") and headers_in(lines[rank : rank + 6]) >= ENOUGH_HEADERS:
            return rank
    return len(lines)


def headers_in(lines: list[str]) -> int:
    return sum(bool(HEADER.match(f"{line} ")) for line in lines)


def attribution_in(lines: list[str]) -> tuple[int, int]:
    """First and last line (excluded) of « Le 3 mars, Léa a écrit : », which may be folded over three; else the end."""
    for rank, line in enumerate(lines):
        if ATTRIBUTION_BY_NAME.fullmatch(line.strip()[:LONGEST_LINE]):
            return rank, rank + 1
        for number in (1, 2, 3):
            said = " ".join(each.strip() for each in lines[rank : rank + number])
            if ATTRIBUTION.fullmatch(said[:LONGEST_LINE]):
                return rank, rank + number
    return len(lines), len(lines)


def signed_off(lines: list[str]) -> list[str]:
    """Up to the signature."""
    return list(takewhile(lambda line: not is_signature(line.strip()), lines))


def is_signature(line: str) -> bool:
    return line in {"--", "—", "__"} or any(mark.fullmatch(line) for mark in (FROM_A_PHONE, CLOSING))
