"""One analysis without a project: from a SPEC.yml to plain data for JSON, or to text.

In: the path of a spec. Out: a dictionary that `json.dumps` takes, under disclosure control where
it holds counts of people.
"""

from evaluation.single.audit import audit
from evaluation.single.audit_text import audit_text
from evaluation.single.reading import read_columns
from evaluation.single.series import interrupted_time_series, its_text

__all__ = ["audit", "audit_text", "interrupted_time_series", "its_text", "read_columns"]
