"""Audit criteria as expressions over the columns of a table, read safely and never run as code."""

from evaluation.criteria.expressions import Expression, ExpressionFault, parse

__all__ = ["Expression", "ExpressionFault", "parse"]
