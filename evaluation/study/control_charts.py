"""The process control section: a chart for each planned KPI, and their summary with icons.

Charts are made from numbers that passed disclosure control, so that nothing on them says more than
what is published beside them.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.monitoring.charts import ControlChart, Options, Target, TargetFrom, control_charts
from evaluation.present import icons, numbers
from evaluation.present.blocks import Block, Prose, Table, escape
from evaluation.present.control_chart_figure import control_chart_figure
from evaluation.present.control_chart_words import ChartWords, chart_signals, method_text
from evaluation.present.control_summary_figure import control_summary_figure
from evaluation.study.inputs import StudyInputs
from evaluation.study.points import PERCENT, Points, shown_points
from evaluation.study.section import Section
from evaluation.workspace import Kpi
from evaluation.workspace.control_chart_plan import ControlChartPlan

NOTHING = "No control chart is planned for this project."
OF_PARTS = ("p", "p-prime", "u", "u-prime")
PROTECTED = "The counts of people behind the points passed disclosure control first."


@dataclass(frozen=True)
class Drawn:
    """A planned chart as it was made."""

    plan: ControlChartPlan
    words: ChartWords
    chart: ControlChart


def section(inputs: StudyInputs) -> Section:
    """Return the summary, then each chart with where its rules fired and how it was made."""
    plans = inputs.project.control_charts
    if not plans:
        return Section((Prose(NOTHING),))
    made = made_charts(inputs)
    drawn = [item for item in made if isinstance(item, Drawn)]
    blocks: list[Block] = []
    if drawn:
        figure = control_summary_figure(
            [item.chart for item in drawn],
            [item.words for item in drawn],
            source=inputs.source_line,
            figure_label=f"{inputs.slug}-control-summary",
        )
        blocks.append(figure)
    for item in made:
        if isinstance(item, Drawn):
            blocks += _blocks(inputs, item)
        else:
            blocks.append(Prose(escape(item)))
    return Section(tuple(blocks))


def made_charts(inputs: StudyInputs) -> list[Drawn | str]:
    """Return each planned chart, or a sentence that says why there is none."""
    return [_made(inputs, plan) for plan in inputs.project.control_charts]


def _made(inputs: StudyInputs, plan: ControlChartPlan) -> Drawn | str:
    """Return a chart, or a sentence that says why there is none."""
    kpi = inputs.project.kpi(plan.kpi)
    rows = inputs.series(kpi)
    if rows.empty:
        return f"{kpi.label}: there are no data up to the end of the year."
    days = [pd.Timestamp(day) for day in sorted(plan.rebase)]
    segment = pd.Series(
        [str(sum(day <= period for day in days)) for period in rows["period"]],
        index=pd.Index(rows["period"]),
    )
    points = shown_points(rows, kpi, inputs.rule, segment)
    if points.table["shown"].isna().all():
        return f"{kpi.label}: the chart is not shown, because its numbers are small."
    table = _table(points, plan)
    target = _target(plan, kpi)
    try:
        (chart,) = control_charts(table, _options(plan, kpi, points), target)
    except InvalidInput as error:
        return f"{kpi.label}: the chart could not be made. {error}"
    return Drawn(plan, ChartWords(kpi.label, kpi.unit, points.pooled), chart)


def _table(points: Points, plan: ControlChartPlan) -> pd.DataFrame:
    table = points.table
    if plan.chart in OF_PARTS:
        return table[["time", "numerator", "denominator"]]
    return table[["time"]].assign(value=table["shown"])


def _options(plan: ControlChartPlan, kpi: Kpi, points: Points) -> Options:
    scale = PERCENT if kpi.kind == "proportion" else kpi.per
    times = points.table["time"]
    return Options(
        kind=plan.chart,
        improvement=kpi.direction,
        multiplier=scale if plan.chart in OF_PARTS else 1,
        rebase=[_first_from(times, pd.Timestamp(day)) for day in plan.rebase],
        baseline_points=plan.baseline_points,
        exclude=[] if points.pooled else [pd.Timestamp(day) for day in plan.exclude],
        screen_moving_ranges=plan.screen_moving_ranges,
        run_length=plan.run_length,
        beyond_limits_count_in_two_of_three=plan.beyond_limits_count_in_two_of_three,
    )


def _first_from(times: pd.Series, day: pd.Timestamp) -> pd.Timestamp:
    """Return the first point from a day on, or the day itself where there is none."""
    later = times[times >= day]
    return day if later.empty else pd.Timestamp(later.min())


def _target(plan: ControlChartPlan, kpi: Kpi) -> Target:
    if plan.targets:
        return [TargetFrom(pd.Timestamp(item.start), item.value) for item in plan.targets]
    return kpi.target


def _blocks(inputs: StudyInputs, item: Drawn) -> list[Block]:
    stem = f"{inputs.slug}-control-{item.plan.kpi}"
    blocks: list[Block] = [
        control_chart_figure(item.chart, item.words, source=inputs.source_line, figure_label=stem)
    ]
    signals = chart_signals(item.chart)
    if not signals.empty:
        frame = pd.DataFrame(
            {
                "When": signals["when"],
                "Points": signals["points"].astype("string"),
                "Meaning": [icons.meaning_of(cause).kind for cause in signals["cause"]],
                "Rules": signals["rules"],
            }
        )
        caption = f"{item.words.label}: where the rules of special cause fired."
        blocks.append(Table(frame, caption, f"{stem}-signals", right=("Points",)))
    protected = [] if inputs.rule.name == "none" else [PROTECTED]
    warned = [numbers.dates_in_words(text) for text in item.chart.warnings]
    said = [f"How it was made: {method_text(item.chart)}", *protected, *warned]
    blocks.append(Prose(escape(" ".join(said))))
    return blocks
