"""What binds an authority as such: its « contrats opérationnels de mobilité », the land where a région stands in."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q

from maillage.common.errors import DomainError
from maillage.governance.models import Body, MobilityContract, SubstitutedArea
from maillage.governance.queries.framework import epcis_to_cover
from maillage.journal.domain import record
from maillage.law.enums import BodyKind
from maillage.partners.domain.contacts import assign, hold
from maillage.territories.enums import AuthorityKind
from maillage.territories.models import MobilityBasin


@transaction.atomic
def note_contract(
    authority,
    *,
    name: str,
    starts_on: date,
    ends_on: date | None = None,
    act: str = "",
    basin: MobilityBasin | None = None,
    by,
) -> MobilityContract:
    """Say that a contract is in force: its yearly account is then looked for on the agendas of the committee."""
    hold(authority)
    refuse_unbound(authority)
    refuse_bad_contract(authority, name, starts_on, ends_on)
    contract = MobilityContract.everywhere.create(
        authority=authority, name=name.strip(), starts_on=starts_on, ends_on=ends_on, act=act, basin=basin
    )
    record("a noté un contrat", actor=by, authority=authority, target=contract, depuis=starts_on.isoformat())
    return contract


@transaction.atomic
def change_contract(contract: MobilityContract, *, by, **facts) -> bool:
    """False, and no line in the journal, if everything stays as it was."""
    hold(contract.authority)
    now = {name: facts.get(name, getattr(contract, name)) for name in ("name", "starts_on", "ends_on")}
    refuse_bad_contract(contract.authority, **now, besides=contract)
    if not assign(contract, facts):
        return False
    record("a modifié un contrat", actor=by, authority=contract.authority, target=contract)
    return True


@transaction.atomic
def remove_contract(contract: MobilityContract, *, by) -> None:
    """For one noted by mistake; a contract that ended has its day of end."""
    record("a retiré un contrat", actor=by, authority=contract.authority, target=contract)
    contract.delete()


def refuse_unbound(authority) -> None:
    if authority.kind == AuthorityKind.DEPARTEMENT:
        raise DomainError(
            "Un Département n’organise pas la mobilité\u00a0: le compte rendu du contrat revient aux autorités organisatrices."
        )


def refuse_bad_contract(authority, name: str, starts_on: date, ends_on: date | None, besides=None) -> None:
    if not name.strip():
        raise DomainError("Donnez un intitulé au contrat.")
    if ends_on and ends_on <= starts_on:
        raise DomainError("Le contrat finit avant de commencer\u00a0: corrigez l’une des deux dates.")
    others = MobilityContract.everywhere.filter(authority=authority, name__iexact=name.strip())
    if others.filter(during(starts_on, ends_on)).exclude(pk=besides.pk if besides else None).exists():
        raise DomainError(f"«\u00a0{name.strip()}\u00a0» est déjà noté à ces dates.")


def during(starts_on: date, ends_on: date | None) -> Q:
    """The rows that share at least a day with [starts_on, ends_on[."""
    later = Q(ends_on=None) | Q(ends_on__gt=starts_on)
    return later & Q(starts_on__lt=ends_on) if ends_on else later


@transaction.atomic
def note_areas(
    authority, *, epcis: Iterable[str], starts_on: date, committee: Body | None = None, by
) -> list[SubstitutedArea]:
    """Say where a région stands in for communities of communes (SIREN codes), and which committee meets for them."""
    hold(authority)
    if authority.kind != AuthorityKind.REGION:
        raise DomainError("Seule une Région remplace une communauté de communes.")
    refuse_other_committee(authority, committee)
    wanted = set(epcis)
    found = {epci.pk: epci for epci in epcis_to_cover(authority) if epci.pk in wanted}
    if not wanted:
        raise DomainError("Cochez au moins une communauté de communes.")
    if unknown := wanted - found.keys():
        raise DomainError(
            f"Pas une communauté de communes de ce territoire, ou déjà notée\u00a0: {', '.join(sorted(unknown))}."
        )
    areas = [
        SubstitutedArea.everywhere.create(
            authority=authority, epci=epci, starts_on=starts_on, committee=committee
        )
        for epci in found.values()
    ]
    record(
        "a noté des territoires en substitution",
        actor=by,
        authority=authority,
        target=committee or authority,
        territoires=[str(area) for area in areas],
    )
    return areas


@transaction.atomic
def change_area(area: SubstitutedArea, *, by, **facts) -> bool:
    hold(area.authority)
    refuse_other_committee(area.authority, facts.get("committee", area.committee))
    starts_on, ends_on = (facts.get(name, getattr(area, name)) for name in ("starts_on", "ends_on"))
    if ends_on and ends_on <= starts_on:
        raise DomainError("La substitution finit avant de commencer\u00a0: corrigez l’une des deux dates.")
    others = SubstitutedArea.everywhere.filter(authority=area.authority, epci=area.epci).exclude(pk=area.pk)
    if others.filter(during(starts_on, ends_on)).exists():
        raise DomainError(f"{area} est déjà notée à ces dates.")
    if not assign(area, facts):
        return False
    record("a modifié un territoire en substitution", actor=by, authority=area.authority, target=area)
    return True


@transaction.atomic
def remove_area(area: SubstitutedArea, *, by) -> None:
    """For one noted by mistake; where the competence was taken back, the day of end says so."""
    record("a retiré un territoire en substitution", actor=by, authority=area.authority, target=area)
    area.delete()


def refuse_other_committee(authority, committee: Body | None) -> None:
    if committee is None:
        return
    if committee.authority_id != authority.pk:
        raise DomainError("Ce comité est celui d’un autre territoire.")
    if committee.kind != BodyKind.PARTNERS_COMMITTEE:
        raise DomainError("Choisissez un comité des partenaires\u00a0: c’est lui que la loi demande.")
