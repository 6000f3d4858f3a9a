"""Inequality between groups: proportions by group, absolute and relative gaps, and their change.

Counts by group are protected (`evaluation.disclosure.protect_proportion`) before they come here.
"""

from evaluation.equity.gaps import Gap, GapChange, absolute_gap, gap_change, relative_gap
from evaluation.equity.groups import group_values
from evaluation.equity.measure import PROPORTION, Measure, rate
from evaluation.equity.reporting import change_estimate, gap_estimate, group_estimates

__all__ = [
    "PROPORTION",
    "Gap",
    "GapChange",
    "Measure",
    "absolute_gap",
    "change_estimate",
    "gap_change",
    "gap_estimate",
    "group_estimates",
    "group_values",
    "rate",
    "relative_gap",
]
