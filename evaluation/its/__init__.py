"""Interrupted time series: design, estimators, effects at dates, checks.

`fit` takes a `Design` and a table and returns a `Fit`; `effects`, `trajectory` and `checks`
take the fit, as do `equivalence`, `sensitivity` and `diagnostics`; `fit_many` and
`sensitivity_many` take every series of a long table in one call; `as_json`, `answers` and
`main_estimate` hand it on. `placebo_in_space` ranks the treated unit among its controls;
`several_sites` fits sites one by one and pools their effects.
"""

from evaluation.its.answers import Questions, answers
from evaluation.its.answers_text import answers_text
from evaluation.its.arima_order import ArimaOrder
from evaluation.its.checks import checks, p_text
from evaluation.its.collection import Collection, fit_many
from evaluation.its.control import Control
from evaluation.its.design import (
    DAYS,
    Design,
    EffectWindow,
    Exclusion,
    Interruption,
    PhaseIn,
    Seasonality,
    Segment,
)
from evaluation.its.diagnostics import diagnostics
from evaluation.its.effects import Effect, default_date, effects
from evaluation.its.equivalence import Equivalence, Region, equivalence
from evaluation.its.estimators import method_words
from evaluation.its.fit import Fit, fit
from evaluation.its.forecast import forecast
from evaluation.its.interruption import INTERRUPTION_KINDS
from evaluation.its.method import Method, MethodName, method_of
from evaluation.its.offsets import mean_offset
from evaluation.its.periods import parse_periods, period_label
from evaluation.its.placebo_space import PlaceboInSpace, placebo_in_space
from evaluation.its.plan import Plan
from evaluation.its.pooling import Pooled, pool
from evaluation.its.result import as_json, main_estimate
from evaluation.its.rule import default_method
from evaluation.its.sensitivity import Sensitivity, sensitivity, sensitivity_of_many
from evaluation.its.sensitivity_many import Sensitivities, sensitivity_many
from evaluation.its.sentence import sentence
from evaluation.its.site_effects import SitesAnswer, common_period, pool_sites
from evaluation.its.site_lines import placebo_lines, sites_lines
from evaluation.its.site_result import placebos_in_space, several_sites
from evaluation.its.sites import SiteFit, Sites, fit_sites
from evaluation.its.trajectory import trajectory

__all__ = [
    "DAYS",
    "INTERRUPTION_KINDS",
    "ArimaOrder",
    "Collection",
    "Control",
    "Design",
    "Effect",
    "EffectWindow",
    "Equivalence",
    "Exclusion",
    "Fit",
    "Interruption",
    "Method",
    "MethodName",
    "PhaseIn",
    "PlaceboInSpace",
    "Plan",
    "Pooled",
    "Questions",
    "Region",
    "Seasonality",
    "Segment",
    "Sensitivities",
    "Sensitivity",
    "SiteFit",
    "Sites",
    "SitesAnswer",
    "answers",
    "answers_text",
    "as_json",
    "checks",
    "common_period",
    "default_date",
    "default_method",
    "diagnostics",
    "effects",
    "equivalence",
    "fit",
    "fit_many",
    "fit_sites",
    "forecast",
    "main_estimate",
    "mean_offset",
    "method_of",
    "method_words",
    "p_text",
    "parse_periods",
    "period_label",
    "placebo_in_space",
    "placebo_lines",
    "placebos_in_space",
    "pool",
    "pool_sites",
    "sensitivity",
    "sensitivity_many",
    "sensitivity_of_many",
    "sentence",
    "several_sites",
    "sites_lines",
    "trajectory",
]
