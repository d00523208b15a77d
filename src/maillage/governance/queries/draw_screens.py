"""What the two pages of a draw show: the team's card, and the page of anyone."""

from collections import Counter
from dataclasses import dataclass

from maillage.governance.enums import CandidateOutcome, DrawState
from maillage.governance.models import Draw
from maillage.governance.queries.draws import (
    chances_by_kind,
    replacements_of,
    steps_of,
    strata_of,
)
from maillage.governance.queries.lottery import Lottery, pick, read_lottery

BARS = 5
WIDEST = 64
WIDTH, HEIGHT, ROOM = 320, 110, 22  # of the drawing, in its own units; room above the bars for their number


@dataclass(frozen=True)
class Bar:
    label: str
    count: int
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


def bars_of(lottery: Lottery) -> list[Bar]:
    """How many candidates have each chance, in classes of whole percents."""
    number = len(lottery.panels)
    percents = [100 * count // number for count in lottery.chances.values()]
    low, high = min(percents), max(percents)
    step = max(1, -(-(high - low + 1) // BARS))
    counts = Counter((percent - low) // step for percent in percents)
    classes = range((high - low) // step + 1)
    width, tallest = min(WIDEST, WIDTH // len(classes)), max(counts.values())
    bars = []
    for rank in classes:
        start, height = low + rank * step, counts[rank] * (HEIGHT - ROOM) // tallest
        label = str(start) if step == 1 else f"{start}–{start + step - 1}"
        bars.append(Bar(label, counts[rank], rank * width, HEIGHT - height, width - 6, height))
    return bars


@dataclass(frozen=True)
class LotteryFacts:
    number: int
    candidates: int
    least: float
    most: float
    nobody: int  # candidates whom no panel holds
    kinds: list
    criteria: tuple[str, ...]
    bars: list[Bar]


def lottery_facts(lottery: Lottery) -> LotteryFacts:
    chances = lottery.chances.values()
    number = len(lottery.panels)
    return LotteryFacts(
        number=number,
        candidates=len(lottery.candidates),
        least=100 * min(chances) / number,
        most=100 * max(chances) / number,
        nobody=sum(count == 0 for count in chances),
        kinds=chances_by_kind(lottery),
        criteria=lottery.criteria,
        bars=bars_of(lottery),
    )


def page_of(draw: Draw) -> dict:
    """What both pages share."""
    lottery = read_lottery(draw.lottery) if draw.is_committed else None
    is_drawn = draw.state == DrawState.DRAWN
    return {
        "draw": draw,
        "steps": steps_of(draw),
        "strata": strata_of(draw),
        "standing": draw.candidates(manager="everywhere").standing().count(),
        "lottery": lottery_facts(lottery) if lottery else None,
        "result": pick(lottery, draw.seed, draw.public_number) if lottery and is_drawn else None,
        "replacements": list(replacements_of(draw)) if is_drawn else [],
    }


def card_of(draw: Draw) -> dict:
    rows = draw.candidates(manager="everywhere").filter(outcome=CandidateOutcome.SELECTED)
    selected = list(rows.select_related("person")) if draw.state == DrawState.DRAWN else []
    return page_of(draw) | {
        "selected": selected,
        "gone": [row for row in selected if row.withdrawn_at],
        "to_seat": [row for row in selected if not (row.person_id or row.withdrawn_at or row.erased_at)],
    }
