"""What a project's notebook needs, as one parcel for a machine that sees none of our disks.

In: a workspace and a task. Out: its inputs byte for byte, each checked against the task's stamps
before it leaves and after it has arrived.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from evaluation.cluster.packing import PackedFile, unpack
from evaluation.run.failures import NotebookFailed
from evaluation.run.inputs import marked
from evaluation.run.stamps import LOCK_FILE, PACKAGE, stamp
from evaluation.run.task import Task
from evaluation.workspace import ProjectFolder, Query, Workspace, optional_files
from evaluation.workspace.elsewhere import APART, ELSEWHERE_NAME, elsewhere_text
from evaluation.workspace.query_cache import record_path

ROOT = "workspace"
NOTEBOOKS = "notebooks"
# these do not travel: they are compared with what the worker has
_INSTALLED = (PACKAGE, LOCK_FILE)


@dataclass(frozen=True, repr=False)
class Parcel:
    """One task with its inputs; it shows only whose it is, as programs log what they are given.

    Parameters
    ----------
    task : Task
        Its notebook's path is that in the parcel.
    files : tuple of PackedFile
    places : tuple of (str, str)
        Of each input, as the task's stamps name it: its path in the parcel.
    """

    task: Task
    files: tuple[PackedFile, ...]
    places: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        return f"Parcel({self.task.slug})"

    @property
    def bytes(self) -> int:
        """How much travels."""
        return sum(len(file.packed) for file in self.files)


def pack(workspace: Workspace, task: Task) -> Parcel:
    """Return the parcel of a project's task.

    Parameters
    ----------
    workspace : Workspace
        As the task was made from it.
    task : Task

    Raises
    ------
    NotebookFailed
        If an input is no longer what it was when the run began.
    """
    sources = list(_sources(workspace, task))
    known = {item.path: item.sha256 for item in task.inputs}
    missing = {name for name, digest in known.items() if not digest}
    if known.keys() - {source.shown for source in sources} - {*_INSTALLED}:
        raise _changed("An input")
    files: dict[str, PackedFile] = {}
    for source in sources:
        if source.shown in missing:
            continue  # the notebook says so, as it does on this machine
        file = files.get(source.place) or _packed(source)
        if known.get(source.shown, file.sha256) != file.sha256:
            raise _changed(source.path.name)
        files[source.place] = file
    moved = _moved(workspace, workspace.project(task.slug))
    # in the workspace's own folder it says that this is a copy
    notes = {ROOT: {}, **({_project_place(task.slug): moved} if moved else {})}
    for folder, told in notes.items():
        place = f"{folder}/{ELSEWHERE_NAME}"
        files[place] = PackedFile.of(place, elsewhere_text(told).encode())
    notebook = _notebook_place(task)
    places = {source.shown: source.place for source in sources}
    packed = replace(task, notebook=notebook)
    return Parcel(packed, tuple(files.values()), tuple(places.items()))


def open_parcel(parcel: Parcel, box: Path) -> tuple[Path, Task]:
    """Unpack a parcel into an empty folder.

    Returns
    -------
    root : Path
        The workspace in it.
    task : Task
        With the notebook's path in it.

    Raises
    ------
    NotebookFailed
        If a file is not what the task's stamps say.
    """
    unpack(parcel.files, box)
    places = dict(parcel.places)
    for item in parcel.task.inputs:
        if item.path not in _INSTALLED and stamp(box / places[item.path], item.path) != item:
            raise _changed(PurePosixPath(places[item.path]).name)
    notebook = box.joinpath(*PurePosixPath(parcel.task.notebook).parts)
    return box / ROOT, replace(parcel.task, notebook=str(notebook))


@dataclass(frozen=True)
class _Source:
    """A file to be packed: where it is, where in the parcel, and how stamps name it."""

    path: Path
    place: str
    shown: str


def _sources(workspace: Workspace, task: Task) -> Iterator[_Source]:
    notebook = Path(task.notebook)
    yield _Source(notebook, _notebook_place(task), task.shown_notebook)
    folder = workspace.project(task.slug)
    standards = sorted((workspace.root / "data" / "standards").glob("*.yml"))
    optional = optional_files(workspace.root, folder.folder)
    for path in (workspace.root / "data" / "hub.yml", *standards, folder.file, *optional):
        place = f"{ROOT}/{path.relative_to(workspace.root).as_posix()}"
        yield _Source(path, place, workspace.shown(path))
    records = (record_path(folder.table_path(query)) for query in folder.queries.values())
    for path in (*folder.query_files(), *(path for path in records if path.is_file())):
        place = f"{ROOT}/{path.relative_to(workspace.root).as_posix()}"
        yield _Source(path, place, workspace.shown(path))
    places = _table_places(workspace, folder)
    seen: set[str] = set()
    for kind, table in folder.tables.items():
        path = folder.table_path(table)
        shown = workspace.shown(path)
        yield _Source(path, places[path], marked(shown, kind) if shown in seen else shown)
        seen.add(shown)


def _notebook_place(task: Task) -> str:
    """Return the notebook's place: beside the workspace, or in it where it is the project's own."""
    if task.shown_notebook.startswith(f"{NOTEBOOKS}/"):
        return f"{NOTEBOOKS}/{Path(task.notebook).name}"
    return f"{ROOT}/{task.shown_notebook}"


def _table_places(workspace: Workspace, folder: ProjectFolder) -> dict[Path, str]:
    """Return each table's place: as in the workspace, or apart where it lies outside."""
    places: dict[Path, str] = {}
    for kind, table in folder.tables.items():
        path = folder.table_path(table)
        if path.is_relative_to(workspace.root):
            places[path] = f"{ROOT}/{path.relative_to(workspace.root).as_posix()}"
        else:
            places.setdefault(path, f"{ROOT}/{APART}/{kind}/{path.name}")
    return places


def _moved(workspace: Workspace, folder: ProjectFolder) -> dict[str, str]:
    """Return the tables that project.yml's own words would not find in the parcel."""
    home = _project_place(folder.slug)
    places = _table_places(workspace, folder)
    moved: dict[str, str] = {}
    for table in folder.tables.values():
        if isinstance(table, Query):
            continue  # its rows lie in the project's folder, there as here
        place = places[folder.table_path(table)]
        if posixpath.normpath(f"{home}/{table.path}") != place:
            moved[table.path] = posixpath.relpath(place, home)
    return moved


def _project_place(slug: str) -> str:
    return f"{ROOT}/data/projects/{slug}"


def _packed(source: _Source) -> PackedFile:
    try:
        return PackedFile.of(source.place, source.path.read_bytes())
    except OSError:
        raise _changed(source.path.name) from None


def _changed(name: str) -> NotebookFailed:
    what = f"{name} has changed since the run began. Run again."
    return NotebookFailed(what, "InputChanged", what)
