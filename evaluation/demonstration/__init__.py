"""The demonstration hub's synthetic tables, made from known true effects by a seeded generator.

In: nothing but the seed. Out: a KPI table and an audit table for each of five invented projects.
"""

from evaluation.demonstration.hub import SEED, SLUGS, demonstration_tables, project_tables
from evaluation.demonstration.tables import ProjectTables
from evaluation.demonstration.writing import write_tables

__all__ = [
    "SEED",
    "SLUGS",
    "ProjectTables",
    "demonstration_tables",
    "project_tables",
    "write_tables",
]
