"""The interrupted-time-series section: chart, sentence, every estimator side by side, checks."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.estimate import Estimate
from evaluation.present import numbers, words
from evaluation.present.blocks import Block, Prose, Table, escape
from evaluation.present.series_figure import SeriesChart, series_figure
from evaluation.study.designs import PERCENT, Prepared, prepared
from evaluation.study.inputs import StudyInputs
from evaluation.study.points import shown_points
from evaluation.study.section import NamedCheck, Section

NO_SERIES = "This project has no interrupted time series."
ABSOLUTE, RELATIVE = "absolute difference", "relative difference"
MEASURES = {"absolute": ABSOLUTE, "relative": RELATIVE, "cumulative": "cumulative difference"}


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
    except InvalidInput as error:
        text = f"{ready.kpi.label}: not estimable. {error}"
        return Section((question, Prose(escape(text))))
    found = effect_estimates(inputs, ready, primary)
    absolute = next(estimate for estimate in found if estimate.measure == ABSOLUTE)
    relative = next((estimate for estimate in found if estimate.measure == RELATIVE), None)
    control = inputs.project.kpi(ready.analysis.control).label if ready.analysis.control else None
    against = "expected from the earlier trend" + (
        f" and the control ({control})" if control else ""
    )
    finding = words.effect_finding(
        absolute,
        ready.kpi.label,
        ready.kpi.direction,
        against,
        f"in {_last_period(primary)}",
        relative,
    )
    others, table = _methods_table(inputs, ready, primary, found)
    blocks: list[Block] = [
        question,
        _figure(inputs, ready, primary, absolute, finding.sentence),
        Prose(escape(_in_full(ready, primary, found))),
        table,
        Prose(escape(agreement([absolute, *(e for e in others if ABSOLUTE in e.measure)]))),
    ]
    if primary.warnings:
        items = "\n".join(f"- {escape(warning)}" for warning in primary.warnings)
        blocks.append(Prose(f"To keep in mind:\n\n{items}"))
    checks = tuple(NamedCheck("its", ready.kpi.id, check) for check in its.checks(primary))
    terms = _term_estimates(inputs, ready, primary)
    return Section(tuple(blocks), (*found, *others, *terms), checks)


def effect_estimates(
    inputs: StudyInputs, ready: Prepared, fit: its.Fit, suffix: str = ""
) -> list[Estimate]:
    """Return the effect in the last period (of all interruptions together) as estimates."""
    effects = its.effects(fit)
    first = effects[0].interruption
    units = {
        "absolute": (ready.difference_unit, ready.scale),
        "relative": ("%", PERCENT),
        "cumulative": ("events", 1),
    }
    return [
        Estimate(
            analysis="its",
            outcome=ready.kpi.id,
            measure=MEASURES[effect.measure] + suffix,
            unit=units[effect.measure][0],
            value=effect.estimate * units[effect.measure][1],
            lower=effect.lower * units[effect.measure][1],
            upper=effect.upper * units[effect.measure][1],
            n=fit.n,
            method=fit.label,
            period=f"{effect.at:%Y-%m}",
            provenance=inputs.provenance,
            level=fit.design.level,
            label=ready.kpi.label,
        )
        for effect in effects
        if effect.interruption == first
        and not (effect.measure == "cumulative" and ready.kpi.kind == "mean")
    ]


def agreement(absolute: list[Estimate]) -> str:
    """Return a sentence on whether the estimators agree in direction and on "no change".

    Parameters
    ----------
    absolute : list of Estimate
        The absolute difference by each estimator, the primary one first.
    """
    if len(absolute) == 1:
        return "Only the primary model was specified, so there is no comparison of methods."
    directions = {(estimate.value or 0.0) > 0 for estimate in absolute}
    verdicts = {estimate.excludes(0.0) for estimate in absolute}
    count = len(absolute)
    if len(directions) > 1:
        return f"The {count} methods disagree about the direction: read the result with caution."
    if len(verdicts) > 1:
        return (
            f"The {count} methods agree about the direction, but disagree whether the interval "
            "includes no change: read the result with caution."
        )
    return f"The {count} methods agree about the direction and whether no change is included."


def _last_period(fit: its.Fit) -> str:
    return numbers.month_text(its.effects(fit)[0].at)


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
    return " ".join(parts)


def _methods_table(
    inputs: StudyInputs, ready: Prepared, primary: its.Fit, found: list[Estimate]
) -> tuple[list[Estimate], Table]:
    """Return the other estimators' effects, and all of them as a table."""
    unit = ready.difference_unit
    rows = [_method_row("primary", primary.label, found, unit)]
    others: list[Estimate] = []
    for choice in ready.analysis.sensitivity:
        try:
            fit = its.fit(ready.design, ready.data, its.Method(choice.name, choice.lags))
        except InvalidInput as error:
            label = f"{choice.name}, not estimable: {error}"
            rows.append(_method_row("sensitivity", label, [], unit))
            continue
        effects = effect_estimates(inputs, ready, fit, suffix=f", sensitivity: {choice.name}")
        rows.append(_method_row("sensitivity", fit.label, effects, unit))
        others.extend(effects)
    table = Table(
        pd.DataFrame(rows),
        f"{ready.kpi.label}: the difference in {_last_period(primary)} by each method.",
        f"{inputs.slug}-{ready.analysis.id}-methods",
        right=(f"Difference, {unit}", "Relative difference, %"),
    )
    return others, table


