"""What is wrong with a project's own notebook, found by reading it: no kernel is started.

In: a project that names a notebook. Out: findings, the cells' in the order of the cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evaluation.errors import Finding, InvalidInput
from evaluation.run.cells import Cell, kernel_language, read_cells
from evaluation.run.inputs import MAKE_IT, MISSING, MOVE_IT, OUTSIDE
from evaluation.run.parameters import declared_parameters
from evaluation.workspace import ProjectFolder
from evaluation.workspace.reading import read_parts

REQUIRED_PARAMETERS = ("project", "workspace", "year", "results")
LANGUAGE = "python"
KEY = b"notebook"
OPENER, HEADING, SAVER = "open_study", "heading", "save"
COMPARE = "Compare it with notebooks/project.ipynb, from which it was copied."
_HEADING_OF_CHAPTER = re.compile(r"^ {0,3}# |^ {0,3}\S.*\n=+[ \t]*$", re.M)
_IMAGE = re.compile(r"!\[[^\]]*\]|<img\b")
_CODE_BLOCK = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.M | re.S)


@dataclass(frozen=True)
class _Fault:
    sentence: str
    remedy: str
    cell: int | None = None
    severity: Literal["error", "warning"] = "error"


def notebook_findings(root: Path, slugs: Sequence[str] = ()) -> list[Finding]:
    """Return what is wrong with the own notebooks of a workspace's projects.

    Parameters
    ----------
    root : Path
        The folder that holds `data/hub.yml`.
    slugs : sequence of str
        Only these projects; empty means all.
    """
    if not any(_may_name_one(path) for path in (root / "data" / "projects").glob("*/project.yml")):
        return []
    return [
        finding
        for folder in read_parts(root).projects
        if (not slugs or folder.slug in slugs) and folder.project.notebook is not None
        for finding in own_notebook_findings(root, folder)
    ]


def _may_name_one(file: Path) -> bool:
    """Return whether a file can have the key at all: most have not, and need not be read."""
    try:
        return KEY in file.read_bytes()
    except OSError:
        return False


def own_notebook_findings(root: Path, folder: ProjectFolder) -> list[Finding]:
    """Return what is wrong with the notebook that a project names; nothing where it names none.

    Parameters
    ----------
    root : Path
        The workspace.
    folder : ProjectFolder
    """
    path, home = folder.own_notebook, root.resolve()
    if path is None:
        return []
    is_there = path.is_relative_to(home) and path.is_file()
    file = (path if is_there else folder.file.resolve()).relative_to(home).as_posix()
    return [
        Finding(
            fault.sentence,
            fault.remedy,
            file=file,
            place=f"cell {fault.cell}" if fault.cell else "" if is_there else "notebook",
            project=folder.slug,
            severity=fault.severity,
        )
        for fault in _faults(path, home, folder)
    ]


def _faults(path: Path, home: Path, folder: ProjectFolder) -> Iterator[_Fault]:
    named = f"The notebook {folder.project.notebook}"
    if not path.is_relative_to(home):
        yield _Fault(f"{named} {OUTSIDE}", MOVE_IT)
        return
    if not path.is_file():
        yield _Fault(f"{named} {MISSING}", MAKE_IT)
        return
    try:
        cells = read_cells(path)
        declared = declared_parameters(path)
    except InvalidInput as error:
        yield _Fault(error.what, error.remedy)
        return
    for name in REQUIRED_PARAMETERS:
        if not isinstance(declared.get(name), str):
            what = f"It has no parameter '{name}' that is text."
            yield _Fault(what, f"Write {name} = \"\" in the cell tagged 'parameters'.")
    language = kernel_language(path)
    if language not in ("", LANGUAGE):
        what = f"It is written for a kernel of '{language}', not of Python."
        yield _Fault(what, "Choose the kernel 'Python 3' in JupyterLab and save it.")
    yield from _faults_of_code([cell for cell in cells if cell.is_code])
    for cell in cells:
        if cell.kind == "markdown" and cell.is_published:
            yield from _faults_of_text(cell)
    yield from _sections_left_out(cells, folder)


def _faults_of_code(code: Sequence[Cell]) -> Iterator[_Fault]:
    for cell in code:
        if cell.tree is None:
            yield _Fault("It cannot be read as Python.", "Run it in JupyterLab.", cell.number)
    calls = {call.name for cell in code for call in cell.calls}
    opened = [call for cell in code for call in cell.calls if call.name == OPENER]
    if not opened:
        yield _Fault(f"It never calls {OPENER}(), so it has no project.", COMPARE)
    elif not any("results" in call.keywords or None in call.keywords for call in opened):
        what = f"It calls {OPENER}() without results=results, so a run would save nothing."
        yield _Fault(what, COMPARE)
    if HEADING not in calls:
        what = f"It never calls study.{HEADING}(), so its chapter would have no title."
        yield _Fault(what, COMPARE)
    if SAVER not in calls:
        what = f"It never calls study.{SAVER}(), so a run would save nothing."
        yield _Fault(what, f"End it with a cell study.{SAVER}().")
        return
    last = max(cell.number for cell in code for call in cell.calls if call.name == SAVER)
    for cell in code:
        if cell.number > last and cell.is_published and not cell.is_empty:
            what = f"It comes after study.{SAVER}(), so what it shows is not saved."
            yield _Fault(what, f"Move the cell study.{SAVER}() to the end.", cell.number)


def _faults_of_text(cell: Cell) -> Iterator[_Fault]:
    text = _CODE_BLOCK.sub("", cell.source)
    if _HEADING_OF_CHAPTER.search(text):
        what = "Its heading of one # would begin another chapter."
        yield _Fault(what, "Begin it with ## or ###.", cell.number)
    if _IMAGE.search(text):
        what = "Its picture would not be in the report."
        yield _Fault(what, "Draw it in a code cell, with study.show_figure().", cell.number)


def _sections_left_out(cells: Sequence[Cell], folder: ProjectFolder) -> Iterator[_Fault]:
    """Warn of what the project's file asks for and the notebook does not show."""
    calls = {call.name for cell in cells if cell.is_published for call in cell.calls}
    for section, is_asked_for in _sections(folder).items():
        if is_asked_for and section not in calls:
            what = f"It leaves out study.{section}(), which the project's files have content for."
            yield _Fault(what, f"Add the cell study.{section}().", severity="warning")


def _sections(folder: ProjectFolder) -> dict[str, bool]:
    project = folder.project
    return {
        "context": True,
        "what_was_done": bool(project.what_was_done),
        "kpis": bool(project.kpis),
        "interrupted_time_series": bool(project.its),
        "process_control": bool(project.control_charts),
        "funnels": bool(project.funnels),
        "audit": project.audit is not None,
        "inequalities": bool(project.inequalities or project.reach),
        "value": folder.value is not None,
        "involvement": bool(project.ppi),
        "lessons": bool(project.lessons.worked_well or project.lessons.could_be_better),
        "next_steps": project.exit is not None,
        "data_quality": True,
    }
