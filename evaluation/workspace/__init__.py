"""The hub's own files: hub.yml, project.yml and standards, read strictly from any directory."""

from evaluation.workspace.audit_plan import Audit
from evaluation.workspace.case_study import CaseStudy
from evaluation.workspace.deflator import PriceIndex, read_deflator
from evaluation.workspace.funnel_plan import FunnelPlan
from evaluation.workspace.hub import Disclosure, Headline, Hub, Partner
from evaluation.workspace.hub_texts import HubTexts, Term, read_hub_texts
from evaluation.workspace.instruments import Instrument, Instruments, read_instruments
from evaluation.workspace.its_analysis import ItsAnalysis
from evaluation.workspace.its_answers import EquivalenceRegion
from evaluation.workspace.maturity_wheel import MaturityWheel, read_wheel
from evaluation.workspace.optional_files import DEFLATOR_FILE, MANDATE_FILE, optional_files
from evaluation.workspace.placeholders import PLACEHOLDER
from evaluation.workspace.prespecification_file import (
    RECORD_NAME,
    PrespecificationFile,
    RecordEntry,
)
from evaluation.workspace.project import (
    Inequality,
    Kpi,
    Project,
    Reach,
    describe,
)
from evaluation.workspace.query_cache import FetchRecord
from evaluation.workspace.query_source import Query
from evaluation.workspace.reading import (
    HUB_FILE,
    PROJECTS_FOLDER,
    find_root,
    open_hub,
    open_workspace,
    read_workspace,
    sound_workspace,
)
from evaluation.workspace.recording import RecordedProject, record_projects
from evaluation.workspace.risk_of_bias import (
    BIAS_ITEMS,
    EPOC_SOURCE,
    BiasItem,
    BiasJudgement,
    answered,
)
from evaluation.workspace.standards import Criterion, Guideline, StandardsFile
from evaluation.workspace.standing import Standing, dropped, standing
from evaluation.workspace.table_source import Table
from evaluation.workspace.unseen import without_unseen
from evaluation.workspace.value_file import VALUE_RESULT, ValueFile
from evaluation.workspace.workspace import ProjectFolder, Workspace, reports_folder
from evaluation.workspace.years import FinancialYear

__all__ = [
    "BIAS_ITEMS",
    "DEFLATOR_FILE",
    "EPOC_SOURCE",
    "HUB_FILE",
    "MANDATE_FILE",
    "PLACEHOLDER",
    "PROJECTS_FOLDER",
    "RECORD_NAME",
    "VALUE_RESULT",
    "Audit",
    "BiasItem",
    "BiasJudgement",
    "CaseStudy",
    "Criterion",
    "Disclosure",
    "EquivalenceRegion",
    "FetchRecord",
    "FinancialYear",
    "FunnelPlan",
    "Guideline",
    "Headline",
    "Hub",
    "HubTexts",
    "Inequality",
    "Instrument",
    "Instruments",
    "ItsAnalysis",
    "Kpi",
    "MaturityWheel",
    "Partner",
    "PrespecificationFile",
    "PriceIndex",
    "Project",
    "ProjectFolder",
    "Query",
    "Reach",
    "RecordEntry",
    "RecordedProject",
    "StandardsFile",
    "Standing",
    "Table",
    "Term",
    "ValueFile",
    "Workspace",
    "answered",
    "describe",
    "dropped",
    "find_root",
    "open_hub",
    "open_workspace",
    "optional_files",
    "read_deflator",
    "read_hub_texts",
    "read_instruments",
    "read_wheel",
    "read_workspace",
    "record_projects",
    "reports_folder",
    "sound_workspace",
    "standing",
    "without_unseen",
]
