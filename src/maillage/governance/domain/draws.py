"""A draw is prepared: what it is for, its criteria and their quotas, when people may register."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.governance.enums import DrawState
from maillage.governance.models import Body, Draw, Stratum
from maillage.governance.queries.draws import commune_shares
from maillage.governance.queries.lottery import bounds, round_to
from maillage.journal.domain import record
from maillage.territories.queries.words import plain

NEVER_MIND = 0.005  # a table of rounded shares may miss 100 % by half a point
LARGEST = 1_000
LATE = "Ce tirage n’en est plus là : rechargez la page."


@dataclass(frozen=True)
class Share:
    """One value of a criterion, and its part of the population (0 to 1)."""

    value: str
    share: float
    communes: list[str] = field(default_factory=list)


@transaction.atomic
def create_draw(authority, *, name: str, size: int, body: Body | None = None, by, **facts) -> Draw:
    """`facts` are other fields of `Draw`: purpose, reserve_size, term_months, conditions, closes_on, public_source."""
    refuse_bad_facts(authority, {"name": name, "size": size, "body": body, **facts})
    draw = Draw.everywhere.create(authority=authority, name=name, size=size, body=body, **facts)
    record("a préparé", actor=by, authority=authority, target=draw)
    return draw


@transaction.atomic
def change_draw(draw: Draw, *, by, **facts) -> bool:
    """Until the lottery is published. A new size gives the criteria new quotas."""
    keep_open(draw)
    refuse_bad_facts(draw.authority, {name: getattr(draw, name) for name in ("name", "size", "body")} | facts)
    changed = [name for name, value in facts.items() if getattr(draw, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(draw, name, facts[name])
    draw.save(update_fields=changed)
    if "size" in changed:
        round_again(draw)
    record("a modifié", actor=by, authority=draw.authority, target=draw)
    return True


def refuse_bad_facts(authority, facts: Mapping) -> None:
    if not facts["name"].strip():
        raise DomainError("Donnez un nom à ce tirage.")
    if not 1 <= facts["size"] <= LARGEST:
        raise DomainError(f"Un tirage désigne de 1 à {LARGEST} personnes.")
    if facts.get("reserve_size", 0) > LARGEST:
        raise DomainError(f"La liste de réserve compte au plus {LARGEST} personnes.")
    if facts["body"] and facts["body"].authority_id != authority.pk:
        raise DomainError("Cette instance est celle d’un autre territoire.")


def keep_open(draw: Draw) -> None:
    """Lock the draw; refuse once its lottery is published, or being made."""
    row = Draw.everywhere.select_for_update().get(pk=draw.pk)
    if row.is_committed:
        raise DomainError("La procédure est publiée : plus rien n’y change.")
    if row.lottery_asked_at:
        raise DomainError("La loterie est en cours de calcul : attendez sa fin.")
    draw.state = row.state


# Criteria and their quotas


@transaction.atomic
def set_strata(
    draw: Draw, criterion: str, shares: list[Share], *, source: str, tolerance: int = 1, by
) -> list[Stratum]:
    """One criterion, its values and their shares; quotas follow by largest remainder, give or take `tolerance`."""
    keep_open(draw)
    if draw.state != DrawState.DRAFT:
        raise DomainError("Les critères se fixent avant d’ouvrir les inscriptions.")
    criterion = " ".join(criterion.split())
    refuse_bad_shares(criterion, shares, source)
    rows = draw.strata(manager="everywhere")
    order = rows.filter(criterion=criterion).aggregate(last=Max("order"))["last"]
    if order is None:
        order = (rows.aggregate(last=Max("order"))["last"] or 0) + 1
    rows.filter(criterion__iexact=criterion).delete()
    quotas = round_to(draw.size, [share.share for share in shares])
    total = sum(share.share for share in shares)
    strata = [
        Stratum(
            draw=draw,
            criterion=criterion,
            value=share.value,
            order=order,
            share=share.share / total,
            source=source,
            communes=share.communes,
            **dict(zip(("minimum", "maximum"), bounds(quota, tolerance), strict=True)),
        )
        for share, quota in zip(shares, quotas, strict=True)
    ]
    strata = Stratum.everywhere.bulk_create(strata)
    record("a fixé un critère de", actor=by, authority=draw.authority, target=draw, critère=criterion)
    return strata


def refuse_bad_shares(criterion: str, shares: list[Share], source: str) -> None:
    if not plain(criterion) or any(not plain(share.value) for share in shares):
        raise DomainError("Donnez un nom au critère, et un nom à chaque valeur.")
    if len(shares) < 2:  # noqa: PLR2004  one value tells nobody apart
        raise DomainError("Un critère a au moins deux valeurs.")
    if len({plain(share.value) for share in shares}) < len(shares):
        raise DomainError("Deux valeurs ont le même nom.")
    if any(share.share < 0 for share in shares):
        raise DomainError("Une part n’est jamais négative.")
    total = sum(share.share for share in shares)
    if abs(total - 1) > NEVER_MIND:
        percent = f"{100 * total:.1f}".replace(".", ",")
        raise DomainError(f"Les parts font {percent} % ; elles doivent faire 100 %.")
    if not source.strip():
        raise DomainError("Dites d’où viennent ces parts : l’Insee, l’année.")


def set_commune_strata(draw: Draw, *, grouping: str, by) -> list[Stratum]:
    """« Commune », grouped by EPCI (`epci`) or by number of inhabitants (`size`), from the census we hold."""
    criterion, source, groups = commune_shares(draw.authority, grouping)
    shares = [Share(group.name, group.share, group.communes) for group in groups]
    return set_strata(draw, criterion, shares, source=source, by=by)


@transaction.atomic
def adjust_strata(draw: Draw, limits: Mapping[int, tuple[int, int]], *, by) -> bool:
    """Other minimums and maximums, by key of the stratum; possible until the lottery is published."""
    keep_open(draw)
    changed = []
    for stratum in draw.strata(manager="everywhere").filter(pk__in=limits):
        least, most = limits[stratum.pk]
        if least > most:
            raise DomainError(f"« {stratum} » : le minimum ({least}) dépasse le maximum ({most}).")
        if (stratum.minimum, stratum.maximum) != (least, most):
            stratum.minimum, stratum.maximum = least, most
            changed.append(stratum)
    if not changed:
        return False
    Stratum.everywhere.bulk_update(changed, ["minimum", "maximum"])
    record(
        "a changé les quotas de",
        actor=by,
        authority=draw.authority,
        target=draw,
        quotas=", ".join(f"{row} : {row.minimum} à {row.maximum}" for row in changed),
    )
    return True


@transaction.atomic
def remove_strata(draw: Draw, criterion: str, *, by) -> None:
    keep_open(draw)
    if draw.state == DrawState.OPEN:
        raise DomainError("Les inscriptions sont ouvertes : closez-les avant de retirer un critère.")
    if not draw.strata(manager="everywhere").filter(criterion=criterion).delete()[0]:
        raise DomainError("Ce critère n’est plus là.")
    record("a retiré un critère de", actor=by, authority=draw.authority, target=draw, critère=criterion)


def round_again(draw: Draw) -> None:
    """Quotas for another size, where shares are known."""
    by_criterion: dict[str, list[Stratum]] = {}
    for stratum in draw.strata(manager="everywhere").exclude(share=None):
        by_criterion.setdefault(stratum.criterion, []).append(stratum)
    for strata in by_criterion.values():
        quotas = round_to(draw.size, [stratum.share for stratum in strata])
        for stratum, quota in zip(strata, quotas, strict=True):
            stratum.minimum, stratum.maximum = bounds(quota)
        Stratum.everywhere.bulk_update(strata, ["minimum", "maximum"])


# Registration


@transaction.atomic
def open_registration(draw: Draw, *, by) -> None:
    today = timezone.localdate()
    if draw.closes_on and draw.closes_on < today:
        raise DomainError("La date de fin des inscriptions est passée : changez-la d’abord.")
    move(draw, DrawState.DRAFT, DrawState.OPEN, opens_on=today)
    record("a ouvert les inscriptions de", actor=by, authority=draw.authority, target=draw)


@transaction.atomic
def close_registration(draw: Draw, *, by) -> None:
    move(draw, DrawState.OPEN, DrawState.CLOSED)
    record("a clos les inscriptions de", actor=by, authority=draw.authority, target=draw)


@transaction.atomic
def reopen_registration(draw: Draw, *, by) -> None:
    """When candidates lack: open again, until another day."""
    keep_open(draw)
    move(draw, DrawState.CLOSED, DrawState.OPEN, closes_on=None, lottery_refusal="")
    record("a rouvert les inscriptions de", actor=by, authority=draw.authority, target=draw)


def move(draw: Draw, before: DrawState, after: DrawState, **facts) -> None:
    """Claim the step by one UPDATE: of two people at once, one takes it."""
    if not Draw.everywhere.filter(pk=draw.pk, state=before).update(state=after, **facts):
        raise DomainError(LATE)
    draw.state = after
    for name, value in facts.items():
        setattr(draw, name, value)
