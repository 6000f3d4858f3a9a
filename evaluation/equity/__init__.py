"""Inequality between groups: gaps, gradients over ordered groups, summary measures, reach.

Counts by group are protected (`evaluation.disclosure.protect_proportion`) before they come here.
"""

from evaluation.equity.change import (
    Bounded,
    ChangeVerdict,
    InequalityChange,
    change_of_difference,
    change_of_ratio,
)
from evaluation.equity.gap_changes import GapChange, gap_change
from evaluation.equity.gaps import Gap, absolute_gap, relative_gap
from evaluation.equity.gaps_from_all import TOTAL, best_group, gap_from_total
from evaluation.equity.gradients.concentration import concentration_indices
from evaluation.equity.gradients.index import SlopeIndex
from evaluation.equity.gradients.slope import reliability, slope_index
from evaluation.equity.groups import group_values
from evaluation.equity.measure import PROPORTION, PROPORTION_KATZ, Measure, rate
from evaluation.equity.order import true_order
from evaluation.equity.reach import ShareOfUsers, reach_by_group, share_of_users
from evaluation.equity.reporting import (
    change_estimate,
    gap_estimate,
    group_estimates,
)
from evaluation.equity.summaries import (
    RII,
    SII,
    Reported,
    reach_estimates,
    share_estimates,
    slope_estimates,
    summary_estimates,
)
from evaluation.equity.unordered.formulas import MEASURES
from evaluation.equity.unordered.summary import homogeneity, summary_measures
from evaluation.equity.values import GroupValues, values_of_counts, values_of_estimates

__all__ = [
    "MEASURES",
    "PROPORTION",
    "PROPORTION_KATZ",
    "RII",
    "SII",
    "TOTAL",
    "Bounded",
    "ChangeVerdict",
    "Gap",
    "GapChange",
    "GroupValues",
    "InequalityChange",
    "Measure",
    "Reported",
    "ShareOfUsers",
    "SlopeIndex",
    "absolute_gap",
    "best_group",
    "change_estimate",
    "change_of_difference",
    "change_of_ratio",
    "concentration_indices",
    "gap_change",
    "gap_estimate",
    "gap_from_total",
    "group_estimates",
    "group_values",
    "homogeneity",
    "rate",
    "reach_by_group",
    "reach_estimates",
    "relative_gap",
    "reliability",
    "share_estimates",
    "share_of_users",
    "slope_estimates",
    "slope_index",
    "summary_estimates",
    "summary_measures",
    "true_order",
    "values_of_counts",
    "values_of_estimates",
]
