"""Placebo in time: the same model at dates before the interruption, where nothing happened.

A `Fit` comes in; variants on the periods before its first interruption go out, with the
fit's own effect after as many periods to rank them against.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from evaluation.its.preparation.series import ADVISED_POINTS, MINIMUM_POINTS
from evaluation.its.variation.alternatives import moved_by
from evaluation.its.variation.rearranged import moved
from evaluation.its.variation.variants import Base, Variant

NO_DATES: dict[str, Any] = {"effects_at": (), "effect_windows": ()}
MOST_PLACEBOS = 24  # evenly spread where more dates are possible


def placebo_side(before: int) -> int:
    """Return how many points a placebo date needs on each side; 0 where there is none.

    Eight where the series is long enough before the interruption, else half of it, at least 3.

    Examples
    --------
    >>> placebo_side(40), placebo_side(11), placebo_side(5)
    (8, 5, 0)
    """
    side = min(ADVISED_POINTS, before // 2)
    return side if side >= MINIMUM_POINTS else 0


def placebo_variants(base: Base) -> Iterator[Variant]:
    """Yield the true date, then every date before it with enough points on each side.

    The effect is that after as many used periods as the shortest side has, so that a change of
    slope counts as long at each date. Only the first interruption is moved, with its level,
    slope and whatever else it has; the data end before it truly happened.
    """
    fit, rows = base.fit, base.rows
    first = min(fit.design.interruptions, key=lambda each: each.date)
    start = fit.series.starts[first.name]
    positions = rows.treated_positions
    timing = fit.series.timings[first.name]
    before = positions[positions < start]
    after = [place for place in positions.tolist() if timing.is_in_force(place)]
    side = placebo_side(len(before))
    if side == 0:
        return
    horizon = min(side, len(after)) - 1
    segments = tuple(
        each for each in fit.design.segments if fit.series.position_of(each.start) < start
    )
    yield base.reference("placebo", at=int(after[horizon]))
    for place in _spread(side, len(before) - side):
        shift = int(before[place]) - start
        alone = (moved(first, shift, fit.series.calendar),)
        design = replace(fit.design, interruptions=alone, segments=segments, **NO_DATES)
        yield base.variant(
            "placebo",
            moved_by(shift, fit.design),
            at=int(before[place + horizon]),
            design=design,
            kept=rows.position < start,
        )


def _spread(first: int, last: int) -> list[int]:
    """Return places from `first` to `last`, at most `MOST_PLACEBOS` of them."""
    number = min(last - first + 1, MOST_PLACEBOS)
    return [int(place) for place in np.round(np.linspace(first, last, number))]
