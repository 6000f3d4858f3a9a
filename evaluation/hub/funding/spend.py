"""Spend against budget, by line and by project.

In: the table funding-spend. Out: one row per line or project, with the variance.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.hub.levels import with_level

COLUMNS: Final = ["budget", "actual", "open_budget", "variance", "variance_percent"]


def spend_by(spend: pd.DataFrame, year: str, column: str) -> pd.DataFrame:
    """Return budget and spend of a year by line or by project.

    Parameters
    ----------
    spend : DataFrame
        The table funding-spend.
    year : str
    column : {"line", "project"}

    Returns
    -------
    DataFrame
        `column` ("hub" where no project is named); budget and actual of what is closed; open_budget
        of what has no spend yet, which is in neither; variance (actual less budget, GBP) and the
        same in percent of the budget, missing where that is 0. The largest budget first.
    """
    own = with_level(spend[spend["year"].eq(year).fillna(value=False)])
    is_closed = own["actual"].notna()
    rows = own.assign(
        open_budget=own["budget"].where(~is_closed, 0.0), budget=own["budget"].where(is_closed, 0.0)
    )
    found = rows.groupby(column)[["budget", "actual", "open_budget"]].sum()
    found["variance"] = found["actual"] - found["budget"]
    found["variance_percent"] = 100 * found["variance"] / found["budget"].where(found["budget"] > 0)
    order = (found["budget"] + found["open_budget"]).sort_values(ascending=False, kind="stable")
    return found.loc[order.index, COLUMNS].reset_index()


def totals(spend: pd.DataFrame, year: str) -> tuple[float, float]:
    """Return the budget of what is closed and what was spent of it, in GBP."""
    found = spend_by(spend, year, "line")
    return float(found["budget"].sum()), float(found["actual"].sum())
