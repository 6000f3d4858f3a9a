"""Make an executed notebook the same on every run and every machine, and true about failures.

In: a notebook as papermill saved it. Out: the same file without times, paths and random ids.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import nbformat

from evaluation.saving import write_whole

INJECTED_TAG = "injected-parameters"
SKIPPED_TAG = "skip-execution"
ERROR_TAG = "papermill-error-cell-tag"
CHANGING_KEYS = ("start_time", "end_time", "duration", "input_path", "output_path")


def tidy_notebook(
    executed: Path,
    source: Path,
    parameters: Mapping[str, Any],
    *,
    hidden: Collection[str] = (),
    failed_cell: int | None = None,
    failed: bool = False,
) -> None:
    """Rewrite an executed notebook in place.

    Parameters
    ----------
    executed : Path
        What papermill saved.
    source : Path
        The notebook it was made from; its cell ids are kept.
    parameters : mapping
        What was given.
    hidden : collection of str
        Parameters that are places on this machine: left out, so that their defaults show.
    failed_cell : int, optional
        Number of the cell that failed, from 1; papermill calls it "completed" where the kernel
        died.
    failed : bool
        Whether the run failed.
    """
    notebook = nbformat.read(executed, as_version=4)
    known = {cell.get("id") for cell in nbformat.read(source, as_version=4).cells}
    shown = {name: value for name, value in parameters.items() if name not in hidden}
    notebook.cells = [cell for cell in notebook.cells if ERROR_TAG not in _tags(cell)]
    for number, cell in enumerate(notebook.cells, start=1):
        if INJECTED_TAG in _tags(cell):
            cell["id"] = INJECTED_TAG
            cell["source"] = injected_source(shown)
        elif cell.get("id") not in known:
            cell["id"] = f"cell-{number}"
        _mark(cell, number, failed_cell)
    facts = notebook.metadata.get("papermill", {})
    for key in CHANGING_KEYS:
        facts.pop(key, None)
    facts.update(parameters=shown, exception=failed or None)
    write_whole(executed, nbformat.writes(notebook) + "\n")


def injected_source(parameters: Mapping[str, Any]) -> str:
    """Return the cell that sets the parameters.

    Examples
    --------
    >>> print(injected_source({"project": "falls"}))
    # Parameters
    project = 'falls'
    """
    return "\n".join(["# Parameters", *(f"{name} = {v!r}" for name, v in parameters.items())])


def first_cell_not_run(executed: Path) -> int | None:
    """Return the number, from 1, of the first code cell without an execution count, else None."""
    for number, cell in enumerate(nbformat.read(executed, as_version=4).cells, start=1):
        runs = cell.cell_type == "code" and cell.source.strip() and SKIPPED_TAG not in _tags(cell)
        if runs and cell.get("execution_count") is None:
            return number
    return None


def _tags(cell: Mapping[str, Any]) -> list[str]:
    tags: list[str] = cell["metadata"].get("tags", [])
    return tags


def _mark(cell: dict[str, Any], number: int, failed_cell: int | None) -> None:
    facts = cell["metadata"].get("papermill", {})
    for key in CHANGING_KEYS:
        facts.pop(key, None)
    if failed_cell is not None and number >= failed_cell:
        here = number == failed_cell
        facts.update(exception=here, status="failed" if here else "pending")
