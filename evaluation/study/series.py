"""The interrupted-time-series section: chart, sentence, every estimator side by side, checks."""

from __future__ import annotations

import pandas as pd

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.estimate import Estimate
from evaluation.present import numbers, words
from evaluation.present.blocks import Block, Prose, escape
from evaluation.present.series_figure import SeriesChart, series_figure
from evaluation.study.designs import Prepared, prepared
from evaluation.study.effects import (
    ABSOLUTE,
    RELATIVE,
    effect_estimates,
    headline_date,
    term_estimates,
)
from evaluation.study.inputs import StudyInputs
from evaluation.study.methods import compare_methods
from evaluation.study.points import shown_points
from evaluation.study.section import NamedCheck, Section

NO_SERIES = "This project has no interrupted time series."
AGAINST = "the earlier trend led us to expect"
AGAINST_WITH_CONTROL = "the earlier trend and the control series led us to expect"


def section(inputs: StudyInputs) -> Section:
    """Return every pre-specified analysis of the project, the primary one first."""
    analyses = sorted(inputs.project.its, key=lambda analysis: not analysis.primary)
    if not analyses or inputs.kpi_table is None:
        return Section((Prose(NO_SERIES),))
    whole = Section(())
    for analysis in analyses:
        whole = whole + _analysis(inputs, prepared(inputs, analysis))
    return whole


def _analysis(inputs: StudyInputs, ready: Prepared) -> Section:
    question = Prose(f"### {escape(ready.analysis.question)}")
    try:
        primary = its.fit(ready.design, ready.data, ready.method)
        found = effect_estimates(inputs, ready, primary)
    except InvalidInput as error:
        text = f"{ready.kpi.label}: not estimable. {error}"
        return Section((question, Prose(escape(text))))
    absolute = next(estimate for estimate in found if estimate.measure == ABSOLUTE)
    finding = words.effect_finding(
        absolute,
        ready.kpi.label,
        ready.kpi.direction,
        AGAINST_WITH_CONTROL if ready.analysis.control else AGAINST,
        f"in {numbers.month_text(headline_date(primary))}",
        next((estimate for estimate in found if estimate.measure == RELATIVE), None),
    )
    methods = compare_methods(inputs, ready, primary, found)
    blocks: list[Block] = [
        question,
        _figure(inputs, ready, primary, absolute, finding.sentence),
        Prose(escape(_in_full(ready, primary, found))),
        methods.table,
        Prose(escape(methods.sentences)),
    ]
    if primary.warnings:
        items = "\n".join(f"- {escape(warning)}" for warning in primary.warnings)
        blocks.append(Prose(f"To keep in mind:\n\n{items}"))
    checks = tuple(NamedCheck("its", ready.kpi.id, check) for check in its.checks(primary))
    terms = term_estimates(inputs, ready, primary)
    return Section(tuple(blocks), (*found, *methods.sensitivity, *terms), checks)


def _in_full(ready: Prepared, fit: its.Fit, found: list[Estimate]) -> str:
    """Return the sentence with model, first period after the change, and the other measures."""
    first = min(fit.first_post.values())
    parts = [
        f"Model: {fit.label}, {fit.n} points; the first period after the change is "
        f"{numbers.month_text(first)}."
    ]
    for estimate in found:
        if estimate.measure != ABSOLUTE and estimate.is_estimable:
            level = numbers.level_text(estimate.level)
            parts.append(
                f"{estimate.measure.capitalize()}: {numbers.value_text(estimate)} "
                f"({level} interval {numbers.interval_text(estimate)})."
            )
    if ready.method is None:
        parts.append("The method was chosen by the rule for the outcome's family.")
    if fit.design.offsets:
        parts.append("Rates allow for the offset and are shown at its average.")
    return " ".join(parts)


def _figure(
    inputs: StudyInputs, ready: Prepared, fit: its.Fit, absolute: Estimate, caption: str
) -> Block:
    path = its.trajectory(fit)
    scaled = ["fitted", "counterfactual", "counterfactual_lower", "counterfactual_upper"]
    path[scaled] = path[scaled] * ready.scale
    segment = path.set_index("time")[["part", "is_excluded"]].astype(str).agg(" ".join, axis=1)
    rows = inputs.series(ready.kpi)
    points = shown_points(rows[rows["period"].isin(path["time"])], ready.kpi, inputs.rule, segment)
    is_excluded = points.table["segment"].str.endswith("True")
    control, control_label = None, ""
    if ready.analysis.control:
        other = inputs.project.kpi(ready.analysis.control)
        control = shown_points(inputs.series(other), other, inputs.rule).table[["time", "shown"]]
        control_label = other.label
    design = fit.design
    start, end = path["time"].iloc[0], path["time"].iloc[-1]
    return series_figure(
        SeriesChart(
            trajectory=path,
            points=points.table.assign(is_excluded=is_excluded),
            pooled=points.pooled,
            effect=absolute,
            label=ready.kpi.label,
            unit=ready.kpi.unit,
            subtitle=f"{ready.kpi.label}, {numbers.window_text(start, end)}",
            caption=caption,
            figure_label=f"{inputs.slug}-{ready.analysis.id}",
            interruptions=[
                (pd.Timestamp(fit.first_post[item.name]), item.name.replace("-", " "))
                for item in design.interruptions
            ],
            exclusions=[
                (pd.Timestamp(item.start), pd.Timestamp(item.end), item.reason)
                for item in fit.series.exclusions
            ],
            source=inputs.source_line,
            control=control,
            control_label=control_label,
        )
    )
