"""Counts of people in every topic of the hub: percentages, totals, and how few are too few."""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.disclosure import HES, DisclosureRule, protect_one, protect_table
from evaluation.intervals import wilson

PEOPLE: Final = "people"
PERCENT: Final = 100
FEWEST: Final = 8
"""People below which no result is shown, whatever the hub's rule: they could be known."""


def percent(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return parts of wholes in percent as float64, missing where either is or the whole is 0.

    Examples
    --------
    >>> counts = pd.Series([10, None, 0], dtype="Int64")
    >>> percent(counts, pd.Series([40, 40, 0])).tolist()
    [25.0, nan, nan]
    """
    of = whole.astype("Float64")
    share: pd.Series = PERCENT * part.astype("Float64") / of.where((of > 0).fillna(value=False))
    return share.astype("float64")


def percent_with_limits(part: pd.Series, whole: pd.Series) -> pd.DataFrame:
    """Return `percent` as share, with its 95% Wilson limits as lower and upper.

    Parameters
    ----------
    part, whole : Series of Int64
        Counts that are protected already.
    """
    limits = wilson(part, whole)
    return pd.DataFrame(
        {
            "share": percent(part, whole),
            "lower": PERCENT * limits.lower,
            "upper": PERCENT * limits.upper,
        },
        index=part.index,
    )


def beside_their_total(table: pd.DataFrame, rule: DisclosureRule = HES) -> pd.DataFrame:
    """Return a table whose column of people is protected so that their total gives none away."""
    whole = pd.DataFrame({PEOPLE: [int(table[PEOPLE].sum())]})
    return protect_table(table, [PEOPLE], rule, whole=whole)


def total_people(table: pd.DataFrame, rule: DisclosureRule = HES) -> int | None:
    """Return the sum of the column of people as it may be shown; None where it is suppressed."""
    return protect_one(int(table[PEOPLE].sum()), rule)
