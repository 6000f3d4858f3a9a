"""The KPI section: each indicator at baseline and after, with its change and verdict."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from evaluation.estimate import Estimate
from evaluation.kpi import Change, Window, change_between, estimates, summarise_between
from evaluation.present import numbers
from evaluation.present.blocks import Prose, Table, escape
from evaluation.present.words import counted, listed, verdict_text
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.tables.suppressed import LEAST, MOST
from evaluation.workspace import Kpi

NO_KPIS = "This project has no key performance indicators."
NO_WINDOWS = "No windows are set for this project, so its indicators are not compared."
RATIO = ("numerator", "denominator")
DIRECTION_WORDS = {"increase": "higher is better", "decrease": "lower is better"}


def section(inputs: StudyInputs) -> Section:
    """Return the table of indicators and one sentence that counts the verdicts."""
    project = inputs.project
    if not project.kpis or inputs.kpi_table is None:
        return Section((Prose(NO_KPIS),))
    if project.periods is None:
        return Section((Prose(NO_WINDOWS),))
    changes = [(kpi, changed_kpi(inputs, kpi)) for kpi in project.kpis]
    numbers_of = {
        kpi.id: estimates(changed, kpi.id, kpi.unit, inputs.provenance, label=kpi.label)
        for kpi, changed in changes
    }
    rows = [_row(kpi, changed, numbers_of[kpi.id]) for kpi, changed in changes]
    table = Table(
        pd.DataFrame(rows),
        "Indicators at baseline and after, with 95% intervals.",
        f"{inputs.slug}-kpis",
        right=("Baseline", "After", "Change"),
    )
    every = tuple(estimate for found in numbers_of.values() for estimate in found)
    summary = _summary([changed.verdict for _, changed in changes])
    came_suppressed = [_suppressed(kpi, changed) for kpi, changed in changes]
    told = tuple(Prose(escape(sentence)) for sentence in came_suppressed if sentence)
    return Section((table, Prose(summary), *told), every, sentences=(summary,))


def _suppressed(kpi: Kpi, changed: Change) -> str:
    """Return the caveat of an indicator whose counts came suppressed, empty where none did."""
    cells = changed.baseline.suppressed + changed.after.suppressed
    if not cells:
        return ""
    came = "count came" if cells == 1 else "counts came"
    return (
        f"{kpi.label}: {cells} {came} suppressed. The interval holds whatever they are, from "
        "the lowest to the highest that they allow; the value is midway."
    )


def changed_kpi(inputs: StudyInputs, kpi: Kpi) -> Change:
    """Return an indicator's change between the project's two windows.

    Raises
    ------
    ValueError
        If the project has no windows.
    """
    periods = inputs.project.periods
    if periods is None:
        raise ValueError("the project has no windows")
    series = for_summary(inputs.series(kpi), kpi)
    baseline, after = (
        summarise_between(
            series, kpi.kind, Window(window.start, window.end), per=kpi.per, rule=inputs.rule
        )
        for window in (periods.baseline, periods.after)
    )
    return change_between(baseline, after, kpi.direction)


def for_summary(series: pd.DataFrame, kpi: Kpi) -> pd.DataFrame:
    """Return the columns of a series that its kind needs, people behind a mean as denominator."""
    columns = {"proportion": RATIO, "rate": RATIO, "count": ("value",)}.get(kpi.kind)
    if columns:
        bounds = [f"{name}{end}" for name in columns for end in (LEAST, MOST)]
        return series[["period", *columns, *(name for name in bounds if name in series)]]
    if "n" in series.columns and series["n"].notna().any():
        return series[["period", "value", "n"]].rename(columns={"n": "denominator"})
    return series[["period", "value"]]


def _row(kpi: Kpi, changed: Change, found: list[Estimate]) -> dict[str, str]:
    baseline, after, difference = found
    before, later = changed.baseline.status, changed.after.status
    target = "none" if kpi.target is None else numbers.with_unit(f"{kpi.target:g}", kpi.unit)
    names_unit = kpi.label.endswith(f"({kpi.unit})")
    unit = "" if names_unit else f"{kpi.unit}; "
    return {
        "Indicator": f"{kpi.label} ({unit}{DIRECTION_WORDS[kpi.direction]})",
        "Target": target,
        "Baseline": _cell(baseline, before),
        "After": _cell(after, later),
        "Change": _cell(difference, changed.verdict),
        "Verdict": verdict_text(changed.verdict),
    }


def _cell(estimate: Estimate, status: str) -> str:
    """Return a cell; what was never there is not marked as suppressed."""
    if estimate.value is None and status == "not estimable":
        return numbers.NOT_AVAILABLE
    return numbers.cell_text(estimate)


def _summary(verdicts: list[str]) -> str:
    found = Counter(verdicts)
    parts = [
        f"{found[name]} {words}"
        for name, words in (
            ("improved", "improved"),
            ("worsened", "worsened"),
            ("no clear change", "showed no clear change"),
            ("not estimable", "could not be estimated"),
            ("suppressed", "cannot be shown because numbers are small"),
        )
        if found[name]
    ]
    return f"Of {counted(len(verdicts), 'indicator')}, {listed(parts)}."
