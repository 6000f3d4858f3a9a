"""Confidence limits of proportions, rates, means and their differences and ratios.

Numbers or arrays come in; an `Interval` of the same shape goes out. A missing or suppressed count
gives missing limits, and so does a denominator of nought; counts that cannot be are refused.
"""

from evaluation.intervals.base import FloatArray, Interval, as_floats
from evaluation.intervals.differences import (
    miettinen_nurminen,
    mover_difference,
    newcombe_difference,
    newcombe_difference_corrected,
)
from evaluation.intervals.finite import finite_interval
from evaluation.intervals.means import mean_interval, welch_difference
from evaluation.intervals.ordinal import (
    NO_EFFECT,
    Effect,
    net_change,
    net_tendency,
    relative_effect,
)
from evaluation.intervals.paired import Pairs, mcnemar_mid_p, paired_difference
from evaluation.intervals.proportions import (
    METHOD_WORDS,
    ProportionMethod,
    agresti_coull,
    clopper_pearson,
    interval_named,
    jeffreys,
    likelihood,
    mid_p,
    wilson,
    wilson_corrected,
)
from evaluation.intervals.rates import EXACT_BELOW, byar_rate, rate_difference, rate_ratio
from evaluation.intervals.ratios import mover_ratio, risk_ratio, wilson_ratio

__all__ = [
    "EXACT_BELOW",
    "METHOD_WORDS",
    "NO_EFFECT",
    "Effect",
    "FloatArray",
    "Interval",
    "Pairs",
    "ProportionMethod",
    "agresti_coull",
    "as_floats",
    "byar_rate",
    "clopper_pearson",
    "finite_interval",
    "interval_named",
    "jeffreys",
    "likelihood",
    "mcnemar_mid_p",
    "mean_interval",
    "mid_p",
    "miettinen_nurminen",
    "mover_difference",
    "mover_ratio",
    "net_change",
    "net_tendency",
    "newcombe_difference",
    "newcombe_difference_corrected",
    "paired_difference",
    "rate_difference",
    "rate_ratio",
    "relative_effect",
    "risk_ratio",
    "welch_difference",
    "wilson",
    "wilson_corrected",
    "wilson_ratio",
]
