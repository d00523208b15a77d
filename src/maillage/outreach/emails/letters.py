"""A letter as it is read: written once for all who get the same content, then made out to each of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from maillage.accounts.emails.gate import Piece as Mail
from maillage.outreach.emails.html import grouped, link, to_html, to_mjml
from maillage.outreach.enums import BlockKind
from maillage.outreach.models import Letter
from maillage.outreach.queries.links import (
    full,
    one_click_link,
    preferences_link,
    subscribe_link,
    token_for,
    web_link,
)
from maillage.outreach.queries.pieces import Piece
from maillage.outreach.queries.plain import plain_of
from maillage.partners.models import Person
from maillage.partners.queries.space import space_link

# What changes from one reader to the next; the names cannot exist (RFC 2606).
ADDRESS = "adresse@lettre.invalid"
PREFERENCES = "https://lettre.invalid/preferences"
INSIDE = "https://lettre.invalid/espace"
SOURCE_INSIDE = re.compile(re.escape(INSIDE) + r"(/[^\s\"<)]*)")

KEPT = "Ni vos ouvertures ni vos clics ne sont suivis."


@dataclass(frozen=True)
class Written:
    """One content of a letter, not yet made out to anyone."""

    html: str
    text: str


@dataclass(frozen=True)
class Addressee:
    email: str
    person: Person | None = None
    subscriber: int | None = None

    @property
    def token(self) -> str:
        return token_for("p", self.person.pk) if self.person else token_for("s", self.subscriber)


def write(letter: Letter, pieces: Iterable[Piece], *, is_contact: bool) -> Written:
    pieces = tuple(pieces)
    authority = letter.authority
    sources = {piece: source_of(piece, authority, is_contact=is_contact) for piece in pieces}
    mjml = to_mjml(letter.subject, str(authority), pieces, foot_html(letter, is_contact=is_contact), sources)
    return Written(to_html(mjml), to_text(letter, pieces, sources, is_contact=is_contact))


def source_of(piece: Piece, authority, *, is_contact: bool) -> str:
    """What is behind the partners' door opens by the personal link of the reader."""
    if is_contact and piece.url.startswith(f"/{authority.slug}/partenaires/"):
        return f"{INSIDE}{piece.url}"
    return full(piece.url)


def why(letter: Letter, *, is_contact: bool) -> str:
    if is_contact:
        return f"Vous recevez ce courriel à {ADDRESS} comme partenaire du projet de mobilité : {letter.authority}."
    return f"Vous recevez cette lettre à {ADDRESS} car vous vous y êtes abonné : {letter.authority}."


FORWARDED = "On vous l’a transférée ? Ces liens sont ceux de"


def foot_html(letter: Letter, *, is_contact: bool) -> list[str]:
    ways = [link(PREFERENCES, "Changer mes choix ou me désabonner")]
    if letter.is_public:
        ways.append(link(web_link(letter), "Lire en ligne"))
    forwarded = f"{FORWARDED} {ADDRESS} : laissez-les, et "
    return [
        escape(why(letter, is_contact=is_contact)),
        " · ".join(ways),
        f"{escape(forwarded)}{link(subscribe_link(letter.authority), 'abonnez-vous à votre nom')}.",
        escape(KEPT),
    ]


def foot_text(letter: Letter, *, is_contact: bool) -> str:
    online = f"Lire en ligne : {web_link(letter)}\n" if letter.is_public else ""
    return (
        f"-- \n{why(letter, is_contact=is_contact)}\n"
        f"Changer mes choix ou me désabonner : {PREFERENCES}\n{online}"
        f"{FORWARDED} {ADDRESS} : laissez-les, et abonnez-vous à votre nom : {subscribe_link(letter.authority)}\n{KEPT}"
    )


def to_text(letter: Letter, pieces: tuple[Piece, ...], sources: dict[Piece, str], *, is_contact: bool) -> str:
    parts = [f"{letter.subject}\n{'=' * min(len(letter.subject), 70)}"]
    parts += [said(group, sources) for group in grouped(pieces)]
    parts.append(foot_text(letter, is_contact=is_contact))
    return "\n\n".join(part for part in parts if part)


def said(group: list[Piece], sources: dict[Piece, str]) -> str:  # noqa: PLR0911  one per kind
    piece = group[0]
    match piece.kind:
        case BlockKind.TITLE:
            return f"{piece.text}\n{'-' * min(len(piece.text), 70)}"
        case BlockKind.TEXT:
            return plain_of(piece.text)
        case BlockKind.BUTTON:
            return f"{piece.text} :\n{piece.url}"
        case BlockKind.PICTURE:
            return f"[Image : {piece.alt}]"
        case BlockKind.NEWS:
            return f"{piece.label}\n{piece.text}\n{piece.url}"
        case BlockKind.FACT:
            return "\n".join(f"- {each.text}\n  {sources[each]}" for each in group)
    return "* * *"


def made_out(letter: Letter, written: Written, to: Addressee, *, reply_to: str, leave_by_mail: str) -> Mail:
    """The mail of one reader: their address in the foot, their links, their headers (RFC 2369, RFC 8058)."""
    preferences = preferences_link(letter.authority, to.token)

    def inside(found: re.Match) -> str:
        return space_link(to.person, found[1]) if to.person else full(found[1])

    text = SOURCE_INSIDE.sub(inside, written.text.replace(PREFERENCES, preferences))
    html = SOURCE_INSIDE.sub(lambda found: escape(inside(found)), written.html)
    return Mail(
        to=to.email,
        subject=letter.subject,
        text=text.replace(ADDRESS, to.email),
        html=html.replace(PREFERENCES, escape(preferences)).replace(ADDRESS, escape(to.email)),
        headers=headers(letter, to.token, leave_by_mail),
        reply_to=reply_to,
    )


def as_example(written: Written, email: str) -> Written:
    """For the eyes of whoever writes: with the address of a reader, links left as they are."""
    return Written(written.html.replace(ADDRESS, escape(email)), written.text.replace(ADDRESS, email))


def headers(letter: Letter, token: str, leave_by_mail: str) -> dict[str, str]:
    by_web = f"<{one_click_link(letter.authority, token)}>"
    by_mail = [f"<mailto:{leave_by_mail}?subject=desabonnement>"] if leave_by_mail else []
    domain = full("/").split("://", 1)[1].split("/")[0].split(":")[0]
    return {
        "List-Unsubscribe": ", ".join([*by_mail, by_web]),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<lettres.{letter.authority.slug}.{domain}>",
    }
