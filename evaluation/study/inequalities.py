"""The inequalities section: each KPI by group, before and after, with the gaps named beforehand."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from evaluation.equity import (
    absolute_gap,
    change_estimate,
    gap_change,
    gap_estimate,
    group_estimates,
    group_values,
)
from evaluation.estimate import Estimate
from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, Table, escape
from evaluation.present.comparison_figures import groups_figure
from evaluation.study import reach
from evaluation.study.by_group import AFTER, BASELINE, ByGroup, by_group_of
from evaluation.study.inequality_measures import measures
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.workspace import Inequality
from evaluation.workspace.project import Periods

NOTHING = "This project has no results by group."
VERDICT_WORDS = {
    "narrowed": "the gap narrowed",
    "widened": "the gap widened",
    "reversed": "the gap turned round",
    "no clear change": "no clear change in the gap",
}


def section(inputs: StudyInputs) -> Section:
    """Return chart, table and sentences for each KPI and dimension of the project's file."""
    project = inputs.project
    is_asked = project.inequalities or project.reach
    if not is_asked or project.periods is None or inputs.kpi_table is None:
        return Section((Prose(NOTHING),))
    whole = Section(())
    ordered = sorted(project.inequalities, key=_pair)
    for _, comparisons in groupby(ordered, key=_pair):
        whole = whole + _part(inputs, project.periods, list(comparisons))
    return whole + reach.section(inputs, project.periods)


def _pair(comparison: Inequality) -> tuple[str, str]:
    return comparison.kpi, comparison.dimension


def _part(inputs: StudyInputs, periods: Periods, comparisons: Sequence[Inequality]) -> Section:
    first = comparisons[0]
    kpi = inputs.project.kpi(first.kpi)
    if kpi.kind not in ("proportion", "rate"):
        text = f"{kpi.label} is not compared by group: only proportions and rates can be."
        return Section((Prose(escape(text)),))
    by_group = by_group_of(inputs, periods, first)
    if any(frame.empty for frame in by_group.counts.values()):
        text = f"{by_group.kpi.label} has no results by {by_group.dimension}."
        return Section((Prose(escape(text)),))
    found = _group_estimates(inputs, by_group)
    sentences = []
    for comparison in comparisons:
        estimates, sentence = _gap(inputs, by_group, comparison)
        found.extend(estimates)
        sentences.append(sentence)
    stem = f"{inputs.slug}-{first.kpi}-{first.dimension.replace('_', '-')}"
    caption = f"{by_group.kpi.label}: {'; '.join(sentences)}."
    shown = Section(
        tuple(_blocks(inputs, by_group, caption, stem)), tuple(found), sentences=(caption,)
    )
    return shown + measures(inputs, by_group, comparisons, stem)


def _group_estimates(inputs: StudyInputs, by_group: ByGroup) -> list[Estimate]:
    return [
        estimate
        for title, frame in by_group.counts.items()
        for estimate in group_estimates(
            frame,
            by_group.kpi.id,
            by_group.windows[title].label,
            inputs.provenance,
            label=by_group.kpi.label,
            measure=by_group.measure,
        )
    ]


def _gap(
    inputs: StudyInputs, by_group: ByGroup, comparison: Inequality
) -> tuple[list[Estimate], str]:
    """Return the gap in both windows and its change as estimates, and a phrase about it."""
    pair = (comparison.group, comparison.reference)
    kpi, counts, windows = by_group.kpi, by_group.counts, by_group.windows
    gaps = [
        gap_estimate(
            absolute_gap(counts[title], *pair, of=by_group.measure),
            kpi.id,
            windows[title].label,
            inputs.provenance,
            label=kpi.label,
        )
        for title in (BASELINE, AFTER)
    ]
    change = gap_change(counts[BASELINE], counts[AFTER], *pair, of=by_group.measure)
    changed = change_estimate(
        change,
        kpi.id,
        f"{windows[AFTER].label} against {windows[BASELINE].label}",
        inputs.provenance,
        label=kpi.label,
    )
    return [*gaps, changed], _phrase(comparison, change.verdict, gaps, changed)


def _phrase(
    comparison: Inequality, verdict: str, gaps: Sequence[Estimate], change: Estimate
) -> str:
    groups = f"between “{comparison.group}” and “{comparison.reference}”"
    if change.value is None:
        return f"the gap {groups} is not compared, because numbers are small"
    before, after = (numbers.value_text(gap) for gap in gaps)
    level = numbers.level_text(change.level)
    return (
        f"{VERDICT_WORDS[verdict]} {groups}, {before} at baseline and {after} after "
        f"(change {numbers.value_text(change)}, {level} interval {numbers.interval_text(change)})"
    )


def _blocks(inputs: StudyInputs, by_group: ByGroup, caption: str, stem: str) -> list[Block]:
    kpi = by_group.kpi
    values = pd.concat(
        [
            group_values(frame, by_group.measure).assign(window=title)
            for title, frame in by_group.counts.items()
        ],
        ignore_index=True,
    )
    values = values.assign(shown=[_cell(row, kpi.unit) for row in values.to_dict("records")])
    figure = groups_figure(
        values[["group", "window", "value", "lower", "upper", "shown"]],
        label=kpi.label,
        unit=kpi.unit,
        caption=caption,
        subtitle=f"{kpi.label} by {by_group.dimension}",
        windows={
            title: numbers.dates_in_words(window.label)
            for title, window in by_group.windows.items()
        },
        source=inputs.source_line,
        figure_label=stem,
    )
    wide = values.pivot_table(
        index="group", columns="window", values="shown", aggfunc="first", sort=False
    )
    table = Table(
        wide.reset_index()[["group", BASELINE, AFTER]].rename(
            columns={"group": by_group.dimension.capitalize()}
        ),
        f"{kpi.label} by {by_group.dimension}, {kpi.unit}, with 95% intervals.",
        stem,
        right=(BASELINE, AFTER),
    )
    return [figure, table]


def _cell(row: Mapping[Hashable, Any], unit: str) -> str:
    if pd.isna(row["value"]):
        return numbers.SUPPRESSED
    decimals = numbers.decimals_for(row["value"], unit)
    limits = numbers.limits_text(row["lower"], row["upper"], decimals)
    return numbers.with_limits(numbers.number(row["value"], decimals), limits)
