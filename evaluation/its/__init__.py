"""Interrupted time series: design, estimators, effects at dates, checks.

`fit` takes a `Design` and a table and returns a `Fit`; `effects`, `trajectory` and `checks`
take the fit; `as_json` and `main_estimate` hand it on.
"""

from evaluation.its.checks import checks, p_text
from evaluation.its.design import (
    DAYS,
    Control,
    Design,
    EffectWindow,
    Exclusion,
    Interruption,
    PhaseIn,
    Seasonality,
    Segment,
)
from evaluation.its.effects import Effect, default_date, effects
from evaluation.its.fit import Fit, fit
from evaluation.its.interruption import INTERRUPTION_KINDS
from evaluation.its.method import Method
from evaluation.its.offsets import mean_offset
from evaluation.its.periods import parse_periods, period_label
from evaluation.its.result import as_json, main_estimate
from evaluation.its.rule import default_method
from evaluation.its.trajectory import trajectory

__all__ = [
    "DAYS",
    "INTERRUPTION_KINDS",
    "Control",
    "Design",
    "Effect",
    "EffectWindow",
    "Exclusion",
    "Fit",
    "Interruption",
    "Method",
    "PhaseIn",
    "Seasonality",
    "Segment",
    "as_json",
    "checks",
    "default_date",
    "default_method",
    "effects",
    "fit",
    "main_estimate",
    "mean_offset",
    "p_text",
    "parse_periods",
    "period_label",
    "trajectory",
]
