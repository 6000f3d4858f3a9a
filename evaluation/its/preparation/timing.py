"""Timing: in which periods each interruption begins, is fully in force and ends.

In: a design, its calendar and the positions used. Out: a `Timing` for each interruption, or an
`InvalidInput` where the data cannot show it; and what a reader must know of its first period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import Design, Interruption
from evaluation.its.preparation.periods import Calendar, period_label

IntArray = npt.NDArray[np.int64]

PERCENT = 100


@dataclass(frozen=True)
class Timing:
    """Positions of an interruption.

    Parameters
    ----------
    start : int
        Period that contains its date.
    rolled_out : int
        Period that contains the end of its roll-out; `start` without one.
    last : int or None
        Last period in force; None where it has no end.
    first_post : int
        First period used on or after its date.
    full_from : int
        First period used in which it is fully in force: its slope is 0 there.
    """

    start: int
    rolled_out: int
    last: int | None
    first_post: int
    full_from: int

    def is_in_force(self, position: int) -> bool:
        """Return whether a period lies between start and last."""
        return position >= self.start and (self.last is None or position <= self.last)


def timings(
    design: Design, calendar: Calendar, first_ordinal: int, positions: IntArray
) -> dict[str, Timing]:
    """Return when each interruption begins, is fully in force and ends.

    Parameters
    ----------
    design : Design
    calendar : Calendar
    first_ordinal : int
        The calendar's number of the period at position 0.
    positions : ndarray of int
        Of the treated series' periods that are used, sorted.

    Raises
    ------
    InvalidInput
        If an interruption lies outside the series or no period used can show it, or two of them
        share their periods and a kind of term.
    """
    found = {
        interruption.name: _timing(interruption, calendar, first_ordinal, positions)
        for interruption in design.interruptions
    }
    for first, second in combinations(design.interruptions, 2):
        periods = [
            (each.start, each.rolled_out, each.last)
            for each in (found[first.name], found[second.name])
        ]
        if periods[0] == periods[1] and not set(first.kinds).isdisjoint(second.kinds):
            label = period_label(calendar.start(first_ordinal + periods[0][0]), calendar.frequency)
            raise InvalidInput(
                f"Interruptions '{first.name}' and '{second.name}' both begin in {label} and "
                f"cannot be told apart.",
                "Merge them, or give data by shorter periods.",
            )
    return found


def first_period_warnings(
    interruption: Interruption, timing: Timing, calendar: Calendar, first_ordinal: int
) -> Iterator[str]:
    """Yield what a reader must know of the periods in which an interruption begins and ends."""
    name = interruption.name
    label = period_label(calendar.start(first_ordinal + timing.first_post), calendar.frequency)
    if timing.first_post > timing.start:
        yield (
            f"The first period with data after interruption '{name}' is {label}; "
            f"its level change is the shift in that period."
        )
    elif not isinstance(interruption.transition, str):
        share = interruption.transition
        yield f"In {label} interruption '{name}' counts as {share * PERCENT:.0f}% in force."
    elif is_partial(calendar, interruption.date):
        yield f"Interruption '{name}' begins on {interruption.date}, within {label}: " + (
            "that period counts by the share of its days that are exposed."
            if interruption.transition == "share"
            else "that period is only partly exposed."
        )
    yield from _boundary_warnings(interruption, calendar)


def is_partial(calendar: Calendar, date: dt.date) -> bool:
    """Return whether something that begins on a day begins within a period, not at its edge."""
    return calendar.start(calendar.ordinal(date)) != date


def _timing(
    interruption: Interruption, calendar: Calendar, first: int, positions: IntArray
) -> Timing:
    start = calendar.ordinal(interruption.date) - first
    rolled_out = calendar.ordinal(interruption.full_date) - first
    last = calendar.ordinal(interruption.end) - first if interruption.end else None
    if not interruption.is_lasting and last is None:
        last = start
    _require_inside(interruption, calendar, first, positions, start)
    full = rolled_out + _waits(interruption, calendar)
    in_force = positions[positions >= start] if last is None else _between(positions, start, last)
    fully = in_force[in_force >= full] if interruption.is_lasting else in_force
    if len(fully) == 0:
        when = period_label(calendar.start(first + full), calendar.frequency)
        raise InvalidInput(
            f"No period in which interruption '{interruption.name}' is fully in force, "
            f"from {when}, is part of the fit.",
            "Give more of the series, or correct the dates of the interruption or the exclusions.",
        )
    if interruption.pulse and not interruption.end and start not in positions:
        raise InvalidInput(
            f"The pulse of interruption '{interruption.name}' falls into a period that is not "
            f"part of the fit.",
            "Correct its date or the exclusions, or set pulse to false.",
        )
    after = positions[positions >= start]
    return Timing(start, rolled_out, last, int(after[0]), int(fully[0]))


def _require_inside(
    interruption: Interruption, calendar: Calendar, first: int, positions: IntArray, start: int
) -> None:
    if positions[0] < start <= positions[-1]:
        return
    raise InvalidInput(
        f"Interruption '{interruption.name}' on {interruption.date} lies outside the "
        f"series, which runs from {calendar.start(first + int(positions[0]))} to "
        f"{calendar.start(first + int(positions[-1]))}.",
        "Correct its date or give more of the series.",
    )


def _between(positions: IntArray, low: int, high: int) -> IntArray:
    return positions[(positions >= low) & (positions <= high)]


def _waits(interruption: Interruption, calendar: Calendar) -> int:
    """Return 1 if the first period is only partly exposed and counts so, else 0."""
    if not isinstance(interruption.transition, str):
        return int(interruption.transition < 1)
    is_ramp = interruption.phase_in is not None and interruption.phase_in.kind == "ramp"
    counts_by_days = interruption.transition == "share" or is_ramp
    return int(counts_by_days and is_partial(calendar, interruption.full_date))


def _boundary_warnings(interruption: Interruption, calendar: Calendar) -> Iterator[str]:
    """Yield a sentence for each end within a period that counts as a whole."""
    if interruption.transition != "whole":
        return
    name, phase_in, end = interruption.name, interruption.phase_in, interruption.end
    if phase_in and phase_in.kind == "segment" and is_partial(calendar, phase_in.until):
        label = _label_of(calendar, phase_in.until)
        yield (
            f"The roll-out of '{name}' ends within {label}: that period counts as fully exposed."
        )
    if end and calendar.end(calendar.ordinal(end)) != end:
        yield (
            f"Interruption '{name}' ends on {end}, within {_label_of(calendar, end)}: "
            f"that period is only partly exposed."
        )


def _label_of(calendar: Calendar, date: dt.date) -> str:
    return period_label(calendar.start(calendar.ordinal(date)), calendar.frequency)
