"""« Qui fait quoi »: the cards of the partners, as a list and as a paper."""

from django.db.models import Case, Q, When
from django.utils.formats import date_format

from maillage.accounts.queries.privacy import addresses_of
from maillage.common.documents import Block, Document, Facts, Heading, Note, PageBreak, Paragraph
from maillage.library.models import RoleCard
from maillage.partners.enums import OrganisationKind
from maillage.partners.models import Organisation
from maillage.territories.queries.words import plain

PER_PAPER = 200


def cards_of(authority, *, text: str = "", sphere: str = "") -> list[RoleCard]:
    """The cards of active partners, narrowed to those that bear every word, accents forgiven. One query."""
    rows = RoleCard.objects.filter(authority=authority, organisation__is_active=True)
    if sphere:
        rows = rows.filter(organisation__sphere=sphere)
    asked = plain(text).split()
    return [
        row
        for row in rows.select_related("organisation")
        if all(word in plain(said_on(row)) for word in asked)
    ]


def said_on(card: RoleCard) -> str:
    return f"{card.organisation.name} {card.does} {card.for_whom} {card.where} {card.asks}"


def without_card(authority):
    """The active partners of whom nobody knows yet what they do, town halls last: there are many of them."""
    rows = Organisation.objects.filter(authority=authority, is_active=True, role_card=None)
    return rows.order_by(Case(When(kind=OrganisationKind.COMMUNE, then=1), default=0), "name", "pk")


def cards_document(authority, cards: list[RoleCard], *, title: str = "Qui fait quoi") -> Document:
    """One card a page, so that a set can be dealt out on a table."""
    blocks: list[Block] = []
    for number, card in enumerate(cards):
        if number:
            blocks.append(PageBreak())
        blocks += blocks_of(card)
    if not cards:
        blocks = [Paragraph("Aucune fiche n’est encore remplie.")]
    many = len(cards) > 1
    return Document(
        title=title,
        subtitle=f"{len(cards)} partenaires du projet de mobilité" if many else "",
        authority=authority.name,
        blocks=blocks,
        footer="Écrit par les partenaires eux-mêmes.",
    )


def blocks_of(card: RoleCard) -> list[Block]:
    organisation = card.organisation
    blocks: list[Block] = [Heading(organisation.name)]
    for label, text in card.parts:
        blocks += [Heading(label, level=3), Paragraph(text)]
    reach = [
        ("Téléphone", organisation.phone),
        ("Courriel général", organisation.email),
        ("Site", organisation.website),
    ]
    if known := [(label, value) for label, value in reach if value]:
        blocks += [Heading("Comment nous joindre", level=3), Facts(known)]
    return [*blocks, Note(f"Fiche vérifiée le {date_format(card.verified_on, 'j F Y')}.")]


def cards_of_people(people) -> list[dict]:
    return cards_in_words(RoleCard.everywhere.filter(person__in=people))


def cards_verified_by(user) -> list[dict]:
    by_contact = Q(person__email__in=addresses_of(user))
    return cards_in_words(RoleCard.everywhere.filter(Q(user=user) | by_contact))


def cards_in_words(cards) -> list[dict]:
    rows = cards.select_related("organisation", "authority")
    return [
        {
            "autorité": row.authority.name,
            "fiche de": row.organisation.name,
            "vérifiée le": row.verified_on.isoformat(),
        }
        for row in rows
    ]
