"""Run notebooks: each project in its own kernel, several at once, truthful when things break.

`evaluation.run.executor` is left out here on purpose: it loads papermill, which takes a second.
"""

from evaluation.run.display import Display, LiveDisplay, PlainDisplay, SilentDisplay, choose_display
from evaluation.run.failures import (
    CellFailed,
    KernelDied,
    MemoryExceeded,
    NotebookFailed,
    NotebookTimedOut,
)
from evaluation.run.fanout import run_hub, run_projects
from evaluation.run.inputs import (
    HUB,
    Surroundings,
    hub_task,
    notebook_path,
    project_notebook,
    project_task,
    survey,
    unmarked,
)
from evaluation.run.limits import Limits
from evaluation.run.local import load_executor
from evaluation.run.lock import LockHolder, lock_holder, workspace_lock
from evaluation.run.own_notebook import notebook_findings
from evaluation.run.progress_file import (
    ProjectProgress,
    RunProgress,
    noted_progress,
    read_progress,
)
from evaluation.run.quick import project_slugs, unchanged
from evaluation.run.record import (
    FileStamp,
    RunError,
    RunRecord,
    read_record,
    stamps_from,
    write_record,
)
from evaluation.run.results import Place, last_attempt, last_good, sweep, work_folder
from evaluation.run.settings import RunSettings, default_jobs
from evaluation.run.staleness import Staleness, staleness
from evaluation.run.stamps import LOCK_FILE, PACKAGE, stamp
from evaluation.run.summary import Outcome, RunSummary
from evaluation.run.task import Task

__all__ = [
    "HUB",
    "LOCK_FILE",
    "PACKAGE",
    "CellFailed",
    "Display",
    "FileStamp",
    "KernelDied",
    "Limits",
    "LiveDisplay",
    "LockHolder",
    "MemoryExceeded",
    "NotebookFailed",
    "NotebookTimedOut",
    "Outcome",
    "Place",
    "PlainDisplay",
    "ProjectProgress",
    "RunError",
    "RunProgress",
    "RunRecord",
    "RunSettings",
    "RunSummary",
    "SilentDisplay",
    "Staleness",
    "Surroundings",
    "Task",
    "choose_display",
    "default_jobs",
    "hub_task",
    "last_attempt",
    "last_good",
    "load_executor",
    "lock_holder",
    "notebook_findings",
    "notebook_path",
    "noted_progress",
    "project_notebook",
    "project_slugs",
    "project_task",
    "read_progress",
    "read_record",
    "run_hub",
    "run_projects",
    "staleness",
    "stamp",
    "stamps_from",
    "survey",
    "sweep",
    "unchanged",
    "unmarked",
    "work_folder",
    "workspace_lock",
    "write_record",
]
