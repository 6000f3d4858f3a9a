"""Exact and simulated limits of the slope and the ratio of a line through ordered groups."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import expit, logit

from evaluation.equity.gradients.combination import ratio_limits, sum_limits
from evaluation.equity.gradients.line import Line
from evaluation.equity.values import GroupValues, Kind
from evaluation.errors import InvalidInput
from evaluation.intervals import FloatArray, Interval

FEWEST_REPETITIONS: Final = 1_000

FourLimits = tuple[float, float, float | None, float | None]


def line_ends(line: Line, value: FloatArray, kind: Kind, *, transform: bool) -> tuple[float, float]:
    """Return the line's value at the most and at the least disadvantaged end."""
    if not transform:
        return float(line.start @ value), float(line.end @ value)
    scaled = _scaled(value, kind)
    return _natural(float(line.start @ scaled), kind), _natural(float(line.end @ scaled), kind)


def ratio_of(bottom: float, top: float) -> float | None:
    """Return the end of a line over its start, None where one of them is not positive."""
    return float(top / bottom) if bottom > 0 and top > 0 else None


def exact_limits(line: Line, known: GroupValues, level: float, *, transform: bool) -> FourLimits:
    """Return the limits of slope and ratio from the limits of the groups (MOVER)."""
    limits = known.limits(level)
    if not transform:
        slope = sum_limits(line.slope, known.value, limits)
        return *slope, *(ratio_limits(line.end, line.start, known.value, limits) or (None, None))
    scaled = Interval(*(_scaled(limit, known.kind) for limit in limits))
    value = _scaled(known.value, known.kind)
    return _pivoted(line, value, known.kind, *sum_limits(line.slope, value, scaled))


def simulated_limits(
    line: Line,
    known: GroupValues,
    level: float,
    generator: np.random.Generator,
    repetitions: int,
    *,
    transform: bool,
) -> FourLimits:
    """Return the limits of slope and ratio as order statistics of lines through draws.

    Raises
    ------
    InvalidInput
        If fewer than 1,000 repetitions are asked for.
    """
    if repetitions < FEWEST_REPETITIONS:
        raise InvalidInput(
            f"{repetitions} repetitions are too few.", f"Ask for {FEWEST_REPETITIONS} or more."
        )
    drawn = known.draws(generator, repetitions)
    if transform:
        slopes = _scaled(drawn, known.kind) @ line.slope
        value = _scaled(known.value, known.kind)
        return _pivoted(line, value, known.kind, *_order_statistics(slopes, level))
    bottom, top = drawn @ line.start, drawn @ line.end
    slope = _order_statistics(top - bottom, level)
    if ratio_of(float(line.start @ known.value), float(line.end @ known.value)) is None:
        return *slope, None, None
    # a bottom of nought or less has no upper bound: it must not come back as a negative ratio
    ratios = np.full_like(top, np.inf)
    np.divide(np.maximum(top, 0), bottom, out=ratios, where=bottom > 0)
    return *slope, *_order_statistics(ratios, level)


def _order_statistics(drawn: FloatArray, level: float) -> tuple[float, float]:
    """Return the draws at the ranks n (1 - c) and n c, c the middle plus half of the level."""
    count = len(drawn)
    upper_tail = level + (1 - level) / 2
    at = [round(count * (1 - upper_tail)), round(count * upper_tail)]
    found = np.partition(drawn, [position - 1 for position in at])
    return float(found[at[0] - 1]), float(found[at[1] - 1])


def _pivoted(line: Line, value: FloatArray, kind: Kind, lower: float, upper: float) -> FourLimits:
    middle = float((line.start + line.end) @ value) / 2
    low, high = (
        (_natural(middle - slope / 2, kind), _natural(middle + slope / 2, kind))
        for slope in (lower, upper)
    )
    return low[1] - low[0], high[1] - high[0], low[1] / low[0], high[1] / high[0]


def _scaled(value: FloatArray, kind: Kind) -> FloatArray:
    with np.errstate(divide="ignore"):
        scaled: FloatArray = np.log(value) if kind == "rate" else logit(value)
    return scaled


def _natural(value: float, kind: Kind) -> float:
    return float(np.exp(value) if kind == "rate" else expit(value))
