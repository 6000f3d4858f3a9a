"""Parts: the stretches of a series between its changes, and whether each has enough points.

In: a design, the timing of its interruptions and the positions used. Out: one `Part` for each
stretch, an `InvalidInput` where one is too short, and warnings.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import Design
from evaluation.its.preparation.timing import Timing

IntArray = npt.NDArray[np.int64]

MINIMUM_POINTS = 3  # Cochrane EPOC: at least three points before and three after
ADVISED_POINTS = 8  # Penfold and Zhang 2013, doi:10.1016/j.acap.2013.08.002

ROLLING_OUT, IN_FORCE = "roll-out", "in force"
State = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Part:
    """A stretch of the series in which the same interruptions are in force.

    Parameters
    ----------
    where : str
        What a reader calls it, such as "before 'law'" or "in the roll-out of 'law'".
    points : int
        Periods of the treated series used, without those of pulses and own segments.
    least : int
        Points without which it cannot be judged; 0 where nothing rests on it alone.
    advised : int
        Points that are advised; 0 where it is no side of a comparison.
    """

    where: str
    points: int
    least: int
    advised: int


def parts_of(
    design: Design, timing: Mapping[str, Timing], positions: IntArray, apart: IntArray
) -> tuple[Part, ...]:
    """Return the parts of a series, the one before the first interruption first.

    After the end of a temporary interruption the series is on its earlier course, so that part
    need not be long enough to be judged by itself. Stretches with the same interruptions in force
    are one part.

    Parameters
    ----------
    design : Design
    timing : mapping of str to Timing
    positions : ndarray of int
        Of the treated series' periods that are used.
    apart : ndarray of int
        Those among them that a pulse or an own segment sets apart.
    """
    labels = _cuts(design, timing)
    ordered = sorted(labels)
    counted = positions[~np.isin(positions, apart)]
    bounds = [-np.inf, *ordered, np.inf]
    found: dict[State, Part] = {}
    parts: list[Part] = []
    for number, (low, high) in enumerate(itertools.pairwise(bounds)):
        points = int(((counted >= low) & (counted < high)).sum())
        state = _state(design, timing, low)
        if number == 0:
            before = f"before {labels[ordered[0]]}"
            parts.append(Part(before, points, MINIMUM_POINTS, ADVISED_POINTS))
            continue
        following = f" to {labels[ordered[number]]}" if number < len(ordered) else ""
        part = _part(design, state, f"from {labels[ordered[number - 1]]}{following}", points)
        earlier = found.get(state)
        found[state] = replace(earlier, points=earlier.points + points) if earlier else part
    return (*parts, *found.values())


def require_enough(parts: Sequence[Part]) -> list[str]:
    """Return a warning for each part that is short.

    Raises
    ------
    InvalidInput
        If a part has fewer points than it must have.

    References
    ----------
    Cochrane EPOC, Interrupted time series analyses (2017). Penfold RB, Zhang F (2013),
    doi:10.1016/j.acap.2013.08.002.
    """
    for part in parts:
        if part.points < part.least:
            raise InvalidInput(
                f"The series has {part.points} points {part.where}; at least {part.least} are "
                f"needed.",
                "Give more of the series, or exclude those periods and remove an interruption."
                if part.advised
                else "Phase it in as a ramp, or exclude the roll-out.",
            )
    return [
        f"The series has only {part.points} points {part.where}; {part.advised} or more are "
        f"advised, and its trend there is uncertain."
        for part in parts
        if part.points < part.advised
    ]


def _cuts(design: Design, timing: Mapping[str, Timing]) -> dict[int, str]:
    """Return where the parts meet, with what is there. A pulse alone parts only the time before."""
    labels: dict[int, str] = {}
    first = min(each.start for each in timing.values())
    for interruption in design.interruptions:
        name, when = interruption.name, timing[interruption.name]
        if interruption.is_lasting or when.start == first:
            labels.setdefault(when.start, f"'{name}'")
        if interruption.is_lasting:
            labels.setdefault(when.rolled_out, f"the end of the roll-out of '{name}'")
            if when.last is not None:
                labels.setdefault(when.last + 1, f"the end of '{name}'")
    return labels


def _state(design: Design, timing: Mapping[str, Timing], low: float) -> State:
    """Return which lasting interruptions are in force, or rolling out, from a cut on."""
    active = []
    for interruption in design.interruptions:
        when = timing[interruption.name]
        if interruption.is_lasting and np.isfinite(low) and when.is_in_force(int(low)):
            stage = ROLLING_OUT if low < when.rolled_out else IN_FORCE
            active.append((interruption.name, stage))
    return frozenset(active)


def _part(design: Design, state: State, where: str, points: int) -> Part:
    if any(stage == IN_FORCE for _, stage in state):
        return Part(where, points, MINIMUM_POINTS, ADVISED_POINTS)
    names = [name for name, _ in state]
    if not names:
        return Part(where, points, 0, 0)
    rolling = [each for each in design.interruptions if each.name in names]
    has_segment = any(each.phase_in and each.phase_in.kind == "segment" for each in rolling)
    named = " and ".join(f"'{each.name}'" for each in rolling)
    least = MINIMUM_POINTS if has_segment else 0
    return Part(f"in the roll-out of {named}", points, least, 0)
