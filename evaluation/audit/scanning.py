"""Counts one batch of an audit's records, judged here or brought with their results.

In: Arrow columns with clean types, and what is to be counted. Out: a tally, which adds up over
batches (`tally.add_up`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa

from evaluation.audit.applying import cells, judge
from evaluation.audit.coding import (
    Coded,
    CycleDates,
    coded_alike,
    coded_bands,
    coded_cycles,
    coded_periods,
    coded_texts,
)
from evaluation.audit.counts import RESULT_COLUMNS
from evaluation.audit.tally import CELL, tally
from evaluation.audit.versions import NO_DAY, Chain, IntArray, day_numbers
from evaluation.workspace.audit_spec import PeriodLength

PERIOD: Final = "period"
ONE_CYCLE: Final = "all"
RESULT: Final = "result"
REASON: Final = "exception_reason"
IN_FORCE: Final = "in force"
NOT_IN_FORCE: Final = "not in force"
DAY_UNKNOWN: Final = "no date"
FORCE: Final = (IN_FORCE, NOT_IN_FORCE, DAY_UNKNOWN)


@dataclass(frozen=True)
class Counting:
    """What is counted of every batch.

    Parameters
    ----------
    chains : tuple of Chain
        The criteria, each with its versions.
    date : str or None
        Column of the day of care; None where there is none.
    cycle : str, sequence of CycleDates, or None
        A column, cycles by their dates, or one cycle for all.
    by : tuple of str
        Group columns.
    bands : mapping of column to edges
    period : {"month", "quarter", "year"} or None
        Counted as one more group, of the day.
    """

    chains: tuple[Chain, ...]
    date: str | None = None
    cycle: str | Sequence[CycleDates] | None = None
    by: tuple[str, ...] = ()
    bands: Mapping[str, Sequence[float]] = field(default_factory=dict)
    period: PeriodLength | None = None

    def days(self, batch: pa.RecordBatch) -> IntArray:
        """Return the day of each record."""
        if self.date is None:
            return np.full(batch.num_rows, NO_DAY, dtype=np.int64)
        return day_numbers(batch.column(self.date))

    def cycles(self, batch: pa.RecordBatch, days: IntArray) -> Coded:
        """Return the cycle of each record."""
        if self.cycle is None:
            return coded_alike(ONE_CYCLE, batch.num_rows)
        if isinstance(self.cycle, str):
            return coded_texts(batch.column(self.cycle))
        return coded_cycles(days, self.cycle)

    def groups(self, batch: pa.RecordBatch, days: IntArray) -> dict[str, Coded]:
        """Return the groups of each record, by column."""
        coded = {
            name: coded_bands(batch.column(name), self.bands[name])
            if name in self.bands
            else coded_texts(batch.column(name))
            for name in self.by
        }
        return coded if self.period is None else {**coded, PERIOD: coded_periods(days, self.period)}


def measured_tally(batch: pa.RecordBatch, counting: Counting) -> pd.DataFrame:
    """Judge the records of a batch under every criterion, and count them.

    Parameters
    ----------
    batch : RecordBatch, one row per record
        With the columns of the criteria's rules and of `counting`.
    counting : Counting
    """
    days = counting.days(batch)
    cycles, groups = counting.cycles(batch, days), counting.groups(batch, days)
    tallies = [
        tally(
            coded_alike(chain.criterion, batch.num_rows),
            cycles,
            (judge(batch, chain, days), cells(chain)),
            groups,
        )
        for chain in counting.chains
    ]
    return pd.concat(tallies, ignore_index=True)


def stated_tally(batch: pa.RecordBatch, counting: Counting) -> pd.DataFrame:
    """Count the records of a batch that bring their results, and see which version was in force.

    Parameters
    ----------
    batch : RecordBatch, one row per record and criterion
        Columns criterion and result, both complete ("met", "not met", "not recorded" or
        "exception"), exception_reason where there is one, and those of `counting`.
    counting : Counting
        A row's criterion may be any id of a chain: it is counted under the chain's own, with the
        row's as its version. Criteria without a chain are counted without a version.
    """
    days = counting.days(batch)
    criterion = coded_texts(batch.column("criterion"))
    found = tally(
        criterion,
        counting.cycles(batch, days),
        _stated_cells(batch, criterion, days, counting.chains),
        counting.groups(batch, days),
    )
    chain_of = {each.id: chain.criterion for chain in counting.chains for each in chain.versions}
    version = found["criterion"].where(found["criterion"].isin(chain_of))
    named = found["criterion"].map(chain_of).astype("string").fillna(found["criterion"])
    return found.assign(version=version, criterion=named)


def _stated_cells(
    batch: pa.RecordBatch, criterion: Coded, days: IntArray, chains: Sequence[Chain]
) -> tuple[IntArray, pd.DataFrame]:
    result = coded_texts(batch.column(RESULT))
    names = list(RESULT_COLUMNS)
    outcome = np.array(
        [names.index(label) if label is not None else 0 for label in result.labels], dtype=np.int64
    )[result.codes]
    is_exception = outcome == names.index("exception")
    reason = _reasons(batch, is_exception)
    force = _in_force(criterion, days, chains)
    codes = (reason.codes * len(names) + outcome) * len(FORCE) + force
    meaning = pd.MultiIndex.from_product([reason.labels, names, FORCE])
    columns = {
        "version": None,
        "outcome": meaning.get_level_values(1),
        "reason": meaning.get_level_values(0),
        "force": meaning.get_level_values(2),
    }
    return codes, pd.DataFrame(columns)[list(CELL)].astype("string")


def _reasons(batch: pa.RecordBatch, is_exception: np.ndarray) -> Coded:
    if REASON not in batch.schema.names:
        return coded_alike("", batch.num_rows)._replace(labels=(None,))
    coded = coded_texts(batch.column(REASON))
    return coded._replace(codes=np.where(is_exception, coded.codes, len(coded.labels) - 1))


def _in_force(criterion: Coded, days: IntArray, chains: Sequence[Chain]) -> IntArray:
    """Return the position in `FORCE` of each record; what no chain knows counts as in force."""
    versions = {each.id: each for chain in chains for each in chain.versions}
    state = np.zeros(len(days), dtype=np.int64)
    for number, label in enumerate(criterion.labels):
        version = versions.get(label or "")
        if version is None or (version.valid_from is None and version.valid_to is None):
            continue
        is_own = criterion.codes == number
        state[is_own & ~version.holds_on(days)] = FORCE.index(NOT_IN_FORCE)
        state[is_own & (days == NO_DAY)] = FORCE.index(DAY_UNKNOWN)
    return state
