"""Which segment each point is in, and which points limits rest on: rebase, baseline, ghost points.

In: stacked rows and the options. Out: `Segmented`. A date that is not in the data is never passed
over in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation.errors import InvalidInput, nearest
from evaluation.monitoring.charts.calendar import as_time, missing_periods, shown_time
from evaluation.monitoring.charts.options import OF_RARE_EVENTS, Options
from evaluation.monitoring.charts.segments import BoolArray, IntArray, places_in, starts_of
from evaluation.monitoring.charts.stacked import Stacked


@dataclass(frozen=True, slots=True)
class Segmented:
    """Where limits begin anew, and what they rest on.

    Parameters
    ----------
    block : ndarray of int
        Number of the segment, from 0, over all charts.
    stretch : ndarray of int
        Number of the stretch that runs and moving ranges do not leave.
    excluded : ndarray of bool
        Ghost points.
    in_baseline : ndarray of bool
        Points that limits may rest on.
    """

    block: IntArray
    stretch: IntArray
    excluded: BoolArray
    in_baseline: BoolArray

    @property
    def blocks(self) -> int:
        """How many segments there are."""
        return int(self.block[-1]) + 1


def segmented(stacked: Stacked, options: Options) -> Segmented:
    """Return the segments of all charts, and note in `stacked` what their readers must know.

    Raises
    ------
    InvalidInput
        If a date lies outside the data of every chart, or a chart that is named is not there.
    """
    excluded = _excluded(stacked, options)
    begins = starts_of(stacked.chart) | _rebased(stacked, options)
    block = np.cumsum(begins) - 1
    gaps = np.zeros(len(block), dtype=np.int64)
    if options.kind not in OF_RARE_EVENTS:  # whose points are events, not periods
        gaps = _noted_gaps(stacked, options)
    breaks = begins
    if options.gaps == "break":
        breaks = begins | (gaps > 0) | np.isnan(stacked.value)
    in_baseline = np.ones(len(block), dtype=bool)
    if options.baseline_points is not None:
        in_baseline = places_in(block) < options.baseline_points
        _note_short_baselines(stacked, block, options.baseline_points)
    return Segmented(block, np.cumsum(breaks) - 1, excluded, in_baseline)


def _rebased(stacked: Stacked, options: Options) -> BoolArray:
    begins = np.zeros(len(stacked), dtype=bool)
    for at, charts in _asked(options.rebase, stacked, "rebase"):
        hit = False
        for number in charts:
            rows = _rows_of(stacked, number)
            times = stacked.time[rows]
            place = int(np.searchsorted(times, at))
            if place >= len(times) or at < times[0]:
                if len(stacked.names) > 1:
                    stacked.warn(
                        number,
                        f"All points lie on one side of {shown_time(at)}: limits do not begin "
                        "anew there.",
                    )
                continue
            hit = True
            begins[rows.start + place] = True
            if times[place] != at:
                stacked.warn(
                    number,
                    f"There is no point at {shown_time(at)}: limits begin anew at the next one, "
                    f"{shown_time(times[place])}.",
                )
        if not hit:
            raise _outside(at, "rebase")
    return begins


def _excluded(stacked: Stacked, options: Options) -> BoolArray:
    excluded = np.zeros(len(stacked), dtype=bool)
    for at, charts in _asked(options.exclude, stacked, "exclude"):
        found = (stacked.time == at) & np.isin(stacked.chart, charts)
        if not found.any():
            raise _outside(at, "exclude")
        excluded |= found
    return excluded


def _asked(
    asked: Sequence[Any] | Mapping[str, Sequence[Any]], stacked: Stacked, key: str
) -> list[tuple[Any, list[int]]]:
    """Return each time with the charts that it is for, in the type of the data's times."""
    everything = list(range(len(stacked.names)))
    if not isinstance(asked, Mapping):
        return [(as_time(time, stacked.time, key), everything) for time in asked]
    numbers = {name: number for number, name in enumerate(stacked.names)}
    for name in asked:
        if str(name) not in numbers:
            near = nearest(str(name), numbers)
            raise InvalidInput(
                f"'{key}' names a chart that is not in the data.",
                f"Did you mean '{near}'?" if near else "Correct its name.",
            )
    return [
        (as_time(time, stacked.time, key), [numbers[str(name)]])
        for name, times in asked.items()
        for time in times
    ]


def _outside(at: Any, key: str) -> InvalidInput:
    where = "lies outside" if key == "rebase" else "is not among"
    return InvalidInput(
        f"'{key}': {shown_time(at)} {where} the times of the data.",
        "Correct it, or leave it out.",
    )


def _rows_of(stacked: Stacked, number: int) -> slice:
    first, last = np.searchsorted(stacked.chart, [number, number + 1])
    return slice(int(first), int(last))


def _noted_gaps(stacked: Stacked, options: Options) -> IntArray:
    gaps = missing_periods(stacked.time, stacked.chart)
    does = "go on across them" if options.gaps == "join" else "end at them"
    for number in np.unique(stacked.chart[gaps.before > 0]):
        rows = _rows_of(stacked, int(number))
        missing = gaps.before[rows]
        after = stacked.time[rows][int(np.argmax(missing > 0)) - 1]
        total = int(missing.sum())
        are = f"{gaps.noun} is" if total == 1 else f"{gaps.noun}s are"
        stacked.warn(
            int(number),
            f"{total} {are} missing from the times, the first after {shown_time(after)}; "
            f"runs, trends and moving ranges {does}.",
        )
    return gaps.before


def _note_short_baselines(stacked: Stacked, block: IntArray, wanted: int) -> None:
    sizes = np.bincount(block)
    first = np.flatnonzero(starts_of(block))
    for at in first[sizes < wanted]:
        stacked.warn(
            int(stacked.chart[at]),
            f"The segment from {shown_time(stacked.time[at])} has {sizes[block[at]]} points, "
            f"fewer than the {wanted} of the baseline: its limits rest on all of them.",
        )
