"""Costs and benefits by year, in real prices and discounted; what comes back, and what to do."""

from evaluation.value.economics.appraisal import Appraisal, Quantity, appraise, quantity
from evaluation.value.economics.decision import CHOICE_WORDS, FurtherSites, Option, options
from evaluation.value.economics.discounting import SCHEME_WORDS, discount_factors
from evaluation.value.economics.effectiveness import (
    QUADRANTS,
    Acceptability,
    CostEffectiveness,
    acceptability,
    cost_effectiveness,
)
from evaluation.value.economics.flows import Amount, Stream, total
from evaluation.value.economics.prices import Deflator

__all__ = [
    "CHOICE_WORDS",
    "QUADRANTS",
    "SCHEME_WORDS",
    "Acceptability",
    "Amount",
    "Appraisal",
    "CostEffectiveness",
    "Deflator",
    "FurtherSites",
    "Option",
    "Quantity",
    "Stream",
    "acceptability",
    "appraise",
    "cost_effectiveness",
    "discount_factors",
    "options",
    "quantity",
    "total",
]
