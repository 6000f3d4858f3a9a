"""Which files a run depends on, by their content, and one fingerprint of it all.

In: a workspace. Out: a `Task` for a project or for the hub: what to execute and what it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.errors import InvalidInput
from evaluation.run import stamps
from evaluation.run.record import FileStamp
from evaluation.run.stamps import shared_stamps, stamp, versions
from evaluation.run.task import Task
from evaluation.workspace import (
    MANDATE_FILE,
    VALUE_RESULT,
    ProjectFolder,
    Workspace,
    optional_files,
)

HUB, PROJECT = "hub", "project"
NOTEBOOKS = "notebooks"
OUTSIDE = "lies outside the workspace."
MOVE_IT = "Put it into the project's folder and name it there under 'notebook:'."
MISSING = "does not exist."
MAKE_IT = "Make it with 'evaluation copy-notebook', or take the key 'notebook' out of project.yml."
ESTIMATES_FILE = "estimates.parquet"
CHECKS_FILE = "checks.parquet"
TABLE_FILES = (ESTIMATES_FILE, CHECKS_FILE)
# parameters that are places on this machine
PLACES = ("workspace", "results")


@dataclass(frozen=True)
class Surroundings:
    """What all projects of a workspace share, read once: hub, standards, package, lock, versions.

    Parameters
    ----------
    shared : tuple of FileStamp
        Hub's file, package and lock.
    standards : dict
        Stamp of the standards file of each criterion, by the criterion's id.
    versions : dict
        Of Python and the packages that matter.
    """

    shared: tuple[FileStamp, ...]
    standards: dict[str, FileStamp]
    versions: dict[str, str] = field(default_factory=dict)


def survey(workspace: Workspace) -> Surroundings:
    """Return what all projects of the workspace share."""
    hub = _stamp(workspace, workspace.root / "data" / "hub.yml")
    shared = [hub, *shared_stamps(stamps.PACKAGE_FOLDER)]
    files = sorted((workspace.root / "data" / "standards").glob("*.yml"))
    standards = {
        criterion.id: stamped
        for path, standard in zip(files, workspace.standards, strict=True)
        for stamped in (_stamp(workspace, path),)
        for criterion in standard.criteria
    }
    return Surroundings(tuple(shared), standards, versions())


def project_task(
    workspace: Workspace,
    slug: str,
    year: str | None = None,
    surroundings: Surroundings | None = None,
) -> Task:
    """Return the task of a project.

    Parameters
    ----------
    workspace : Workspace
    slug : str
        The project.
    year : str, optional
        Financial year such as 2025/26; by default the hub's reporting year.
    surroundings : Surroundings, optional
        Of `survey`, where many tasks are made.

    Raises
    ------
    InvalidInput
        If there is no such project or no notebook.
    """
    folder = workspace.project(slug)
    around = surroundings or survey(workspace)
    notebook = project_notebook(workspace.root, folder)
    shown = _shown_notebook(notebook, workspace)
    return Task(
        slug=slug,
        notebook=str(notebook),
        shown_notebook=shown,
        parameters={"project": slug, "year": year or workspace.hub.reporting_year},
        inputs=(
            stamp(notebook, shown),
            _stamp(workspace, folder.file),
            *(_stamp(workspace, path) for path in optional_files(workspace.root, folder.folder)),
            *_tables(workspace, folder),
            *(_stamp(workspace, path) for path in folder.query_files()),
            *_standards_of(folder, around),
            *around.shared,
        ),
        versions=around.versions,
        required=TABLE_FILES,
        queries=folder.fetched(),
    )


def hub_task(
    workspace: Workspace, year: str | None = None, surroundings: Surroundings | None = None
) -> Task:
    """Return the task of the hub's notebook, which rests on the results of all projects.

    Parameters
    ----------
    workspace, year, surroundings
        As in `project_task`.

    Raises
    ------
    InvalidInput
        If there is no notebook.
    """
    around = surroundings or survey(workspace)
    notebook = notebook_path(workspace.root, HUB)
    shown = _shown_notebook(notebook, workspace)
    return Task(
        slug=HUB,
        notebook=str(notebook),
        shown_notebook=shown,
        parameters={"year": year or workspace.hub.reporting_year},
        inputs=(
            stamp(notebook, shown),
            *(_stamp(workspace, path) for path in _files_of_the_hub(workspace)),
            *dict.fromkeys(around.standards.values()),
            *around.shared,
        ),
        versions=around.versions,
        required=(),
    )


def notebook_path(root: Path, name: str) -> Path:
    """Return the notebook of a kind: the workspace's own, or the one that comes with the package.

    Raises
    ------
    InvalidInput
        If there is neither.
    """
    homes = (root, stamps.PACKAGE_FOLDER.parent, stamps.PACKAGE_FOLDER)
    for home in homes:
        path = home / NOTEBOOKS / f"{name}.ipynb"
        if path.is_file():
            return path
    raise InvalidInput(f"The notebook notebooks/{name}.ipynb is missing.", "Restore it.")


def project_notebook(root: Path, folder: ProjectFolder) -> Path:
    """Return the notebook of a project: the one its file names, else the one for every project.

    Raises
    ------
    InvalidInput
        If it is missing, or lies outside the workspace.
    """
    own = folder.own_notebook
    if own is None:
        return notebook_path(root, PROJECT)
    named = f"The notebook {folder.project.notebook} of {folder.slug}"
    if not own.is_relative_to(root.resolve()):
        raise InvalidInput(f"{named} {OUTSIDE}", MOVE_IT)
    if not own.is_file():
        raise InvalidInput(f"{named} {MISSING}", MAKE_IT)
    return own


def _stamp(workspace: Workspace, path: Path) -> FileStamp:
    return stamp(path, workspace.shown(path))


def _shown_notebook(notebook: Path, workspace: Workspace) -> str:
    root, place = workspace.root.resolve(), notebook.resolve()
    if place.is_relative_to(root):
        return place.relative_to(root).as_posix()
    return f"{NOTEBOOKS}/{notebook.name}"


def _tables(workspace: Workspace, folder: ProjectFolder) -> Iterator[FileStamp]:
    seen: set[str] = set()
    for kind, table in folder.tables.items():
        path = folder.table_path(table)
        shown = workspace.shown(path)
        yield stamp(path, marked(shown, kind) if shown in seen else shown)
        seen.add(shown)


def marked(shown: str, kind: str) -> str:
    """Return how a file is shown that holds more than one table: with the table's kind."""
    return f"{shown} ({kind})"


