"""Says how the absolute gap between two groups changed from one period to another."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from evaluation.equity.change import (
    METHOD_OF_DIFFERENCE,
    Bounded,
    ChangeVerdict,
    change_of_difference,
)
from evaluation.equity.gaps import Gap, absolute_gap
from evaluation.equity.measure import PROPORTION, Measure

GapVerdict = ChangeVerdict

METHOD_CHANGE: Final = METHOD_OF_DIFFERENCE


@dataclass(frozen=True, slots=True)
class GapChange:
    """The change of an absolute gap: after less before."""

    before: Gap
    after: Gap
    value: float | None
    lower: float | None
    upper: float | None
    verdict: GapVerdict


def gap_change(
    before: pd.DataFrame,
    after: pd.DataFrame,
    group: Hashable,
    reference: Hashable,
    level: float = 0.95,
    of: Measure = PROPORTION,
) -> GapChange:
    """Return how an absolute gap changed, with the interval of the difference of differences.

    Parameters
    ----------
    before, after : DataFrame, one row per group
        Counts of two periods, of different people.
    group, reference, level, of
        As for `absolute_gap`.

    Returns
    -------
    GapChange
        The verdict is that of `change_of_difference`; "not comparable" where any of the four
        groups is suppressed or empty.

    Notes
    -----
    The limits combine those of both gaps by MOVER, which takes the two periods as
    independent: it does not hold for the same people measured twice.

    References
    ----------
    Zou GY, Donner A (2008), doi:10.1002/sim.3095.
    """
    first = absolute_gap(before, group, reference, level, of)
    second = absolute_gap(after, group, reference, level, of)
    if first.value is None or second.value is None:
        return GapChange(first, second, None, None, None, "not comparable")
    change = change_of_difference(_bounded(first), _bounded(second))
    return GapChange(first, second, change.value, change.lower, change.upper, change.verdict)


def _bounded(gap: Gap) -> Bounded:
    return Bounded(gap.value, gap.lower, gap.upper)
