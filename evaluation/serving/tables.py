"""The tables of a project's page: its estimates, its checks and the record of its run.

In: what a run left. Out: rows of text, rounded by the rules of the report.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evaluation.estimate import Estimate
from evaluation.present import numbers
from evaluation.present.words import capital, provenance_mark
from evaluation.run import RunRecord

ANALYSES = {
    "kpi": "Indicators before and after",
    "its": "Interrupted time series",
    "audit": "Clinical audit",
    "equity": "Inequalities",
    "funnel": "Funnel plots",
    "value": "Value",
    "resource impact": "Resource impact",
}
TERM = "term "
SENSITIVITY = "sensitivity: "
ANSWERS = {True: "Passed", False: "Not passed", None: "For information"}
NOT_STATED = "not stated"
NO_SHA = "missing"


@dataclass(frozen=True, slots=True)
class EstimateRow:
    """One number of a project, as a reader sees it."""

    outcome: str
    measure: str
    value: str
    interval: str
    level: str
    n: str
    period: str
    mark: str
    method: str


@dataclass(frozen=True, slots=True)
class EstimateTable:
    """The numbers of one analysis: the main ones, and those that only a reviewer reads."""

    title: str
    main: tuple[EstimateRow, ...]
    further: tuple[EstimateRow, ...]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check of a model or of data."""

    outcome: str
    name: str
    answer: str
    text: str


@dataclass(frozen=True, slots=True)
class RunFacts:
    """When and with what a result was made.

    Parameters
    ----------
    when, seconds, memory : str
    versions : tuple of (str, str)
    inputs : tuple of (str, str)
        Path relative to the workspace, and the beginning of its SHA-256.
    """

    when: str
    seconds: str
    memory: str
    versions: tuple[tuple[str, str], ...]
    inputs: tuple[tuple[str, str], ...]


def estimate_tables(estimates: Sequence[Estimate]) -> list[EstimateTable]:
    """Return a project's estimates as one table for each analysis, in their order."""
    analyses = dict.fromkeys(item.analysis for item in estimates)
    return [
        _table(name, [item for item in estimates if item.analysis == name]) for name in analyses
    ]


def _table(analysis: str, estimates: Sequence[Estimate]) -> EstimateTable:
    rows = [(_is_further(item), _row(item)) for item in estimates]
    return EstimateTable(
        ANALYSES.get(analysis, capital(analysis)),
        tuple(row for is_further, row in rows if not is_further),
        tuple(row for is_further, row in rows if is_further),
    )


def _is_further(estimate: Estimate) -> bool:
    return estimate.measure.startswith(TERM) or SENSITIVITY in estimate.measure


def _row(estimate: Estimate) -> EstimateRow:
    limits = numbers.interval_text(estimate)
    return EstimateRow(
        outcome=estimate.label or estimate.outcome,
        measure=estimate.measure,
        value=numbers.value_text(estimate),
        interval=limits,
        level=numbers.level_text(estimate.level) if estimate.is_estimable else "",
        n=_n_text(estimate),
        period=numbers.dates_in_words(estimate.period),
        mark=capital(provenance_mark(estimate)),
        method=estimate.method,
    )


def _n_text(estimate: Estimate) -> str:
    """Return what an estimate rests on; a star is for what was kept back, with its value."""
    if estimate.n is None and estimate.value is not None:
        return NOT_STATED
    return numbers.number(estimate.n)


def check_rows(results: Path) -> list[CheckRow]:
    """Return the checks that a run saved; none where they cannot be read.

    Parameters
    ----------
    results : Path
        The project's folder of results.
    """
    try:
        frame = pd.read_parquet(results / "checks.parquet")
        return [
            CheckRow(str(row.outcome), str(row.name), _answer(row.passed), str(row.text))
            for row in frame.itertuples(index=False, name="Check")
        ]
    except Exception:  # noqa: BLE001 - whatever is in a damaged file, the rest is shown
        return []


def _answer(passed: object) -> str:
    return ANSWERS[None] if pd.isna(passed) else ANSWERS[bool(passed)]  # type: ignore[call-overload]


def run_facts(record: RunRecord) -> RunFacts:
    """Return what a reader wants to know of a run."""
    memory = record.peak_memory_mb
    return RunFacts(
        when=moment_text(record.end),
        seconds=seconds_text(record.seconds),
        memory=f"{memory:,.0f} MiB" if memory else numbers.NOT_AVAILABLE,
        versions=tuple(record.versions.items()),
        inputs=tuple((item.path, item.sha256[:12] or NO_SHA) for item in record.inputs),
    )


def moment_text(iso: str) -> str:
    """Return a moment as "27 November 2026, 06:50 UTC"; as it is where it is none.

    Examples
    --------
    >>> moment_text("2026-11-27T06:50:12+00:00")
    '27 November 2026, 06:50 UTC'
    """
    try:
        moment = dt.datetime.fromisoformat(iso).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return iso
    return f"{numbers.day_text(moment.date())}, {moment:%H:%M} UTC"


def seconds_text(seconds: float) -> str:
    """Return a duration in words.

    Examples
    --------
    >>> seconds_text(6.83), seconds_text(75), seconds_text(1)
    ('7 seconds', '1 minute 15 seconds', '1 second')
    """
    minutes, rest = divmod(round(seconds), 60)
    return " ".join(_counted(minutes, rest))


def _counted(minutes: int, seconds: int) -> Iterator[str]:
    if minutes:
        yield f"{minutes} minute{'' if minutes == 1 else 's'}"
    if seconds or not minutes:
        yield f"{seconds} second{'' if seconds == 1 else 's'}"
