"""Add up the rows of a KPI that are parts of a period, as `duplicates: add-up` says they are.

In: typed rows of a KPI table, several for a KPI, period and group. Out: one row for each, under
the number of its first, and faults where parts cannot be added up or one may be missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd

from evaluation.tables.schemas import KPI_KEYS
from evaluation.tables.sentences import Fault, in_words
from evaluation.tables.suppressed import ASK, Marks
from evaluation.workspace import Project
from evaluation.workspace.names import fold

REPEATS = 2  # a value that tells rows apart stands in so many of them at least, on average


def adding_faults(table: pd.DataFrame, marks: Marks, project: Project) -> list[Fault]:
    """Return the rows that cannot be added up, and a warning where a part may be missing.

    Parameters
    ----------
    table : DataFrame
        Typed columns of the KPI schema; the index is the row number.
    marks : Marks
        Its suppressed cells.
    project : Project
    """
    keys = list(KPI_KEYS)
    is_part = table.duplicated(keys, keep=False) & table[["kpi", "period"]].notna().all(axis=1)
    parts = table[is_part]
    faults = []
    means = [kpi.id for kpi in project.kpis if kpi.kind == "mean"]
    rows = parts.index[parts["kpi"].isin(means)]
    if len(rows):
        sentence = "A mean cannot be added up, and a row above has the same KPI, period and group."
        remedy = "Give one row, or the sum and the number as a KPI of kind rate or proportion."
        faults.append(Fault(sentence, remedy, _numbers(rows), "value"))
    for name in marks.columns:
        rows = parts.index.intersection(pd.Index(marks.rows(name)))
        if len(rows):
            sentence = f"'{name}' is suppressed in a row that is to be added up."
            faults.append(Fault(sentence, ASK, _numbers(rows), name))
    return [*faults, *_with_fewer_parts(table, project)]


def _with_fewer_parts(table: pd.DataFrame, project: Project) -> Iterator[Fault]:
    """Yield the KPIs that have fewer parts in some periods than in others."""
    for kpi in project.kpis:
        own = table[table["kpi"].eq(kpi.id).fillna(value=False)]
        here = own.groupby(list(KPI_KEYS), dropna=False)["kpi"].transform("size")
        of_group = here.groupby([own["dimension"], own["group"]], dropna=False)
        fewer = own.index[(here < of_group.transform("max")) & ~own.duplicated(list(KPI_KEYS))]
        if len(fewer):
            sentence = (
                f"The KPI '{kpi.id}' has fewer rows to add up in some periods than in others."
            )
            remedy = "Add the missing parts, or know that the sum is of those that are there."
            yield Fault(sentence, remedy, _numbers(fewer), "period", "warning")


def summed_over(text: pd.DataFrame, used: Collection[str]) -> list[Fault]:
    """Return a warning of the columns in which rows differ that are added up all the same.

    Where one of them tells organisations apart, a sum over all of them may not be meant. Columns
    of amounts, which hardly ever repeat, tell no rows apart.

    Parameters
    ----------
    text : DataFrame of "string" columns
        The table as it was read.
    used : collection of str
        Columns that are read as one of ours; the names of the file in any case.
    """
    folded = {fold(name) for name in used}
    keys = [name for name in KPI_KEYS if name in text]
    parts = text[text.duplicated(keys, keep=False)] if keys else text.iloc[:0]
    grouped = parts.groupby(keys, dropna=False, sort=False) if keys else None
    differ = [
        name
        for name in map(str, text.columns)
        if grouped is not None
        and fold(name) not in folded
        and parts[name].nunique() <= len(parts) / REPEATS
        and grouped[name].nunique().gt(1).any()
    ]
    if not differ:
        return []
    listed = in_words(f"'{name}'" for name in differ)
    remedy = "Say under 'rows:' beside the path which are wanted, if not all of them are."
    return [Fault(f"Rows that differ in {listed} are added up.", remedy, severity="warning")]


def added_up(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each KPI, period and group, with the sums of its rows.

    Parameters
    ----------
    table : DataFrame
        Sound rows; the index is the row number.

    Examples
    --------
    >>> parts = pd.DataFrame(
    ...     {"kpi": ["a", "a"], "period": pd.to_datetime(["2024-04-01"] * 2), "dimension": None,
    ...      "group": None, "value": None, "numerator": [3.0, 4.0], "denominator": [10.0, 20.0],
    ...      "n": None}, index=[2, 3]
    ... )
    >>> added_up(parts)[["numerator", "denominator"]].to_dict("index")
    {2: {'numerator': 7.0, 'denominator': 30.0}}
    """
    keys = list(KPI_KEYS)
    first = table[~table.duplicated(keys)]
    numbers = [name for name in table.columns if name not in keys]
    grouped = table.groupby(keys, dropna=False, sort=False)[numbers]
    sums = grouped.sum(min_count=1)
    whole = first.copy()
    for name in numbers:
        whole[name] = sums[name].to_numpy()
    return whole.astype(table.dtypes.to_dict())


def _numbers(rows: pd.Index) -> tuple[int, ...]:
    return tuple(int(row) for row in rows)
