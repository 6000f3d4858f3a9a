"""Compares two cycles of an audit, to say whether the re-audit found an improvement."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from evaluation.audit.compliance import NEVER, PERCENT, numerators, percentage
from evaluation.audit.counts import group_columns
from evaluation.intervals import newcombe_difference

IMPROVED: Final = "improved"
WORSENED: Final = "worsened"
NO_CLEAR_CHANGE: Final = "no clear change"
NOT_COMPARABLE: Final = "not comparable"

COUNTED: Final = ("numerator", "eligible", "target")


def compare_cycles(
    counts: pd.DataFrame,
    targets: Mapping[str, float | None],
    first: Hashable,
    second: Hashable,
    level: float = 0.95,
) -> pd.DataFrame:
    """Compare the percentage of each criterion in two cycles.

    Parameters
    ----------
    counts : DataFrame
        Counts as `protect_results` returns them; suppressed ones are NA.
    targets : mapping of criterion to percent or None
        A target of 0 turns the direction: less is then better.
    first, second : cycle
        The cycles to compare.
    level : float
        Nominal coverage of the limits.

    Returns
    -------
    DataFrame, one row per criterion and group found in either cycle
        criterion, groups, percent_first, percent_second, difference (second less first,
        percentage points) with lower and upper, n (eligible records of both) and verdict:
        "improved" or "worsened" where the interval excludes no difference, "no clear change", or
        "not comparable" where either cycle is absent, suppressed or without eligible records.

    Raises
    ------
    InvalidInput
        If a criterion has no entry in `targets`.

    References
    ----------
    Newcombe RG (1998), Statistics in Medicine 17:873-890, method 10.
    """
    keys = ["criterion", *group_columns(counts)]
    counted = counts[[*keys, "cycle"]].join(numerators(counts, targets))
    counted = counted[counted["cycle"].isin([first, second])]
    pairs = counted[keys].drop_duplicates()
    for cycle, which in ((first, "first"), (second, "second")):
        of_cycle = counted.loc[counted["cycle"] == cycle, [*keys, *COUNTED]]
        pairs = pairs.merge(
            of_cycle.rename(columns={column: f"{column}_{which}" for column in COUNTED}),
            on=keys,
            how="left",
        )
    limits = newcombe_difference(
        pairs["numerator_second"],
        pairs["eligible_second"],
        pairs["numerator_first"],
        pairs["eligible_first"],
        level,
    )
    percents = {
        f"percent_{which}": percentage(pairs[f"numerator_{which}"], pairs[f"eligible_{which}"])
        for which in ("first", "second")
    }
    table = pairs[keys].assign(
        **percents,
        difference=percents["percent_second"] - percents["percent_first"],
        lower=PERCENT * limits.lower,
        upper=PERCENT * limits.upper,
        n=pairs["eligible_first"] + pairs["eligible_second"],
    )
    target = pairs["target_first"].fillna(pairs["target_second"])
    return table.assign(verdict=_verdict(table, less_is_better=target == NEVER))


def _verdict(table: pd.DataFrame, less_is_better: pd.Series) -> pd.Series:
    is_higher, is_lower = table["lower"] > 0, table["upper"] < 0
    chosen = np.select(
        [
            table["difference"].isna(),
            np.where(less_is_better, is_lower, is_higher),
            np.where(less_is_better, is_higher, is_lower),
        ],
        [NOT_COMPARABLE, IMPROVED, WORSENED],
        default=NO_CLEAR_CHANGE,
    )
    return pd.Series(chosen, index=table.index, dtype="string")
