"""Workbooks to fill in, and the same workbooks filled in from a project's files."""

from evaluation.templates.benefits import (
    benefits_export_bytes,
    benefits_template_bytes,
)

__all__ = ["benefits_export_bytes", "benefits_template_bytes"]
