"""The effect of interruptions at one period on the model's own scale, for pooling and ranking.

A `Fit` comes in; a difference, a log ratio or a log odds ratio with its standard error and
degrees of freedom goes out. Only there are effects of several series alike and near normal.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evaluation.its.designs.design import Design
from evaluation.its.designs.scale import scale_of
from evaluation.its.fitted.fit import Fit

ModelMeasure = Literal["difference", "log ratio", "log odds ratio"]

MEASURES: dict[str, ModelMeasure] = {
    "identity": "difference",
    "log": "log ratio",
    "log10": "log ratio",
    "logit": "log odds ratio",
}
SHOWN_AS: dict[ModelMeasure, str] = {
    "difference": "difference",
    "log ratio": "ratio",
    "log odds ratio": "odds ratio",
}
NATURAL_OF_LOG10 = float(np.log(10.0))


@dataclass(frozen=True)
class ModelEffect:
    """An effect on the model's scale.

    Parameters
    ----------
    at : date
        First day of the period.
    estimate, std_error, lower, upper : float
        Difference in the outcome's unit, natural log of the ratio, or log odds ratio. Not a
        number where the method gives none.
    df : float
        Degrees of freedom of the standard error; infinite for normal quantiles.
    """

    at: dt.date
    estimate: float
    std_error: float
    df: float
    lower: float
    upper: float


def model_measure(design: Design) -> ModelMeasure:
    """Return what a difference on the scale of a design's model is.

    Examples
    --------
    >>> from evaluation.its.designs.design import Interruption
    >>> ban = Interruption("ban", dt.date(2005, 1, 1))
    >>> model_measure(Design("deaths", "monthly", (ban,), family="quasi-poisson"))
    'log ratio'
    """
    return MEASURES[scale_of(design).name]


def shown(value: float, measure: ModelMeasure) -> float:
    """Return a value as a reader sees it: ratios in place of their logs.

    Examples
    --------
    >>> shown(0.0, "log ratio"), shown(-2.5, "difference")
    (1.0, -2.5)
    """
    return value if measure == "difference" else math.exp(value)


def model_effect(fit: Fit, interruptions: Collection[str], position: int) -> ModelEffect:
    """Return the effect of some interruptions together in one period of the treated series.

    Parameters
    ----------
    fit : Fit
        A fitted series.
    interruptions : collection of str
        Their names; the counterfactual is without them and with all others.
    position : int
        Position of a period of the treated series that the fit used.

    Notes
    -----
    The contrast is the treated row of the design matrix less the same row without the
    interruptions.
    """
    table = fit.series.table
    is_row = table["is_used"] & table["is_treated"] & (table["position"] == position)
    row = int(np.flatnonzero(is_row.to_numpy(dtype=bool))[0])
    contrast = fit.matrix.entries[row] - fit.matrix.without(interruptions)[row]
    if scale_of(fit.design).name == "log10":
        contrast = contrast * NATURAL_OF_LOG10
    estimate = float(contrast @ fit.solution.coefficients)
    uncertainty = fit.solution.uncertainty
    lower, upper = uncertainty.limits(estimate, contrast, fit.design.level)
    return ModelEffect(
        at=fit.series.date_of(position),
        estimate=estimate,
        std_error=uncertainty.std_error(contrast),
        df=uncertainty.df(contrast),
        lower=lower,
        upper=upper,
    )
