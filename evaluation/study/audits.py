"""The audit section: each criterion in each cycle against its target, cycles compared."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from evaluation import audit
from evaluation.audit.compliance import NONE_ELIGIBLE
from evaluation.audit.precision import USUAL, Precision
from evaluation.audit.sustained import FEWEST_CYCLES, sustained_improvement
from evaluation.disclosure import shown
from evaluation.estimate import Estimate
from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, Table, escape
from evaluation.present.words import counted, listed
from evaluation.study import audit_versions
from evaluation.study.audit_counts import AuditCounts, audit_counts
from evaluation.study.audit_groups import by_groups
from evaluation.study.audit_sites import by_site
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.tables import AuditTable
from evaluation.workspace import Audit, Criterion

NO_RECORDS = "no records"
NO_AUDIT = "This project has no audit against a standard."
NO_EXCEPTIONS = "There were no exceptions."
EXCEPTIONS_WITHOUT_REASONS = "Exceptions were reported as counts, without their reasons."
TARGET_ORIGINS = {
    "quality-standard-convention": "quality standard convention",
    "local": "set locally",
    "qof": "QOF",
    "monitor": "monitored",
}


def section(inputs: StudyInputs) -> Section:
    """Return criteria, results by cycle and group, the change between cycles, the exceptions."""
    plan, table, counts = inputs.project.audit, inputs.audit_table, audit_counts(inputs)
    if plan is None or table is None or counts is None:
        return Section((Prose(NO_AUDIT),))
    targets = counts.targets
    results = counts.results()
    blocks: list[Block] = [
        _criteria_table(inputs, plan, targets),
        _compliance_table(inputs, plan, results, counts.precision),
    ]
    if len(plan.cycles) > 1:
        blocks.append(_change_table(inputs, plan, counts))
    if len(plan.cycles) >= FEWEST_CYCLES:
        blocks.append(_sustained(plan, counts))
    if counts.bounded:
        blocks.append(Prose(escape(_came_suppressed(counts))))
    found = (_summary(plan, results),)
    whole = Section(tuple(blocks), tuple(_estimates(inputs, plan, counts)), sentences=found)
    sites = by_site(inputs, counts, table, plan)
    spans = audit_versions.section(inputs, table, plan, targets)
    groups = by_groups(inputs, counts, table, plan)
    return whole + spans + sites + groups + Section((_exceptions(inputs, table, counts),))


def _came_suppressed(counts: AuditCounts) -> str:
    """Return the caveat of the criteria of which counts came suppressed."""
    cells = sum(each.cells for each in counts.bounded.values())
    names = list(dict.fromkeys(criterion for criterion, _ in counts.bounded))
    came = counted(cells, "count came", "counts came")
    return (
        f"{listed(names)}: {came} suppressed. The intervals hold whatever they are, from the "
        "lowest to the highest that they allow; the percentage is midway, and a status is given "
        "where it is the same at both ends."
    )


def _summary(plan: Audit, results: pd.DataFrame) -> str:
    """Return one sentence that counts the criteria by their status in the latest cycle."""
    latest = plan.cycles[-1]
    statuses = results.loc[results["cycle"] == latest.id, "status"].value_counts(sort=False)
    parts = [f"{number} {status}" for status, number in statuses.items()]
    criteria = counted(len(plan.criteria), "criterion", "criteria")
    return f"Latest audit cycle ({latest.name}): of {criteria}, {listed(parts)}."


def latest_results(inputs: StudyInputs) -> pd.DataFrame:
    """Return the compliance of each criterion in the latest cycle, in the order of the plan.

    Indexed by criterion; criteria without a row in that cycle are not among them, and without an
    audit there are none.
    """
    plan, counts = inputs.project.audit, audit_counts(inputs)
    if plan is None or counts is None:
        return pd.DataFrame({"criterion": [], "status": []}).set_index("criterion")
    results = counts.results()
    latest = results[results["cycle"] == plan.cycles[-1].id].set_index("criterion")
    return latest.loc[[item.id for item in plan.criteria if item.id in latest.index]]


def latest_statuses(inputs: StudyInputs) -> dict[str, str]:
    """Return the status of each criterion in the latest cycle."""
    return {str(name): str(status) for name, status in latest_results(inputs)["status"].items()}


def _criterion(inputs: StudyInputs, criterion_id: str) -> Criterion:
    return inputs.workspace.criteria[criterion_id]


def _target_text(target: float | None) -> str:
    return "none" if target is None else f"{target:g}%"


def _criteria_table(inputs: StudyInputs, plan: Audit, targets: Mapping[str, float | None]) -> Table:
    rows = []
    for item in plan.criteria:
        criterion = _criterion(inputs, item.id)
        origin = item.target_origin or TARGET_ORIGINS[criterion.target_origin]
        reference = f"{criterion.guideline} {criterion.reference or ''}".strip()
        target = _target_text(targets[item.id])
        shown_origin = origin[:1].lower() + origin[1:] if origin[1:2].islower() else origin
        rows.append((item.id, criterion.statement, reference, f"{target} ({shown_origin})"))
    frame = pd.DataFrame(rows, columns=["Criterion", "What should happen", "Source", "Target"])
    caption = "Criteria of the audit."
    return Table(frame, caption, f"{inputs.slug}-criteria")


def _compliance_table(
    inputs: StudyInputs, plan: Audit, table: pd.DataFrame, precision: Precision
) -> Table:
    rows = [
        {
            "Criterion": row["criterion"],
            "Cycle": str(_cycle_number(plan, row["cycle"])),
            "Eligible": shown(row["eligible"], inputs.rule.mark),
            "Exceptions": shown(row["exceptions"], inputs.rule.mark),
            "Not recorded": shown(row["not_recorded"], inputs.rule.mark),
            "Result, %": _percent(row, "percent"),
            "If recorded, %": _point(row["percent_recorded"]),
            "Target": _target_text(None if pd.isna(row["target"]) else row["target"]),
            "Status": row["status"],
        }
        for row in table.to_dict("records")
    ]
    right = ("Eligible", "Exceptions", "Not recorded", "Result, %", "If recorded, %", "Target")
    cycles = "; ".join(f"{_cycle_number(plan, c.id)}, {c.name}" for c in plan.cycles)
    with_what = "as a complete census" if precision.is_census else "with 95% intervals"
    usual = "" if precision == USUAL or precision.is_census else f" ({precision.words})"
    caption = f"Results of the audit {with_what}{usual}. Cycles: {cycles}."
    return Table(pd.DataFrame(rows), caption, f"{inputs.slug}-audit", right=right)


def _cycle_number(plan: Audit, cycle_id: object) -> int:
    return [cycle.id for cycle in plan.cycles].index(str(cycle_id)) + 1


def _change_table(inputs: StudyInputs, plan: Audit, counts: AuditCounts) -> Table:
    first, last = plan.cycles[0], plan.cycles[-1]
    numbers_of = (_cycle_number(plan, first.id), _cycle_number(plan, last.id))
    changes = audit.compare_cycles(
        counts.shown,
        counts.targets,
        first.id,
        last.id,
        precision=counts.precision,
        pairs=counts.pairs,
        bounded=counts.bounded,
    )
    rows = [
        {
            "Criterion": row["criterion"],
            f"Cycle {numbers_of[0]}, %": _point(row["percent_first"]),
            f"Cycle {numbers_of[1]}, %": _point(row["percent_second"]),
            "Difference, percentage points": _percent(row, "difference"),
            "Ratio": _ratio(row),
            "Verdict": row["verdict"],
        }
        for row in changes.to_dict("records")
    ]
    frame = pd.DataFrame(rows)
    paired = changes.loc[changes["is_paired"], "criterion"].astype(str).tolist()
    linked = f" Paired, of records in both cycles: {listed(paired)}." if paired else ""
    caption = (
        f"Cycle {numbers_of[1]} compared with cycle {numbers_of[0]}, with 95% intervals.{linked}"
    )
    return Table(frame, caption, f"{inputs.slug}-cycles", right=tuple(frame.columns[1:5]))


def _ratio(row: Mapping[Hashable, Any]) -> str:
    if pd.isna(row["ratio"]):
        return numbers.SUPPRESSED if pd.isna(row["difference"]) else numbers.NOT_AVAILABLE
    shown_ratio = numbers.number(row["ratio"], 2)
    if pd.isna(row["ratio_lower"]) or pd.isna(row["ratio_upper"]):
        return shown_ratio
    limits = numbers.limits_text(row["ratio_lower"], row["ratio_upper"], 2)
    return numbers.with_limits(shown_ratio, limits)


def _sustained(plan: Audit, counts: AuditCounts) -> Prose:
    """Return for each criterion whether its improvement was held, in one sentence."""
    cycles = [cycle.id for cycle in plan.cycles]
    found = sustained_improvement(
        counts.shown, counts.targets, cycles, precision=counts.precision, bounded=counts.bounded
    )
    told = "; ".join(f"{criterion}: {verdict}" for criterion, verdict in found.items())
    return Prose(escape(f"Over {len(cycles)} cycles: {told}."))


def _exceptions(inputs: StudyInputs, table: AuditTable, counts: AuditCounts) -> Block:
    if table.kind == "counts":
        has_any = table.frame["exceptions"].ne(0).fillna(value=True).any()
        return Prose(EXCEPTIONS_WITHOUT_REASONS if has_any else NO_EXCEPTIONS)
    found = audit.exceptions_by_reason(table.frame)
    if found.empty:
        return Prose(NO_EXCEPTIONS)
    by_reason = found.groupby(["criterion", "reason"], sort=True)["exceptions"].sum().reset_index()
    safe = audit.protect_reasons(by_reason, inputs.rule, counts.true)
    texts = [shown(count, inputs.rule.mark) for count in safe["exceptions"]]
    rows = list(zip(safe["criterion"], safe["reason"], texts, strict=True))
    frame = pd.DataFrame(rows, columns=["Criterion", "Reason", "Exceptions"])
    caption = "Exceptions by reason, all cycles."
    return Table(frame, caption, f"{inputs.slug}-exceptions", right=("Exceptions",))


def _estimates(inputs: StudyInputs, plan: Audit, counts: AuditCounts) -> list[Estimate]:
    periods: dict[Hashable, str] = {c.id: f"{c.start:%Y-%m} to {c.end:%Y-%m}" for c in plan.cycles}
    labels = {item.id: _criterion(inputs, item.id).statement for item in plan.criteria}
    return audit.estimates(
        counts.shown,
        counts.targets,
        periods,
        inputs.provenance,
        labels=labels,
        precision=counts.precision,
        pairs=counts.pairs,
        bounded=counts.bounded,
    )


def _point(value: float) -> str:
    return numbers.number(None if pd.isna(value) else value, 1)


def _percent(row: Mapping[Hashable, Any], name: str) -> str:
    if pd.isna(row[name]):
        return NO_RECORDS if row.get("status") == NONE_ELIGIBLE else numbers.SUPPRESSED
    if pd.isna(row["lower"]):  # a census
        return _point(row[name])
    limits = numbers.limits_text(row["lower"], row["upper"], 1)
    return numbers.with_limits(_point(row[name]), limits)
