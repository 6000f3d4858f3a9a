"""The table of inequality measures of a KPI by one dimension: before, after, change and verdict.

Relative gaps stand in it always, slope indices where 5 or more groups have an order, and the WHO
summary measures where 3 or more have none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from evaluation.equity import (
    Bounded,
    GroupValues,
    InequalityChange,
    Reported,
    SlopeIndex,
    relative_gap,
    slope_estimates,
    slope_index,
    summary_estimates,
    summary_measures,
    values_of_counts,
)
from evaluation.errors import InvalidInput
from evaluation.estimate import Estimate
from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, Table, escape
from evaluation.present.words import counted
from evaluation.seeds import INEQUALITY_LIMITS
from evaluation.study.by_group import AFTER, BASELINE, ByGroup
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.workspace import Inequality

ORDERED: Final = ("deprivation",)
FEWEST_ORDERED, FEWEST_UNORDERED = 5, 3
SHOWN: Final = ("D", "PAR", "MDBW", "IDISW", "BGSD")
VERDICT_WORDS: Final = {
    "narrowed": "narrowed",
    "widened": "widened",
    "reversed": "turned round",
    "no clear change": "no clear change",
    "not comparable": "not comparable",
}


@dataclass(frozen=True)
class Row:
    """One measure in both windows and its change."""

    name: str
    before: Estimate
    after: Estimate
    change: Estimate
    verdict: InequalityChange


def measures(
    inputs: StudyInputs, by_group: ByGroup, comparisons: Sequence[Inequality], stem: str
) -> Section:
    """Return the table of measures and the sentence that says what it found.

    Parameters
    ----------
    inputs : StudyInputs
    by_group : ByGroup
        Protected counts.
    comparisons : sequence of Inequality
        The gaps named beforehand.
    stem : str
        Label of the figure and the table of groups.
    """
    about = Reported(
        by_group.kpi.id,
        by_group.kpi.label,
        by_group.dimension,
        by_group.measure.difference_unit,
        inputs.provenance,
    )
    rows = [_relative(by_group, about, comparison) for comparison in comparisons]
    values = {title: values_of_counts(f, by_group.measure) for title, f in by_group.counts.items()}
    further, notes = _over_all(by_group, values, about)
    every = [*rows, *further]
    blocks: list[Block] = [_table(by_group, every, stem)]
    text = " ".join([*_finding(by_group, further), *notes])
    if text:
        blocks.append(Prose(escape(text)))
    found = [item for row in every for item in (row.before, row.after, row.change)]
    return Section(tuple(blocks), tuple(found))


def _relative(by_group: ByGroup, about: Reported, comparison: Inequality) -> Row:
    pair = (comparison.group, comparison.reference)
    name = f"relative gap, {pair[0]} against {pair[1]}"
    found = {}
    for title, frame in by_group.counts.items():
        gap = relative_gap(frame, *pair, of=by_group.measure)
        found[title] = about.estimate(
            name,
            "ratio",
            Bounded(gap.value, gap.lower, gap.upper),
            gap.n,
            by_group.measure.ratio_method,
            by_group.windows[title].label,
        )
    return _row(name, about, found[BASELINE], found[AFTER], null=1)


def _over_all(
    by_group: ByGroup, values: dict[str, GroupValues], about: Reported
) -> tuple[list[Row], list[str]]:
    """Return measures over all groups, as befits the dimension, and what to know of them."""
    fewest = min(len(each.groups) for each in values.values())
    if is_ordered(by_group):
        if fewest < FEWEST_ORDERED:
            return [], []
        return _gradient(by_group, values, about)
    if fewest < FEWEST_UNORDERED:
        return [], []
    return _summary(by_group, values, about)


def is_ordered(by_group: ByGroup) -> bool:
    """Return whether the dimension's groups have an order of disadvantage that can be told."""
    if by_group.dimension not in ORDERED:
        return False
    try:
        for frame in by_group.counts.values():
            values_of_counts(frame, by_group.measure).ordered()
    except InvalidInput:
        return False
    return True


