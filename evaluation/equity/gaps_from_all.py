"""The gap of a group from all groups together, and which group is the best."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Final, Literal

import numpy as np
import pandas as pd

from evaluation.equity.gaps import Gap, GapMeasure, counts_of, gap_of, ratio_gap
from evaluation.equity.groups import group_values
from evaluation.equity.measure import PROPORTION, Measure
from evaluation.errors import InvalidInput
from evaluation.intervals import FloatArray, Interval, as_floats

TOTAL: Final = "all groups together"


def gap_from_total(
    counts: pd.DataFrame,
    group: Hashable,
    measure: GapMeasure = "absolute",
    level: float = 0.95,
    of: Measure = PROPORTION,
) -> Gap:
    """Return the gap of a group from all groups together, itself among them.

    Parameters
    ----------
    counts, group, level, of
        As for `absolute_gap`. The total is that of the groups that can be shown.
    measure : {"absolute", "relative"}
        The difference or the ratio.

    Raises
    ------
    InvalidInput
        If the group is not in the counts, or is the only one.

    Notes
    -----
    With w the group's share of the denominators, the difference from the total is 1 - w times that
    from the others, and the ratio r / (w r + 1 - w), r the ratio to the others. Limits of the gap
    from the others, which are independent of the group, are turned by the same formulas.

    Examples
    --------
    >>> counts = pd.DataFrame({"group": [1, 5], "numerator": [48, 56], "denominator": [80, 70]})
    >>> round(gap_from_total(counts, group=1).value, 2)
    -9.33
    """
    table = group_values(counts, of)
    others = table[(table["group"] != group) & table["value"].notna()]
    if group not in set(table["group"]) or len(table) == 1:
        raise InvalidInput("The group is not one of several groups.", "Correct its name.")
    met, whole = counts_of(table, group)
    rest_met, rest = (as_floats(others[name]).sum() for name in ("numerator", "denominator"))
    rest = rest if rest > 0 else np.float64(np.nan)
    share = whole / (whole + rest)
    if measure == "absolute":
        limits = of.difference(met, whole, rest_met, rest, level)
        factor = of.multiplier * (1 - share)
        turned = Interval(factor * limits.lower, factor * limits.upper)
        value = factor * (met / whole - rest_met / rest)
        return gap_of("absolute", of, group, TOTAL, value, turned, whole + rest, level)
    lower, upper = (
        _over_total(limit, share) for limit in of.ratio(met, whole, rest_met, rest, level)
    )
    four = (met, whole, met + rest_met, whole + rest)
    gap = ratio_gap(of, group, TOTAL, four, Interval(lower, upper), level)
    return replace(gap, n=None if gap.n is None else int(whole + rest))


def best_group(
    counts: pd.DataFrame, favourable: Literal["increase", "decrease"], of: Measure = PROPORTION
) -> Hashable | None:
    """Return the group with the best value, None where none can be shown.

    Parameters
    ----------
    counts, of
        As for `absolute_gap`.
    favourable : {"increase", "decrease"}
        Which way is better.

    Notes
    -----
    The best group is chosen by the data: the limits of a gap from it do not know of the choice and
    are too narrow where several groups are nearly as good.

    Examples
    --------
    >>> counts = pd.DataFrame({"group": ["a", "b"], "numerator": [7, 1], "denominator": [18, 18]})
    >>> best_group(counts, "decrease")
    'b'
    """
    table = group_values(counts, of).dropna(subset=["value"])
    if table.empty:
        return None
    place = as_floats(table["value"])
    chosen: Hashable = table["group"].iloc[
        int(place.argmax() if favourable == "increase" else place.argmin())
    ]
    return chosen


def _over_total(ratio: FloatArray, share: np.float64) -> FloatArray:
    """Return a ratio to the others as one to the total."""
    if np.isinf(ratio):
        return np.asarray(1 / share)
    return np.asarray(ratio / (share * ratio + 1 - share))
