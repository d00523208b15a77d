"""What a letter says, and to whom each part of it: blocks become pieces, and each reader gets theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse

from maillage.outreach.enums import BlockKind
from maillage.outreach.models import Block, Letter, LetterFile
from maillage.outreach.queries.links import full
from maillage.partners.models import Function
from maillage.partners.queries.circles import people_in
from maillage.partners.queries.facts import KINDS, Fact, Touches, facts_since

FACTS_BY_DEFAULT = timedelta(days=60)  # before the letter was begun


@dataclass(frozen=True)
class Piece:
    """One part of a letter, ready to be drawn. `readers` are the contacts whom it touches; None: everybody."""

    kind: str
    text: str = ""
    url: str = ""
    label: str = ""  # of the link or of the source
    alt: str = ""
    width: int = 0
    is_public: bool = True
    readers: frozenset[int] | None = None
    block: int = 0


def pieces_of(letter: Letter) -> tuple[list[Piece], list[Block]]:
    """The pieces, and the blocks whose fact can be told no more (a meeting moved, a page taken back)."""
    blocks = list(Block.everywhere.filter(letter=letter).select_related("picture", "news", "news__picture"))
    facts = facts_by_ident(letter) if any(block.kind == BlockKind.FACT for block in blocks) else {}
    lost = [block for block in blocks if is_lost(block, facts)]
    pieces = [piece_of(letter, block, facts) for block in blocks if block not in lost]
    return [*pieces, *papers_of(letter)], lost


def is_lost(block: Block, facts: dict[str, Fact]) -> bool:
    if block.kind == BlockKind.FACT:
        return block.fact not in facts
    return block.kind == BlockKind.NEWS and not block.news.published_at


def facts_by_ident(letter: Letter) -> dict[str, Fact]:
    return {fact.ident: fact for fact in facts_since(letter.authority, first_day(letter))}


def first_day(letter: Letter):
    return letter.facts_since or (letter.created_at - FACTS_BY_DEFAULT).date()


def piece_of(letter: Letter, block: Block, facts: dict[str, Fact]) -> Piece:
    if block.kind == BlockKind.FACT:
        fact = facts[block.fact]
        readers = None if block.is_for_all or fact.touches.is_for_all else people_touched(fact.touches)
        return Piece(
            kind=BlockKind.FACT,
            text=fact.text,
            url=fact.url,
            label=KINDS[fact.kind].label,
            is_public=fact.is_public,
            readers=readers,
            block=block.pk,
        )
    if block.kind == BlockKind.PICTURE:
        return Piece(
            kind=BlockKind.PICTURE,
            url=picture_link(block.picture),
            alt=block.picture.alt,
            width=block.picture.width,
            block=block.pk,
        )
    if block.kind == BlockKind.NEWS:
        path = reverse("outreach:news_page", args=[letter.authority.slug, block.news_id])
        return Piece(
            kind=BlockKind.NEWS,
            text=block.news.summary,
            label=block.news.title,
            url=full(path),
            block=block.pk,
        )
    return Piece(kind=block.kind, text=block.text, url=full(block.url) if block.url else "", block=block.pk)


def picture_link(picture) -> str:
    return full(reverse("outreach:picture", args=[picture.authority.slug, picture.token]))


def papers_of(letter: Letter) -> list[Piece]:
    """Papers are links, under a title of their own."""
    papers = list(LetterFile.everywhere.filter(letter=letter))
    links = [
        f"- [{without_brackets(paper.name)}]({file_link(letter, paper)}) ({weight(paper.size)})"
        for paper in papers
    ]
    if not links:
        return []
    return [
        Piece(kind=BlockKind.TITLE, text="À lire"),
        Piece(kind=BlockKind.TEXT, text="\n".join(links)),
    ]


def file_link(letter, paper) -> str:
    return full(reverse("outreach:file", args=[letter.authority.slug, paper.token]))


def without_brackets(name: str) -> str:
    return name.replace("[", "(").replace("]", ")")


def weight(size: int) -> str:
    return (
        f"{size / 1024 / 1024:.1f} Mo".replace(".", ",") if size > 1024 * 1024 else f"{size // 1024 + 1} ko"
    )


def people_touched(touches: Touches) -> frozenset[int]:
    """The contacts whom a fact concerns today, by where they sit, where they work, or by name."""
    functions = Function.everywhere.held().filter(
        Q(organisation__in=touches.organisations) | Q(organisation__sphere__in=touches.spheres)
    )
    found = (
        set(functions.values_list("person", flat=True)) if touches.organisations or touches.spheres else set()
    )
    if touches.circles:
        found |= set(people_in(touches.circles).values_list("pk", flat=True))
    return frozenset(found | touches.people)


def for_reader(pieces: Iterable[Piece], person: int | None) -> tuple[Piece, ...]:
    """What one reader gets: the common part, and what touches them. `None`: a subscriber, or the archive.

    A title left without anything under it goes too.
    """
    pieces = list(pieces)
    kept = [
        piece
        for piece in pieces
        if (piece.readers is None or person in piece.readers) and (piece.is_public or person is not None)
    ]
    return tuple(piece for rank, piece in enumerate(kept) if not is_bare_title(piece, rank, kept, pieces))


def is_bare_title(piece: Piece, rank: int, kept: list[Piece], pieces: list[Piece]) -> bool:
    return piece.kind == BlockKind.TITLE and not says(kept, rank) and says(pieces, pieces.index(piece))


def says(pieces: list[Piece], rank: int) -> bool:
    """Whether something stands between this title and the next one, or the end."""
    return rank + 1 < len(pieces) and pieces[rank + 1].kind not in {BlockKind.TITLE, BlockKind.DIVIDER}


def plain_words(pieces: Iterable[Piece]) -> str:
    """The words of a letter for whoever weighs them: no address, no markup."""
    from maillage.outreach.queries.plain import plain_of  # noqa: PLC0415  drags in the parser of Markdown

    said = []
    for piece in pieces:
        if piece.kind == BlockKind.TEXT:
            said.append(plain_of(piece.text, with_links=False))
        elif piece.kind in {BlockKind.TITLE, BlockKind.FACT, BlockKind.BUTTON}:
            said.append(piece.text)
        elif piece.kind == BlockKind.NEWS:
            said += [piece.label, piece.text]
    return "\n".join(said)
