"""Asks whether a straight line describes ordered groups, which a slope index takes for granted."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import stats

from evaluation.equity.gradients.line import Line
from evaluation.equity.values import GroupValues
from evaluation.intervals import FloatArray, as_floats

ALPHA: Final = 0.05
NEARLY_ALL: Final = 0.9
"""Share of the variation above which a line describes groups well, though they depart from it."""
SMALLEST_SHOWN: Final = 0.001
ONE_SD: Final = 0.6826894921370859  # probability within one standard deviation of a Normal


def departure(line: Line, known: GroupValues, *, transform: bool = False) -> str:
    """Return a sentence on how well a straight line describes the groups.

    Parameters
    ----------
    line : Line
        Through the groups.
    known : GroupValues
        Groups with a value.
    transform : bool
        Whether the index is of logarithms or logits; the line is judged as it is drawn, on the
        natural scale, unless so.

    Notes
    -----
    Chi-squared test of lack of fit: Q = min over lines of sum((y - line)^2 / se^2) on k - 2
    degrees of freedom. The standard error is half the width of the group's 68.3% interval.
    Beside it stands the share of the variance between groups, weighted by people, that the line
    explains, because many people make any departure clear.
    """
    value, error = _on_line_scale(known, transform=transform)
    explained = _explained(line, value)
    usable = error > 0
    if usable.sum() <= 2 or explained is None:
        return "Whether the gradient is a straight line cannot be told."
    statistic = _lack_of_fit(line.rank[usable], value[usable], error[usable])
    p = float(stats.chi2.sf(statistic, int(usable.sum()) - 2))
    share = f"a straight line explains {100 * explained:.0f}% of the variation between groups"
    if p >= ALPHA:
        return f"The gradient is compatible with a straight line: {share} (lack of fit p={p:.2g})."
    shown = "p<0.001" if p < SMALLEST_SHOWN else f"p={p:.2g}"
    if explained >= NEARLY_ALL:
        return f"The gradient is nearly a straight line: {share} (lack of fit {shown})."
    return (
        f"The gradient is not a straight line: {share}, and the groups depart from it by more "
        f"than chance ({shown}). Read the groups beside the index."
    )


def _on_line_scale(known: GroupValues, *, transform: bool) -> tuple[FloatArray, FloatArray]:
    limits = [as_floats(limit) for limit in known.limits(ONE_SD)]
    if not transform:
        return known.value, (limits[1] - limits[0]) / 2
    scale = np.log if known.kind == "rate" else lambda y: np.log(y / (1 - y))
    return scale(known.value), (scale(limits[1]) - scale(limits[0])) / 2


def _explained(line: Line, value: FloatArray) -> float | None:
    share = line.share / line.share.sum()
    total = float(share @ (value - share @ value) ** 2)
    if total == 0:
        return None
    return 1 - float(share @ (value - line.fitted(value)) ** 2) / total


def _lack_of_fit(rank: FloatArray, value: FloatArray, error: FloatArray) -> float:
    design = np.column_stack([np.ones_like(rank), rank]) / error[:, None]
    _, left, *_ = np.linalg.lstsq(design, value / error, rcond=None)
    return float(left[0])