def unmarked(shown: str) -> str:
    """Return the file of a path that `marked` made; any other as it is.

    Examples
    --------
    >>> unmarked(marked("data/projects/falls/tables.xlsx", "audit"))
    'data/projects/falls/tables.xlsx'
    """
    return shown.rpartition(" (")[0] if shown.endswith(")") else shown


def _standards_of(folder: ProjectFolder, around: Surroundings) -> Iterable[FileStamp]:
    audit = folder.project.audit
    used = (around.standards[item.id] for item in audit.criteria) if audit else ()
    return dict.fromkeys(used)


def hub_files(root: Path, slugs: Iterable[str]) -> Iterator[Path]:
    """Return what the hub's notebook reads besides the standards, in the workspace at `root`."""
    for slug in slugs:
        yield root / "data" / "projects" / slug / "project.yml"
        results = root / "reports" / "results" / slug
        yield from (results / name for name in TABLE_FILES)
        if (results / VALUE_RESULT).is_file():
            yield results / VALUE_RESULT
        failed = results / "failed" / "run.json"
        if failed.is_file():
            yield failed
    if (root / MANDATE_FILE).is_file():
        yield root / MANDATE_FILE
    for path in sorted((root / "data" / HUB).rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path


def _files_of_the_hub(workspace: Workspace) -> Iterator[Path]:
    return hub_files(workspace.root, (folder.slug for folder in workspace.projects))
