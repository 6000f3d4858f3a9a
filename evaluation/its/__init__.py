"""Interrupted time series: design, estimators, effects at dates, checks.

`fit` takes a `Design` and a table and returns a `Fit`; `effects`, `trajectory` and `checks`
take the fit, as do `equivalence`, `sensitivity` and `diagnostics`; `fit_many` and
`sensitivity_many` take every series of a long table in one call; `as_json`, `answers` and
`main_estimate` hand it on. `placebo_in_space` ranks the treated unit among its controls;
`several_sites` fits sites one by one and pools their effects.
"""

from evaluation.its.answers import Questions, answers
from evaluation.its.answers_text import answers_text
from evaluation.its.collections.collection import Collection, fit_many
from evaluation.its.designs.arima_order import ArimaOrder
from evaluation.its.designs.control import Control
from evaluation.its.designs.design import (
    DAYS,
    Design,
    EffectWindow,
    Exclusion,
    Interruption,
    PhaseIn,
    Seasonality,
    Segment,
)
from evaluation.its.designs.interruption import INTERRUPTION_KINDS
from evaluation.its.designs.method import Method, MethodName, method_of
from evaluation.its.designs.rule import default_method
from evaluation.its.diagnosis.checks import checks, p_text
from evaluation.its.diagnosis.diagnostics import diagnostics
from evaluation.its.estimation.estimators import method_words
from evaluation.its.fitted.effects import Effect, default_date, effects
from evaluation.its.fitted.equivalence import Equivalence, Region, equivalence
from evaluation.its.fitted.fit import Fit, fit
from evaluation.its.fitted.forecast import forecast
from evaluation.its.fitted.result import as_json, main_estimate
from evaluation.its.fitted.sentence import sentence
from evaluation.its.fitted.trajectory import trajectory
from evaluation.its.preparation.offsets import mean_offset
from evaluation.its.preparation.periods import parse_periods, period_label
from evaluation.its.robustness.plan import Plan
from evaluation.its.robustness.sensitivity import Sensitivity, sensitivity, sensitivity_of_many
from evaluation.its.robustness.sensitivity_many import Sensitivities, sensitivity_many
from evaluation.its.units.placebo_space import PlaceboInSpace, placebo_in_space
from evaluation.its.units.pooling import Pooled, pool
from evaluation.its.units.site_effects import SitesAnswer, common_period, pool_sites
from evaluation.its.units.site_lines import placebo_lines, sites_lines
from evaluation.its.units.site_result import placebos_in_space, several_sites
from evaluation.its.units.sites import SiteFit, Sites, fit_sites

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
