"""What must be hidden in a table of people before it is public, so that nobody is found by subtraction.

A count under the threshold is hidden, then others with it until whoever knows the totals can tell each hidden count
no better than within `width` people. How well they could tell is computed, not guessed: in a table with its totals,
a hidden count may rise by the largest flow along the other hidden cells, and fall by the largest one backwards.
"""

import heapq
from dataclasses import dataclass

import numpy as np

THRESHOLD = 11
TABLE = 2  # rows and columns

Cell = tuple[int, int]


def protect(counts: np.ndarray, *, threshold: int = THRESHOLD, width: int | None = None) -> np.ndarray:
    """True where a cell is hidden, shape of `counts`: (rows, columns) whole numbers; totals are published.

    A zero hides nobody and is shown. `width` (threshold by default) is how wide the interval around a hidden
    small count must be at least. A table that cannot be protected otherwise is hidden whole, but for its zeros.
    """
    counts = np.asarray(counts)
    if counts.ndim != TABLE or np.any(counts < 0) or np.any(counts != np.floor(counts)):
        raise ValueError("counts: a table of whole numbers, none negative")
    counts = counts.astype(np.int64)
    width = threshold if width is None else width
    small = (counts > 0) & (counts < threshold)
    hidden = small.copy()
    cells = [(int(row), int(column)) for row, column in zip(*np.nonzero(small), strict=True)]
    for cell in sorted(cells, key=lambda cell: counts[cell]):
        while (here := Room(counts, hidden, cell)).spread(width) < width:
            partners = here.cheapest_partners()
            if not partners:
                return counts > 0
            for partner in partners:
                hidden[partner] = True
    return hidden


def interval(counts: np.ndarray, hidden: np.ndarray, row: int, column: int) -> tuple[int, int]:
    """Lowest and highest value that a hidden cell may have, for whoever knows all that is shown and the totals."""
    everybody = int(counts.sum())
    rise, _ = Room(counts, hidden, (row, column)).flow(everybody, rising=True)
    fall, _ = Room(counts, hidden, (row, column)).flow(everybody, rising=False)
    here = int(counts[row, column])
    return here - min(here, fall), here + rise


@dataclass
class Room:
    """What surrounds one hidden cell: how far the other hidden ones may give way.

    One person more here is one less elsewhere in the row, one more in that column, and so on back to our column: a
    path from our row to our column. A step that lowers a cell is bounded by what it holds; one that raises is not.
    """

    counts: np.ndarray
    hidden: np.ndarray
    cell: Cell

    def spread(self, enough: int) -> int:
        """Highest minus lowest value of our cell, counted no further than `enough`."""
        rise, _ = self.flow(enough, rising=True)
        if rise >= enough:
            return rise
        fall, _ = self.flow(enough, rising=False)
        return rise + min(int(self.counts[self.cell]), fall)

    def flow(self, enough: int, *, rising: bool) -> tuple[int, dict]:
        """How much our cell may rise (or fall), no further than `enough`, and the room left then."""
        others = self.hidden.copy()
        others[self.cell] = False
        room = {
            "down": np.where(others, self.counts, 0),
            "up": np.where(others, int(self.counts.sum()), 0),
        }
        total = 0
        while total < enough and (path := self.path(room, rising=rising)):
            amount = min(int(room[way][at]) for way, at in path)
            for way, at in path:
                room[way][at] -= amount
                room["up" if way == "down" else "down"][at] += amount
            total += amount
        return total, room

    def cheapest_partners(self) -> list[Cell]:
        """The cells to hide besides, so that our cell may rise further: those that cost the fewest people."""
        _, room = self.flow(int(self.counts.sum()), rising=True)
        offered = (self.counts > 0) & ~self.hidden
        path = self.path(room, rising=True, offered=offered) or []
        return [at for _, at in path if offered[at]]

    def path(self, room: dict, *, rising: bool, offered: np.ndarray | None = None) -> list | None:
        """From our row to our column, by steps (way, cell); the cheapest where cells may be hidden on the way."""
        out, back = ("down", "up") if rising else ("up", "down")
        start, end = ("row", self.cell[0]), ("column", self.cell[1])
        came, closed, queue = {start: (0, None)}, set(), [(0, start)]
        while queue:
            cost, node = heapq.heappop(queue)
            if node == end:
                return steps_to(came, end)
            if node in closed:
                continue
            closed.add(node)
            kind, rank = node
            way = out if kind == "row" else back
            for at, price in self.steps(room[way], offered, kind, rank):
                other = ("column", at[1]) if kind == "row" else ("row", at[0])
                if other not in closed and cost + price < came.get(other, (np.inf, None))[0]:
                    came[other] = (cost + price, (node, (way, at)))
                    heapq.heappush(queue, (cost + price, other))
        return None

    def steps(self, room: np.ndarray, offered: np.ndarray | None, kind: str, rank: int):
        """The cells of a line through which one may go on, each with its price in people hidden."""
        line = (rank, slice(None)) if kind == "row" else (slice(None), rank)
        is_open = room[line] > 0
        if offered is not None:
            is_open = is_open | offered[line]
        for other in np.flatnonzero(is_open):
            at = (rank, int(other)) if kind == "row" else (int(other), rank)
            if at != self.cell:
                yield at, 0 if room[at] > 0 else int(self.counts[at])


def steps_to(came: dict, node) -> list:
    path = []
    while came[node][1]:
        node, step = came[node][1]
        path.append(step)
    return path
