"""The counts of a project's audit, protected, and how precise its percentages are."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluation import audit
from evaluation.audit.linked import linked_pairs
from evaluation.audit.precision import Precision
from evaluation.disclosure import DisclosureRule
from evaluation.estimate import Estimate, Provenance
from evaluation.intervals import Pairs
from evaluation.study.inputs import StudyInputs
from evaluation.tables import AuditTable
from evaluation.tables.audit_rules import audited_records
from evaluation.workspace import Audit

NEVER = 0


@dataclass(frozen=True)
class AuditCounts:
    """An audit as counted.

    Parameters
    ----------
    true : DataFrame
        True counts by criterion and cycle; never shown.
    shown : DataFrame
        The same as they may be published.
    targets : mapping of criterion to percent or None
    precision : Precision
    pairs : mapping of criterion to Pairs
        Records of the first and the last cycle, where they are linked and can be shown.
    """

    true: pd.DataFrame
    shown: pd.DataFrame
    targets: Mapping[str, float | None]
    precision: Precision
    pairs: Mapping[str, Pairs]


def audit_counts(inputs: StudyInputs) -> AuditCounts | None:
    """Return the counts of a project's audit; None where it has no audit or no table."""
    plan, table = inputs.project.audit, inputs.audit_table
    if plan is None or table is None:
        return None
    true, targets = _counted(table, plan), targets_of(inputs, plan)
    shown = audit.protect_results(true, inputs.rule)
    pairs = _pairs(table, plan, targets, inputs.rule)
    return AuditCounts(true, shown, targets, precision_of(table, plan), pairs)


def targets_of(inputs: StudyInputs, plan: Audit) -> dict[str, float | None]:
    """Return the target of each criterion: the project's own, or the standard's."""
    criteria = inputs.workspace.criteria
    return {
        item.id: item.target if item.target is not None else criteria[item.id].target
        for item in plan.criteria
    }


def precision_of(table: AuditTable, plan: Audit) -> Precision:
    """Return how precise an audit's percentages are, as its plan declares."""
    audited = audited_records(table.frame)
    fractions: dict[Hashable, float] = {
        cycle.id: audited[cycle.id] / cycle.population
        for cycle in plan.cycles
        if cycle.population and audited.get(cycle.id)
    }
    return Precision(plan.interval, fractions, plan.census)


def group_estimate(
    row: Mapping[Hashable, Any],
    measure: str,
    period: str,
    provenance: Provenance,
    precision: Precision,
) -> Estimate:
    """Return a row of `compliance` by group as an estimate."""
    value, lower, upper = (
        None if pd.isna(row[name]) else float(row[name]) for name in ("percent", "lower", "upper")
    )
    return Estimate(
        analysis="audit",
        outcome=str(row["criterion"]),
        measure=measure,
        unit="%",
        value=value,
        lower=lower,
        upper=upper,
        n=None if value is None else int(row["eligible"]),
        method=f"{precision.words}; not recorded counts against the standard",
        period=period,
        provenance=provenance,
    )


def _counted(table: AuditTable, plan: Audit) -> pd.DataFrame:
    order = [cycle.id for cycle in plan.cycles]
    frame = table.frame.assign(cycle=pd.Categorical(table.frame["cycle"], order, ordered=True))
    if table.kind == "records":
        return audit.count_results(frame)
    is_whole = frame["dimension"].isna()
    if not is_whole.any():
        is_whole = frame["dimension"] == frame["dimension"].iloc[0]
    return audit.combine_counts(frame[is_whole])


def _pairs(
    table: AuditTable, plan: Audit, targets: Mapping[str, float | None], rule: DisclosureRule
) -> Mapping[str, Pairs]:
    """Return the pairs of the first and last cycle; what should never be done is not paired."""
    if not plan.linked or table.kind != "records" or len(plan.cycles) == 1:
        return {}
    paired = [name for name, target in targets.items() if target != NEVER]
    rows = table.frame[table.frame["criterion"].isin(paired)]
    return linked_pairs(rows, plan.cycles[0].id, plan.cycles[-1].id, rule)
