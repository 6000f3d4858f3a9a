"""The hub's own files: hub.yml, project.yml and standards, read strictly from any directory."""

from evaluation.workspace.hub import Disclosure, Hub, Partner
from evaluation.workspace.its_analysis import ItsAnalysis
from evaluation.workspace.project import (
    Audit,
    Inequality,
    Kpi,
    Project,
    Table,
    describe,
)
from evaluation.workspace.standards import Criterion, Guideline, StandardsFile
from evaluation.workspace.workspace import (
    ProjectFolder,
    Workspace,
    find_root,
    open_workspace,
    read_workspace,
)
from evaluation.workspace.years import FinancialYear

__all__ = [
    "Audit",
    "Criterion",
    "Disclosure",
    "FinancialYear",
    "Guideline",
    "Hub",
    "Inequality",
    "ItsAnalysis",
    "Kpi",
    "Partner",
    "Project",
    "ProjectFolder",
    "StandardsFile",
    "Table",
    "Workspace",
    "describe",
    "find_root",
    "open_workspace",
    "read_workspace",
]
