"""Puts the rows of all charts into long arrays: checked, in order, one row for each time.

In: a table with time and value, or numerator and denominator, and perhaps facet and target. Out:
`Stacked`. Nothing is filled in: a missing value stays missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.monitoring.charts.calendar import Times, times_of
from evaluation.monitoring.charts.options import OF_RARE_EVENTS, OF_RATIOS, Options
from evaluation.monitoring.charts.segments import FloatArray, IntArray, divided, starts_of
from evaluation.monitoring.charts.sense import require_sense

TIME, VALUE, FACET, TARGET = "time", "value", "facet", "target"
NUMERATOR, DENOMINATOR = "numerator", "denominator"
NO_DENOMINATOR: Final = frozenset({"c", "g", "t"})


@dataclass(frozen=True, slots=True)
class Stacked:
    """The rows of all charts, in order of chart and time.

    Parameters
    ----------
    names : tuple of str
        Name of each chart, in the order in which they came; one empty name without facets.
    chart : ndarray of int
        Number of the chart of each row.
    time : ndarray of datetime64 or float
        When.
    value, numerator, denominator, target : ndarray of float
        The value that is plotted, what it is made of, and a target for each row; NaN where
        missing.
    warnings : dict of int to list of str
        What each chart's reader must know.
    """

    names: tuple[str, ...]
    chart: IntArray
    time: Times
    value: FloatArray
    numerator: FloatArray
    denominator: FloatArray
    target: FloatArray
    warnings: dict[int, list[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.chart)

    def warn(self, chart: int, text: str) -> None:
        """Add a warning to one chart."""
        self.warnings.setdefault(chart, []).append(text)


def stack(table: pd.DataFrame, options: Options) -> Stacked:
    """Return the rows of all charts.

    Parameters
    ----------
    table : DataFrame
        Columns time and value, or numerator and denominator; facet and target where there are.
    options : Options
        Kind and multiplier.

    Raises
    ------
    InvalidInput
        If columns do not belong to the kind of chart, or values cannot be.
    """
    parts = _parts(table, options)
    for name in (TIME, FACET):
        if name in table and table[name].isna().any():
            count = int(table[name].isna().sum())
            raise InvalidInput(
                f"{count} {'row has' if count == 1 else 'rows have'} no {name}.",
                "Fill it in, or remove the row.",
            )
    codes, names = _charts(table)
    time = times_of(table[TIME])
    order = np.lexsort((time, codes))
    target = _floats(table, TARGET)[order]
    sorted_parts = [part[order] for part in parts]
    return _of_one_row_each(names, codes[order], time[order], target, sorted_parts, options)


def _parts(table: pd.DataFrame, options: Options) -> list[FloatArray]:
    """Return value, numerator and denominator as far as they are given; NaN for the others."""
    kind = options.kind
    has_ratio = NUMERATOR in table and DENOMINATOR in table
    if TIME not in table:
        raise InvalidInput("There is no column 'time'.", "A chart needs one.")
    if VALUE in table and (NUMERATOR in table or DENOMINATOR in table):
        raise InvalidInput(
            "A chart is made from 'value', or from 'numerator' and 'denominator', not from both.",
            "Leave one of them out.",
        )
    if kind in OF_RATIOS and not has_ratio:
        raise InvalidInput(
            f"A chart of kind '{kind}' needs 'numerator' and 'denominator'.",
            "Name both; a chart of ready-made values is of kind 'xmr'.",
        )
    if kind in NO_DENOMINATOR and DENOMINATOR in table:
        raise InvalidInput(
            f"A chart of kind '{kind}' has no denominator.",
            "Leave 'denominator' out; counts with a denominator are of kind 'u' or 'p'.",
        )
    if not has_ratio and VALUE not in table and not (kind == "c" and NUMERATOR in table):
        raise InvalidInput(
            "There is neither 'value', nor 'numerator' and 'denominator'.",
            "Name what is plotted.",
        )
    numerator, denominator = _floats(table, NUMERATOR), _floats(table, DENOMINATOR)
    value = numerator if kind == "c" and NUMERATOR in table else _floats(table, VALUE)
    require_sense(table.index, value, numerator, denominator, options)
    return [value, numerator, denominator]


def _of_one_row_each(
    names: tuple[str, ...],
    chart: IntArray,
    time: Times,
    target: FloatArray,
    parts: list[FloatArray],
    options: Options,
) -> Stacked:
    """Return the rows with those of one time added up, where they are counts."""
    begins = starts_of(chart, time)
    keeps_all = options.kind in OF_RARE_EVENTS  # two events of one day are two points
    repeated = np.bincount(chart[~begins], minlength=len(names))
    warnings: dict[int, list[str]] = {}
    if repeated.any() and not keeps_all:
        if options.kind != "c" and np.isnan(parts[1]).all():
            raise InvalidInput(
                _repeated_words(int(repeated.sum())),
                "Give each time once, or name the column that tells the charts apart as 'facet'.",
            )
        first = np.flatnonzero(begins)
        parts = [np.add.reduceat(part, first) for part in parts]
        chart, time, target = chart[first], time[first], target[first]
        warnings = {
            int(number): [_added_words(int(repeated[number]))]
            for number in np.flatnonzero(repeated)
        }
    value, numerator, denominator = parts
    if np.isnan(value).all() and not np.isnan(denominator).all():
        value = divided(numerator, denominator)
    value = value * options.multiplier
    return Stacked(names, chart, time, value, numerator, denominator, target, warnings)


def _repeated_words(count: int) -> str:
    return f"{count} {'row repeats' if count == 1 else 'rows repeat'} a time of their chart."


def _added_words(count: int) -> str:
    if count == 1:
        return "1 row of a time that came before is added to it."
    return f"{count} rows of times that came before are added to those."


def _charts(table: pd.DataFrame) -> tuple[IntArray, tuple[str, ...]]:
    if FACET not in table:
        return np.zeros(len(table), dtype=np.int64), ("",)
    codes, names = pd.factorize(table[FACET])
    return codes.astype(np.int64), tuple(str(name) for name in names)


def _floats(table: pd.DataFrame, name: str) -> FloatArray:
    if name not in table:
        return np.full(len(table), np.nan)
    try:
        numbers = table[name].astype("Float64")
    except (TypeError, ValueError):
        raise InvalidInput(f"'{name}' holds something that is no number.", "Correct it.") from None
    return np.asarray(numbers.to_numpy("float64", na_value=np.nan), dtype=np.float64)
