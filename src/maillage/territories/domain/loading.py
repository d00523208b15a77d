"""Bring the official geographic code into the database, once per edition."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.territories.domain.authorities import derive_communes
from maillage.territories.domain.editions import Edition, contours_of, read_edition
from maillage.territories.domain.sources import Sources, installed_sources
from maillage.territories.models import (
    Authority,
    Commune,
    CommuneMerger,
    Contour,
    Departement,
    Epci,
    Region,
    TownHall,
    Vintage,
)

BATCH = 2_000
LEVELS = (Region, Departement, Epci, Commune)


@dataclass(frozen=True)
class Loading:
    vintage: Vintage
    communes: int
    epcis: int
    town_halls: int
    replaced_points: int
    without_contour: int
    seconds: float


def load_territories(*, reload: bool = False, sources: Sources | None = None) -> Loading | None:
    """Load the edition that is installed; None when it is already here.

    Reading and uniting contours comes before the transaction, which holds the database for the writing alone.
    """
    start = time.monotonic()
    sources = sources or installed_sources()
    if Vintage.objects.filter(year__gt=sources.year).exists():
        raise DomainError(f"Un code officiel plus récent que celui de {sources.year} est déjà chargé.")
    if not reload and Vintage.objects.filter(year=sources.year, source=sources.label).exists():
        return None
    vintage = Vintage(year=sources.year, source=sources.label, loaded_at=timezone.now())
    with no_collection():
        edition = read_edition(sources, vintage)
        write_edition(edition)
    return Loading(
        vintage=vintage,
        communes=len(edition.communes),
        epcis=len(edition.epcis),
        town_halls=len(edition.halls),
        replaced_points=sum(hall.point_replaced for hall in edition.halls),
        without_contour=len(edition.communes) - len(edition.shapes["commune"]),
        seconds=time.monotonic() - start,
    )


@contextmanager
def no_collection() -> Iterator[None]:
    """A million coordinates as Python lists, none of them in a cycle: looking for cycles costs a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@transaction.atomic
def write_edition(edition: Edition) -> None:
    edition.vintage.save()
    retired = [
        write(Region, edition.regions),
        write(Departement, edition.departements),
        write(Epci, edition.epcis),
        write(Commune, edition.communes),
    ]
    write(CommuneMerger, edition.mergers, key=("old_code", "commune"))
    write(TownHall, edition.halls)
    write_contours(edition)
    for authority in Authority.objects.all():
        derive_communes(authority)
    details = {"communes": len(edition.communes), "codes retirés": sum(retired)}
    record("a chargé", target=edition.vintage, **details)


def write(model, rows: list, *, key: tuple = ()) -> int:
    """Insert or update by key. Codes that the edition no longer has are marked, never deleted: returns how many."""
    key = key or (model._meta.pk.name,)
    fields = [
        each.name for each in model._meta.concrete_fields if not (each.name in key or each.auto_created)
    ]
    model.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=key, update_fields=fields
    )
    return retire(model, {row.pk for row in rows}) if model in LEVELS else 0


def retire(model, current: set[str]) -> int:
    gone = set(model.objects.filter(is_current=True).values_list("pk", flat=True)) - current
    for codes in batches(sorted(gone)):
        model.objects.filter(pk__in=codes).update(is_current=False)
    return len(gone)


def write_contours(edition: Edition) -> None:
    for level, shapes in edition.shapes.items():
        for codes in batches(list(shapes)):
            write(Contour, contours_of(edition, level, codes), key=("level", "code"))


def batches(codes: list[str]) -> Iterator[list[str]]:
    return (codes[start : start + BATCH] for start in range(0, len(codes), BATCH))
