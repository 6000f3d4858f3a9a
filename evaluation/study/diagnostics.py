"""The charts that show how far a fitted series can be trusted: residuals, and other choices.

In: the engine's tables of the correlogram and of the sensitivity analysis. Out: `Figure`s.
"""

from __future__ import annotations

from typing import cast

import pandas as pd

from evaluation import its
from evaluation.estimate import Estimate
from evaluation.present import numbers
from evaluation.present.autocorrelation_figure import autocorrelation_figure
from evaluation.present.blocks import Figure
from evaluation.present.sensitivity_figure import PRIMARY, sensitivity_figure
from evaluation.study.designs import Prepared
from evaluation.study.inputs import StudyInputs

ABSOLUTE, PLACEBO, ESTIMATORS, LAGS = "absolute", "placebo", "estimators", "lags"
NOT_DRAWN = (PLACEBO, LAGS)
LIMITS = ["estimate", "lower", "upper"]
PARTS = {
    ESTIMATORS: "other methods",
    "dates": "other dates of the change",
    LAGS: "other lags of Newey-West errors",
    "windows": "shorter series",
    "seasonality": "other yearly patterns",
    PLACEBO: "placebo dates before the change",
}


def residuals_chart(inputs: StudyInputs, ready: Prepared, correlogram: pd.DataFrame) -> Figure:
    """Return the chart of residual autocorrelation.

    Parameters
    ----------
    inputs : StudyInputs
    ready : Prepared
    correlogram : DataFrame, one row per lag
        lag, autocorrelation and bound (the same on both sides of 0).
    """
    bound = correlogram["bound"]
    return autocorrelation_figure(
        correlogram.assign(lower=-bound, upper=bound),
        subtitle=f"{ready.kpi.label}: what the model leaves unexplained",
        source=inputs.source_line,
        figure_label=f"{inputs.slug}-{ready.analysis.id}-residuals",
    )


def sensitivity_chart(
    inputs: StudyInputs,
    ready: Prepared,
    variants: pd.DataFrame,
    primary: Estimate,
    method: str,
    when: str,
) -> Figure:
    """Return the chart of the absolute effect under other choices.

    Parameters
    ----------
    inputs : StudyInputs
    ready : Prepared
    variants : DataFrame, one row per variant and measure
        part, variant, is_reference, measure, at, estimate, lower, upper and note, on the
        engine's scale. Left out are rows that are the reference of their part; placebos, whose
        estimates are of something else; and lags, which differ by their limits alone.
    primary : Estimate
        The absolute effect of the primary analysis, in the KPI's unit.
    method, when : str
        The primary method, and the period of its effect, such as "March 2026".
    """
    own = pd.DataFrame(
        [(PRIMARY, method, *_limits(primary), "")],
        columns=["part", "variant", *LIMITS, "note"],
    )
    others = _others(variants, ready.scale, when)
    return sensitivity_figure(
        pd.concat([own, others], ignore_index=True) if len(others) else own,
        unit=ready.difference_unit,
        subtitle=f"{ready.kpi.label}: the difference in {when} under other choices",
        source=inputs.source_line,
        figure_label=f"{inputs.slug}-{ready.analysis.id}-sensitivity",
        level=primary.level,
    )


def part_words(part: str) -> str:
    """Return what a reader calls that which was varied.

    Examples
    --------
    >>> part_words("estimators"), part_words("something new")
    ('other methods', 'something new')
    """
    return PARTS.get(part, part)


def variant_words(part: str, variant: str) -> str:
    """Return what a reader calls a variant: methods by their names in words.

    Examples
    --------
    >>> variant_words("estimators", "ols"), variant_words("dates", "1 month later")
    ('ordinary least squares', '1 month later')
    """
    return its.method_words(cast("its.MethodName", variant)) if part == ESTIMATORS else variant


def elsewhere(days: pd.Series, when: str) -> str:
    """Return the period of some effects in brackets, where all are of one that is not `when`.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2025-03-01"]))
    >>> elsewhere(days, "March 2026"), elsewhere(days, "March 2025")
    (' (in March 2025)', '')
    """
    months = {numbers.month_text(day) for day in days}
    return f" (in {months.pop()})" if len(months) == 1 and when not in months else ""


def _limits(estimate: Estimate) -> tuple[float, ...]:
    values = (estimate.value, estimate.lower, estimate.upper)
    return tuple(float("nan") if value is None else value for value in values)


def _others(variants: pd.DataFrame, scale: float, when: str) -> pd.DataFrame:
    is_other = ~variants["is_reference"].astype(bool) & ~variants["part"].isin(NOT_DRAWN)
    rows = variants[is_other & (variants["measure"] == ABSOLUTE)]
    scaled = {name: rows[name].astype("float64") * scale for name in LIMITS}
    pairs = zip(rows["part"], rows["variant"], strict=True)
    names = [variant_words(part, variant) for part, variant in pairs]
    ends = rows.groupby("part")["at"].agg(elsewhere, when=when).to_dict() if len(rows) else {}
    part = [part_words(name) + ends[name] for name in rows["part"]]
    return rows.assign(part=part, variant=names, **scaled)[["part", "variant", *LIMITS, "note"]]
