"""One analysis without a project: from a SPEC.yml to plain data for JSON, or to text.

In: the path of a spec. Out: a dictionary that `json.dumps` takes, under disclosure control where
it holds counts of people.
"""

from evaluation.single.audit import audit
from evaluation.single.audit_text import audit_text
from evaluation.single.funnel import funnel, funnel_json, funnel_text, write_funnel_figure
from evaluation.single.impact import (
    impact_json,
    impact_text,
    worked_impact,
    write_impact_figure,
    write_impact_workbook,
)
from evaluation.single.inequality import inequality
from evaluation.single.inequality_text import inequality_text
from evaluation.single.reading import read_columns
from evaluation.single.sample_size import planned_sample, sample_text
from evaluation.single.series import interrupted_time_series, its_text
from evaluation.single.spc import spc
from evaluation.single.spc_text import spc_text
from evaluation.single.standardise import standardise
from evaluation.single.standardise_text import standardise_text

__all__ = [
    "audit",
    "audit_text",
    "funnel",
    "funnel_json",
    "funnel_text",
    "impact_json",
    "impact_text",
    "inequality",
    "inequality_text",
    "interrupted_time_series",
    "its_text",
    "planned_sample",
    "read_columns",
    "sample_text",
    "spc",
    "spc_text",
    "standardise",
    "standardise_text",
    "worked_impact",
    "write_funnel_figure",
    "write_impact_figure",
    "write_impact_workbook",
]
