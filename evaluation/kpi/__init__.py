"""Key performance indicators: each window's value with its interval, and baseline against after.

The change from baseline to after says what happened, not why: it takes no account of a trend, of
the season or of anything else that changed. The test of an intervention is the interrupted time
series.
"""

from evaluation.kpi.between import Between, change_between, summarise_between
from evaluation.kpi.change import Change, change, estimates
from evaluation.kpi.summary import Kind, Summary, summarise
from evaluation.kpi.window import Window

__all__ = [
    "Between",
    "Change",
    "Kind",
    "Summary",
    "Window",
    "change",
    "change_between",
    "estimates",
    "summarise",
    "summarise_between",
]
