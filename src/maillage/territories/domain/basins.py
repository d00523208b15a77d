from collections.abc import Iterable

from django.db import transaction

from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.territories.models import Authority, Epci, MobilityBasin


@transaction.atomic
def create_basin(authority: Authority, *, name: str, epcis: Iterable[str], by) -> MobilityBasin:
    """Draw a mobility basin; `epcis` are SIREN codes. Any authority may draw one, its plans and others' share it."""
    name, found = checked(authority, name, epcis)
    basin = MobilityBasin.objects.create(authority=authority, name=name)
    basin.epcis.set(found)
    record("a dessiné", actor=by, authority=authority, target=basin, epci=[each.pk for each in found])
    return basin


@transaction.atomic
def change_basin(basin: MobilityBasin, *, name: str, epcis: Iterable[str], by) -> None:
    basin.name, found = checked(basin.authority, name, epcis, but=basin)
    basin.save(update_fields=["name"])
    basin.epcis.set(found)
    record("a modifié", actor=by, authority=basin.authority, target=basin, epci=[each.pk for each in found])


@transaction.atomic
def delete_basin(basin: MobilityBasin, *, by) -> None:
    """The plans that named it stay, without a basin."""
    record("a supprimé", actor=by, authority=basin.authority, target=basin)
    basin.delete()


def checked(authority, name: str, epcis: Iterable[str], *, but=None) -> tuple[str, list[Epci]]:
    name, wanted = name.strip(), set(epcis)
    found = list(Epci.objects.filter(pk__in=wanted, is_current=True))
    if not name:
        raise DomainError("Donnez un nom au bassin.")
    if not wanted:
        raise DomainError("Un bassin réunit au moins un EPCI : cochez-en un.")
    if unknown := wanted - {each.pk for each in found}:
        raise DomainError(f"EPCI inconnu : {', '.join(sorted(unknown))}.")
    if authority.basins.filter(name=name).exclude(pk=but.pk if but else None).exists():
        raise DomainError(f"Un bassin « {name} » existe déjà ici : changez de nom.")
    return name, found
