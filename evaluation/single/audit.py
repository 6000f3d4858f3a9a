"""One audit without a project: from its SPEC.yml to plain data, or to text.

Counts of people pass disclosure control before anything is computed from them.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd

from evaluation import audit as audit_room
from evaluation.disclosure import rule_named
from evaluation.errors import Finding, InvalidInput
from evaluation.single.reading import empty_cells, plain_rows, read_frame, read_texts, refuse
from evaluation.tables.convert import to_choices, to_counts
from evaluation.tables.schemas import RESULTS
from evaluation.workspace import Table
from evaluation.workspace.audit_spec import AuditSpec
from evaluation.workspace.specs import read_spec

AUDIT_KEYS = ("criterion", "cycle")
AUDIT_COUNTS = ("met", "not_met", "not_recorded", "exceptions")
DIMENSION = "dimension"  # filled in where a row counts a group, empty where it counts the whole


def audit(path: Path) -> dict[str, Any]:
    """Return compliance by criterion and cycle, and two cycles compared, of an `AuditSpec`.

    Raises
    ------
    InvalidInput
        If the spec or its data are invalid.
    """
    spec = read_spec(AuditSpec, path)
    true_counts = _audit_counts(spec.data, path.parent)
    _require_cycles(spec.compare or [], true_counts, path)
    rule = rule_named(spec.disclosure.rule, spec.disclosure.reason or "")
    counts = audit_room.protect_results(true_counts, rule)
    table = audit_room.compliance(counts, spec.targets, spec.level)
    comparison: list[dict[str, Any]] = []
    if spec.compare:
        first, second = spec.compare
        compared = audit_room.compare_cycles(counts, spec.targets, first, second, spec.level)
        comparison = plain_rows(compared)
    return {"results": plain_rows(table), "comparison": comparison}


def audit_text(result: dict[str, Any]) -> str:
    """Return the result of `audit` as lines for a terminal."""
    lines = [
        f"{row['criterion']} cycle {row['cycle']}: {_limits(row, 'percent')}%, {row['status']}"
        for row in result["results"]
    ]
    lines += [
        f"{row['criterion']} change: {_limits(row, 'difference')} points, {row['verdict']}"
        for row in result["comparison"]
    ]
    return "\n".join(lines)


def _limits(row: dict[str, Any], name: str) -> str:
    if row[name] is None:
        return "*"
    return f"{row[name]:.1f} ({row['lower']:.1f} to {row['upper']:.1f})"


def _audit_counts(source: Table, folder: Path) -> pd.DataFrame:
    present = read_frame(source, folder, [*AUDIT_KEYS, "result", *AUDIT_COUNTS, DIMENSION])
    if "result" in present:
        table = read_texts(source, folder, [*AUDIT_KEYS, "result"])
        results, misfits = to_choices(table["result"], RESULTS)
        refuse([*empty_cells(table), *misfits], source)
        return audit_room.count_results(table.assign(result=results))
    table = read_texts(source, folder, [*AUDIT_KEYS, *AUDIT_COUNTS])
    if DIMENSION in present:
        table = _of_the_whole(table, present[DIMENSION], source)
    counted = {name: to_counts(table[name]) for name in AUDIT_COUNTS}
    misfits = [fault for _, found in counted.values() for fault in found]
    refuse([*empty_cells(table), *misfits], source)
    return audit_room.combine_counts(
        table[list(AUDIT_KEYS)].assign(**{name: typed for name, (typed, _) in counted.items()})
    )


def _of_the_whole(table: pd.DataFrame, dimension: pd.Series, source: Table) -> pd.DataFrame:
    """Return the rows that count everybody; those of groups count the same people again."""
    whole = table[dimension.isna()]
    if whole.empty:
        sentence = "Every row counts a group; there is none for the whole."
        remedy = f"Add rows with an empty '{DIMENSION}', or remove that column."
        raise InvalidInput.from_findings([Finding(sentence, remedy, file=source.path)])
    return whole


def _require_cycles(named: Collection[str], counts: pd.DataFrame, path: Path) -> None:
    """Refuse to compare a cycle that no row has: it would only look like nothing to compare."""
    findings = [
        Finding(
            f"'compare' names the cycle '{name}', which no row of the data has.",
            "Correct its spelling.",
            file=path.name,
            place="compare",
        )
        for name in named
        if name not in set(counts["cycle"])
    ]
    if findings:
        raise InvalidInput.from_findings(findings)
