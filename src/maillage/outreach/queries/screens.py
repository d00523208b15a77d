"""What the screens of one letter join."""

from maillage.outreach.enums import BlockKind, DeliveryState, LetterState
from maillage.outreach.models import Block, Letter, LetterFile
from maillage.outreach.queries.letters import counts_of
from maillage.outreach.queries.pieces import for_reader, pieces_of, plain_words
from maillage.outreach.queries.reading import reading_of
from maillage.outreach.queries.recipients import recipients
from maillage.partners.models import Person
from maillage.partners.queries.facts import KINDS

MOST_TO_TRY = 12
ADDED = (
    BlockKind.TITLE,
    BlockKind.TEXT,
    BlockKind.BUTTON,
    BlockKind.PICTURE,
    BlockKind.NEWS,
    BlockKind.DIVIDER,
)


def composed(letter: Letter, *, may_edit: bool) -> dict:
    """A letter on its own page, in a fixed number of queries."""
    pieces, lost = pieces_of(letter)
    by_block = {piece.block: piece for piece in pieces if piece.block}
    blocks = list(Block.everywhere.filter(letter=letter).select_related("picture", "news"))
    for block in blocks:
        block.piece = by_block.get(block.pk)
        block.kind_of_fact = KINDS[block.fact.split(":")[0]].label if block.piece and block.fact else ""
    counts = counts_of(letter)
    found = recipients(letter.audience) if letter.audience and letter.is_draft else None
    return {
        "letter": letter,
        "blocks": blocks,
        "lost": lost,
        "papers": list(LetterFile.everywhere.filter(letter=letter)),
        "reading": reading_of(plain_words(for_reader(pieces, None))),
        "found": found,
        "counts": counts,
        "kinds": ADDED,
        "may_edit": may_edit,
        "still_queued": any(state == DeliveryState.POSTED for state, _ in counts),
        "is_moving": letter.state in {LetterState.LEAVING, LetterState.PAUSED},
    }


def readers_to_try(letter: Letter, pieces) -> list[Person]:
    """Contacts who do not all get the same: those whom a fact touches, a few, by name."""
    touched = {pk for piece in pieces if piece.readers for pk in piece.readers}
    return list(Person.objects.filter(pk__in=touched)[:MOST_TO_TRY])
