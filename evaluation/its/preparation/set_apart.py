"""What is set apart: windows left out, own segments and pulses, with the sentences about them.

A design and its calendar come in, with rows or positions; marks and sentences go out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import Design, Exclusion, Segment
from evaluation.its.preparation.periods import Calendar
from evaluation.its.preparation.timing import Timing, is_partial

LEAST_FOR_A_SLOPE = 2

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


def derived_exclusions(design: Design, calendar: Calendar) -> list[Exclusion]:
    """Return the roll-outs and the partly exposed periods that the interruptions leave out.

    Parameters
    ----------
    design : Design
    calendar : Calendar
        Decides which periods are only partly exposed.
    """
    day = dt.timedelta(days=1)
    found = []
    for each in design.interruptions:
        if each.phase_in and each.phase_in.kind == "exclude":
            found.append(Exclusion(each.date, each.full_date - day, f"phase-in of {each.name}"))
        if each.transition == "exclude":
            edges = {each.date, each.full_date, *([each.end + day] if each.end else [])}
            for edge in sorted(edge for edge in edges if is_partial(calendar, edge)):
                ordinal = calendar.ordinal(edge)
                window = calendar.start(ordinal), calendar.end(ordinal)
                found.append(Exclusion(*window, f"transition of {each.name}"))
    return found


def excluded(
    exclusions: tuple[Exclusion, ...], ordinals: IntArray, calendar: Calendar
) -> tuple[BoolArray, list[str]]:
    """Return which rows are left out, and a sentence for each window.

    Parameters
    ----------
    exclusions : tuple of Exclusion
    ordinals : ndarray of int, length n
        The calendar's number of each row's period.
    calendar : Calendar
    """
    covered = np.zeros(len(ordinals), dtype=bool)
    warnings = []
    for exclusion in exclusions:
        first, last = calendar.ordinal(exclusion.start), calendar.ordinal(exclusion.end)
        inside = (ordinals >= first) & (ordinals <= last)
        covered |= inside
        count = int(inside.sum())
        warnings.append(
            f"{count} {'row is' if count == 1 else 'rows are'} left out from "
            f"{_dates(exclusion)}: {exclusion.reason}."
        )
    return covered, warnings


def _dates(window: Exclusion | Segment) -> str:
    return " to ".join(f"{day.day} {day:%B %Y}" for day in (window.start, window.end))


def in_own_segment(
    design: Design, calendar: Calendar, first: int, positions: IntArray
) -> tuple[BoolArray, list[str]]:
    """Return which positions lie in an own segment, and a sentence for each segment.

    Parameters
    ----------
    design : Design
    calendar : Calendar
    first : int
        The calendar's number of the period at position 0.
    positions : ndarray of int
        Of the treated series' periods that are used.

    Raises
    ------
    InvalidInput
        If a segment holds too few of them for its terms.
    """
    inside = np.zeros(len(positions), dtype=bool)
    warnings = []
    for segment in design.segments:
        low, high = (calendar.ordinal(day) - first for day in (segment.start, segment.end))
        own = (positions >= low) & (positions <= high)
        inside |= own
        count, least = int(own.sum()), LEAST_FOR_A_SLOPE if segment.slope else 1
        if count < least:
            raise InvalidInput(
                f"The segment '{segment.name}' holds {count} of the periods used; it needs "
                f"{least} or more.",
                "Correct its dates, set its slope to false, or exclude it instead.",
            )
        course = " and ".join(
            word for word, has in (("level", segment.level), ("slope", segment.slope)) if has
        )
        warnings.append(
            f"{count} {'period has' if count == 1 else 'periods have'} a {course} of "
            f"{'its' if count == 1 else 'their'} own from {_dates(segment)}: {segment.reason}."
        )
    return inside, warnings


def set_apart(
    design: Design,
    timing: Mapping[str, Timing],
    positions: IntArray,
    inside: BoolArray,
) -> IntArray:
    """Return the positions in own segments and under pulses: they say nothing of the parts.

    Parameters
    ----------
    design : Design
    timing : mapping of str to Timing
    positions : ndarray of int, length n
        Of the treated series' periods that are used.
    inside : ndarray of bool, length n
        Which of them lie in own segments.
    """
    apart = inside.copy()
    for each in design.interruptions:
        if each.pulse:
            when = timing[each.name]
            last = when.start if when.last is None else when.last
            apart |= (positions >= when.start) & (positions <= last)
    return positions[apart]