def _gradient(
    by_group: ByGroup, values: dict[str, GroupValues], about: Reported
) -> tuple[list[Row], list[str]]:
    indices = {
        title: slope_index(each.ordered(), multiplier=by_group.measure.multiplier)
        for title, each in values.items()
    }
    pairs = [
        slope_estimates(index, about, by_group.windows[title].label)
        for title, index in indices.items()
    ]
    names = ("slope index of inequality", "relative index of inequality")
    rows = [
        _row(name, about, before, after, null=null)
        for name, before, after, null in zip(names, *pairs, (0, 1), strict=True)
    ]
    return rows, [f"{title}: {text}" for title, text in _notes(indices)]


def _notes(indices: dict[str, SlopeIndex]) -> list[tuple[str, str]]:
    """Return what must be known of each index, but not that all is as it should be."""
    return [
        (title, text)
        for title, index in indices.items()
        for text in index.notes
        if "compatible with a straight line" not in text
    ]


def _summary(
    by_group: ByGroup, values: dict[str, GroupValues], about: Reported
) -> tuple[list[Row], list[str]]:
    tables = {}
    for title, each in values.items():
        tables[title] = summary_measures(
            each,
            by_group.kpi.direction,
            np.random.default_rng(INEQUALITY_LIMITS),
            multiplier=by_group.measure.multiplier,
            measures=SHOWN,
        )
    pairs = [
        summary_estimates(table, about, by_group.windows[title].label)
        for title, table in tables.items()
    ]
    names = tables[AFTER]["name"]
    rows = [
        _row(name, about, before, after) for name, before, after in zip(names, *pairs, strict=True)
    ]
    return rows, [
        f"{title}: {counted(len(each.hidden), 'group')} of {len(each.groups)} cannot be shown; "
        "measures that need the highest or the lowest group are not given, the others leave out "
        "the hidden."
        for title, each in values.items()
        if each.hidden
    ]


def _row(name: str, about: Reported, before: Estimate, after: Estimate, *, null: float = 0) -> Row:
    change, verdict = about.changed(before, after, null=null)
    return Row(name, before, after, change, verdict)


def _table(by_group: ByGroup, rows: Sequence[Row], stem: str) -> Table:
    frame = pd.DataFrame(
        {
            "Measure": [_measure_text(row) for row in rows],
            BASELINE: [_cell(row.before) for row in rows],
            AFTER: [_cell(row.after) for row in rows],
            "Change": [_cell(row.change) for row in rows],
            "Verdict": [VERDICT_WORDS[row.verdict.verdict] for row in rows],
        }
    )
    caption = (
        f"Measures of inequality of {by_group.kpi.label} by {by_group.dimension}, with 95% "
        "intervals; the change of a ratio is a ratio."
    )
    return Table(frame, caption, f"{stem}-measures", right=(BASELINE, AFTER, "Change"))


def _measure_text(row: Row) -> str:
    unit = row.after.unit
    return f"{row.name[0].upper()}{row.name[1:]} ({unit})"


def _cell(estimate: Estimate) -> str:
    if estimate.value is None and estimate.lower is not None:
        decimals = numbers.decimals_for(estimate.lower, estimate.unit)
        return f"above {numbers.number(estimate.lower, decimals)}"
    return numbers.cell_text(estimate)


def _finding(by_group: ByGroup, further: Sequence[Row]) -> list[str]:
    """Return one sentence on the first measure over all groups."""
    if not further:
        return []
    row = further[0]
    if row.verdict.verdict == "not comparable":
        return [
            f"Over all groups of {by_group.dimension} inequality is not compared, because numbers "
            "are small."
        ]
    before, after = numbers.value_text(row.before), numbers.value_text(row.after)
    level = numbers.level_text(row.change.level)
    change = numbers.value_text(row.change)
    words = {
        "no clear change": "no clear change in inequality",
        "narrowed": "inequality narrowed",
        "widened": "inequality widened",
        "reversed": "inequality turned round",
    }[row.verdict.verdict]
    return [
        f"Over all groups of {by_group.dimension}: {words}; the {row.name} was {before} at "
        f"baseline and {after} after (change {change}, {level} interval "
        f"{numbers.interval_text(row.change)})."
    ]
