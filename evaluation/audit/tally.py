"""Counts judged records by criterion, cycle, version, outcome and group, batch by batch.

In: the cells of a batch's records and the codes of their groups. Out: one long table of counts,
which adds up over batches, and the tables that an audit reports from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from evaluation.audit.applying import (
    ELIGIBILITY_UNKNOWN,
    EXCEPTION,
    NOT_ELIGIBLE,
    WITHOUT_VERSION,
)
from evaluation.audit.coding import Coded
from evaluation.audit.counts import KEYS, NO_REASON, RESULT_COLUMNS, combine_counts
from evaluation.audit.versions import IntArray
from evaluation.errors import InvalidInput

OUTSIDE_CYCLES: Final = "outside every cycle"
NOT_RECORDED_GROUP: Final = "not recorded"
MOST_GROUPS: Final = 1000
"""More groups than a reader can compare: a column of numbers or pseudonyms was named."""
MOST_CELLS: Final = 2**22
"""Beyond so many possible combinations those that occur are sorted, not tabulated."""

GROUPED: Final = ("dimension", "group")
CELL: Final = ("version", "outcome", "reason", "force")
TALLY_KEYS: Final = (*KEYS, *GROUPED, *CELL)
RECORDS: Final = "records"
SET_ASIDE: Final = (*WITHOUT_VERSION, ELIGIBILITY_UNKNOWN, OUTSIDE_CYCLES)


def tally(
    criterion: Coded,
    cycle: Coded,
    cell: tuple[IntArray, pd.DataFrame],
    groups: Mapping[str, Coded],
) -> pd.DataFrame:
    """Count the records of a batch, as a whole and by each group column.

    Parameters
    ----------
    criterion, cycle : Coded
        Of each record; no cycle means that it lies outside every cycle.
    cell : (ndarray of int, DataFrame)
        The number of each record's cell, and what the numbers mean (`CELL` columns).
    groups : mapping of column to Coded

    Returns
    -------
    DataFrame, one row per combination that occurs
        `TALLY_KEYS` and records; dimension and group are missing for the whole.

    Raises
    ------
    InvalidInput
        If a column has more than 1,000 groups.
    """
    codes, meaning = cell
    base = (criterion.codes * len(cycle.labels) + cycle.codes) * len(meaning) + codes
    size = len(criterion.labels) * len(cycle.labels) * len(meaning)
    frames = [_table(base, None, (criterion, cycle), meaning, size)]
    for name, coded in groups.items():
        _refuse_many(name, len(coded.labels))
        frames.append(_table(base, coded, (criterion, cycle), meaning, size).assign(dimension=name))
    return pd.concat(frames, ignore_index=True)


def add_up(tallies: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return the tally of all batches, criteria and groups in the order in which they appear."""
    together = pd.concat(list(tallies), ignore_index=True)
    added = together.groupby(list(TALLY_KEYS), sort=False, dropna=False, observed=True)[RECORDS]
    return added.sum().reset_index()


def counts_of(tallied: pd.DataFrame, by: Iterable[str] = ()) -> pd.DataFrame:
    """Return counts in the form of `count_results`, from the rows given.

    Parameters
    ----------
    tallied : DataFrame
        Rows of `add_up`: those of the whole, or those of groups.
    by : iterable of str
        Columns beside criterion and cycle, such as dimension and group, or version.
    """
    columns = list(by)
    counted = tallied[tallied["outcome"].isin(RESULT_COLUMNS) & tallied["cycle"].notna()]
    flags = {
        column: counted[RECORDS].where(counted["outcome"].eq(name), 0)
        for name, column in RESULT_COLUMNS.items()
    }
    return combine_counts(counted[[*KEYS, *columns]].assign(**flags), columns)


def whole(tallied: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a tally that count every record once."""
    return tallied[tallied["dimension"].isna()]


def grouped(tallied: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a tally by group; records whose group is not known are one of them."""
    rows = tallied[tallied["dimension"].notna()]
    return rows.assign(group=rows["group"].fillna(NOT_RECORDED_GROUP))


def reasons_of(tallied: pd.DataFrame) -> pd.DataFrame:
    """Return the exceptions of each criterion and cycle by reason, most frequent first."""
    rows = whole(tallied)
    rows = rows[rows["outcome"].eq(EXCEPTION) & rows["cycle"].notna()]
    counted = (
        rows.assign(reason=rows["reason"].fillna(NO_REASON))
        .groupby([*KEYS, "reason"], sort=False, observed=True)[RECORDS]
        .sum()
        .rename("exceptions")
        .reset_index()
    )
    return counted.sort_values(
        [*KEYS, "exceptions"], ascending=[True, True, False], kind="stable", ignore_index=True
    )


def set_aside_of(tallied: pd.DataFrame) -> pd.DataFrame:
    """Return the records that no percentage rests on, by criterion, cycle and why.

    Returns
    -------
    DataFrame
        criterion, cycle (missing outside every cycle), reason, records.
    """
    rows = whole(tallied)
    rows = rows[rows["outcome"].ne(NOT_ELIGIBLE)]
    is_outside = rows["cycle"].isna() & ~rows["outcome"].isin(WITHOUT_VERSION)
    reason = rows["outcome"].mask(is_outside, OUTSIDE_CYCLES)
    kept = rows.assign(reason=reason)[reason.isin(SET_ASIDE)]
    return (
        kept.groupby([*KEYS, "reason"], sort=False, dropna=False, observed=True)[RECORDS]
        .sum()
        .reset_index()
    )


def _table(
    base: IntArray,
    group: Coded | None,
    keys: tuple[Coded, Coded],
    meaning: pd.DataFrame,
    size: int,
) -> pd.DataFrame:
    criterion, cycle = keys
    combined = base if group is None else group.codes * size + base
    span = size if group is None else size * len(group.labels)
    occurring, records = _counted(combined, span)
    of_group, rest = np.divmod(occurring, size)
    of_pair, of_cell = np.divmod(rest, len(meaning))
    of_criterion, of_cycle = np.divmod(of_pair, len(cycle.labels))
    means = meaning.take(of_cell).reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "criterion": _labels(criterion, of_criterion),
            "cycle": _labels(cycle, of_cycle),
            "dimension": None,
            "group": None if group is None else _labels(group, of_group),
            **{column: means[column].astype(object) for column in CELL},
            RECORDS: records,
        }
    )
    return frame.astype(dict.fromkeys(TALLY_KEYS, "string"))


def _counted(codes: IntArray, span: int) -> tuple[IntArray, IntArray]:
    """Return the codes that occur and how often each does."""
    if span > MOST_CELLS:
        found, often = np.unique(codes, return_counts=True)
        return found, often
    often = np.bincount(codes, minlength=span)
    found = np.flatnonzero(often)
    return found, often[found]


def _labels(coded: Coded, positions: IntArray) -> np.ndarray:
    return np.array(coded.labels, dtype=object)[positions]


def _refuse_many(name: str, groups: int) -> None:
    if groups > MOST_GROUPS:
        raise InvalidInput(
            f"The column '{name}' has more than {MOST_GROUPS:,} groups.",
            "Name a column of groups in 'by', or give 'bands' for a number.",
        )
