"""The audit by site: each criterion in each cycle at each site, against its target."""

from __future__ import annotations

import pandas as pd

from evaluation import audit
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.study.audit_counts import AuditCounts, group_estimate
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.tables import AuditTable
from evaluation.workspace import Audit

SITE = "site"
FEWEST_SITES = 2


def by_site(inputs: StudyInputs, counts: AuditCounts, table: AuditTable, plan: Audit) -> Section:
    """Return the results by site as a table and estimates; empty where there are not two sites.

    Parameters
    ----------
    inputs : StudyInputs
    counts : AuditCounts
        Of everybody: no count of a site can be worked out from them.
    table : AuditTable
        Records, or counts with rows of the dimension site.
    plan : Audit
        Cycles and criteria.
    """
    true = _counts(table)
    if true is None or true[SITE].nunique() < FEWEST_SITES:
        return Section(())
    safe = audit.protect_results(true, inputs.rule, whole=counts.true)
    results = audit.compliance(safe, counts.targets, precision=counts.precision)
    periods = {cycle.id: f"{cycle.start:%Y-%m} to {cycle.end:%Y-%m}" for cycle in plan.cycles}
    estimates = [
        group_estimate(
            row,
            f"cycle {row['cycle']}, {row[SITE]}",
            periods[row["cycle"]],
            inputs.provenance,
            counts.precision,
        )
        for row in results.to_dict("records")
    ]
    interval = "" if counts.precision.is_census else ", with 95% intervals"
    return Section((_table(results, plan, inputs.slug, interval),), tuple(estimates))


def _counts(table: AuditTable) -> pd.DataFrame | None:
    frame = table.frame
    if table.kind == "records":
        known = frame[frame[SITE].notna()]
        return None if known.empty else audit.count_results(known, [SITE])
    rows = table.groups(SITE).rename(columns={"group": SITE})
    return None if rows.empty else audit.combine_counts(rows, [SITE])


def _table(results: pd.DataFrame, plan: Audit, slug: str, interval: str) -> Table:
    place = {criterion.id: position for position, criterion in enumerate(plan.criteria)}
    pairs = pd.DataFrame(results[["criterion", SITE]].drop_duplicates())
    shown = (
        pairs.assign(place=pairs["criterion"].map(place))
        .sort_values(["place", SITE])
        .drop(columns="place")
    )
    keyed = results.set_index(["criterion", SITE, "cycle"])
    columns = {"Criterion": shown["criterion"], "Site": shown[SITE]}
    for number, cycle in enumerate(plan.cycles, start=1):
        cells = [_cells(keyed, (*pair, cycle.id)) for pair in shown.to_numpy().tolist()]
        columns[f"Cycle {number}, %"] = pd.Series([cell for cell, _ in cells], index=shown.index)
        statuses = pd.Series([status for _, status in cells], index=shown.index)
    columns[f"Status in cycle {len(plan.cycles)}"] = statuses
    frame = pd.DataFrame(columns)
    right = [name for name in frame.columns if name.endswith("%")]
    caption = f"Results of the audit by site{interval}."
    return Table(frame, caption, f"{slug}-audit-sites", right=right)


def _cells(keyed: pd.DataFrame, key: tuple[str, ...]) -> tuple[str, str]:
    if key not in keyed.index:
        return numbers.NOT_AVAILABLE, numbers.NOT_AVAILABLE
    row = keyed.loc[[key]].to_dict("records")[0]
    if pd.isna(row["percent"]):
        return numbers.SUPPRESSED, str(row["status"])
    value = numbers.number(row["percent"], 1)
    if pd.isna(row["lower"]):
        return value, str(row["status"])
    limits = numbers.limits_text(row["lower"], row["upper"], 1)
    return numbers.with_limits(value, limits), str(row["status"])