def _method_row(part: str, label: str, effects: list[Estimate], unit: str) -> dict[str, str]:
    by_measure = {effect.measure.split(",")[0]: effect for effect in effects}
    titles = {ABSOLUTE: f"Difference, {unit}", RELATIVE: "Relative difference, %"}
    cells = {}
    for measure, title in titles.items():
        effect = by_measure.get(measure)
        cells[title] = numbers.cell_text(effect) if effect else numbers.NOT_AVAILABLE
    return {"Part": part, "Method": label, **cells}


def _term_estimates(inputs: StudyInputs, ready: Prepared, fit: its.Fit) -> list[Estimate]:
    """Return level and slope changes on the model's own scale."""
    changes = fit.terms[fit.terms["term"].str.contains("level:|slope:")]
    link = {"gaussian": ready.analysis.transform, "binomial": "logit", "quasi-binomial": "logit"}
    scale = link.get(ready.analysis.family, "log")
    unit = f"{ready.kpi.unit} (model scale)" if scale == "none" else f"{scale} scale"
    return [
        Estimate(
            analysis="its",
            outcome=ready.kpi.id,
            measure=f"term {row['term']}",
            unit=unit,
            value=float(row["estimate"]),
            lower=float(row["lower"]),
            upper=float(row["upper"]),
            n=fit.n,
            method=fit.label,
            period=f"from {min(fit.first_post.values()):%Y-%m}",
            provenance=inputs.provenance,
            level=fit.design.level,
            label=ready.kpi.label,
        )
        for row in changes.to_dict("records")
    ]


def _figure(
    inputs: StudyInputs, ready: Prepared, fit: its.Fit, absolute: Estimate, caption: str
) -> Block:
    path = its.trajectory(fit)
    scaled = ["fitted", "counterfactual", "counterfactual_lower", "counterfactual_upper"]
    path[scaled] = path[scaled] * ready.scale
    segment = path.set_index("time")[["is_after", "is_excluded"]].astype(str).agg(" ".join, axis=1)
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
            exclusions=[(_stamp(e.start), _stamp(e.end), e.reason) for e in design.exclusions],
            source=inputs.source_line,
            control=control,
            control_label=control_label,
        )
    )


def _stamp(day: dt.date) -> pd.Timestamp:
    return pd.Timestamp(day)
