"""A million answers weighted on six margins: how long, by each method. The issue asks for less than 5 s."""

import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from maillage.kernel.calibration import Amount, Categories, calibrate

ANSWERS, RUNS = 1_000_000, 5
SIZES = (2, 6, 8, 4, 5, 3)


def margins_of(random: np.random.Generator) -> list[Categories]:
    """Six known margins that the sample misses by up to a fifth."""
    found = []
    for rank, size in enumerate(SIZES):
        codes = random.integers(0, size, ANSWERS)
        totals = np.bincount(codes) * random.uniform(0.8, 1.2, size)
        found.append(Categories(f"marge {rank + 1}", codes, totals / totals.sum() * ANSWERS * 10))
    return found


def timed(margins, **facts) -> tuple[float, int]:
    seconds, steps = [], 0
    for _ in range(RUNS):
        start = time.perf_counter()
        found = calibrate(np.full(ANSWERS, 10.0), margins, **facts)
        seconds.append(time.perf_counter() - start)
        assert found.is_reached, facts  # noqa: S101  a time for a wrong answer means nothing
        steps = found.iterations
    return statistics.median(seconds), steps


def main() -> None:
    random = np.random.default_rng(1)
    margins = margins_of(random)
    amount = Amount("km", random.gamma(2, 5, ANSWERS), ANSWERS * 10 * 10.5)
    print(
        f"Calage de {ANSWERS:,} réponses sur {len(SIZES)} marges, médiane de {RUNS} essais".replace(",", " ")
    )
    for method, bounds in (("linear", None), ("raking", None), ("logit", (0.3, 3)), ("truncated", (0.3, 3))):
        for name, extra in (("marges seules", []), ("et un total", [amount])):
            median, steps = timed([*margins, *extra], method=method, bounds=bounds)
            print(f"  {method:<10} {name:<14} {median:5.2f} s, {steps} pas")


if __name__ == "__main__":
    main()
