"""The audit by group: the latest cycle by each dimension that the table has, and by month.

One compact table for each dimension, a row for each group and a column for each criterion; the
estimates are of every cycle. Sites have a table of their own with all cycles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from evaluation import audit
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.study.audit_counts import AuditCounts, group_estimate
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.tables import AuditTable
from evaluation.tables.schemas import DIMENSIONS
from evaluation.workspace import Audit

SITE = "site"
MONTH = "month"
FEWEST_GROUPS = 2
GROUP = "group"


def by_groups(inputs: StudyInputs, counts: AuditCounts, table: AuditTable, plan: Audit) -> Section:
    """Return a table and estimates for each dimension with two groups or more."""
    whole = Section(())
    for dimension in (*(name for name in DIMENSIONS if name != SITE), MONTH):
        rows = _counts(table, dimension)
        if rows is not None and rows[GROUP].nunique() >= FEWEST_GROUPS:
            whole = whole + _part(inputs, counts, rows, dimension, plan)
    return whole


def _counts(table: AuditTable, dimension: str) -> pd.DataFrame | None:
    """Return true counts by group of a dimension; None where the table does not have it."""
    frame = table.frame
    if table.kind == "records":
        if dimension == MONTH:
            groups = frame["date"].dt.strftime("%Y-%m") if "date" in frame else None
        else:
            groups = frame.get(dimension)
        if groups is None or groups.isna().all():
            return None
        known = frame.assign(group=groups.astype("string"))
        known = known[known[GROUP].notna()].sort_values(GROUP, kind="stable", key=_order)
        return audit.count_results(known, [GROUP])
    own = table.groups(dimension)
    if own.empty:
        return None
    return audit.combine_counts(own.sort_values(GROUP, kind="stable", key=_order), [GROUP])


def _order(groups: pd.Series) -> pd.Series:
    """Return a key that puts groups by their leading number, then by name: 10 comes after 2."""
    number = pd.to_numeric(groups.str.extract(r"^\s*(\d+)", expand=False), errors="coerce")
    place = number.fillna(number.max() + 1 if number.notna().any() else 0).astype("float64")
    return place.map("{:012.3f}".format) + groups


def _part(
    inputs: StudyInputs, counts: AuditCounts, rows: pd.DataFrame, dimension: str, plan: Audit
) -> Section:
    safe = audit.protect_results(rows, inputs.rule, whole=counts.true)
    results = audit.compliance(safe, counts.targets, precision=counts.precision)
    periods = {cycle.id: f"{cycle.start:%Y-%m} to {cycle.end:%Y-%m}" for cycle in plan.cycles}
    found = results.to_dict("records")
    title = dimension.replace("_", " ")
    estimates = [
        group_estimate(
            row,
            f"cycle {row['cycle']}, {title} {row[GROUP]}",
            periods[str(row["cycle"])],
            inputs.provenance,
            counts.precision,
        )
        for row in found
    ]
    cycle = plan.cycles[-1]
    latest = found if dimension == MONTH else [row for row in found if row["cycle"] == cycle.id]
    if not latest:
        return Section((), tuple(estimates))
    frame = _wide(latest, [item.id for item in plan.criteria], title)
    interval = "" if counts.precision.is_census else ", with 95% intervals"
    when = "" if dimension == MONTH else f" in {cycle.name}"
    caption = f"Results of the audit by {title}{when}, %{interval}."
    label = f"{inputs.slug}-audit-{dimension.replace('_', '-')}"
    right = tuple(frame.columns[1:])
    return Section((Table(frame, caption, label, right=right),), tuple(estimates))


def _wide(rows: Sequence[Mapping[Any, Any]], criteria: Sequence[str], title: str) -> pd.DataFrame:
    cells = {(str(row[GROUP]), str(row["criterion"])): _cell(row) for row in rows}
    groups = list(dict.fromkeys(str(row[GROUP]) for row in rows))
    ordered = pd.Series(groups, dtype="string").sort_values(key=_order).tolist()
    present = [name for name in criteria if any(pair[1] == name for pair in cells)]
    return pd.DataFrame(
        {
            title.capitalize(): [numbers.dates_in_words(group) for group in ordered],
            **{
                name: [cells.get((group, name), numbers.NOT_AVAILABLE) for group in ordered]
                for name in present
            },
        }
    )


def _cell(row: Mapping[Any, Any]) -> str:
    if pd.isna(row["percent"]):
        return numbers.SUPPRESSED
    value = numbers.number(row["percent"], 1)
    if pd.isna(row["lower"]):
        return value
    return numbers.with_limits(value, numbers.limits_text(row["lower"], row["upper"], 1))
