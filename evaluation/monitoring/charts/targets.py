"""Targets: one number, a number for each row, or numbers that hold from a time on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation.monitoring.charts.calendar import Times, as_time
from evaluation.monitoring.charts.segments import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class TargetFrom:
    """A target that holds from a time on, until the next.

    Parameters
    ----------
    since : date or number
        First time of the target, as the times of the data are written.
    value : float
        In the unit of the values after their multiplication.
    """

    since: Any
    value: float


Target = float | Sequence[TargetFrom] | None


def targets_at(target: Target, times: Times, of_rows: FloatArray) -> FloatArray:
    """Return the target in force at each time, NaN where there is none.

    Parameters
    ----------
    target : float, sequence of TargetFrom, or None
        One number, numbers that hold from a time on, or None for those of the rows.
    times : ndarray of datetime64 or float
        When.
    of_rows : ndarray of float
        The target of each row, NaN where it has none.

    Raises
    ------
    InvalidInput
        If a time is not written as those of the data are.

    Examples
    --------
    >>> steps = [TargetFrom(1, 90.0), TargetFrom(3, 95.0)]
    >>> targets_at(steps, np.array([0.0, 1.0, 2.0, 3.0]), np.full(4, np.nan)).tolist()
    [nan, 90.0, 90.0, 95.0]
    """
    if target is None:
        return of_rows
    if isinstance(target, int | float):
        return np.full(len(times), float(target))
    steps = sorted((as_time(step.since, times, "target"), step.value) for step in target)
    starts = np.array([since for since, _ in steps], dtype=times.dtype)
    values = np.array([np.nan, *(value for _, value in steps)])
    found: FloatArray = values[np.searchsorted(starts, times, side="right")]
    return found


def last_changes(targets: FloatArray, chart: IntArray) -> IntArray:
    """Return for each row the first row of the unbroken stretch of its target in its chart.

    Examples
    --------
    >>> last_changes(np.array([90.0, 95.0, 95.0]), np.zeros(3, dtype=int)).tolist()
    [0, 1, 1]
    """
    position = np.arange(len(targets))
    changes = np.ones(len(targets), dtype=bool)
    same = (targets[1:] == targets[:-1]) | (np.isnan(targets[1:]) & np.isnan(targets[:-1]))
    changes[1:] = ~same | (chart[1:] != chart[:-1])
    return np.maximum.accumulate(np.where(changes, position, 0))
