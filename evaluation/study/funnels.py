"""The funnels section: a KPI or an audit criterion compared between practices, sites or areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from evaluation import audit
from evaluation.disclosure import shown
from evaluation.equity import PROPORTION, rate
from evaluation.errors import InvalidInput
from evaluation.estimate import DEFAULT_LEVEL, Estimate
from evaluation.kpi import Window
from evaluation.monitoring.funnels import Funnel, FunnelOptions
from evaluation.monitoring.funnels.options import PERCENT, Better, Kind
from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, Table, escape
from evaluation.present.funnel_figure import funnel_figure
from evaluation.present.funnel_words import FunnelNames, by_chance, finding, notes, outliers
from evaluation.study.funnel_counts import protected_funnel
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.tables import AuditTable
from evaluation.workspace import FunnelPlan

NOTHING: Final = "This project compares no units in a funnel."
NOUNS: Final = {
    "site": ("site", "sites"),
    "practice": ("practice", "practices"),
    "locality": ("locality", "localities"),
}
GROUP_NOUN: Final = ("group", "groups")
MOST_ROWS: Final = 20  # of the table of outliers
FEWEST_UNITS: Final = 2


@dataclass(frozen=True)
class Compared:
    """One funnel of the project's file with the true counts behind it.

    Parameters
    ----------
    outcome, label : str
        Id of the KPI or criterion, and what a reader calls it.
    kind : {"proportion", "rate"}
    unit : str
        Of the value.
    multiplier : float
    better : {"increase", "decrease", "neither"}
    period : str
    size : str
        What the denominator counts.
    counts : DataFrame
        unit, numerator, denominator.
    """

    outcome: str
    label: str
    kind: Kind
    unit: str
    multiplier: float
    better: Better
    period: str
    size: str
    counts: pd.DataFrame


def section(inputs: StudyInputs) -> Section:
    """Return chart, table and sentences for each funnel of the project's file."""
    if not inputs.project.funnels:
        return Section((Prose(NOTHING),))
    whole = Section(())
    for plan in inputs.project.funnels:
        whole = whole + _part(inputs, plan)
    return whole


def _part(inputs: StudyInputs, plan: FunnelPlan) -> Section:
    compared = _of_kpi(inputs, plan) if plan.kpi else _of_criterion(inputs, plan)
    one, many = NOUNS.get(plan.dimension, GROUP_NOUN)
    label = (plan.kpi or plan.criterion or "") if compared is None else compared.label
    if compared is None or len(compared.counts) < FEWEST_UNITS:
        return Section((Prose(escape(f"{label} has no results of several {many} to compare.")),))
    options = FunnelOptions(
        overdispersion=plan.overdispersion,
        correct_for_trimming=plan.correct_for_trimming,
        multiplier=compared.multiplier,
        better=compared.better,
    )
    try:
        made = protected_funnel(compared.counts, compared.kind, options, inputs.rule)
    except InvalidInput as nothing_to_show:
        text = f"{label} is not compared between {many}: {nothing_to_show.what}"
        return Section((Prose(escape(text)),))
    names = FunnelNames(label, compared.unit, one, many, compared.size)
    blocks = _blocks(inputs, plan, compared, made, names)
    return Section(tuple(blocks), tuple(_estimates(inputs, compared, made)))


def _of_kpi(inputs: StudyInputs, plan: FunnelPlan) -> Compared | None:
    kpi = inputs.project.kpi(str(plan.kpi))
    periods = inputs.project.periods
    stretch = plan.period or (periods.after if periods else None)
    if stretch is None:
        return None
    window = Window(stretch.start, stretch.end)
    rows = window.rows_of(inputs.groups(kpi.id, plan.dimension))
    is_rate = kpi.kind == "rate"
    return Compared(
        outcome=kpi.id,
        label=kpi.label,
        kind="rate" if is_rate else "proportion",
        unit=kpi.unit,
        multiplier=kpi.per if is_rate else PERCENT,
        better=plan.better or kpi.direction,
        period=window.label,
        size="Exposure" if is_rate else "People counted",
        counts=_summed(rows),
    )


