"""The interrupted-time-series section: chart, sentence, methods side by side, how far to trust it.

In: the project's analyses. Out: a `Section` with blocks, estimates, checks and what was run.
"""

from __future__ import annotations

import pandas as pd

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.estimate import Estimate
from evaluation.present import numbers, words
from evaluation.present.blocks import Block, Prose, bullets, escape
from evaluation.present.series_chart import SeriesChart
from evaluation.present.series_figure import LINES, series_figure
from evaluation.study.as_run import as_run
from evaluation.study.designs import Prepared, prepared
from evaluation.study.effects import (
    ABSOLUTE,
    RELATIVE,
    effect_estimates,
    headline_date,
    region_of,
    term_estimates,
)
from evaluation.study.inputs import StudyInputs
from evaluation.study.methods import compare_methods
from evaluation.study.points import shown_points
from evaluation.study.prespecification import dropped_sentence, of_analysis
from evaluation.study.robustness import robustness
from evaluation.study.section import NamedCheck, Section
from evaluation.study.set_apart import windows_of

NO_SERIES = "This project has no interrupted time series."
IN_THE_FILE = "The method is the one that the project's file names."
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
    dropped = dropped_sentence(inputs)
    return whole + Section((Prose(escape(dropped)),)) if dropped else whole


def _analysis(inputs: StudyInputs, ready: Prepared) -> Section:
    question = Prose(f"#### {escape(ready.analysis.question)}")
    fixed, check = of_analysis(inputs, ready.analysis)
    try:
        primary = its.fit(ready.design, ready.data, ready.method)
        found = effect_estimates(inputs, ready, primary)
    except InvalidInput as error:
        text = f"{ready.kpi.label}: not estimable. {error}"
        blocks = (question, Prose(escape(text)), Prose(escape(fixed)))
        return Section(blocks, checks=(check,), sentences=(text,))
    region = region_of(inputs, ready, primary)
    absolute = next(estimate for estimate in found if estimate.measure == ABSOLUTE)
    finding = _finding(ready, primary, found, region)
    methods = compare_methods(inputs, ready, primary, found)
    checks = its.diagnostics(primary)
    shown: list[Block] = [
        question,
        _figure(inputs, ready, primary, absolute, finding.sentence),
        Prose(f"{escape(_in_full(ready, primary, found))}\n\n{escape(fixed)}"),
        methods.table,
        Prose(escape(methods.sentences)),
    ]
    if primary.warnings:
        items = bullets(primary.warnings)
        shown.append(Prose(f"To keep in mind:\n\n{items}"))
    tested = () if region is None else (region.tested,)
    estimates = (*found, *tested, *methods.sensitivity, *term_estimates(inputs, ready, primary))
    tried = robustness(inputs, ready, primary, absolute, checks) if ready.analysis.primary else None
    run = as_run(ready, methods.fits, tried.sensitivity if tried else None)
    named = (check, *(NamedCheck("its", ready.kpi.id, item) for item in checks))
    whole = Section(tuple(shown), estimates, named, (run,), (finding.sentence,))
    return whole + Section(tried.blocks, tried.estimates) if tried else whole


def _finding(
    ready: Prepared, fit: its.Fit, found: list[Estimate], region: words.Region | None
) -> words.Finding:
    """Return the verdict and sentence of the effect at the headline date."""
    by_measure = {estimate.measure: estimate for estimate in found}
    return words.effect_finding(
        by_measure[ABSOLUTE],
        ready.kpi.label,
        ready.kpi.direction,
        AGAINST_WITH_CONTROL if ready.analysis.control else AGAINST,
        f"in {numbers.month_text(headline_date(fit))}",
        by_measure.get(RELATIVE),
        region,
    )


def _in_full(ready: Prepared, fit: its.Fit, found: list[Estimate]) -> str:
    """Return how the method came to be used, the first period after it, and other measures."""
    first = numbers.month_text(min(fit.first_post.values()))
    is_by_rule = ready.method is None
    points = (
        "The" if is_by_rule and not ready.analysis.control else f"{fit.n} points were used; the"
    )
    parts = [
        fit.rule if is_by_rule else f"Model: {fit.label}. {IN_THE_FILE}",
        f"{points} first period after the change is {first}.",
    ]
    for estimate in found:
        if estimate.measure != ABSOLUTE and estimate.is_estimable:
            level = numbers.level_text(estimate.level)
            parts.append(
                f"{estimate.measure.capitalize()}: {numbers.value_text(estimate)} "
                f"({level} interval {numbers.interval_text(estimate)})."
            )
    if fit.design.offsets:
        parts.append("Rates allow for the offset and are shown at its average.")
    return " ".join(parts)


def _figure(
    inputs: StudyInputs, ready: Prepared, fit: its.Fit, absolute: Estimate, caption: str
) -> Block:
    path = its.trajectory(fit)
    scaled = [name for name in LINES if name in path]
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
            windows=windows_of(fit),
            source=inputs.source_line,
            control=control,
            control_label=control_label,
        )
    )
