"""What partners contribute in kind, valued at hours times rate where no value is written.

In: the table in-kind. Out: sums by partner or kind, and what is not valued.
"""

from __future__ import annotations

import pandas as pd

VALUED, HOURS, UNVALUED = "valued", "hours", "not_valued"


def valued(table: pd.DataFrame) -> pd.Series:
    """Return the value of each row in GBP; missing where neither a value nor both parts are given.

    Examples
    --------
    >>> rows = pd.DataFrame({"hours": [10.0, 5.0], "rate": [30.0, None], "value": [None, None]})
    >>> valued(rows).tolist()
    [300.0, nan]
    """
    numbers = table[["hours", "rate", "value"]].astype("float64")
    return numbers["value"].fillna(numbers["hours"] * numbers["rate"])


def in_kind_value(table: pd.DataFrame, year: str) -> float:
    """Return what all contributions of a year are worth, in GBP; those not valued count nothing."""
    own = table[table["year"].eq(year).fillna(value=False)]
    return float(valued(own).sum())


def in_kind_by(table: pd.DataFrame, year: str, column: str) -> pd.DataFrame:
    """Return contributions of a year by partner or kind.

    Parameters
    ----------
    table : DataFrame
        The table in-kind.
    year : str
    column : {"partner", "kind"}

    Returns
    -------
    DataFrame
        `column`, hours, valued (GBP) and not_valued (rows without a value), the largest first.
    """
    own = table[table["year"].eq(year).fillna(value=False)]
    rows = own.assign(**{VALUED: valued(own), UNVALUED: valued(own).isna()})
    found = rows.groupby(column)[[HOURS, VALUED, UNVALUED]].sum().reset_index()
    return found.sort_values([VALUED, column], ascending=[False, True]).reset_index(drop=True)
