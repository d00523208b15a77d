from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from maillage.common.text import render_markdown
from maillage.outreach.enums import BlockKind, DeliveryState, LetterState
from maillage.outreach.models import Block, Delivery, Letter
from maillage.outreach.queries.links import full
from maillage.outreach.queries.pieces import Piece, first_day, for_reader
from maillage.outreach.queries.recipients import recipients
from maillage.partners.queries.facts import KINDS, facts_since

NEAR = timedelta(days=3)
ON_ITS_WAY = (LetterState.SCHEDULED, LetterState.LEAVING, LetterState.PAUSED)


def letters_of(authority):
    """The letters, newest first, each with how many people it went to and how many it reached."""
    went = Count("deliveries", filter=~Q(deliveries__state=DeliveryState.STOPPED))
    reached = Count("deliveries", filter=Q(deliveries__state=DeliveryState.SENT))
    rows = Letter.objects.filter(authority=authority).select_related("audience", "written_by")
    return rows.annotate(went=went, reached=reached).order_by("-created_at", "-pk")


def counts_of(letter: Letter) -> list[tuple[DeliveryState, int]]:
    """How many rows stand in each state: the truth of a departure, those at nought left out."""
    rows = Delivery.everywhere.filter(letter=letter).order_by().values_list("state").annotate(n=Count("pk"))
    counts = dict(rows)
    return [(state, counts[state]) for state in DeliveryState if counts.get(state)]


@dataclass(frozen=True)
class Overlap:
    """Another letter on its way to some of the same people."""

    letter: Letter
    people: int
    facts: int  # that both tell


def overlaps_of(letter: Letter, emails: set[str], at) -> list[Overlap]:
    """What a reader of this letter would also get within three days: to be said, or put off, or made one."""
    others = Letter.everywhere.filter(authority=letter.authority, state__in=ON_ITS_WAY).exclude(pk=letter.pk)
    others = others.filter(leaves_at__range=(at - NEAR, at + NEAR)).select_related("audience__authority")
    mine = facts_in(letter)
    found = [
        Overlap(
            other,
            len(emails & {each.email for each in recipients(other.audience).taken}),
            len(mine & facts_in(other)),
        )
        for other in others
    ]
    return [each for each in found if each.people]


def facts_in(letter: Letter) -> set[str]:
    return set(Block.everywhere.filter(letter=letter, kind=BlockKind.FACT).values_list("fact", flat=True))


def facts_to_tick(letter: Letter) -> list[dict]:
    """By kind: what may be told since the day of the letter, and what is in it already."""
    ticked = dict(
        Block.everywhere.filter(letter=letter, kind=BlockKind.FACT).values_list("fact", "is_for_all")
    )
    groups: dict[str, list[dict]] = {}
    for fact in facts_since(letter.authority, first_day(letter)):
        groups.setdefault(fact.kind, []).append(
            {"fact": fact, "ticked": fact.ident in ticked, "for_all": ticked.get(fact.ident, False)}
        )
    return [{"kind": KINDS[name], "rows": rows} for name, rows in groups.items()]


# The archive


def archive_of(authority):
    """The letters that anybody may read, newest first."""
    rows = Letter.everywhere.filter(authority=authority).in_archive()
    return rows.order_by("-left_at", "-pk")


def web_page_of(letter: Letter, pieces: list[Piece]) -> tuple[str, str]:
    """The common part of a letter as a fragment of a page, and its first words: what the archive keeps."""
    common = for_reader(pieces, None)
    words = " ".join(piece.text for piece in common if piece.kind in {BlockKind.TEXT, BlockKind.FACT})
    return web_html(common), words[:400]


def web_html(pieces) -> str:
    """Plain tags in the colours of the site: what a mail does with tables, a page does better without."""
    return "\n".join(web_piece(piece) for piece in pieces)


def web_piece(piece: Piece) -> SafeString:  # noqa: PLR0911  one per kind
    match piece.kind:
        case BlockKind.TITLE:
            return format_html("<h2>{}</h2>", piece.text)
        case BlockKind.TEXT:
            return mark_safe(render_markdown(piece.text))  # noqa: S308  cleaned by nh3
        case BlockKind.BUTTON:
            return format_html('<p><a class="button" href="{}">{}</a></p>', piece.url, piece.text)
        case BlockKind.PICTURE:
            return format_html('<p><img src="{}" alt="{}" class="picture"></p>', piece.url, piece.alt)
        case BlockKind.NEWS:
            return format_html('<h3><a href="{}">{}</a></h3><p>{}</p>', piece.url, piece.label, piece.text)
        case BlockKind.FACT:
            return format_html('<ul><li>{} <a href="{}">Source</a></li></ul>', piece.text, full(piece.url))
    return mark_safe("<hr>")
