"""How many crossings and how long a run chance gives: limits of runs analysis for n values.

The limits of Anhøj, and the best box and the cut box, which are worked out here from the joint
distribution of both statistics rather than copied from a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np
from scipy import stats

from evaluation.monitoring.charts.segments import FloatArray

Method = Literal["anhoej", "bestbox", "cutbox"]

CHANCE: Final = 0.5  # of a value above the median, where nothing but chance is at work
CROSSINGS_ALPHA: Final = 0.05  # Chen 2010
ADDED_TO_LOG: Final = 3  # Schilling 2012
SPECIFICITY: Final = 0.925  # least chance of no signal (Anhøj and Wentzel-Larsen 2020)
TARGET_SHIFT: Final = 0.8  # standard deviations
FEWEST_IN_A_BOX: Final = 10
MOST_IN_A_BOX: Final = 100
ROUNDING: Final = 1e-12


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What chance gives in n values that are not on the centre.

    Parameters
    ----------
    method : {"anhoej", "bestbox", "cutbox"}
        Which limits they are; boxes are of 10 to 100 values, others get those of Anhøj.
    longest_run : int
        A longer run is a signal.
    crossings : int
        Fewer crossings are a signal.
    cut_crossings : int
        With the longest run allowed, fewer crossings than these are a signal too.
    cut_longest_run : int
        With the fewest crossings allowed, a longer run than this is a signal too.
    """

    method: Method
    longest_run: int
    crossings: int
    cut_crossings: int
    cut_longest_run: int

    def too_long(self, longest: int, crossings: int) -> bool:
        """Return whether the longest run is a signal."""
        in_corner = crossings == self.crossings and longest > self.cut_longest_run
        return longest > self.longest_run or in_corner

    def too_few(self, longest: int, crossings: int) -> bool:
        """Return whether the crossings are a signal."""
        in_corner = longest == self.longest_run and crossings < self.cut_crossings
        return crossings < self.crossings or in_corner


@cache
def run_limits(useful: int, method: Method = "anhoej") -> RunLimits:
    """Return the limits for a number of values that are not on the centre.

    Parameters
    ----------
    useful : int
        Number of values, at least 1.
    method : {"anhoej", "bestbox", "cutbox"}
        The rule.

    Notes
    -----
    Anhøj: the longest run may be round(log2 n) + 3, the crossings may be as few as the 5% point
    of a binomial distribution of n - 1 trials. Best box: of all pairs of limits with a chance of
    0.925 or more of no signal, the pair most likely to find a shift of 0.8 standard deviations.
    Cut box: from its corner on, cells are taken off the border of that box, each time the more
    likely under the shift, as long as the chance of no signal stays at 0.925.

    References
    ----------
    Schilling MF (2012), doi:10.4169/college.math.j.43.3.230 [longest run]; Chen Z (2010), Journal
    of Modern Applied Statistical Methods 9:2; Anhøj J, Wentzel-Larsen T (2020),
    doi:10.1371/journal.pone.0233920.

    Examples
    --------
    >>> limits = run_limits(24)
    >>> limits.longest_run, limits.crossings
    (8, 8)
    >>> limits = run_limits(24, "bestbox")
    >>> limits.longest_run, limits.crossings
    (7, 6)
    """
    if method == "anhoej" or not FEWEST_IN_A_BOX <= useful <= MOST_IN_A_BOX:
        longest = round(float(np.log2(useful))) + ADDED_TO_LOG
        crossings = int(stats.binom.ppf(CROSSINGS_ALPHA, useful - 1, CHANCE)) if useful > 1 else 0
        crossings = max(crossings, 0)
        return RunLimits("anhoej", longest, crossings, crossings, longest)
    chance = _cells(useful, CHANCE)
    shifted = _cells(useful, float(stats.norm.cdf(TARGET_SHIFT)))
    crossings, longest = _best_box(chance, shifted)
    if method == "bestbox":
        return RunLimits(method, longest, crossings, crossings, longest)
    cut_crossings, cut_longest = _cut_box(chance, shifted, crossings, longest)
    return RunLimits(method, longest, crossings, cut_crossings, cut_longest)


def _cells(size: int, above: float) -> FloatArray:
    """Return the chance of each number of crossings (rows, from 0) and longest run (columns, 1).

    For each cap on the length of a run, f[n, c] of the side on which a series of n ends follows
    from series that end, on the other side, before its last run.
    """
    chances = (above, 1 - above)
    capped = np.zeros((size, size + 1))
    for cap in range(1, size + 1):
        ending = np.zeros((2, size + 1, size + 1))
        for length in range(1, size + 1):
            run = np.arange(1, min(cap, length - 1) + 1)
            for side, chance in enumerate(chances):
                if length <= cap:
                    ending[side, length, 0] = chance**length
                earlier = chance**run @ ending[1 - side, length - run]
                ending[side, length, 1:] += earlier[:-1]
        capped[:, cap] = ending[:, size, :size].sum(axis=0)
    cells: FloatArray = np.diff(capped, axis=1)
    return cells


def _boxes(cells: FloatArray) -> FloatArray:
    """Return the chance of at least so many crossings and no longer run than so."""
    boxes: FloatArray = cells[::-1].cumsum(axis=0)[::-1].cumsum(axis=1)
    return boxes


def _best_box(chance: FloatArray, shifted: FloatArray) -> tuple[int, int]:
    allowed = (chance > ROUNDING**2) & (_boxes(chance) >= SPECIFICITY)
    missed = np.where(allowed, _boxes(shifted), np.inf)
    crossings, column = np.unravel_index(int(np.argmin(missed)), missed.shape)
    return int(crossings), int(column) + 1


def _cut_box(
    chance: FloatArray, shifted: FloatArray, crossings: int, longest: int
) -> tuple[int, int]:
    kept = float(_boxes(chance)[crossings, longest - 1]) - float(chance[crossings, longest - 1])
    if kept < SPECIFICITY:
        return crossings, longest
    next_crossings, next_longest = crossings + 1, longest - 1
    while True:
        ways = [(next_crossings, longest - 1), (crossings, next_longest - 1)]
        open_ways = [way for way in ways if chance[way] > 0 and kept - chance[way] >= SPECIFICITY]
        if not open_ways:
            return next_crossings, next_longest
        way = max(open_ways, key=lambda cell: float(shifted[cell]))
        kept -= float(chance[way])
        if way == ways[0]:
            next_crossings += 1
        else:
            next_longest -= 1
