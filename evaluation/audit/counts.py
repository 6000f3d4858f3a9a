"""Counts the records of an audit by criterion and cycle, and protects the counts.

Records or counts by site come in; one row per criterion and cycle (and group) goes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from evaluation.disclosure import (
    HES,
    Cell,
    DisclosureRule,
    Ledger,
    Sum,
    protect_counts,
    protect_proportion,
    protect_table,
)
from evaluation.errors import InvalidInput, nearest

RESULT_COLUMNS: Final = MappingProxyType(
    {
        "met": "met",
        "not met": "not_met",
        "not recorded": "not_recorded",
        "exception": "exceptions",
    }
)
"""Each result that a record may have, and the column that counts it."""

KEYS: Final = ("criterion", "cycle")
COUNTS: Final = (
    "population",
    "exceptions",
    "eligible",
    "recorded",
    "met",
    "not_met",
    "not_recorded",
    "met_or_unknown",
)
NUMERATORS: Final = ("met", "not_met", "met_or_unknown")
REST: Final = "not_met_or_unknown"
SUMS: Final = (
    ("population", ("eligible", "exceptions")),
    ("eligible", ("recorded", "not_recorded")),
    ("eligible", ("met", REST)),
    ("eligible", ("not_met", "met_or_unknown")),
    ("recorded", ("met", "not_met")),
    ("met_or_unknown", ("met", "not_recorded")),
)
"""Which counts add up to which, as every reader of them knows."""
WEIGHTS: Final = MappingProxyType(
    {"eligible": 4.0, "met": 3.0, "exceptions": 2.0, "not_recorded": 2.0, "population": 0.5}
)
"""How much the loss of a count matters: the percentages of a report rest on the first two."""
EXCEPTIONS: Final = "exceptions"
NO_REASON: Final = "no reason given"


def count_results(records: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Count the records of each criterion and cycle.

    Parameters
    ----------
    records : DataFrame, one row per audited record and criterion
        Columns criterion, cycle, result ("met", "not met", "not recorded" or "exception") and
        those of `by`. For a "should not" criterion "met" means that what should not be done
        was done: the record is in the numerator.
    by : sequence of str
        Group columns, such as site or deprivation.

    Returns
    -------
    DataFrame, one row per criterion, cycle and group
        The keys, then population, exceptions, eligible (population less exceptions), recorded
        (met or not met), met, not_met, not_recorded and met_or_unknown (met or not recorded).
        Criteria and groups keep the order in which they appear; cycles ascend.

    Raises
    ------
    InvalidInput
        If a column is missing or a result is not one of the four.

    References
    ----------
    HQIP (2020), Best practice in clinical audit.

    Examples
    --------
    >>> records = pd.DataFrame(
    ...     {"criterion": "A-1", "cycle": 1, "result": ["met", "met", "not met", "exception"]}
    ... )
    >>> count_results(records)[["population", "eligible", "met"]].values.tolist()
    [[4, 3, 2]]
    """
    keys = [*KEYS, *by]
    _require_columns(records, [*keys, "result"])
    unknown = ~records["result"].isin(RESULT_COLUMNS)
    if unknown.any():
        raise InvalidInput(
            f"Column result has {int(unknown.sum())} values that are not a result of an audit.",
            f"Use one of: {', '.join(RESULT_COLUMNS)}.",
        )
    flags = {column: records["result"] == name for name, column in RESULT_COLUMNS.items()}
    return combine_counts(records[keys].assign(**flags).astype(dict.fromkeys(flags, "int64")), by)


