"""Which files a run depends on, by their content, and one fingerprint of it all.

In: a workspace. Out: a `Task` for a project or for the hub: what to execute and what it rests on.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import evaluation
from evaluation.errors import InvalidInput
from evaluation.run.record import FileStamp, stamps_from
from evaluation.workspace import ProjectFolder, Workspace

HUB = "hub"
PACKAGE = "evaluation"
PACKAGE_FOLDER = Path(evaluation.__file__).resolve().parent
LOCK_FILE = "requirements.lock"
# rooms of the package that no notebook calls
NOT_IN_NOTEBOOKS = ("cli", "publish")
PACKAGES_THAT_MATTER = (
    "ipykernel",
    "matplotlib",
    "nbclient",
    "numpy",
    "pandas",
    "pandera",
    "papermill",
    "pyarrow",
    "scipy",
    "seaborn",
    "statsmodels",
)
ESTIMATES_FILE = "estimates.parquet"
CHECKS_FILE = "checks.parquet"
TABLE_FILES = (ESTIMATES_FILE, CHECKS_FILE)
# parameters that are places on this machine
PLACES = ("workspace", "results")


@dataclass(frozen=True)
class Task:
    """One notebook to execute, and everything its result rests on.

    Parameters
    ----------
    slug : str
        The project, or "hub".
    notebook : str
        Path of the notebook on this machine.
    shown_notebook : str
        Path shown to the user.
    parameters : dict
        For the notebook, without places on this machine.
    inputs : tuple of FileStamp
    versions : dict
        Of Python and the packages that matter.
    required : tuple of str
        Files that the notebook must write.
    """

    slug: str
    notebook: str
    shown_notebook: str
    parameters: dict[str, Any]
    inputs: tuple[FileStamp, ...]
    versions: dict[str, str]
    required: tuple[str, ...]

    @cached_property
    def fingerprint(self) -> str:
        """One SHA-256 of inputs, parameters and versions."""
        facts = {
            "inputs": sorted((stamp.path, stamp.sha256) for stamp in self.inputs),
            "parameters": self.parameters,
            "versions": self.versions,
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Task:
        """Return the task of `dataclasses.asdict`, after a journey through JSON."""
        inputs, required = stamps_from(plain["inputs"]), tuple(plain["required"])
        return cls(**{**plain, "inputs": inputs, "required": required})


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
    shared = [_stamp(workspace, workspace.root / "data" / "hub.yml"), package_stamp(PACKAGE_FOLDER)]
    lock = PACKAGE_FOLDER.parent / LOCK_FILE
    if lock.is_file():
        shared.append(stamp(lock, LOCK_FILE))
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
    notebook = notebook_path(workspace, "project")
    return Task(
        slug=slug,
        notebook=str(notebook),
        shown_notebook=_shown_notebook(notebook),
        parameters={"project": slug, "year": year or workspace.hub.reporting_year},
        inputs=(
            stamp(notebook, _shown_notebook(notebook)),
            _stamp(workspace, folder.file),
            *_record(workspace, folder),
            *_tables(workspace, folder),
            *_standards_of(folder, around),
            *around.shared,
        ),
        versions=around.versions,
        required=TABLE_FILES,
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
    notebook = notebook_path(workspace, HUB)
    return Task(
        slug=HUB,
        notebook=str(notebook),
        shown_notebook=_shown_notebook(notebook),
        parameters={"year": year or workspace.hub.reporting_year},
        inputs=(
            stamp(notebook, _shown_notebook(notebook)),
            *(_stamp(workspace, path) for path in _hub_files(workspace)),
            *dict.fromkeys(around.standards.values()),
            *around.shared,
        ),
        versions=around.versions,
        required=(),
    )


def notebook_path(workspace: Workspace, name: str) -> Path:
    """Return the notebook of a kind: the workspace's own, or the one that comes with the package.

    Raises
    ------
    InvalidInput
        If there is neither.
    """
    homes = (workspace.root, PACKAGE_FOLDER.parent, PACKAGE_FOLDER)
    for home in homes:
        path = home / "notebooks" / f"{name}.ipynb"
        if path.is_file():
            return path
    raise InvalidInput(f"The notebook notebooks/{name}.ipynb is missing.", "Restore it.")


def stamp(path: Path, shown_as: str) -> FileStamp:
    """Return a file's stamp; its digest is empty where the file cannot be read."""
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return FileStamp(shown_as, digest, stream.tell())
    except OSError:
        return FileStamp(shown_as, "", 0)


def package_stamp(folder: Path) -> FileStamp:
    """Return one stamp for the source of the package that notebooks call."""
    digest = hashlib.sha256()
    size = 0
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder)
        if inside.parts[0].removesuffix(".py") in NOT_IN_NOTEBOOKS:
            continue
        part = stamp(path, inside.as_posix())
        digest.update(f"{part.path} {part.sha256}\n".encode())
        size += part.bytes
    return FileStamp(PACKAGE, digest.hexdigest(), size)


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that matter, of those installed."""
    found = {"python": platform.python_version(), "evaluation": evaluation.__version__}
    for name in PACKAGES_THAT_MATTER:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def _stamp(workspace: Workspace, path: Path) -> FileStamp:
    return stamp(path, workspace.shown(path))


def _shown_notebook(notebook: Path) -> str:
    return f"notebooks/{notebook.name}"


def _record(workspace: Workspace, folder: ProjectFolder) -> Iterator[FileStamp]:
    if folder.record_file.exists():
        yield _stamp(workspace, folder.record_file)


def _tables(workspace: Workspace, folder: ProjectFolder) -> Iterator[FileStamp]:
    seen: set[str] = set()
    for kind, table in folder.tables.items():
        path = folder.table_path(table)
        shown = workspace.shown(path)
        yield stamp(path, f"{shown} ({kind})" if shown in seen else shown)
        seen.add(shown)


def _standards_of(folder: ProjectFolder, around: Surroundings) -> Iterable[FileStamp]:
    audit = folder.project.audit
    used = (around.standards[item.id] for item in audit.criteria) if audit else ()
    return dict.fromkeys(used)


def _hub_files(workspace: Workspace) -> Iterator[Path]:
    for folder in workspace.projects:
        yield folder.file
        results = workspace.results / folder.slug
        yield from (results / name for name in TABLE_FILES)
        failed = results / "failed" / "run.json"
        if failed.is_file():
            yield failed
    for path in sorted((workspace.root / "data" / HUB).rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path
