"""Interrupted time series: design, estimators, effects at dates, checks.

`fit` takes a `Design` and a table and returns a `Fit`; `effects`, `trajectory` and `checks`
take the fit; `as_json` and `main_estimate` hand it on.
"""

from evaluation.its.checks import checks, p_text
from evaluation.its.design import Control, Design, Exclusion, Interruption, Seasonality
from evaluation.its.effects import Effect, effects
from evaluation.its.fit import Fit, fit
from evaluation.its.method import Method
from evaluation.its.periods import parse_periods, period_label
from evaluation.its.result import as_json, main_estimate
from evaluation.its.rule import default_method
from evaluation.its.trajectory import trajectory

__all__ = [
    "Control",
    "Design",
    "Effect",
    "Exclusion",
    "Fit",
    "Interruption",
    "Method",
    "Seasonality",
    "as_json",
    "checks",
    "default_method",
    "effects",
    "fit",
    "main_estimate",
    "p_text",
    "parse_periods",
    "period_label",
    "trajectory",
]
