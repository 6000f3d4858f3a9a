"""How often a step is found, where there is none and where there is one.

Run by `python -m tests.benchmarks.jumps`.

Prints the values for `evaluation/scrutiny/jumps.py`, then false alarms and power with them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from evaluation.scrutiny.jumps import POINTS, jump, largest_step
from evaluation.scrutiny.steps import YEARS_FOR_SEASON

RHOS = (0.0, 0.2, 0.4, 0.6)
SERIES = 4_000
SIZES = (0, 2, 3, 4, 5, 6)
ALARMS = 0.02


def noise(rho: float, count: int, random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return a first-order autoregressive series of variance 1."""
    shocks = random.normal(size=count) * np.sqrt(1 - rho**2)
    values = np.empty(count)
    values[0] = random.normal()
    for at in range(1, count):
        values[at] = rho * values[at - 1] + shocks[at]
    return values


def critical(count: int, rho: float, year: int, series: int = SERIES) -> float:
    """Return the sup |t| that noise exceeds as often as is stated."""
    random = np.random.default_rng([count, int(100 * rho), year])
    places = np.arange(count)
    found = [largest_step(noise(rho, count, random), places, year) for _ in range(series)]
    return float(np.quantile([step.t if step else 0.0 for step in found], 1 - ALARMS))


def share_found(count: int, rho: float, size: float, *, year: int = 0, series: int = 1000) -> float:
    """Return how often a step of so many standard deviations in the middle is found."""
    random = np.random.default_rng([count, int(100 * rho), year, 7])
    places = np.arange(count)
    step = size * (places >= count // 2)
    return float(
        np.mean([bool(jump(noise(rho, count, random) + step, places, year)) for _ in range(series)])
    )


def main() -> None:
    """Print critical values, false alarms and power."""
    for year in (0, 12):
        print(f"critical values, {year or 'no'} periods in a year; by rho {RHOS}")
        for count in POINTS:
            values = [critical(count, rho, year) for rho in RHOS]
            print(count, *(f"{value:.2f}" for value in values), flush=True)
    print(f"share found; points, rho, then steps of {SIZES} SD")
    for count in (24, 36, 60):
        for rho in RHOS:
            year = 12 if count >= YEARS_FOR_SEASON * 12 else 0  # as the check does
            shares = [share_found(count, rho, size, year=year) for size in SIZES]
            print(count, rho, *(f"{share:.1%}" for share in shares), flush=True)


if __name__ == "__main__":
    main()
