"""Synthetic clinical audits: records with one result per criterion, and counts made from them.

In: what each criterion's results are likely to be. Out: audit tables at record level or as counts.
A record counts as `met` where it is in the criterion's numerator, also where the target is 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

RECORD_COLUMNS = ("record", "criterion", "cycle", "date", "result", "exception_reason")
RESULT_COLUMNS: Mapping[str, str] = {
    "met": "met",
    "not met": "not_met",
    "not recorded": "not_recorded",
    "exception": "exceptions",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What is true of one criterion in one cycle.

    Parameters
    ----------
    criterion : str
        Id in the standards library.
    met : float
        Probability that an eligible, recorded case meets it, 0 to 1.
    share : float
        Probability that a record falls under the criterion at all.
    only : tuple of str, optional
        Column and value that a record must have to fall under it.
    not_recorded : float
        Probability that nothing is recorded.
    exceptions : mapping of str to float
        Probability of each reason to be an exception.
    """

    criterion: str
    met: float
    share: float = 1.0
    only: tuple[str, str] | None = None
    not_recorded: float = 0.0
    exceptions: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditCycle:
    """One round: its id, its days (both inclusive), how many records, and what is expected."""

    cycle: str
    first_day: str
    last_day: str
    records: int
    expected: tuple[Expected, ...]


Groups = Mapping[str, tuple[tuple[str, ...], tuple[float, ...]]]


def audit_records(
    generator: np.random.Generator, prefix: str, cycles: tuple[AuditCycle, ...], groups: Groups
) -> pd.DataFrame:
    """Return an audit table at record level.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    prefix : str
        Beginning of every pseudonym.
    cycles : tuple of AuditCycle
        The rounds, in order.
    groups : mapping
        Name of a group column to its groups and their probabilities.

    Returns
    -------
    DataFrame, one row per record and criterion
        With `RECORD_COLUMNS` and one column per group, all text.
    """
    parts: list[pd.DataFrame] = []
    for number, cycle in enumerate(cycles, start=1):
        people = _people(generator, f"{prefix}{number}", cycle, groups)
        parts.extend(_results(generator, people, expected) for expected in cycle.expected)
    table = pd.concat(parts, ignore_index=True)
    ordered = table.sort_values(["cycle", "record", "criterion"], ignore_index=True)
    return ordered[[*RECORD_COLUMNS, *groups]].astype("string")


def audit_counts(records: pd.DataFrame, dimension: str | None = None) -> pd.DataFrame:
    """Return an audit table of counts: the whole and, if asked for, one dimension's groups.

    Parameters
    ----------
    records : DataFrame
        What `audit_records` returned.
    dimension : str, optional
        A group column.
    """
    whole = _counts(records, [])
    if dimension is None:
        return whole
    parts = _counts(records, [dimension]).rename(columns={dimension: "group"})
    parts.insert(len(parts.columns) - 1, "dimension", dimension)
    return pd.concat([whole, parts], ignore_index=True).astype(
        {"dimension": "string", "group": "string"}
    )


def _people(
    generator: np.random.Generator, prefix: str, cycle: AuditCycle, groups: Groups
) -> pd.DataFrame:
    first_day = pd.Timestamp(cycle.first_day)
    days = (pd.Timestamp(cycle.last_day) - first_day).days + 1
    after_first = np.sort(generator.integers(0, days, cycle.records))
    people = pd.DataFrame(
        {
            "record": [f"{prefix}-{number:04d}" for number in range(1, cycle.records + 1)],
            "cycle": cycle.cycle,
            "date": [str((first_day + pd.Timedelta(days=int(day))).date()) for day in after_first],
        }
    )
    for name, (labels, shares) in groups.items():
        people[name] = [labels[index] for index in pick(generator, shares, cycle.records)]
    return people


def pick(
    generator: np.random.Generator, shares: tuple[float, ...], number: int
) -> npt.NDArray[np.int64]:
    """Return positions drawn with the given shares, from uniform numbers alone."""
    edges = np.cumsum(shares)[:-1]
    return np.searchsorted(edges, generator.uniform(0, 1, number), side="right")


def _results(
    generator: np.random.Generator, people: pd.DataFrame, expected: Expected
) -> pd.DataFrame:
    falls_under = generator.uniform(0, 1, len(people)) < expected.share
    if expected.only is not None:
        column, value = expected.only
        falls_under &= (people[column] == value).to_numpy()
    rows = people[falls_under].copy()
    reasons = tuple(expected.exceptions)
    excepted = sum(expected.exceptions.values())
    eligible = 1 - excepted - expected.not_recorded
    outcomes: list[tuple[str, str | None]] = [("exception", reason) for reason in reasons]
    outcomes += [("not recorded", None), ("met", None), ("not met", None)]
    shares = (
        *expected.exceptions.values(),
        expected.not_recorded,
        eligible * expected.met,
        eligible * (1 - expected.met),
    )
    drawn = [outcomes[index] for index in pick(generator, shares, len(rows))]
    rows["criterion"] = expected.criterion
    rows["result"] = [result for result, _ in drawn]
    rows["exception_reason"] = [reason for _, reason in drawn]
    return rows


def _counts(records: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    keys = ["criterion", "cycle", *by]
    indicators = pd.get_dummies(records["result"]).reindex(columns=list(RESULT_COLUMNS))
    counted = indicators.fillna(0).astype("int64").groupby([records[key] for key in keys]).sum()
    counted = counted.rename(columns=dict(RESULT_COLUMNS)).astype("Int64")
    counts = counted.reset_index().rename_axis(columns=None)
    counts = counts[["criterion", "cycle", *RESULT_COLUMNS.values(), *by]]
    return counts.astype(dict.fromkeys(keys, "string"))
