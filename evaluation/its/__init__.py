"""Interrupted time series: design, estimators, effects at dates, checks.

`fit` takes a `Design` and a table and returns a `Fit`; `effects`, `trajectory` and `checks`
take the fit; `as_json` and `main_estimate` hand it on.
"""

from evaluation.its.arima_order import ArimaOrder
from evaluation.its.checks import checks, p_text
from evaluation.its.design import Control, Design, Exclusion, Interruption, Seasonality
from evaluation.its.effects import Effect, effects
from evaluation.its.fit import Fit, default_method, fit
from evaluation.its.forecast import forecast
from evaluation.its.method import Method, method_of
from evaluation.its.periods import parse_periods, period_label
from evaluation.its.result import as_json, main_estimate
from evaluation.its.trajectory import trajectory

__all__ = [
    "ArimaOrder",
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
    "forecast",
    "main_estimate",
    "method_of",
    "p_text",
    "parse_periods",
    "period_label",
    "trajectory",
]
