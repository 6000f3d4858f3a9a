"""Notebooks for work by hand: which one JupyterLab opens, and a project's own copy to add to.

In: a workspace. Out: a notebook in it, or a JupyterLab server on this machine only.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat
import yaml

from evaluation.errors import InvalidInput
from evaluation.run import notebook_path, project_notebook
from evaluation.run.parameters import PARAMETERS_TAG
from evaluation.saving import alone_in, save, save_all, told_of
from evaluation.workspace import PROJECTS_FOLDER, ProjectFolder, Workspace, open_workspace
from evaluation.workspace.reading import WORKSPACE_VARIABLE

PROJECT_NOTEBOOK = Path("notebooks") / "project.ipynb"
SCRATCH = "lab"  # in reports/: notebooks to try things in, which no run reads
ENDING = ".ipynb"
LOCALHOST = "127.0.0.1"
KEY = "notebook"
# JupyterLab neither asks whether it may fetch news nor looks for newer versions
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}
}
_NAMED_PROJECT = re.compile(r'^project = "[^"]*"', re.M)
_TABLES = re.compile(r"^tables\s*:", re.M)


def notebook_to_open(root: Path, slug: str | None = None) -> Path:
    """Return the notebook that JupyterLab opens, made first where there is none to work in.

    Parameters
    ----------
    root : Path
        The workspace.
    slug : str, optional
        A project: its own notebook, else a scratch copy for it. Without one, the workspace's
        notebook for every project, else a scratch copy for its first project.

    Raises
    ------
    InvalidInput
        If there is no such project, no project at all, or no notebook where project.yml names one.
    """
    if slug is None and (root / PROJECT_NOTEBOOK).is_file():
        return root / PROJECT_NOTEBOOK
    workspace = open_workspace(root)
    folder = workspace.project(slug) if slug else _first(workspace)
    if folder.own_notebook is not None:
        return root / project_notebook(root, folder).relative_to(root.resolve())
    scratch = workspace.reports / SCRATCH / f"{folder.slug}{ENDING}"
    if not scratch.is_file():
        content = _copy(root, folder.slug)
        with told_of(scratch):
            scratch.parent.mkdir(parents=True, exist_ok=True)
        save(scratch, content)
    return scratch


def _first(workspace: Workspace) -> ProjectFolder:
    if not workspace.projects:
        raise InvalidInput(
            "This workspace has no project yet.", "Make one: data/projects/<name>/project.yml."
        )
    return workspace.projects[0]


def copy_notebook(root: Path, slug: str) -> Path:
    """Give a project a notebook of its own, a copy of the one for every project, and name it.

    Parameters
    ----------
    root : Path
        The workspace.
    slug : str

    Returns
    -------
    Path
        The copy, in the project's folder; project.yml now names it.

    Raises
    ------
    InvalidInput
        If there is no such project, it has a notebook already, or a file cannot be written.
    """
    with alone_in(root / PROJECTS_FOLDER):  # project.yml is read and written again
        return _copied(root, slug)


def _copied(root: Path, slug: str) -> Path:
    folder = open_workspace(root).project(slug)
    if folder.own_notebook is not None:
        return _made_where_it_is_named(root, folder, folder.own_notebook)
    target = folder.folder / f"{slug}{ENDING}"
    content = _copy(root, slug)
    if target.exists() and not _is(target, content):  # a killed command may have left its copy
        what = f"The file {target.name} is there already; nothing was written."
        raise InvalidInput(what, f"Name it in project.yml ('{KEY}: {target.name}'), or move it.")
    settings = _with_notebook(folder.file.read_bytes().decode("utf-8"), target.name)
    save_all({target: content, folder.file: settings})
    return target


def _is(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _made_where_it_is_named(root: Path, folder: ProjectFolder, path: Path) -> Path:
    """Make the notebook that project.yml names already, where there is none."""
    if path.exists():
        what = f"The project '{folder.slug}' has a notebook already: {folder.project.notebook}."
        raise InvalidInput(what, f"Open it with 'evaluation lab {folder.slug}'.")
    home = root.resolve()
    if not path.is_relative_to(home) or not path.parent.is_dir():
        what = f"The notebook {folder.project.notebook} cannot be made where project.yml names it."
        raise InvalidInput(
            what, f"Name one in the project's folder: '{KEY}: {folder.slug}{ENDING}'."
        )
    save(path, _copy(root, folder.slug))
    return root / path.relative_to(home)


def _copy(root: Path, slug: str) -> bytes:
    """Return the notebook for every project with this one as its default, without outputs."""
    notebook = nbformat.read(notebook_path(root, "project"), as_version=4)
    for cell in notebook.cells:
        if PARAMETERS_TAG in cell.metadata.get("tags", ()):
            cell.source = _NAMED_PROJECT.sub(f'project = "{slug}"', cell.source)
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
    text: str = nbformat.writes(notebook)
    return f"{text}\n".encode()


def _with_notebook(settings: str, name: str) -> str:
    """Return the text of project.yml with the key, before its tables or at its end."""
    end = "\r\n" if "\r\n" in settings else "\n"
    line = f"{KEY}: {name}{end}"
    tables = _TABLES.search(settings)
    place = len(settings) if tables is None else tables.start()
    before = settings[:place]
    if before and not before.endswith("\n"):
        before += end
    text = before + line + settings[place:]
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError:
        found = None
    if not isinstance(found, dict) or found.get(KEY) != name:
        raise InvalidInput(
            "The form of project.yml is one in which the key cannot be added; nothing was written.",
            f"Add '{KEY}: {name}' to it, and copy the notebook by hand.",
        )
    return text


def require_lab() -> None:
    """Refuse to go on where JupyterLab is not installed.

    Raises
    ------
    InvalidInput
        With what to type.
    """
    if find_spec("jupyterlab") is None:
        raise InvalidInput(
            "JupyterLab is not installed in this environment.",
            "`make lab` installs it, and so does: python -m pip install 'jupyterlab>=4.3'.",
        )


def lab_arguments(
    root: Path, notebook: Path, *, port: int | None = None, browser: bool = True
) -> list[str]:
    """Return the arguments of JupyterLab: this machine only, one folder, no call to the network.

    Parameters
    ----------
    root : Path
        The workspace; nothing outside it is served.
    notebook : Path
        In it; opened first.
    port : int, optional
        By default the first free one from 8888.
    browser : bool
        Whether to open one.
    """
    url = quote(notebook.relative_to(root).as_posix())
    arguments = [
        f"--ServerApp.root_dir={root}",
        f"--ServerApp.ip={LOCALHOST}",
        "--ServerApp.allow_remote_access=False",
        # in a container everybody is root; the server is for this machine and asks for a token
        "--ServerApp.allow_root=True",
        f"--LabApp.default_url=/lab/tree/{url}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    if port is not None:
        arguments.append(f"--ServerApp.port={port}")
    return arguments if browser else [*arguments, "--no-browser"]


def lab_environment(root: Path) -> Mapping[str, str]:
    """Return the variables by which kernels find this workspace and this environment."""
    return {WORKSPACE_VARIABLE: str(root), "JUPYTER_PREFER_ENV_PATH": "1"}


def serve_lab(root: Path, arguments: Sequence[str]) -> None:
    """Run JupyterLab until it is stopped."""
    application: Any = import_module("jupyterlab.labapp").LabApp
    os.environ.update(lab_environment(root))
    with tempfile.TemporaryDirectory(prefix="evaluation-lab-") as folder:
        (Path(folder) / "overrides.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
        application.launch_instance(argv=[*arguments, f"--LabApp.app_settings_dir={folder}"])
