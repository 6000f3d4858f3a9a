"""One funnel without a project: from its SPEC.yml to plain data, text or a figure.

Counts of people pass disclosure control before anything is computed from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from evaluation.disclosure import rule_named
from evaluation.errors import Finding, InvalidInput
from evaluation.monitoring.funnels import Funnel, FunnelOptions
from evaluation.present.blocks import Figure
from evaluation.present.figure_files import save_figure_as
from evaluation.present.funnel_figure import funnel_figure
from evaluation.present.funnel_words import FunnelNames, finding, notes, outliers
from evaluation.present.numbers import number
from evaluation.single.reading import empty_cells, plain_rows, read_columns, refuse
from evaluation.study.funnel_counts import protected_funnel
from evaluation.tables.sentences import Fault
from evaluation.workspace.funnel_spec import FunnelSpec
from evaluation.workspace.specs import read_spec

UNITS: Final = {"proportion": "%", "rate": "", "ratio": "ratio"}
PERCENT: Final = 100
SIZES: Final = {"proportion": "Denominator", "rate": "Exposure", "ratio": "Expected"}


@dataclass(frozen=True)
class SingleFunnel:
    """A funnel with what a reader calls it.

    Parameters
    ----------
    made : Funnel
    names : FunnelNames
    source : str
        What the data are.
    """

    made: Funnel
    names: FunnelNames
    source: str


def funnel(path: Path) -> SingleFunnel:
    """Return the funnel of a `FunnelSpec`.

    Raises
    ------
    InvalidInput
        If the spec or its data are invalid.
    """
    spec = read_spec(FunnelSpec, path)
    rule = rule_named(spec.disclosure.rule, spec.disclosure.reason or "")
    options = FunnelOptions(
        limits=spec.limits,
        scale=spec.scale,
        overdispersion=spec.overdispersion,
        trim=spec.trim,
        correct_for_trimming=spec.correct_for_trimming,
        target=spec.target,
        multiplier=spec.multiplier,
        better=spec.better,
    )
    options.decided(spec.kind)
    counts = _counts(spec, path.parent, needs_whole=rule.name != "none")
    made = protected_funnel(counts, spec.kind, options, rule)
    names = FunnelNames(
        label=spec.label or spec.columns[0],
        unit=_unit(spec),
        size=spec.columns[1] if spec.label is None else SIZES[spec.kind],
    )
    return SingleFunnel(made, names, spec.source or f"Data: {Path(spec.data.path).name}")


def funnel_json(found: SingleFunnel) -> dict[str, Any]:
    """Return a funnel as plain data for `json.dumps`."""
    made, spread = found.made, found.made.overdispersion
    return {
        "kind": made.kind,
        "target": made.target,
        "overall": made.overall,
        "limits_used": made.limits_used,
        "reason": made.reason,
        "finding": finding(made, found.names),
        "phi": made.phi,
        "tau2": made.tau2,
        "overdispersion": {
            "method": spread.method,
            "scale": made.options.scale,
            "trim": spread.trim,
            "corrected_for_trimming": made.options.correct_for_trimming,
            "statistic": spread.statistic,
            "degrees_of_freedom": spread.freedom,
            "p_value": spread.p_value,
            "units": spread.kept,
        },
        "limits": made.options.limits,
        "better": made.options.better,
        "units": plain_rows(made.units),
        "curve": plain_rows(made.curve),
        "notes": notes(made, found.names),
        "warnings": list(made.warnings),
    }


def funnel_text(found: SingleFunnel) -> str:
    """Return a funnel as lines for a terminal: the finding, the outliers, the notes."""
    made, names = found.made, found.names
    rows = [
        f"  {row['unit']}: {names.value(row['value'])}, {row['status']}, {row['direction']} "
        f"(z {number(row['z'], 2)}, adjusted {number(row['z_adjusted'], 2)})"
        for row in outliers(made).to_dict("records")
    ]
    return "\n".join([finding(made, names), *rows, "", *notes(made, names)])


def write_funnel_figure(found: SingleFunnel, path: Path) -> Figure:
    """Write the funnel plot, its data beside it as .csv and its words as .txt.

    Parameters
    ----------
    found : SingleFunnel
    path : Path
        Ends in .svg or .png; the command refuses others.
    """
    figure = funnel_figure(
        found.made,
        found.names,
        caption=finding(found.made, found.names),
        subtitle=found.names.label,
        source=found.source,
        figure_label="funnel",
    )
    save_figure_as(figure, path)
    return figure


def _unit(spec: FunnelSpec) -> str:
    if spec.measured_in:
        return spec.measured_in
    if spec.kind == "rate":
        return f"per {spec.multiplier or 1:,.6g}"
    is_plain = spec.multiplier in (None, PERCENT if spec.kind == "proportion" else 1)
    return UNITS[spec.kind] if is_plain else f"per {spec.multiplier:,.6g}"


def _counts(spec: FunnelSpec, folder: Path, *, needs_whole: bool) -> pd.DataFrame:
    """Return true counts, one row for each unit, in the order of the table."""
    columns = spec.columns
    if len({spec.unit, *columns}) < len(columns) + 1:
        raise InvalidInput("Two keys name the same column.", "Give each its own column.")
    table = read_columns(spec.data, folder, [spec.unit], list(columns))
    refuse([*empty_cells(table), *_misfits(spec, table, needs_whole=needs_whole)], spec.data)
    if table.empty:
        sentence = "The table has no rows."
        raise InvalidInput.from_findings([Finding(sentence, "Add them.", file=spec.data.path)])
    named = table.set_axis(["unit", "numerator", "denominator"], axis=1)
    return named.groupby("unit", sort=False, as_index=False).sum()


def _misfits(spec: FunnelSpec, table: pd.DataFrame, *, needs_whole: bool) -> list[Fault]:
    top, bottom = (table[name] for name in spec.columns)
    of_people = [top, bottom] if spec.kind == "proportion" else [top]
    checks = [
        ("'{}' must be 0 or more.", "Correct the number.", top < 0, spec.columns[0]),
        ("'{}' must be 0 or more.", "Correct the number.", bottom < 0, spec.columns[1]),
    ]
    if needs_whole:
        remedy = (
            "Count people or events; for published figures set 'disclosure: {rule: none, reason: "
            "...}'."
        )
        checks += [
            ("'{}' must be a whole number.", remedy, cells % 1 != 0, str(cells.name))
            for cells in of_people
        ]
    if spec.kind == "proportion":
        sentence, remedy = "'{}' is greater than its denominator.", "Correct the numbers."
        checks.append((sentence, remedy, top > bottom, spec.columns[0]))
    else:
        sentence, remedy = "'{}' is 0 where something was counted.", "Correct the numbers."
        checks.append((sentence, remedy, (bottom == 0) & (top > 0), spec.columns[1]))
    return [
        Fault(sentence.format(name), remedy, tuple(int(row) for row in table.index[wrong]), name)
        for sentence, remedy, wrong, name in checks
        if wrong.any()
    ]
