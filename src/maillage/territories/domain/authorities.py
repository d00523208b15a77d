import re
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.territories.enums import LEVELS_OF_KIND, RESERVED_SLUGS, AuthorityKind, Level
from maillage.territories.models import Authority, AuthorityPart, Vintage
from maillage.territories.queries.authorities import free_slug
from maillage.territories.queries.land import communes_in, current_codes, known_places

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 60


@transaction.atomic
def create_authority(
    *, kind: str, name: str, slug: str, places: Iterable[tuple[str, str]], by=None
) -> Authority:
    """Found an authority on its land. `places` are (level, code) pairs; its communes follow from them."""
    places = sorted(set(places))
    check_kind(kind)
    check_name(name)
    check_slug(slug, name)
    check_places(kind, places)
    try:
        with transaction.atomic():
            authority = Authority.objects.create(kind=kind, name=name.strip(), slug=slug)
    except IntegrityError as error:  # taken since the check above
        raise DomainError(taken(slug, name)) from error
    vintage = Vintage.objects.first()
    AuthorityPart.objects.bulk_create(
        AuthorityPart(authority=authority, level=level, code=code, vintage=vintage) for level, code in places
    )
    derive_communes(authority)
    parts = [f"{level} {code}" for level, code in places]
    record(
        "a créé",
        actor=by,
        authority=authority,
        target=authority,
        nature=AuthorityKind(kind).label,
        parties=parts,
    )
    return authority


def derive_communes(authority: Authority) -> None:
    """Draw the communes again from the parts, through mergers.

    A part that has left the official code tells no longer what it was made of: the communes held so far stay.
    """
    parts = list(authority.parts.values_list("level", "code"))
    lost = [code for level, code in set(parts) - known_places(parts) if level != Level.COMMUNE]
    codes = set(communes_in(parts).values_list("pk", flat=True))
    codes |= current_codes(code for level, code in parts if level == Level.COMMUNE)
    if lost or not parts:
        codes |= current_codes(authority.communes.values_list("pk", flat=True))
    authority.communes.set(codes)


def check_kind(kind: str) -> None:
    if kind not in AuthorityKind.values:
        raise DomainError(f"« {kind} » n’est pas une nature d’autorité.")


def check_name(name: str) -> None:
    if not name.strip():
        raise DomainError("Donnez un nom à l’autorité.")


def check_slug(slug: str, name: str) -> None:
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise DomainError(
            f"L’adresse « {slug} » ne convient pas : des lettres sans accent, des chiffres et des tirets, "
            f"{LONGEST_SLUG} signes au plus. Par exemple « {free_slug(name)} »."
        )
    if slug in RESERVED_SLUGS:
        raise DomainError(f"L’adresse « {slug} » est réservée. Essayez « {free_slug(slug)} ».")
    if Authority.objects.filter(slug=slug).exists():
        raise DomainError(taken(slug, name))


def taken(slug: str, name: str) -> str:
    return f"L’adresse « {slug} » est déjà prise. Essayez « {free_slug(slug or name)} »."


def check_places(kind: str, places: list[tuple[str, str]]) -> None:
    if not Vintage.objects.exists():
        raise DomainError("Aucun territoire n’est chargé : lancez « python -m maillage territories ».")
    if not places:
        raise DomainError("Choisissez au moins un lieu.")
    wrong = [(level, code) for level, code in places if level not in LEVELS_OF_KIND[kind]]
    if wrong:
        level, code = wrong[0]
        allowed = " ou ".join(Level(level).label for level in LEVELS_OF_KIND[kind])
        raise DomainError(
            f"Le territoire d’une autorité « {AuthorityKind(kind).label} » se choisit par {allowed} : "
            f"« {level} {code} » ne convient pas."
        )
    unknown = sorted(set(places) - known_places(places))
    if unknown:
        names = ", ".join(f"{Level(level).label} {code}" for level, code in unknown)
        raise DomainError(f"Code inconnu du code officiel géographique : {names}.")
