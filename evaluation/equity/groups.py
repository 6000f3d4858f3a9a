"""Gives the proportion or rate of each group with its interval, in an order that is stated.

Counts by group come in, protected; values with limits go out.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

import numpy as np
import pandas as pd

from evaluation.equity.measure import PROPORTION, Measure
from evaluation.errors import InvalidInput
from evaluation.intervals import as_floats

COLUMNS: Final = ("group", "numerator", "denominator")

SHOWN: Final = "shown"
SUPPRESSED: Final = "suppressed"
NOBODY: Final = "nobody in the group"


def group_values(
    counts: pd.DataFrame,
    measure: Measure = PROPORTION,
    order: Sequence[Hashable] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the value of each group with its limits.

    Parameters
    ----------
    counts : DataFrame, one row per group
        Columns group, numerator and denominator; NA where suppressed.
    measure : Measure
        A proportion (in percent) or a rate.
    order : sequence of groups, optional
        The order of the rows out, such as deprivation quintiles 1 (most deprived) to 5; the
        order of `counts` by default. Groups are never sorted as text: 10 would come before 2.
    level : float
        Nominal coverage of the limits.

    Returns
    -------
    DataFrame, one row per group
        group, numerator, denominator, value, lower, upper and status ("shown", "suppressed" or
        "nobody in the group").

    Raises
    ------
    InvalidInput
        If a column is missing, a group comes twice, or `order` leaves a group out.

    Examples
    --------
    >>> counts = pd.DataFrame({"group": [1, 2], "numerator": [30, 45], "denominator": [60, 60]})
    >>> group_values(counts)["value"].tolist()
    [50.0, 75.0]
    """
    ordered = _ordered(counts, order)
    numerator, denominator = as_floats(ordered["numerator"]), as_floats(ordered["denominator"])
    limits = measure.interval(numerator, denominator, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = measure.multiplier * numerator / denominator
    status = np.select([denominator == 0, np.isnan(value)], [NOBODY, SUPPRESSED], default=SHOWN)
    return ordered[list(COLUMNS)].assign(
        value=value,
        lower=measure.multiplier * limits.lower,
        upper=measure.multiplier * limits.upper,
        status=pd.Series(status, index=ordered.index, dtype="string"),
    )


def _ordered(counts: pd.DataFrame, order: Sequence[Hashable] | None) -> pd.DataFrame:
    absent = [column for column in COLUMNS if column not in counts.columns]
    if absent:
        raise InvalidInput(
            f"The counts by group have no column {', '.join(absent)}.",
            f"They need {', '.join(COLUMNS)}.",
        )
    if counts["group"].duplicated().any():
        raise InvalidInput("A group comes twice.", "Add its counts up before protecting them.")
    if order is None:
        return counts.reset_index(drop=True)
    place = {group: position for position, group in enumerate(order)}
    rank = counts["group"].map(place).astype("Float64")
    if rank.isna().any():
        raise InvalidInput(
            f"{int(rank.isna().sum())} groups are not in the stated order.",
            "List every group in its order, or correct its name.",
        )
    return counts.iloc[np.argsort(as_floats(rank), kind="stable")].reset_index(drop=True)
