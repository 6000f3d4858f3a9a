"""Audit criteria as expressions over the columns of a table, read safely and never run as code."""
