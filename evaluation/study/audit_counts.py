"""The counts of a project's audit, protected, and how precise its percentages are."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluation import audit
from evaluation.audit.bounded import BoundedResults
from evaluation.audit.counts import COUNTS, KEYS
from evaluation.audit.linked import linked_pairs
from evaluation.audit.precision import Precision
from evaluation.disclosure import DisclosureRule
from evaluation.estimate import Estimate, Provenance
from evaluation.intervals import Pairs
from evaluation.study.audit_between import bounded_results
from evaluation.study.inputs import StudyInputs
from evaluation.tables import AuditTable
from evaluation.tables.audit_rules import audited_records
from evaluation.tables.audit_suppressed import came_suppressed, whole_rows
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
    bounded : mapping of (criterion, cycle) to Bounded
        Results whose counts came suppressed and can be bounded; they are not among the true
        counts, and have none that are shown.
    """

    true: pd.DataFrame
    shown: pd.DataFrame
    targets: Mapping[str, float | None]
    precision: Precision
    pairs: Mapping[str, Pairs]
    bounded: BoundedResults

    def results(self) -> pd.DataFrame:
        """Return the compliance of each criterion and cycle."""
        return audit.compliance(
            self.shown, self.targets, precision=self.precision, bounded=self.bounded
        )


def audit_counts(inputs: StudyInputs) -> AuditCounts | None:
    """Return the counts of a project's audit; None where it has no audit or no table."""
    plan, table = inputs.project.audit, inputs.audit_table
    if plan is None or table is None:
        return None
    targets = targets_of(inputs, plan)
    whole = _whole(table, plan)
    is_so = _of_a_bounded_result(whole)
    true = _counted(table, whole[~is_so])
    shown = audit.protect_results(true, inputs.rule)
    if is_so.any():
        shown = _with_rows_of(shown, whole[is_so], plan)
    bounded = bounded_results(whole[is_so], targets, inputs.rule)
    pairs = _pairs(table, plan, targets, inputs.rule)
    return AuditCounts(true, shown, targets, precision_of(table, plan), pairs, bounded)


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


def _whole(table: AuditTable, plan: Audit) -> pd.DataFrame:
    """Return the rows that the results of everybody rest on, cycles in their order."""
    order = [cycle.id for cycle in plan.cycles]
    frame = table.frame.assign(cycle=pd.Categorical(table.frame["cycle"], order, ordered=True))
    return frame if table.kind == "records" else whole_rows(frame)


def _counted(table: AuditTable, whole: pd.DataFrame) -> pd.DataFrame:
    return audit.count_results(whole) if table.kind == "records" else audit.combine_counts(whole)


def _of_a_bounded_result(whole: pd.DataFrame) -> pd.Series:
    """Return which rows belong to a criterion and cycle with a count that came suppressed."""
    marked = whole.loc[came_suppressed(whole), list(KEYS)].astype(object)
    keys = set(marked.itertuples(index=False, name=None))
    rows = whole[list(KEYS)].astype(object).itertuples(index=False, name=None)
    return pd.Series([row in keys for row in rows], index=whole.index, dtype=bool)


def _with_rows_of(shown: pd.DataFrame, bounded: pd.DataFrame, plan: Audit) -> pd.DataFrame:
    """Return the counts that are shown with empty rows for what is bounded, in the plan's order."""
    empty = bounded[list(KEYS)].drop_duplicates()
    both = pd.concat([shown.astype({"cycle": object}), empty.astype({"cycle": object})])
    criteria = [item.id for item in plan.criteria]
    cycles = [cycle.id for cycle in plan.cycles]
    place = [
        (criteria.index(str(criterion)), cycles.index(str(cycle)))
        for criterion, cycle in zip(both["criterion"], both["cycle"], strict=True)
    ]
    order = sorted(range(len(both)), key=place.__getitem__)
    ordered = both.iloc[order].reset_index(drop=True)
    counted = dict.fromkeys(COUNTS, "Int64")
    return ordered.astype({**counted, "cycle": pd.CategoricalDtype(cycles, ordered=True)})


def _pairs(
    table: AuditTable, plan: Audit, targets: Mapping[str, float | None], rule: DisclosureRule
) -> Mapping[str, Pairs]:
    """Return the pairs of the first and last cycle; what should never be done is not paired."""
    if not plan.linked or table.kind != "records" or len(plan.cycles) == 1:
        return {}
    paired = [name for name, target in targets.items() if target != NEVER]
    rows = table.frame[table.frame["criterion"].isin(paired)]
    return linked_pairs(rows, plan.cycles[0].id, plan.cycles[-1].id, rule)