def _of_criterion(inputs: StudyInputs, plan: FunnelPlan) -> Compared | None:
    criterion, project_audit = str(plan.criterion), inputs.project.audit
    if project_audit is None or inputs.audit_table is None:
        return None
    cycles = {cycle.id: cycle for cycle in project_audit.cycles}
    cycle = cycles.get(plan.cycle or project_audit.cycles[-1].id)
    counted = _audit_counts(inputs.audit_table, plan.dimension)
    if cycle is None or counted is None:
        return None
    rows = counted[(counted["criterion"] == criterion) & (counted["cycle"] == cycle.id)]
    known = inputs.workspace.criteria[criterion]
    own = next((item.target for item in project_audit.criteria if item.id == criterion), None)
    target = known.target if own is None else own
    usual: Better = "decrease" if target == 0 else "increase"
    counts = rows[[plan.dimension, "met", "eligible"]].set_axis(
        ["group", "numerator", "denominator"], axis=1
    )
    if target == 0:
        # what is not recorded counts against the standard, as in the audit's own results
        counts = counts.assign(numerator=rows["met_or_unknown"])
    return Compared(
        outcome=criterion,
        label=known.statement.rstrip("."),
        kind="proportion",
        unit="%",
        multiplier=PERCENT,
        better=plan.better or usual,
        period=f"{cycle.start:%Y-%m} to {cycle.end:%Y-%m}",
        size="Eligible records",
        counts=_summed(counts),
    )


def _audit_counts(table: AuditTable, dimension: str) -> pd.DataFrame | None:
    frame = table.frame
    if table.kind == "records":
        known = frame[frame[dimension].notna()] if dimension in frame else frame.iloc[:0]
        return None if known.empty else audit.count_results(known, [dimension])
    rows = table.groups(dimension).rename(columns={"group": dimension})
    return None if rows.empty else audit.combine_counts(rows, [dimension])


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    parts = rows.groupby("group", sort=False)[["numerator", "denominator"]].sum()
    return parts.reset_index().rename(columns={"group": "unit"})


def _blocks(
    inputs: StudyInputs, plan: FunnelPlan, compared: Compared, made: Funnel, names: FunnelNames
) -> list[Block]:
    stem = f"{inputs.slug}-{compared.outcome.lower()}-funnel-{plan.dimension.replace('_', '-')}"
    figure = funnel_figure(
        made,
        names,
        caption=f"{finding(made, names)} {by_chance(made, names)}",
        subtitle=f"{compared.label} by {names.one}, {numbers.dates_in_words(compared.period)}",
        source=inputs.source_line,
        figure_label=stem,
    )
    told = Prose("\n\n".join(escape(text) for text in notes(made, names)))
    found = outliers(made)
    if found.empty:
        return [figure, told]
    return [figure, _table(found, names, stem), told]


def _table(found: pd.DataFrame, names: FunnelNames, stem: str) -> Table:
    rows = [
        {
            names.one.capitalize(): row["unit"],
            f"Value, {names.unit}": numbers.number(
                row["value"], numbers.decimals_for(row["value"], names.unit)
            ),
            names.size: shown(row["denominator"]),
            "Status": row["status"],
            "Direction": row["direction"],
        }
        for row in found.head(MOST_ROWS).to_dict("records")
    ]
    caption = f"{names.label}: {names.many} outside the limits, alarms first."
    right: Sequence[str] = (f"Value, {names.unit}", names.size)
    return Table(pd.DataFrame(rows), caption, stem, right=right)


def _estimates(inputs: StudyInputs, compared: Compared, made: Funnel) -> list[Estimate]:
    """Return the value of each unit outside the limits, with its own interval."""
    measure = rate(compared.multiplier, compared.unit) if compared.kind == "rate" else PROPORTION
    found = []
    for row in outliers(made).to_dict("records"):
        limits = measure.interval(row["numerator"], row["denominator"], DEFAULT_LEVEL)
        lower, upper = (compared.multiplier * float(limit) for limit in limits)
        found.append(
            Estimate(
                analysis="funnel",
                outcome=compared.outcome,
                label=compared.label,
                measure=f"{row['status']}, {row['unit']}",
                unit=compared.unit,
                value=float(row["value"]),
                lower=lower,
                upper=upper,
                n=int(row["denominator"]),
                method=f"{measure.interval_method}; status by {made.limits_used} funnel limits",
                period=compared.period,
                provenance=inputs.provenance,
            )
        )
    return found
