"""Ends an executed notebook with links to the files of its run, which work where it will lie.

In: the notebook, its results and the inputs of its task. Out: the same notebook with one more cell,
which no chapter shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import nbformat

from evaluation.run.inputs import NOTEBOOKS, unmarked
from evaluation.run.record import RECORD_FILE
from evaluation.run.results import RESULTS_FOLDER
from evaluation.run.task import Task
from evaluation.saving import write_whole

LINKS_ID = "files-of-this-run"
TAGS = ("remove-cell",)
TITLE = "## Files of this run"
# from reports/executed/
TO_RESULTS, TO_WORKSPACE = f"../{RESULTS_FOLDER}", "../.."
FIGURES = "figures"
LINKED_FIGURES = (".csv", ".svg")
SHOWN_BY_JUPYTERLAB = (".csv", ".svg", ".json", ".yml", ".ipynb", ".md")


def add_links(executed: Path, results: Path, task: Task, root: Path) -> None:
    """Add the cell of links to an executed notebook.

    Parameters
    ----------
    executed : Path
        Where it is now; the links are those from its final place.
    results : Path
        The folder of its results, where it is now.
    task : Task
    root : Path
        The workspace.
    """
    notebook = nbformat.read(executed, as_version=4)
    cell = nbformat.v4.new_markdown_cell(_text(results, task, root), id=LINKS_ID)
    cell.metadata["tags"] = list(TAGS)
    notebook.cells.append(cell)
    write_whole(executed, nbformat.writes(notebook) + "\n")


def _text(results: Path, task: Task, root: Path) -> str:
    home = f"{TO_RESULTS}/{task.slug}"
    found = sorted(path for path in results.rglob("*") if path.is_file())
    shown = [path.relative_to(results) for path in found]
    figures = [path for path in shown if path.parts[0] == FIGURES and path.suffix in LINKED_FIGURES]
    other = [path for path in shown if path.parts[0] != FIGURES]
    parts = {
        "Charts and the data behind them": [
            (path.name, f"{home}/{path.as_posix()}") for path in figures
        ],
        "Results": [
            (path.name, f"{home}/{path.as_posix()}") for path in (*other, Path(RECORD_FILE))
        ],
        "Read by this run": [(path, f"{TO_WORKSPACE}/{path}") for path in _inputs(task, root)],
    }
    lists = [f"**{title}**\n\n{_links(links)}" for title, links in parts.items() if links]
    return "\n\n".join((TITLE, *lists))


def _inputs(task: Task, root: Path) -> Iterator[str]:
    """Yield the inputs that lie in the workspace, each once; those of the package are no files."""
    paths = dict.fromkeys(unmarked(item.path) for item in task.inputs)
    for path in paths:
        is_own = "/" in path and not path.startswith(f"{NOTEBOOKS}/")
        if is_own and (root / path).is_file():
            yield path


def _links(links: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"- {_link(name, path)}" for name, path in links)


def _link(name: str, path: str) -> str:
    """Return a link, or the name alone of a file that JupyterLab cannot show."""
    shown = _escaped(name)
    return f"[{shown}]({quote(path)})" if path.endswith(SHOWN_BY_JUPYTERLAB) else shown


def _escaped(name: str) -> str:
    return "".join(f"\\{letter}" if letter in r"\`*_[]<>$" else letter for letter in name)
