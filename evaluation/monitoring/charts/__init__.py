"""Control charts and run charts: limits, rules at each point, variation, assurance, summary.

`control_charts` takes a table, `Options` and a target and returns a `ControlChart` for each facet;
`summary` makes the table of their icons from them. Nothing is drawn here.
"""

from evaluation.monitoring.charts.chart import POINT_COLUMNS, ControlChart
from evaluation.monitoring.charts.crossings import RunLimits, run_limits
from evaluation.monitoring.charts.making import (
    control_chart,
    control_charts,
    require_chartable,
)
from evaluation.monitoring.charts.options import (
    POINT_RULES,
    RUN_CHART_RULES,
    Improvement,
    Kind,
    Options,
    Rule,
)
from evaluation.monitoring.charts.summary import SUMMARY_COLUMNS, summary
from evaluation.monitoring.charts.targets import Target, TargetFrom
from evaluation.monitoring.charts.words import (
    ASSURANCE_WORDS,
    KIND_WORDS,
    VARIATION_WORDS,
    Assurance,
    Variation,
    assurance_words,
    method_words,
    variation_words,
)

__all__ = [
    "ASSURANCE_WORDS",
    "KIND_WORDS",
    "POINT_COLUMNS",
    "POINT_RULES",
    "RUN_CHART_RULES",
    "SUMMARY_COLUMNS",
    "VARIATION_WORDS",
    "Assurance",
    "ControlChart",
    "Improvement",
    "Kind",
    "Options",
    "Rule",
    "RunLimits",
    "Target",
    "TargetFrom",
    "Variation",
    "assurance_words",
    "control_chart",
    "control_charts",
    "method_words",
    "require_chartable",
    "run_limits",
    "summary",
    "variation_words",
]
