"""Writing a letter: what it is, its blocks, its facts, its papers. Only a draft changes."""

import secrets
from collections.abc import Iterable
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max

from maillage.common.errors import DomainError
from maillage.common.uploads import clean_name, nature_of, refuse_too_large
from maillage.journal.domain import record
from maillage.outreach.enums import BlockKind
from maillage.outreach.models import Audience, Block, Letter, LetterFile, News, Picture
from maillage.outreach.queries.pieces import first_day
from maillage.partners.queries.facts import facts_since

MOST_BLOCKS = 60
MOST_PAPERS = 10


@transaction.atomic
def begin_letter(authority, *, kind: str, subject: str, audience: Audience | None = None, by) -> Letter:
    letter = Letter.everywhere.create(
        authority=authority, kind=kind, subject=subject.strip(), audience=audience, written_by=by
    )
    record("a commencé une lettre", actor=by, authority=authority, target=letter)
    return letter


def drafted(letter: Letter) -> Letter:
    """The letter held until the end, still a draft."""
    letter = Letter.everywhere.select_for_update().get(pk=letter.pk)
    if not letter.is_draft:
        raise DomainError(
            "Cette lettre est partie, ou va partir : elle ne change plus. Rappelez-la, ou copiez-la."
        )
    return letter


@transaction.atomic
def change_letter(
    letter: Letter,
    *,
    kind: str,
    subject: str,
    audience: Audience | None,
    is_public: bool,
    facts_since: date | None,
    by,
) -> None:
    letter = drafted(letter)
    if audience and audience.authority_id != letter.authority_id:
        raise DomainError("Ce public est d’un autre territoire.")
    letter.kind, letter.subject, letter.audience = kind, subject.strip(), audience
    letter.is_public, letter.facts_since = is_public, facts_since
    letter.save()
    record("a changé une lettre", actor=by, authority=letter.authority, target=letter)


@transaction.atomic
def drop_letter(letter: Letter, *, by) -> None:
    letter = drafted(letter)
    record("a jeté un brouillon de lettre", actor=by, authority=letter.authority, target=letter)
    letter.delete()


@transaction.atomic
def copy_letter(letter: Letter, *, by) -> Letter:
    """A new draft with the same words and the same public. Facts do not come along: they were told."""
    copy = Letter.everywhere.create(
        authority=letter.authority,
        kind=letter.kind,
        subject=f"{letter.subject[:110]} (copie)",
        audience=letter.audience,
        is_public=letter.is_public,
        written_by=by,
    )
    kept = Block.everywhere.filter(letter=letter).exclude(kind=BlockKind.FACT)
    Block.everywhere.bulk_create(
        [
            Block(
                letter=copy,
                order=rank,
                kind=block.kind,
                text=block.text,
                url=block.url,
                picture_id=block.picture_id,
                news_id=block.news_id,
            )
            for rank, block in enumerate(kept)
        ]
    )
    record("a copié une lettre", actor=by, authority=letter.authority, target=copy, depuis=letter.subject)
    return copy


# Blocks


@transaction.atomic
def add_block(
    letter: Letter,
    kind: str,
    *,
    text: str = "",
    url: str = "",
    picture: Picture | None = None,
    news: News | None = None,
    by,
) -> Block:
    letter = drafted(letter)
    refuse_crowd(letter)
    block = Block(letter=letter, order=next_order(letter), kind=kind, text=text, url=url)
    block.picture, block.news = picture, news
    refuse_empty(block)
    block.save()
    record("a ajouté un bloc à une lettre", actor=by, authority=letter.authority, target=letter)
    return block


def refuse_crowd(letter: Letter) -> None:
    if Block.everywhere.filter(letter=letter).count() >= MOST_BLOCKS:
        raise DomainError("Cette lettre est déjà très longue : coupez-la en deux.")


def next_order(letter: Letter) -> int:
    last = Block.everywhere.filter(letter=letter).aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def refuse_empty(block: Block) -> None:
    needs = {
        BlockKind.TITLE: (block.text.strip(), "Écrivez le titre."),
        BlockKind.TEXT: (block.text.strip(), "Écrivez le texte."),
        BlockKind.BUTTON: (block.text.strip() and block.url, "Un bouton a des mots, et une adresse."),
        BlockKind.PICTURE: (block.picture, "Choisissez une image."),
        BlockKind.NEWS: (block.news, "Choisissez une actualité."),
        BlockKind.DIVIDER: (True, ""),
        BlockKind.FACT: (block.fact, "Choisissez un fait."),
    }
    given, words = needs[BlockKind(block.kind)]
    if not given:
        raise DomainError(words)
    for thing in (block.picture, block.news):
        if thing and thing.authority_id != block.letter.authority_id:
            raise DomainError("Cela vient d’un autre territoire.")


