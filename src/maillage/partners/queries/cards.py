"""vCards, read whatever made them (2.1, 3.0, 4.0) and written as 4.0. A card becomes a line of the same table as others."""

import re
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Iterable
from dataclasses import dataclass
from quopri import decodestring

from maillage.common.errors import DomainError
from maillage.common.tables import Table, decode, refuse_size, tidy

# The columns that a card fills, by the names of maillage.partners.queries.columns.
FILLED = (
    *("name", "kind", "sphere", "siren", "siret", "commune_code", "address", "postal_code", "city"),
    *("phone", "email", "website", "notes", "is_retired"),
    *("first_name", "last_name", "full_name", "title", "person_email", "person_phone", "person_mobile"),
    *("is_referent", "substitute_for", "starts_on", "ends_on", "verified_on", "opposed_on"),
)
OURS = "X-MAILLAGE-"  # what vCard has no word for goes under names of our own
HEAD = re.compile(r"^(?:[\w-]+\.)?([\w-]+)((?:;(?:\"[^\"]*\"|[^\":;])*)*):(.*)$", re.DOTALL)
PARAMETER = re.compile(r';((?:"[^"]*"|[^";])*)')
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
NOT_ESCAPED = re.compile(r"(?<!\\)((?:\\\\)*);")
SKIPPED = {"PHOTO", "LOGO", "KEY", "SOUND", "AGENT"}


@dataclass(frozen=True)
class Property:
    name: str
    types: frozenset[str]  # of TYPE=, or bare as 2.1 writes them, lower case
    preferred: int  # 1 first
    raw: str

    def parts(self) -> list[str]:
        """The components of N, ORG, ADR."""
        return [unescape(part) for part in NOT_ESCAPED.sub("\\1\x00", self.raw).split("\x00")]

    def text(self) -> str:
        said = re.sub(r"^(mailto|tel):", "", unescape(self.raw), flags=re.IGNORECASE).strip()
        return said.replace(";ext=", " poste ") if self.name == "TEL" else said


def looks_like_cards(content: bytes) -> bool:
    head = content[:1_000].replace(b"\x00", b"")
    return b"BEGIN:VCARD" in head.upper()


def read_cards(content: bytes) -> Table:
    refuse_size(content)
    told: list[str] = []
    cards = list(cards_in(content))
    rows = [(number, cells_of(card)) for number, card in cards if not is_group(card)]
    if groups := len(cards) - len(rows):
        s = "s" if groups > 1 else ""
        told.append(f"{groups} groupe{s} d’adresses : passé{s}, car ce n’est pas une personne.")
    return Table("vcf", tidy(rows, told), told)


def is_group(card) -> bool:
    kinds = {"KIND", "X-ADDRESSBOOKSERVER-KIND"}
    return any(each.name in kinds and each.text().lower() == "group" for each in card)


def cards_in(content: bytes):
    """Each card with the line where it begins."""
    card, begins = None, 0
    for number, line in unfolded(content):
        if re.fullmatch(r"BEGIN:VCARD", line.strip(), re.IGNORECASE):
            if card is not None:
                raise unfinished(begins)
            card, begins = [], number
        elif card is not None and re.fullmatch(r"END:VCARD", line.strip(), re.IGNORECASE):
            yield begins, card
            card = None
        elif card is not None and (found := property_of(line)):
            card.append(found)
    if card is not None:
        raise unfinished(begins)


def unfinished(number: int) -> DomainError:
    return DomainError(
        f"Ligne {number} : cette fiche vCard ne se termine pas (il manque « END:VCARD »). "
        "Exportez de nouveau vos contacts, puis déposez le fichier."
    )


def unfolded(content: bytes):
    """Whole lines, numbered: those that begin with a blank go on the one before, and « = » at the end does so in 2.1."""
    text, is_bytes = text_of_cards(content)
    held, begins, is_soft = None, 0, False
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text.lstrip("\ufeff")), 1):
        if is_soft:
            held = held[:-1] + line.lstrip(" \t") if line.startswith((" ", "\t")) else held[:-1] + line
        elif held is not None and line[:1] in {" ", "\t"}:
            held += line[1:]
        else:
            if held is not None:
                yield begins, letters(held, is_bytes)
            held, begins = line, number
        is_quoted = "QUOTED-PRINTABLE" in held.split(":", 1)[0].upper()
        is_soft = is_quoted and held.endswith("=")
    if held is not None:
        yield begins, letters(held, is_bytes)


def text_of_cards(content: bytes) -> tuple[str, bool]:
    """The text, or its bytes one by one where lines were folded inside a letter of UTF-8, as old software does."""
    text, encoding = decode(content)
    if encoding in {"UTF-8", "UTF-16"}:
        return text, False
    try:
        re.sub(rb"(?:\r\n|\r|\n)[ \t]", b"", content).decode("utf-8-sig")
    except UnicodeDecodeError:
        return text, False
    return content.removeprefix(b"\xef\xbb\xbf").decode("latin-1"), True


def letters(line: str, is_bytes: bool) -> str:
    return line.encode("latin-1").decode("utf-8") if is_bytes else line


