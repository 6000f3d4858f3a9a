"""Control charts without a project: from their SPEC.yml to plain data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from evaluation.disclosure import HES, protect, protect_proportion, rule_named
from evaluation.errors import Finding, InvalidInput
from evaluation.its import parse_periods
from evaluation.monitoring.charts import (
    ControlChart,
    Options,
    Target,
    TargetFrom,
    control_charts,
    require_chartable,
    summary,
)
from evaluation.single.reading import dates_of, empty_cells, read_columns, refuse
from evaluation.tables.dates import UNSAID, DateStyle, parse_day
from evaluation.tables.numbers import NUMBER
from evaluation.tables.periods import parse_period
from evaluation.workspace.spc_spec import ALL_CHARTS, SpcSpec
from evaluation.workspace.specs import read_spec

PERCENT = 100
PROPORTIONS = ("p", "p-prime")
TIMES = ("time", "from", "to")
TIME_REMEDY = "Write it as 2024-04-01, 2024-04, 2024-Q2 or 2024/25, or number all rows."
NOT_PROTECTED = (
    f"Counts of 1 to {HES.largest_suppressed} people are in the points and no disclosure rule was "
    "named: name one, 'disclosure: {rule: hes}', before this is shown to others."
)
NOT_COUNTS = "The disclosure rule is for counts; the values of this chart are used as they are."


def spc(path: Path) -> dict[str, Any]:
    """Return the control charts of a `SpcSpec`, as design.md promises for `--json`.

    With a facet, `charts` holds one for each of its values and `summary` a row for each.

    Raises
    ------
    InvalidInput
        If the spec or its data are invalid.
    """
    spec = read_spec(SpcSpec, path)
    table = _read(spec, path.parent)
    is_dates = table["time"].dtype.kind == "M"
    with _named(path.name):
        options = _options(spec, is_dates=is_dates)
        target = _target(spec, is_dates=is_dates)
    with _named(spec.data.path):
        require_chartable(table, options)  # before counts are rounded and rows lose their numbers
        table, warnings = _protected(table, spec)
        charts = control_charts(table, options, target)
    warnings += _doubtful_target(spec)
    rows = _rows(summary(charts))
    if spec.facet is not None:
        shown = [{"chart": chart.name, **_chart(chart)} for chart in charts]
        return {"charts": shown, "summary": rows, "warnings": warnings}
    found = _chart(charts[0])
    return found | {"summary": rows, "warnings": [*warnings, *found["warnings"]]}


@contextmanager
def _named(file: str) -> Iterator[None]:
    """Say in which file a fault is that was found in what was read from it."""
    try:
        yield
    except InvalidInput as fault:
        if fault.findings:
            raise
        raise InvalidInput.from_findings([Finding(fault.what, fault.remedy, file=file)]) from None


def _doubtful_target(spec: SpcSpec) -> list[str]:
    """Return a warning where a target is of another unit than the values."""
    value = spec.target.value if spec.target else None
    if value is None:
        return []
    if spec.percent and 0 < value <= 1:
        return ["The target is 1 or less and the values are in percent: 95% is written 95."]
    if spec.chart in PROPORTIONS and not spec.percent and spec.multiplier is None and value > 1:
        return ["The target is above 1 and the values are proportions: 95% is written 0.95."]
    return []


def _chart(chart: ControlChart) -> dict[str, Any]:
    return {
        "kind": chart.kind,
        "improvement": chart.options.improvement,
        "points": _rows(chart.points),
        "variation": chart.variation,
        "variation_words": chart.variation_words,
        "assurance": chart.assurance,
        "assurance_words": chart.assurance_words,
        "target": chart.target,
        "signals": _rows(chart.signals),
        "method": list(chart.method),
        "warnings": list(chart.warnings),
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as plain data: dates as text, tuples as lists, None for what is missing."""
    plain = {}
    for name, given in frame.items():
        column = _counted(given) if name in TIMES else given
        if column.dtype.kind == "M":
            plain[str(name)] = [None if pd.isna(day) else f"{day:%Y-%m-%d}" for day in column]
        else:
            plain[str(name)] = [_plain(value) for value in column.tolist()]
    return [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float) and np.isnan(value):
        return None
    return value


def _counted(times: pd.Series) -> pd.Series:
    """Return times that are whole numbers as such."""
    is_whole = times.dtype.kind == "f" and bool((times % 1 == 0).all())
    return times.astype("int64") if is_whole else times