def combine_counts(counts: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Add up tables of counts and complete them, in the form that `count_results` returns.

    Parameters
    ----------
    counts : DataFrame, one row per criterion, cycle and whatever else was counted apart
        Columns criterion, cycle, met, not_met, not_recorded, exceptions and those of `by`.
    by : sequence of str
        Group columns to keep; rows are added up over all others.

    Returns
    -------
    DataFrame, one row per criterion, cycle and group
        As `count_results`.

    Raises
    ------
    InvalidInput
        If a column is missing, or a count is missing, negative or not a whole number.
    """
    keys, parts = [*KEYS, *by], list(RESULT_COLUMNS.values())
    _require_columns(counts, [*keys, *parts])
    numbers = counts[parts].astype("Float64")
    is_wrong = numbers.isna() | (numbers < 0) | (numbers % 1 != 0)
    if is_wrong.any(axis=None):
        raise InvalidInput(
            f"The audit has {int(is_wrong.sum().sum())} counts that are missing, negative or not "
            "whole numbers.",
            "Give true counts, with 0 where there is none; small counts are suppressed later.",
        )
    added = (
        counts[keys]
        .join(numbers.astype("int64"))
        .groupby(keys, sort=False, observed=True, dropna=False)
        .sum()
        .reset_index()
    )
    recorded = added["met"] + added["not_met"]
    eligible = recorded + added["not_recorded"]
    completed = added.assign(
        recorded=recorded,
        eligible=eligible,
        population=eligible + added["exceptions"],
        met_or_unknown=added["met"] + added["not_recorded"],
    )
    appearance = pd.factorize(completed["criterion"])[0]
    cycle = completed["cycle"].rank(method="dense")
    ordered = completed.iloc[np.lexsort((cycle, appearance))]
    return ordered[[*keys, *COUNTS]].reset_index(drop=True)


def exceptions_by_reason(records: pd.DataFrame) -> pd.DataFrame:
    """Count the exceptions of each criterion and cycle by their reason.

    Parameters
    ----------
    records : DataFrame, one row per audited record and criterion
        Columns criterion, cycle, result and exception_reason.

    Returns
    -------
    DataFrame
        Columns criterion, cycle, reason and exceptions (true counts), most frequent first.

    Raises
    ------
    InvalidInput
        If a column is missing.
    """
    _require_columns(records, [*KEYS, "result", "exception_reason"])
    exceptions = records.loc[records["result"] == "exception"]
    reason = exceptions["exception_reason"].astype("string").fillna(NO_REASON)
    return (
        exceptions[list(KEYS)]
        .assign(reason=reason)
        .groupby([*KEYS, "reason"], sort=False, observed=True)
        .size()
        .rename("exceptions")
        .reset_index()
        .sort_values([*KEYS, "exceptions"], ascending=[True, True, False], kind="stable")
        .reset_index(drop=True)
    )


def protect_results(
    counts: pd.DataFrame, rule: DisclosureRule = HES, whole: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the counts as they may be published: Int64, NA where suppressed.

    What becomes a numerator is protected against eligible, so that no percentage of 100 is an
    artefact of rounding. Further counts are hidden where a small one could be worked out from the
    others of its row or, with `whole` and under a rule that does not round, from those of
    everybody: rounding leaves a difference of two published counts open to either side.

    Parameters
    ----------
    counts : DataFrame
        True counts, as `count_results` returns them.
    rule : DisclosureRule
        The rule to apply.
    whole : DataFrame, optional
        True counts of everybody by criterion and cycle, where `counts` are by group and both are
        published. What this function returns of `whole` alone stays as it is.
    """
    guarded = {
        part: protect_proportion(counts[part], counts["eligible"], rule).numerator
        for part in NUMERATORS
    }
    table = protect_table(
        _with_rest(counts),
        [*COUNTS, REST],
        rule,
        sums=SUMS,
        whole=None if whole is None or rule.rounds else _with_rest(whole),
        keys=KEYS,
        unprinted=[REST],
        weights=WEIGHTS,
    ).drop(columns=REST)
    return table.assign(
        **{part: table[part].mask(numerator.isna()) for part, numerator in guarded.items()}
    )


def protect_reasons(
    reasons: pd.DataFrame, rule: DisclosureRule, counts: pd.DataFrame
) -> pd.DataFrame:
    """Return exceptions by reason as they may be published beside the counts of each cycle.

    Parameters
    ----------
    reasons : DataFrame
        Columns criterion, reason and exceptions: true counts over all cycles.
    rule : DisclosureRule
        The rule to apply.
    counts : DataFrame
        True counts by criterion and cycle, which `protect_results` protects: they stay as it
        returns them and, under a rule that does not round, no reason is what is left of them.
    """
    if rule.rounds or not rule.hides or reasons.empty:
        return protect_counts(reasons, [EXCEPTIONS], rule)
    ledger = Ledger(rule).enter_table(
        "whole",
        _with_rest(counts),
        [*COUNTS, REST],
        SUMS,
        unprinted=[REST],
        weights=WEIGHTS,
    )
    entered: dict[Cell, int | None] = {}
    sums: list[Sum] = []
    totals: list[Cell] = []
    for criterion in reasons["criterion"].unique():
        cycles = [row for row, name in enumerate(counts["criterion"]) if name == criterion]
        given = [row for row, name in enumerate(reasons["criterion"]) if name == criterion]
        parts: dict[Cell, int | None] = {
            ("reasons", row, EXCEPTIONS): int(reasons[EXCEPTIONS].iloc[row]) for row in given
        }
        total = ("all cycles", criterion)
        totals.append(total)
        entered |= {**parts, total: int(reasons[EXCEPTIONS].iloc[given].sum())}
        sums += [
            Sum(total, tuple(("whole", row, EXCEPTIONS) for row in cycles)),
            Sum(total, tuple(parts)),
        ]
    ledger = ledger.enter(entered, sums, unprinted=totals)
    return ledger.shown("reasons", reasons, [EXCEPTIONS])


def _with_rest(counts: pd.DataFrame) -> pd.DataFrame:
    """Return counts with the eligible records that are not met, which a reader can work out."""
    return counts.assign(**{REST: counts["eligible"] - counts["met"]})


def group_columns(counts: pd.DataFrame) -> list[str]:
    """Return the columns of a table of counts that are neither key nor count."""
    return [column for column in counts.columns if column not in (*KEYS, *COUNTS)]


def _require_columns(frame: pd.DataFrame, needed: Sequence[str]) -> None:
    absent = [column for column in needed if column not in frame.columns]
    if not absent:
        return
    near = nearest(absent[0], [str(column) for column in frame.columns])
    hint = f"Is column {near} meant?" if near else f"The audit needs {', '.join(needed)}."
    raise InvalidInput(f"The audit has no column {', '.join(absent)}.", hint)