def property_of(line: str) -> Property | None:
    if not (found := HEAD.match(line)):
        return None
    name = found[1].upper()
    if name in SKIPPED:
        return None
    given: dict[str, list[str]] = {}
    for parameter in PARAMETER.findall(found[2]):
        key, _, value = parameter.partition("=")
        key, value = (key, value) if value else ("TYPE", key)
        given.setdefault(key.upper(), []).extend(each.strip().lower() for each in value.strip('"').split(","))
    types = frozenset(each.strip('"') for each in given.get("TYPE", []))
    encodings = {*given.get("ENCODING", []), *types}
    raw = decoded(found[3], encodings, (given.get("CHARSET") or [""])[0])
    rank = given.get("PREF", ["1" if "pref" in types else "50"])[0]
    return Property(name, types, int(rank) if rank.isdigit() else 50, raw)


def decoded(raw: str, encodings: set[str], charset: str) -> str:
    try:
        if "quoted-printable" in encodings:
            return in_letters(decodestring(raw.encode("utf-8")), charset)
        if encodings & {"b", "base64"}:
            return in_letters(b64decode(raw), charset)
    except (LookupError, BadBase64):
        return ""
    return raw


def in_letters(content: bytes, charset: str) -> str:
    """A card that does not name its table of signs is in UTF-8, or else comes from an old Windows."""
    if charset:
        return content.decode(charset, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def unescape(text: str) -> str:
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


# From a card to a line


def cells_of(card: list[Property]) -> list[str]:
    facts = dict.fromkeys(FILLED, "")
    facts |= address_of(card)
    fn = first(card, "FN").replace("\n", " ")
    parts = parts_of(card, "N", 5)
    org = " – ".join(part.strip() for part in parts_of(card, "ORG", 1) if part.strip())
    facts["name"] = org
    facts["website"] = first(card, "URL")
    notes = "\n".join(each.text() for each in card if each.name == "NOTE")
    if is_organisation(card, fn, org, parts):
        facts |= {"name": org or fn, "email": mail_of(card), "phone": first_phone(card), "notes": notes}
    else:
        facts |= person_of(card, fn, parts)
    ours = {each.name.removeprefix(OURS): each.text() for each in card if each.name.startswith(OURS)}
    facts |= {name: ours[word] for name in FILLED if (word := word_of(name)) in ours}
    return [facts[name] for name in FILLED]


def word_of(name: str) -> str:
    return name.upper().replace("_", "-")


def is_organisation(card, fn: str, org: str, parts: list[str]) -> bool:
    kinds = {
        each.text().lower()
        for each in card
        if each.name in {"KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABSHOWAS"}
    }
    return bool(kinds & {"org", "company", "organization"}) or (
        bool(org) and not any(parts[:2]) and (not fn or fn == org)
    )


def person_of(card, fn: str, parts: list[str]) -> dict[str, str]:
    mobile = first_phone(card, "cell") or first_phone(card, "mobile")
    phone = first_phone(card, besides=("cell", "mobile"))
    names = {"last_name": parts[0].strip(), "first_name": parts[1].strip()}
    if not (names["first_name"] and names["last_name"]):
        names = {"full_name": fn or " ".join(names.values()).strip()}
    return names | {
        "title": first(card, "TITLE") or first(card, "ROLE"),
        "person_email": mail_of(card),
        "person_phone": phone,
        "person_mobile": mobile,
    }


def address_of(card) -> dict[str, str]:
    """Where they work, rather than where they live."""
    found = sorted((each for each in card if each.name == "ADR"), key=lambda each: "work" not in each.types)
    if not found:
        return {}
    box, more, street, city, _, postal_code, *_ = [*found[0].parts(), *[""] * 7]
    lines = [line.strip() for line in (more, street, box) if line.strip()]
    return {"address": "\n".join(lines), "city": city.strip(), "postal_code": postal_code.strip()}


def mail_of(card) -> str:
    mails = sorted(
        (each for each in card if each.name == "EMAIL"),
        key=lambda each: (each.preferred, "home" in each.types),
    )
    return mails[0].text() if mails else ""


def first_phone(card, kind: str = "", *, besides: tuple[str, ...] = ()) -> str:
    phones = [each for each in card if each.name == "TEL" and not each.types & {"fax", "pager", *besides}]
    phones = [each for each in phones if not kind or kind in each.types]
    phones.sort(
        key=lambda each: (each.preferred, "home" in each.types, bool(each.types & {"cell", "mobile"}))
    )
    return phones[0].text() if phones else ""


def first(card, name: str) -> str:
    found = sorted((each for each in card if each.name == name), key=lambda each: each.preferred)
    return found[0].text() if found else ""


def parts_of(card, name: str, least: int) -> list[str]:
    found = next((each for each in card if each.name == name), None)
    parts = found.parts() if found else []
    return [*parts, *[""] * (least - len(parts))]


# From a line to a card


def write_cards(cards: Iterable[list[tuple[str, str]]]) -> bytes:
    """Each card is a list of (name with its parameters, value already escaped where it has parts)."""
    lines = []
    for card in cards:
        lines += [
            "BEGIN:VCARD",
            "VERSION:4.0",
            *(f"{name}:{value}" for name, value in card if value),
            "END:VCARD",
        ]
    return "".join(folded(line) for line in lines).encode()


def folded(line: str) -> str:
    """Lines of 75 bytes at most, cut between signs, as the standard asks."""
    pieces, piece = [], ""
    for sign in line:
        if len((piece + sign).encode()) > 74:  # noqa: PLR2004  a blank begins the next
            pieces.append(piece)
            piece = ""
        piece += sign
    return "\r\n ".join([*pieces, piece]) + "\r\n"


def escaped(text) -> str:
    text = str(text or "").replace("\\", "\\\\").replace("\r\n", "\n")
    return text.replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")
