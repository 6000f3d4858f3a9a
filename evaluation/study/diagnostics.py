"""The charts that show how far a fitted series can be trusted: residuals, and other choices.

In: the engine's tables of the correlogram and of the sensitivity analysis. Out: `Figure`s.
"""

from __future__ import annotations

import pandas as pd

from evaluation.estimate import Estimate
from evaluation.present.autocorrelation_figure import autocorrelation_figure
from evaluation.present.blocks import Figure
from evaluation.present.sensitivity_figure import PRIMARY, sensitivity_figure
from evaluation.study.designs import Prepared
from evaluation.study.inputs import StudyInputs

ABSOLUTE, PLACEBO = "absolute", "placebo"
LIMITS = ["estimate", "lower", "upper"]
PARTS = {
    "estimators": "other methods",
    "dates": "other dates of the change",
    "lags": "other lags",
    "windows": "other windows",
    "seasonality": "other seasons",
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
        part, variant, is_reference, measure, estimate, lower, upper and note, on the engine's
        scale. Rows that are the reference of their part, and placebos, whose estimates are of
        something else, are left out.
    primary : Estimate
        The absolute effect of the primary analysis, in the KPI's unit.
    method, when : str
        The primary method, and the period of its effect, such as "March 2026".
    """
    own = pd.DataFrame(
        [(PRIMARY, method, *_limits(primary), "")],
        columns=["part", "variant", *LIMITS, "note"],
    )
    others = _others(variants, ready.scale)
    return sensitivity_figure(
        pd.concat([own, others], ignore_index=True) if len(others) else own,
        unit=ready.difference_unit,
        subtitle=f"{ready.kpi.label}: the difference in {when} under other choices",
        source=inputs.source_line,
        figure_label=f"{inputs.slug}-{ready.analysis.id}-sensitivity",
    )


def _limits(estimate: Estimate) -> tuple[float, ...]:
    values = (estimate.value, estimate.lower, estimate.upper)
    return tuple(float("nan") if value is None else value for value in values)


def _others(variants: pd.DataFrame, scale: float) -> pd.DataFrame:
    is_other = ~variants["is_reference"].astype(bool) & (variants["part"] != PLACEBO)
    rows = variants[is_other & (variants["measure"] == ABSOLUTE)]
    scaled = {name: rows[name].astype("float64") * scale for name in LIMITS}
    part = rows["part"].map(lambda name: PARTS.get(name, name))
    return rows.assign(part=part, **scaled)[["part", "variant", *LIMITS, "note"]]
