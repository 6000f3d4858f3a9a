"""Funnel plots: each unit's proportion, rate or ratio against limits that widen as it gets smaller.

Counts by unit come in, protected; a `Funnel` goes out, with unadjusted limits, limits adjusted for
overdispersion, what each says of every unit, and the reason which of them is used.
"""

from evaluation.monitoring.funnels.funnel import Funnel, funnel
from evaluation.monitoring.funnels.limits import ALARM_LEVEL, ALERT_LEVEL, unadjusted_limits
from evaluation.monitoring.funnels.options import FunnelOptions
from evaluation.monitoring.funnels.overdispersion import Overdispersion, overdispersion
from evaluation.monitoring.funnels.scales import SCALES, Scale, adjusted_limits

__all__ = [
    "ALARM_LEVEL",
    "ALERT_LEVEL",
    "SCALES",
    "Funnel",
    "FunnelOptions",
    "Overdispersion",
    "Scale",
    "adjusted_limits",
    "funnel",
    "overdispersion",
    "unadjusted_limits",
]
