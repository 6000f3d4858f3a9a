"""Judges records by the version of each criterion that was in force on their day.

In: a batch of records with typed columns, a chain of versions, the records' days. Out: for each
record the number of a cell, which says version, outcome and reason.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from evaluation.audit.versions import (
    WITHOUT_DAY,
    BoolArray,
    Chain,
    Condition,
    IntArray,
    Rule,
    version_on,
)

NOT_ELIGIBLE: Final = "not eligible"
ELIGIBILITY_UNKNOWN: Final = "eligibility not recorded"
NO_DATE: Final = "no date"
NO_VERSION: Final = "no version in force"

WITHOUT_VERSION: Final = (NO_DATE, NO_VERSION)
JUDGED: Final = ("met", "not met", "not recorded", NOT_ELIGIBLE, ELIGIBILITY_UNKNOWN)
EXCEPTION: Final = "exception"
MET_CELL, NOT_MET_CELL, NOT_RECORDED_CELL, NOT_ELIGIBLE_CELL, UNKNOWN_CELL = range(len(JUDGED))

_TRUE, _FALSE, _UNKNOWN = 1, 0, -1
_Answers = npt.NDArray[np.int8]


def cells(chain: Chain) -> pd.DataFrame:
    """Return what each number that `judge` gives means.

    Returns
    -------
    DataFrame, one row per cell
        version (id, missing where none applied), outcome, reason (of exceptions), force (missing:
        a version that was not in force is never applied).
    """
    rows: list[tuple[str | None, str, str | None]] = [
        (None, each, None) for each in WITHOUT_VERSION
    ]
    for version in chain.versions:
        rows += [(version.id, outcome, None) for outcome in JUDGED]
        rows += [(version.id, EXCEPTION, reason) for reason in _reasons(version.rule)]
    columns = ["version", "outcome", "reason"]
    return pd.DataFrame(rows, columns=columns, dtype="string").assign(
        force=pd.Series(pd.NA, index=range(len(rows)), dtype="string")
    )


def judge(batch: pa.RecordBatch, chain: Chain, days: IntArray) -> IntArray:
    """Return the cell of each record under one criterion.

    Parameters
    ----------
    batch : RecordBatch, one row per record
        With the columns that the rules of the chain read.
    chain : Chain
        Every version with its rule.
    days : ndarray of int, one per record
        Days since 1970-01-01.

    Returns
    -------
    ndarray of int
        Row numbers of `cells(chain)`.

    Notes
    -----
    eligible true: in the population; false: not; null: eligibility not recorded. In the
    population, the first exception that is true decides; then met true, false or null makes the
    record met, not met or not recorded. An exception that cannot be said is none.
    """
    versions = version_on(days, chain)
    found = np.where(versions == WITHOUT_DAY, 0, 1).astype(np.int64)
    start = len(WITHOUT_VERSION)
    for position, version in enumerate(chain.versions):
        is_own = versions == position
        if version.rule is not None and is_own.any():
            found = _filled(found, is_own, start, version.rule, batch)
        start += len(JUDGED) + len(_reasons(version.rule))
    return found


def judged(batch: pa.RecordBatch, chain: Chain, days: IntArray) -> pd.DataFrame:
    """Return version, outcome and reason of each record, in the order of the batch."""
    return cells(chain).take(judge(batch, chain, days)).reset_index(drop=True)


def _filled(
    found: IntArray, is_own: BoolArray, start: int, rule: Rule, batch: pa.RecordBatch
) -> IntArray:
    """Return the cells with those of the records of one version written in."""
    if is_own.all():
        return start + _local_cells(rule, batch)
    columns = sorted({name for each in rule.conditions for name in each.columns})
    own = batch.select(columns).filter(pa.array(is_own)) if columns else batch
    local = _local_cells(rule, own)
    filled = found.copy()
    filled[is_own] = start + (local if columns else local[is_own])
    return filled


def _local_cells(rule: Rule, batch: pa.RecordBatch) -> IntArray:
    eligible, met = _answers(rule.eligible, batch), _answers(rule.met, batch)
    local = np.array([NOT_MET_CELL, MET_CELL, NOT_RECORDED_CELL], dtype=np.int64)[met]
    for number in reversed(range(len(rule.exceptions))):
        is_exception = _answers(rule.exceptions[number][1], batch) == _TRUE
        local[is_exception] = len(JUDGED) + number
    local[eligible == _FALSE] = NOT_ELIGIBLE_CELL
    local[eligible == _UNKNOWN] = UNKNOWN_CELL
    return local


def _answers(condition: Condition, batch: pa.RecordBatch) -> _Answers:
    """Return 1 for true, 0 for false and -1 for what cannot be said."""
    numbers = condition.evaluate(batch).cast(pa.int8()).fill_null(_UNKNOWN)
    answers: _Answers = numbers.to_numpy(zero_copy_only=False)
    return answers


def _reasons(rule: Rule | None) -> tuple[str, ...]:
    return tuple(reason for reason, _ in rule.exceptions) if rule else ()
