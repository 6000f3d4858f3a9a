"""Rows of a KPI table, long form: the whole of a KPI, and its groups.

In: arrays of counts or values by month. Out: DataFrames with the columns of `KPI_COLUMNS`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.demonstration.course import FloatArray, IntArray
from evaluation.demonstration.groups import DEPRIVATION, ETHNICITY

KPI_COLUMNS = (
    "kpi",
    "period",
    "value",
    "numerator",
    "denominator",
    "n",
    "dimension",
    "group",
)
WHOLE_NUMBERS = ("numerator", "denominator", "n")
TEXTS = ("kpi", "period", "dimension", "group")

# Means and medians are written to one decimal place, as the published numbers are.
DECIMAL_PLACES = 1


@dataclass(frozen=True)
class ProjectTables:
    """The two tables of one synthetic project.

    Parameters
    ----------
    kpi : DataFrame, one row per KPI, month and group
        With the columns of `KPI_COLUMNS`.
    audit : DataFrame
        Record level, or counts.
    """

    kpi: pd.DataFrame
    audit: pd.DataFrame


def ratio_rows(
    kpi: str, months: list[str], numerators: IntArray, denominators: IntArray
) -> pd.DataFrame:
    """Return the whole of a proportion or rate.

    Parameters
    ----------
    kpi : str
        Id of the KPI.
    months : list of str
        Months written as "2024-04".
    numerators, denominators : array of int
        One per month, or months by deprivation by ethnicity; cells are summed.

    Examples
    --------
    >>> ratio_rows("tested", ["2024-04"], np.array([3]), np.array([4])).numerator.tolist()
    [3]
    """
    rows = {
        "kpi": kpi,
        "period": months,
        "numerator": numerators.reshape(len(months), -1).sum(axis=1),
        "denominator": denominators.reshape(len(months), -1).sum(axis=1),
    }
    return as_kpi_rows(pd.DataFrame(rows))


def breakdown_rows(
    kpi: str, months: list[str], numerators: IntArray, denominators: IntArray
) -> pd.DataFrame:
    """Return a proportion or rate by deprivation, then by ethnicity; groups of nobody are left out.

    Parameters
    ----------
    kpi, months
        As for `ratio_rows`.
    numerators, denominators : array of int, months by deprivation by ethnicity
        The cells.
    """
    dimensions = (("deprivation", DEPRIVATION, 2), ("ethnicity", ETHNICITY, 1))
    parts = [
        pd.DataFrame(
            {
                "kpi": kpi,
                "period": np.repeat(months, len(groups)),
                "numerator": numerators.sum(axis=other_axis).ravel(),
                "denominator": denominators.sum(axis=other_axis).ravel(),
                "dimension": dimension,
                "group": list(groups) * len(months),
            }
        )
        for dimension, groups, other_axis in dimensions
    ]
    rows = pd.concat(parts, ignore_index=True)
    return as_kpi_rows(rows[rows["denominator"] > 0])


def value_rows(
    kpi: str, months: list[str], values: FloatArray | IntArray, people: IntArray | None = None
) -> pd.DataFrame:
    """Return the rows of a count, or of a mean with the people behind it.

    Parameters
    ----------
    kpi, months
        As for `ratio_rows`.
    values : array, one per month
        Counts, or means to be rounded to one decimal place.
    people : array of int, optional
        How many people stand behind each mean.
    """
    rows: dict[str, object] = {
        "kpi": kpi,
        "period": months,
        "value": np.round(values, DECIMAL_PLACES),
    }
    if people is not None:
        rows["n"] = people
    return as_kpi_rows(pd.DataFrame(rows))


def kpi_table(*parts: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of several KPIs as one table."""
    return pd.concat(parts, ignore_index=True)


def as_kpi_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with all columns of a KPI table, typed."""
    complete = rows.reindex(columns=list(KPI_COLUMNS))
    dtypes: dict[str, str] = {"value": "float64"}
    dtypes |= dict.fromkeys(WHOLE_NUMBERS, "Int64") | dict.fromkeys(TEXTS, "string")
    return complete.astype(dtypes)
