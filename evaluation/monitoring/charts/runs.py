"""Runs analysis about the centre: the longest run and the crossings of each segment.

In: values with their centre and segment. Out: one row for each segment, and which points the
analysis flags.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.monitoring.charts.crossings import Method, RunLimits, run_limits
from evaluation.monitoring.charts.rules import Fired
from evaluation.monitoring.charts.segments import IntArray, run_lengths, starts_of


@dataclass(frozen=True, slots=True)
class Runs:
    """What runs analysis found.

    Parameters
    ----------
    table : DataFrame, one row per segment
        segment (its number over all charts), points, useful (not on the centre), longest_run,
        longest_run_limit, crossings, crossings_limit, limits (whose they are) and signal.
    long_run : Fired
        Points of a run that is too long.
    few_crossings : Fired
        All points of a segment with too few crossings, each on its side.
    """

    table: pd.DataFrame
    long_run: Fired
    few_crossings: Fired


def runs_analysis(side: IntArray, block: IntArray, blocks: int, method: Method) -> Runs:
    """Return the runs analysis of every segment.

    Parameters
    ----------
    side : ndarray of int
        1 above, -1 below and 0 on the centre, for values that are there.
    block : ndarray of int
        Number of the segment, from 0.
    blocks : int
        How many segments there are.
    method : {"anhoej", "bestbox", "cutbox"}
        Whose limits are used.

    Notes
    -----
    A point on the centre neither ends a run nor adds to it.

    Examples
    --------
    >>> side = np.array([1] * 9 + [0] + [-1, 1])
    >>> runs = runs_analysis(side, np.zeros(12, dtype=int), 1, "anhoej")
    >>> runs.table[["useful", "longest_run", "longest_run_limit", "crossings"]].values.tolist()
    [[11, 9, 6, 2]]
    """
    useful = side != 0
    kept_side, kept_block = side[useful], block[useful]
    lengths = run_lengths(kept_side, kept_block)
    counts = np.bincount(kept_block, minlength=blocks)
    longest = np.zeros(blocks, dtype=np.int64)
    np.maximum.at(longest, kept_block, lengths)
    runs = np.bincount(kept_block[starts_of(kept_side, kept_block)], minlength=blocks)
    crossings = np.maximum(runs - 1, 0)
    table = _table(counts, longest, crossings, method)
    table.insert(1, "points", np.bincount(block, minlength=blocks))
    too_long, too_few = table.pop("too_long"), table.pop("too_few")
    longest_allowed = np.where(
        too_long,
        np.minimum(table["longest_run"] - 1, table["longest_run_limit"]),
        np.iinfo(int).max,
    )
    is_long = np.zeros(len(side), dtype=bool)
    is_long[useful] = lengths > longest_allowed[kept_block]
    last_side = _last_side(side, block)
    few = too_few.to_numpy(dtype=bool)[block]
    return Runs(
        table,
        Fired(is_long & (side > 0), is_long & (side < 0), side),
        Fired(few & (last_side > 0), few & (last_side < 0), last_side),
    )


def _table(
    counts: IntArray, longest: IntArray, crossings: IntArray, method: Method
) -> pd.DataFrame:
    limits: list[RunLimits | None] = [
        run_limits(int(count), method) if count else None for count in counts
    ]
    found = list(zip(limits, longest.tolist(), crossings.tolist(), strict=True))
    too_long = [each is not None and each.too_long(run, crossed) for each, run, crossed in found]
    too_few = [each is not None and each.too_few(run, crossed) for each, run, crossed in found]
    return pd.DataFrame(
        {
            "segment": np.arange(len(counts)),
            "useful": counts,
            "longest_run": longest,
            "longest_run_limit": [each.longest_run if each else 0 for each in limits],
            "crossings": crossings,
            "crossings_limit": [each.crossings if each else 0 for each in limits],
            "limits": [each.method if each else method for each in limits],
            "signal": np.array(too_long, dtype=bool) | np.array(too_few, dtype=bool),
            "too_long": np.array(too_long, dtype=bool),
            "too_few": np.array(too_few, dtype=bool),
        }
    )


def _last_side(side: IntArray, block: IntArray) -> IntArray:
    """Return the side of each point, for one on the centre that of the last point off it."""
    position = np.arange(len(side))
    start = np.maximum.accumulate(np.where(starts_of(block), position, 0))
    last = np.maximum.accumulate(np.where(side != 0, position, 0))
    return np.where(last >= start, side[last], 0)