def _read(spec: SpcSpec, folder: Path) -> pd.DataFrame:
    """Return the table under the names that charts know."""
    column = spec.target.column if spec.target else None
    roles = {
        "value": spec.value,
        "numerator": spec.numerator,
        "denominator": spec.denominator,
        "target": column,
    }
    numeric = {role: name for role, name in roles.items() if name is not None}
    texts = [spec.time, *([spec.facet] if spec.facet else [])]
    both = set(texts) & set(numeric.values())
    if both or len(set(texts)) < len(texts):
        raise InvalidInput("A column has two roles in the spec.", "Name a column of its own.")
    read = read_columns(spec.data, folder, texts, list(dict.fromkeys(numeric.values())))
    refuse(empty_cells(read[texts]), spec.data)
    table = pd.DataFrame(
        {"time": _times(read, spec)} | {role: read[name] for role, name in numeric.items()}
    )
    return table if spec.facet is None else table.assign(facet=read[spec.facet])


def _times(read: pd.DataFrame, spec: SpcSpec) -> pd.Series:
    """Return times as numbers where all are, else as dates; rows that are neither are refused."""
    texts = read[spec.time]
    if texts.str.fullmatch(NUMBER.pattern).all():
        return texts.astype("float64")
    return dates_of(read, spec.time, _date, TIME_REMEDY, spec.data)


def _date(text: str, style: DateStyle = UNSAID) -> dt.date | None:
    day = parse_day(text, style) or parse_period(text, "monthly", style)
    if day is not None:
        return day
    try:
        return parse_periods([text], "quarterly")[0].date()
    except InvalidInput:
        return parse_period(text, "quarterly", style)


def _options(spec: SpcSpec, *, is_dates: bool) -> Options:
    return Options(
        kind=spec.chart,
        multiplier=PERCENT if spec.percent else spec.multiplier or 1,
        rebase=_for_charts(spec.rebase, "rebase", is_dates=is_dates),
        exclude=_for_charts(spec.exclude, "exclude", is_dates=is_dates),
        **spec.options(),
    )


def _for_charts(
    times: dict[str, list[Any]], key: str, *, is_dates: bool
) -> list[Any] | dict[str, list[Any]]:
    read = {
        name: [_time(time, key, is_dates=is_dates) for time in listed]
        for name, listed in times.items()
    }
    return read.get(ALL_CHARTS, []) if set(read) <= {ALL_CHARTS} else read


def _time(written: Any, key: str, *, is_dates: bool) -> Any:
    """Return a time of the spec; a text is read as the times of the data are."""
    if not isinstance(written, str) or not is_dates:
        return written
    date = _date(written)
    if date is None:
        raise InvalidInput.from_findings(
            [Finding(f"'{key}' holds a time that is no date.", TIME_REMEDY, place=key)]
        )
    return date


def _target(spec: SpcSpec, *, is_dates: bool) -> Target:
    if spec.target is None or spec.target.column is not None:
        return None
    if spec.target.steps is None:
        return spec.target.value
    return [
        TargetFrom(_time(step.since, "target", is_dates=is_dates), step.value)
        for step in spec.target.steps
    ]


def _protected(table: pd.DataFrame, spec: SpcSpec) -> tuple[pd.DataFrame, list[str]]:
    """Return the table with its counts protected by the rule that was named, if one was."""
    counted = "numerator" if spec.numerator else "value" if spec.chart == "c" else None
    if spec.disclosure is None:
        is_small = counted is not None and HES.suppresses(table[counted]).any()
        return table, [NOT_PROTECTED] if is_small else []
    if counted is None:
        return table, [NOT_COUNTS]
    rule = rule_named(spec.disclosure.rule, spec.disclosure.reason or "")
    counts = _one_row_a_time(table)
    try:
        if spec.denominator and spec.chart not in ("u", "u-prime"):
            safe = protect_proportion(counts["numerator"], counts["denominator"], rule)
            shown = counts.assign(numerator=safe.numerator, denominator=safe.denominator)
        else:
            shown = counts.assign(**{counted: protect(counts[counted], rule)})
    except ValueError as reason:
        raise InvalidInput(f"The counts cannot be protected: {reason}.", "Correct them.") from None
    hidden = int((shown[counted].isna() & counts[counted].notna()).sum())
    told = f"{hidden} {'point has' if hidden == 1 else 'points have'} no value: suppressed."
    return shown, [told] if hidden else []


def _one_row_a_time(table: pd.DataFrame) -> pd.DataFrame:
    """Return counts added up before they are protected, where rows repeat a time."""
    keys = [name for name in ("facet", "time") if name in table]
    if not table.duplicated(keys).any():
        return table
    grouped = table.groupby(keys, sort=False)
    counts = [name for name in ("numerator", "denominator", "value") if name in table]
    known = grouped[counts].count()
    added = grouped[counts].sum().mask(known.lt(grouped.size(), axis=0))
    return added.join(grouped[["target"]].first() if "target" in table else []).reset_index()
