from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format

from maillage.accounts.queries.privacy import addresses_of
from maillage.common.errors import DomainError
from maillage.governance.enums import CandidateOutcome, DrawState
from maillage.governance.models import Candidate, Draw, Stratum
from maillage.governance.queries.lottery import Lottery, Target, pick, read_lottery
from maillage.law.models import DrawFacts
from maillage.territories.queries.land import newest_vintage

FORMAT = "maillage-tirage-1"
SIZES = ((500, "moins de 500 habitants"), (2_000, "de 500 à 1 999"), (10_000, "de 2 000 à 9 999"))
LARGEST = "10 000 habitants et plus"
MEANS = {
    DrawState.DRAFT: "Critères et quotas",
    DrawState.OPEN: "Chacun peut s’inscrire",
    DrawState.CLOSED: "La liste est arrêtée",
    DrawState.COMMITTED: "Groupes et empreintes connus de tous",
    DrawState.DRAWN: "La graine est révélée",
}


def draws_of(authority):
    """Newest first, with how many still offer to be drawn, and how many are."""
    standing = Q(candidates__withdrawn_at=None, candidates__isnull=False)
    return (
        Draw.objects.filter(authority=authority)
        .select_related("body")
        .defer("lottery")
        .annotate(
            standing=Count("candidates", standing, distinct=True),
            drawn=Count("candidates", Q(candidates__outcome=CandidateOutcome.SELECTED), distinct=True),
        )
    )


@dataclass(frozen=True)
class Step:
    label: str
    meaning: str
    state: str  # done, running, to_come


def steps_of(draw: Draw) -> list[Step]:
    states = list(DrawState)
    here = states.index(DrawState(draw.state))
    return [
        Step(state.label, MEANS[state], step_state(rank, here, is_last=state == DrawState.DRAWN))
        for rank, state in enumerate(states)
    ]


def step_state(rank: int, here: int, *, is_last: bool) -> str:
    if rank < here or (rank == here and is_last):
        return "done"
    return "running" if rank == here else "to_come"


# Shares from the census


@dataclass(frozen=True)
class Group:
    name: str
    share: float
    communes: list[str]


def commune_shares(authority, grouping: str) -> tuple[str, str, list[Group]]:
    """A criterion, its source, and its groups of communes with their share of the inhabitants."""
    people, places = defaultdict(int), defaultdict(list)
    names = {"epci": "Intercommunalité", "size": "Taille de la commune"}
    if grouping not in names:
        raise DomainError("Groupez les communes par intercommunalité ou par taille.")
    communes = list(authority.communes.select_related("epci").order_by("name"))
    for commune in communes:
        name = size_class(commune) if grouping == "size" else str(commune.epci or "Hors intercommunalité")
        people[name] += commune.population or 0
        places[name].append(commune.code)
    order = [label for _limit, label in SIZES] + [LARGEST] if grouping == "size" else sorted(places)
    total = sum(people.values())
    if len(places) < 2 or not total:  # noqa: PLR2004  one group tells nobody apart
        raise DomainError("Ce découpage ne donne qu’un groupe : choisissez l’autre.")
    groups = [Group(name, people[name] / total, places[name]) for name in order if name in places]
    return names[grouping], f"population municipale, Insee ({newest_vintage()})", groups


def size_class(commune) -> str:
    return next((label for limit, label in SIZES if (commune.population or 0) < limit), LARGEST)


# The lottery, before and after


def targets_of_draw(draw: Draw) -> tuple[Target, ...]:
    rows = draw.strata(manager="everywhere").all()
    return tuple(Target(row.criterion, row.value, row.minimum, row.maximum) for row in rows)


def pool_of_draw(draw: Draw) -> Lottery:
    """Who offers to be drawn and the quotas, as a lottery still without panels."""
    targets = targets_of_draw(draw)
    criteria = tuple(dict.fromkeys(target.criterion for target in targets))
    rows = draw.candidates(manager="everywhere").standing().values_list("code", "answers")
    candidates = {code: tuple(answers.get(name, "") for name in criteria) for code, answers in rows}
    return Lottery(draw.size, draw.reserve_size, targets, candidates)


def procedure_of(draw: Draw) -> dict:
    """What is published of a draw, by codes alone: enough to replay it anywhere."""
    lottery = read_lottery(draw.lottery) if draw.is_committed else None
    document = {
        "format": FORMAT,
        "name": draw.name,
        "authority": draw.authority.name,
        "state": draw.state,
        "lottery": draw.lottery,
        "lottery_hash": draw.lottery_hash,
        "chances": lottery.chances if lottery else {},
        "seed_hash": draw.seed_hash,
        "public_source": draw.public_source,
        "committed_at": draw.committed_at.isoformat() if draw.committed_at else None,
    }
    if draw.state != DrawState.DRAWN or lottery is None:
        return document
    result = pick(lottery, draw.seed, draw.public_number)
    return document | {
        "seed": draw.seed,
        "public_number": draw.public_number,
        "drawn_at": draw.drawn_at.isoformat(),
        "panel_index": result.index,
        "selected": list(result.selected),
        "reserve": list(result.reserve),
        "replacements": [
            {"out": row.replaces.code, "in": row.code, "on": row.replaces.replaced_on.isoformat()}
            for row in replacements_of(draw)
        ],
    }


def replacements_of(draw: Draw):
    rows = draw.candidates(manager="everywhere").exclude(replaces=None).select_related("replaces")
    return rows.order_by("replaces__replaced_on", "pk")


