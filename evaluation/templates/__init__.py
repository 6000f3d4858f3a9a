"""Workbooks to fill in, the same workbooks filled in, and what a filled-in one says."""

from evaluation.templates.benefits import (
    benefits_export_bytes,
    benefits_template_bytes,
)
from evaluation.templates.reading import value_from_workbook
from evaluation.templates.value_yaml import require_new_value_path, value_text

__all__ = [
    "benefits_export_bytes",
    "benefits_template_bytes",
    "require_new_value_path",
    "value_from_workbook",
    "value_text",
]