@transaction.atomic
def change_block(block: Block, *, text: str = "", url: str = "", is_for_all: bool = True, by) -> None:
    letter = drafted(block.letter)
    block.text, block.url, block.is_for_all = text, url, is_for_all
    refuse_empty(block)
    block.save(update_fields=["text", "url", "is_for_all"])
    record("a changé un bloc d’une lettre", actor=by, authority=letter.authority, target=letter)


@transaction.atomic
def move_block(block: Block, by_steps: int, *, by) -> None:
    """One step up (-1) or down (1); past the ends nothing moves."""
    letter = drafted(block.letter)
    blocks = list(Block.everywhere.filter(letter=letter))
    here = [each.pk for each in blocks].index(block.pk)
    there = here + by_steps
    if not 0 <= there < len(blocks):
        return
    blocks[here], blocks[there] = blocks[there], blocks[here]
    for rank, each in enumerate(blocks):
        each.order = rank
    Block.everywhere.bulk_update(blocks, ["order"])
    record("a déplacé un bloc d’une lettre", actor=by, authority=letter.authority, target=letter)


@transaction.atomic
def remove_block(block: Block, *, by) -> None:
    letter = drafted(block.letter)
    Block.everywhere.filter(pk=block.pk).delete()
    record("a retiré un bloc d’une lettre", actor=by, authority=letter.authority, target=letter)


@transaction.atomic
def tick_facts(letter: Letter, idents: Iterable[str], for_all: Iterable[str], *, by) -> None:
    """The facts of this letter, and those told to everybody. What was in stays in its place, what is new comes last."""
    letter = drafted(letter)
    facts = {fact.ident: fact for fact in facts_since(letter.authority, first_day(letter))}
    wanted = [ident for ident in facts if ident in set(idents)]
    shared = set(for_all)
    old = Block.everywhere.filter(letter=letter, kind=BlockKind.FACT)
    known = set(old.values_list("fact", flat=True))
    old.exclude(fact__in=wanted).filter(fact__in=facts).delete()  # a fact that is lost is taken out by hand
    old.filter(fact__in=shared).update(is_for_all=True)
    old.exclude(fact__in=shared).update(is_for_all=False)
    first = next_order(letter)
    Block.everywhere.bulk_create(
        Block(
            letter=letter,
            order=first + rank,
            kind=BlockKind.FACT,
            fact=ident,
            is_for_all=ident in shared or facts[ident].touches.is_for_all,
        )
        for rank, ident in enumerate([ident for ident in wanted if ident not in known])
    )
    record("a choisi les faits d’une lettre", actor=by, authority=letter.authority, target=letter)


# Papers


@transaction.atomic
def add_paper(letter: Letter, upload, *, by) -> LetterFile:
    letter = drafted(letter)
    if LetterFile.everywhere.filter(letter=letter).count() >= MOST_PAPERS:
        raise DomainError("Dix fichiers sont déjà joints : c’est assez pour une lettre.")
    refuse_too_large(upload)
    media_type, ending = nature_of(upload)
    upload.seek(0)
    paper = LetterFile(
        letter=letter,
        token=secrets.token_hex(12),
        name=clean_name(upload.name, ending),
        media_type=media_type,
        size=upload.size,
    )
    paper.file.save(f"{secrets.token_hex(12)}{ending}", ContentFile(upload.read()), save=False)
    paper.save()
    record("a joint un fichier à une lettre", actor=by, authority=letter.authority, target=letter)
    return paper


@transaction.atomic
def remove_paper(paper: LetterFile, *, by) -> None:
    letter = drafted(paper.letter)
    stored = paper.file
    LetterFile.everywhere.filter(pk=paper.pk).delete()
    transaction.on_commit(lambda: stored.storage.delete(stored.name))
    record("a retiré un fichier d’une lettre", actor=by, authority=letter.authority, target=letter)
