"""Numbers the groups of records: texts, bands of a number, periods and cycles of a date.

In: one column of a batch. Out: a code for each record and the label of each code, so that records
are counted by numbers and labels are looked at once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, Protocol

import numpy as np
import pyarrow as pa

from evaluation.audit.versions import NO_DAY, IntArray, day_number
from evaluation.workspace.audit_spec import PeriodLength

MONTHS_IN_YEAR: Final = 12
MONTHS_IN_QUARTER: Final = 3
FIRST_MONTH: Final = 4  # of a financial year
EPOCH_YEAR: Final = 1970
CENTURY: Final = 100
DIGITS: Final = re.compile(r"(\d+)", re.ASCII)


class CycleDates(Protocol):
    """A round of an audit by its days, both ends included."""

    @property
    def id(self) -> str:
        """What the cycle is called."""

    @property
    def start(self) -> dt.date:
        """Its first day."""

    @property
    def end(self) -> dt.date:
        """Its last day."""


class Coded(NamedTuple):
    """A code for each record, and the label of each code; None stands for "not recorded"."""

    codes: IntArray
    labels: tuple[str | None, ...]


def coded_texts(column: pa.Array) -> Coded:
    """Return a column of texts, numbers, dates or yes and no by its distinct values, sorted.

    Examples
    --------
    >>> coded_texts(pa.array(["B", None, "A", "B"]))
    Coded(codes=array([1, 2, 0, 1]), labels=('A', 'B', None))
    """
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    labels = [_label(value) for value in column.dictionary.to_pylist()]
    order = sorted(range(len(labels)), key=lambda place: _in_order(labels[place]))
    rank = np.empty(len(labels) + 1, dtype=np.int64)
    rank[[*order, len(labels)]] = np.arange(len(labels) + 1)
    codes = column.indices.cast(pa.int64()).fill_null(len(labels))
    sorted_labels = (labels[place] for place in order)
    return Coded(rank[codes.to_numpy(zero_copy_only=False)], (*sorted_labels, None))


def coded_bands(column: pa.Array, edges: Sequence[float]) -> Coded:
    """Return a column of numbers by the band between two edges; an edge begins its band.

    Parameters
    ----------
    column : Array of numbers
    edges : sequence of float
        Where the second band and those after it begin, ascending.

    Examples
    --------
    >>> coded_bands(pa.array([15, 16, 70, None]), [16, 65])
    Coded(codes=array([0, 1, 2, 3]), labels=('under 16', '16 to 64', '65 and over', None))
    """
    numbers = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    missing = len(edges) + 1
    codes = np.searchsorted(np.asarray(edges, dtype=np.float64), numbers, side="right")
    return Coded(
        np.where(np.isnan(numbers), missing, codes).astype(np.int64), (*band_labels(edges), None)
    )


def band_labels(edges: Sequence[float]) -> tuple[str, ...]:
    """Return what the bands between edges are called.

    Examples
    --------
    >>> band_labels([0.5, 2])
    ('under 0.5', '0.5 to under 2', '2 and over')
    """
    are_whole = all(float(edge).is_integer() for edge in edges)
    inner = [
        f"{low:g} to {high - 1:g}" if are_whole else f"{low:g} to under {high:g}"
        for low, high in pairwise(edges)
    ]
    return (f"under {edges[0]:g}", *inner, f"{edges[-1]:g} and over")


def coded_periods(days: IntArray, length: PeriodLength) -> Coded:
    """Return days by their month, quarter or year; the last two are of the financial year.

    Parameters
    ----------
    days : ndarray of int
        Days since 1970-01-01; `NO_DAY` where a record has none.
    length : {"month", "quarter", "year"}

    Examples
    --------
    >>> days = np.array([day_number(dt.date(2025, 3, 31)), day_number(dt.date(2025, 4, 1))])
    >>> coded_periods(days, "quarter").labels
    ('2024/25-Q4', '2025/26-Q1', None)
    """
    is_missing = days == NO_DAY
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    since_april = months - (FIRST_MONTH - 1)
    numbers, name = {
        "month": (months, _month_name),
        "quarter": (since_april // MONTHS_IN_QUARTER, _quarter_name),
        "year": (since_april // MONTHS_IN_YEAR, _year_name),
    }[length]
    return _coded_numbers(numbers, is_missing, name)


def coded_cycles(days: IntArray, cycles: Sequence[CycleDates]) -> Coded:
    """Return days by the cycle that they lie in, None outside all."""
    codes = np.full(len(days), len(cycles), dtype=np.int64)
    for number, cycle in enumerate(cycles):
        inside = (days >= day_number(cycle.start)) & (days <= day_number(cycle.end))
        codes[inside & (days != NO_DAY)] = number
    return Coded(codes, (*(cycle.id for cycle in cycles), None))


def coded_alike(label: str, records: int) -> Coded:
    """Return one label for all records."""
    return Coded(np.zeros(records, dtype=np.int64), (label,))


def _in_order(label: str | None) -> list[str | int]:
    """Return what labels are sorted by, so that 10 follows 9."""
    parts = DIGITS.split(label or "")
    return [int(part) if part.isdecimal() else part for part in parts]


def _label(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _coded_numbers(numbers: IntArray, is_missing: np.ndarray, name: Callable[[int], str]) -> Coded:
    present = numbers[~is_missing]
    if not present.size:
        return Coded(np.zeros(len(numbers), dtype=np.int64), (None,))
    low, high = int(present.min()), int(present.max())
    labels = tuple(name(number) for number in range(low, high + 1))
    return Coded(np.where(is_missing, len(labels), numbers - low), (*labels, None))


def _month_name(number: int) -> str:
    return f"{EPOCH_YEAR + number // MONTHS_IN_YEAR}-{number % MONTHS_IN_YEAR + 1:02d}"


def _quarter_name(number: int) -> str:
    quarters = MONTHS_IN_YEAR // MONTHS_IN_QUARTER
    return f"{_year_name(number // quarters)}-Q{number % quarters + 1}"


def _year_name(number: int) -> str:
    year = EPOCH_YEAR + number
    return f"{year}/{(year + 1) % CENTURY:02d}"
