"""Who the partners are, who joined and left, and who has a seat in each group.

In: the dated register and the table representation. Out: rows per partner.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import pandas as pd

GROUPS: Final = ("programme group", "core team")


def partners_on(register: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return the partners of a day, in the register's order.

    Parameters
    ----------
    register : DataFrame
        id, name, kind, locality, start, end.
    day : date
    """
    return register[_holds(register, pd.Timestamp(day))].reset_index(drop=True)


def moved_in(
    register: pd.DataFrame, start: dt.date, end: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the partners that joined and that left between two days, both included.

    Who left on the last day is counted as left: it was the last day as a partner.
    """
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    joined = register[register["start"].between(first, last)]
    left = register[register["end"].between(first, last)]
    return joined.reset_index(drop=True), left.reset_index(drop=True)


def seats_on(register: pd.DataFrame, representation: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return the seats of each partner of a day in each group.

    Returns
    -------
    DataFrame
        id, name, and one column of whole numbers per group of `GROUPS`.
    """
    there = partners_on(register, day)[["id", "name"]]
    held = representation[_holds(representation, pd.Timestamp(day))]
    seats = held.pivot_table(index="partner", columns="group", values="seats", aggfunc="sum")
    seats = seats.reindex(index=there["id"], columns=list(GROUPS)).fillna(0).astype("Int64")
    return pd.concat([there, seats.reset_index(drop=True)], axis="columns")


def _holds(table: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    has_begun = table["start"].isna() | (table["start"] <= day)
    return has_begun & (table["end"].isna() | (table["end"] >= day))
