"""The series of one long table, those that share calendar and design matrix side by side.

A design, a long table and the column that names the series come in; groups of series that are
`Alike`, and the rows of every series that must be fitted alone, go out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluation.errors import InvalidInput, nearest
from evaluation.its.designs.design import DAYS, Design
from evaluation.its.designs.scale import modelled
from evaluation.its.preparation.columns import require_columns
from evaluation.its.preparation.matrix import Matrix, design_matrix
from evaluation.its.preparation.periods import parse_periods
from evaluation.its.preparation.series import Series, prepare

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Alike:
    """Series with the same periods, every one with all values, under one design.

    Parameters
    ----------
    labels : tuple, length S
        Names of the series.
    series : Series
        The prepared rows of the first one.
    matrix : Matrix
        The design matrix of all.
    outcome, denominator : ndarray, S by rows of the series
        As in `Series.table`.
    """

    labels: tuple[Hashable, ...]
    series: Series
    matrix: Matrix
    outcome: FloatArray
    denominator: FloatArray

    @property
    def is_used(self) -> BoolArray:
        """Which rows are part of the fits."""
        return self.series.table["is_used"].to_numpy(dtype=bool)

    def modelled(self, design: Design) -> FloatArray:
        """Return the outcomes as the model takes them, S by rows of the series."""
        with np.errstate(all="ignore"):  # rows that are left out may have no logarithm
            return modelled(design, self.outcome, self.denominator)

    def series_of(self, number: int) -> Series:
        """Return the prepared rows of one series."""
        columns = {"outcome": self.outcome[number], "denominator": self.denominator[number]}
        return replace(self.series, table=self.series.table.assign(**columns))


@dataclass(frozen=True, eq=False)
class Sorted:
    """A long table by series.

    Parameters
    ----------
    labels : tuple
        Names of all series, in the order of their first rows.
    alike : tuple of Alike
        Groups of two or more.
    alone : dict of name to DataFrame
        The rows of each of the others.
    """

    labels: tuple[Hashable, ...]
    alike: tuple[Alike, ...]
    alone: dict[Hashable, pd.DataFrame]


def sorted_by(design: Design, data: pd.DataFrame, by: str) -> Sorted:
    """Return the series of a long table, those with equal periods together.

    Parameters
    ----------
    design : Design
        Of every series.
    data : DataFrame, one row per series and period
        Not changed.
    by : str
        Column with the name of the series of each row.

    Raises
    ------
    InvalidInput
        If a column is missing or rows name no series.

    Notes
    -----
    Together are series with exactly the same periods, finite values everywhere and none that
    the transform cannot take. With a control, covariates or offsets other than the days of each
    period each series may have a matrix or denominators of its own, and counts have no method
    for many: then all are alone.
    """
    require_columns(design, data)
    _require_named(data, by)
    numbers, names = pd.factorize(data[by])
    places = np.split(np.argsort(numbers, kind="stable"), np.cumsum(np.bincount(numbers))[:-1])
    table = _Long(
        times=np.asarray(pd.factorize(data[design.time])[0], dtype=np.int64),
        outcome=_numbers(data, design.outcome),
        denominator=_numbers(data, design.denominator)
        if design.denominator
        else np.ones(len(data)),
    )
    groups, alone = _grouped(design, table, places)
    alike = []
    for members in groups:
        made = _alike(design, data, table, {names[each]: places[each] for each in members})
        if made is None:
            alone.extend(members)
        else:
            alike.append(made)
    rest = {names[each]: data.iloc[places[each]] for each in sorted(alone)}
    return Sorted(tuple(names), tuple(alike), rest)


@dataclass(frozen=True, eq=False)
class _Long:
    """Columns of the long table; `times` are numbers of its different entries, -1 for none."""

    times: IntArray
    outcome: FloatArray
    denominator: FloatArray


def _require_named(data: pd.DataFrame, by: str) -> None:
    if by not in data.columns:
        near = nearest(by, [str(name) for name in data.columns])
        raise InvalidInput(
            f"There is no column '{by}' to name the series.",
            f"Did you mean '{near}'?" if near else "Add it or correct the spelling.",
        )
    missing = int(data[by].isna().sum())
    if missing:
        raise InvalidInput(f"Column '{by}': {missing} rows name no series.", "Fill them in.")


def _grouped(
    design: Design, table: _Long, places: list[IntArray]
) -> tuple[list[list[int]], list[int]]:
    """Return the numbers of the series that may be together, and of those that are alone."""
    has_own = design.control is not None or design.covariates or set(design.offsets) - {DAYS}
    if design.family != "gaussian" or has_own:
        return [], list(range(len(places)))
    is_plain = np.isfinite(table.outcome) & (table.denominator > 0) & (table.denominator < np.inf)
    if design.transform != "none":
        is_plain &= table.outcome > 0
    groups: dict[bytes, list[int]] = defaultdict(list)
    alone = []
    for number, rows in enumerate(places):
        own = np.sort(table.times[rows])
        if is_plain[rows].all() and own[0] >= 0 and (np.diff(own) > 0).all():
            groups[own.tobytes()].append(number)
        else:
            alone.append(number)
    found = [members for members in groups.values() if len(members) > 1]
    alone.extend(members[0] for members in groups.values() if len(members) == 1)
    return found, alone


def _numbers(data: pd.DataFrame, name: str) -> FloatArray:
    return np.asarray(pd.to_numeric(data[name], errors="coerce"), dtype=np.float64)


def _alike(
    design: Design, data: pd.DataFrame, table: _Long, places: dict[Hashable, IntArray]
) -> Alike | None:
    """Return series side by side; None where the first one cannot be prepared."""
    first_rows = next(iter(places.values()))
    first = data.iloc[first_rows]
    try:
        series = prepare(design, first)
        matrix = design_matrix(design, series)
    except InvalidInput:
        return None
    dates = parse_periods(first[design.time], design.frequency, design.time)
    rank = np.argsort(np.argsort(table.times[first_rows]))
    by_date = rank[np.argsort(dates.to_numpy())]
    rows = np.stack([mine[np.argsort(table.times[mine])][by_date] for mine in places.values()])
    denominator = table.denominator[rows]
    for name in design.offsets:
        denominator = denominator * series.table[f"offset:{name}"].to_numpy(dtype=np.float64)
    return Alike(tuple(places), series, matrix, table.outcome[rows], denominator)