@dataclass(frozen=True)
class StratumRow:
    """One value of a criterion, with what was asked, who offered and who was drawn."""

    stratum: Stratum
    candidates: int
    drawn: int | None

    @property
    def lacks(self) -> bool:
        return self.candidates < self.stratum.minimum

    @property
    def percent(self) -> float | None:
        return None if self.stratum.share is None else 100 * self.stratum.share

    def across(self, people: int) -> int:
        """Where a number of people stands on a line of 100."""
        return min(100, round(100 * people / max(self.stratum.draw.size, 1)))

    @property
    def band(self) -> dict[str, int]:
        """The quota, drawn as a part of the whole group."""
        left, right = self.across(self.stratum.minimum), self.across(self.stratum.maximum)
        return {"x": left, "width": max(right - left, 2)}

    @property
    def mark(self) -> int | None:
        return None if self.drawn is None else self.across(self.drawn)


def strata_of(draw: Draw) -> dict[str, list[StratumRow]]:
    """By criterion. `drawn` is None before the draw."""
    rows = draw.candidates(manager="everywhere").values_list("answers", "outcome", "withdrawn_at")
    offered: dict[tuple, int] = defaultdict(int)
    drawn: dict[tuple, int] = defaultdict(int)
    for answers, outcome, withdrawn_at in rows:
        for pair in answers.items():
            offered[pair] += withdrawn_at is None
            drawn[pair] += outcome == CandidateOutcome.SELECTED
    strata = defaultdict(list)
    is_drawn = draw.state == DrawState.DRAWN
    for stratum in draw.strata(manager="everywhere").all():
        pair = (stratum.criterion, stratum.value)
        row = StratumRow(stratum, offered[pair], drawn[pair] if is_drawn else None)
        strata[stratum.criterion].append(row)
    return dict(strata)


@dataclass(frozen=True)
class ChanceRow:
    """Candidates alike on every criterion, and their common chance in percent."""

    values: tuple[str, ...]
    candidates: int
    least: float
    most: float


def chances_by_kind(lottery: Lottery) -> list[ChanceRow]:
    """From the smallest chance to the largest."""
    kinds = defaultdict(list)
    for code, count in lottery.chances.items():
        kinds[lottery.candidates[code]].append(100 * count / len(lottery.panels))
    rows = [ChanceRow(values, len(found), min(found), max(found)) for values, found in kinds.items()]
    return sorted(rows, key=lambda row: (row.least, row.values))


def candidates_of(draw: Draw):
    """For the team: the drawn first, then the reserve by rank, then the others by code."""
    rank = {
        CandidateOutcome.SELECTED: 0,
        CandidateOutcome.REPLACED: 1,
        CandidateOutcome.RESERVE: 2,
        CandidateOutcome.WAITING: 3,
        CandidateOutcome.NOT_DRAWN: 4,
    }
    rows = draw.candidates(manager="everywhere").select_related("person", "replaces")
    return sorted(rows, key=lambda row: (rank[row.outcome], row.rank or 0, row.code))


def csv_rows(draw: Draw):
    criteria = list(dict.fromkeys(target.criterion for target in targets_of_draw(draw)))
    yield (
        "Code",
        "Nom",
        "Courriel",
        "Téléphone",
        "Adresse",
        *criteria,
        "Inscrit le",
        "Retiré le",
        "Issue",
        "Rang",
    )
    for row in candidates_of(draw):
        yield (
            row.code,
            row.full_name,
            row.email,
            row.phone,
            ", ".join(row.address.splitlines()),
            *(row.answers.get(name, "") for name in criteria),
            f"{timezone.localtime(row.registered_at):%d/%m/%Y}",
            f"{timezone.localtime(row.withdrawn_at):%d/%m/%Y}" if row.withdrawn_at else "",
            row.get_outcome_display(),
            row.rank or "",
        )


def candidacies_under_address_of(user) -> list[dict]:
    """For a person's export: what they offered, and what came of it."""
    rows = Candidate.everywhere.named().filter(email__in=addresses_of(user))
    return [
        {
            "autorité": row.draw.authority.name,
            "tirage": row.draw.name,
            "code": row.code,
            "nom": row.full_name,
            "courriel": row.email,
            "téléphone": row.phone,
            "adresse": row.address,
            "réponses": row.answers,
            "inscrit le": row.registered_at.isoformat(),
            "retiré le": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
            "issue": row.get_outcome_display(),
        }
        for row in rows.select_related("draw__authority")
    ]


def draw_facts(body) -> DrawFacts | None:
    """What the law asks of the last draw made for a body; None if there was none."""
    draw = Draw.everywhere.filter(body=body, state=DrawState.DRAWN).order_by("-drawn_at").first()
    if draw is None:
        return None
    criteria = draw.strata(manager="everywhere").values_list("criterion", flat=True)
    day = timezone.localdate(draw.drawn_at)
    return DrawFacts(
        drawn_on=day,
        base=draw.base,
        criteria=", ".join(dict.fromkeys(criteria)) or "aucun critère : chacun a la même chance",
        method=f"un groupe parmi {len(draw.lottery['panels'])}, désigné par une graine révélée le "
        f"{date_format(day, 'j F Y')}",
        log=draw.lottery_hash,
        has_reserve=draw.candidates(manager="everywhere").filter(rank__gte=1).exists(),
    )
