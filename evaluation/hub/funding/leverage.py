"""Leverage: how much money came because the hub is there, for each pound of its own.

In: the table funding-awards and the value of contributions in kind. Out: one row per year and one
for all years together. These are accounts, not samples: instead of an interval the ratio is given
by three definitions, from the narrowest to the widest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

CORE: Final = "core grant"
TOGETHER: Final = "together"
COLUMNS: Final = [
    "year",
    "core",
    "supported",
    "leveraged",
    "in_kind",
    "ratio_supported",
    "ratio",
    "ratio_with_in_kind",
]
DEFINITIONS: Final = {
    "ratio_supported": "only awards that the hub helped to apply for",
    "ratio": "all awards that count as leverage",
    "ratio_with_in_kind": "these and what partners gave in kind",
}


def leverage(
    awards: pd.DataFrame, in_kind: Mapping[str, float], years: Sequence[str]
) -> pd.DataFrame:
    """Return the leverage ratio of each year and of all years together.

    Parameters
    ----------
    awards : DataFrame
        The table funding-awards.
    in_kind : mapping of str to float
        GBP by year.
    years : sequence of str
        In order of time.

    Returns
    -------
    DataFrame
        `COLUMNS`: core is the hub's own grant; leveraged what counts as leverage; supported the
        part of it that the hub helped to apply for; ratios are per pound of core money, missing
        where there is none. The last row, "together", is of all years.
    """
    rows = [_row(awards[awards["year"].eq(year)], year, in_kind.get(year, 0.0)) for year in years]
    total = sum(in_kind.get(year, 0.0) for year in years)
    rows.append(_row(awards[awards["year"].isin(list(years))], TOGETHER, total))
    return pd.DataFrame(rows, columns=COLUMNS)


def counted_awards(awards: pd.DataFrame, year: str) -> pd.DataFrame:
    """Return each award of a year with whether it counts and why, what counts first."""
    own = awards[awards["year"].eq(year).fillna(value=False)]
    order = own["counts_as_leverage"].map({"yes": 0, "no": 1})
    ordered = own.assign(order=order).sort_values(
        ["order", "amount"], ascending=[True, False], kind="stable"
    )
    return ordered.drop(columns="order").reset_index(drop=True)


def awards_by_kind(awards: pd.DataFrame, years: Sequence[str]) -> pd.DataFrame:
    """Return amounts by kind, one column per year, in GBP."""
    own = awards[awards["year"].isin(list(years))]
    table = own.pivot_table(index="kind", columns="year", values="amount", aggfunc="sum")
    return table.reindex(columns=list(years)).fillna(0.0).reset_index()


def _row(own: pd.DataFrame, year: str, in_kind: float) -> tuple[object, ...]:
    core = float(own.loc[own["kind"].eq(CORE), "amount"].sum())
    counts = own["counts_as_leverage"].eq("yes")
    leveraged = float(own.loc[counts, "amount"].sum())
    supported = float(own.loc[counts & own["supported_by_hub"].eq("yes"), "amount"].sum())
    parts = (supported, leveraged, leveraged + in_kind)
    ratios = (part / core if core > 0 else np.nan for part in parts)
    return (year, core, supported, leveraged, in_kind, *ratios)
