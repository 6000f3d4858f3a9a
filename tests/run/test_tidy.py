"""An executed notebook is the same on every run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from evaluation.run.tidy import first_cell_not_run, tidy_notebook

MakeNotebook = Callable[..., Path]


def as_papermill_leaves_it(source: Path, executed: Path, when: str) -> None:
    """Write what papermill would: times, paths, random ids and error marks."""
    notebook = nbformat.read(source, as_version=4)
    injected = nbformat.v4.new_code_cell(f'results = "/srv/{when}"')
    injected["metadata"]["tags"] = ["injected-parameters"]
    mark = nbformat.v4.new_markdown_cell("An Exception was encountered")
    mark["metadata"]["tags"] = ["papermill-error-cell-tag"]
    extra = nbformat.v4.new_markdown_cell("added on the way")
    notebook.cells = [mark, *notebook.cells[:2], injected, *notebook.cells[2:], extra]
    for cell in notebook.cells:
        times = {"start_time": when, "end_time": when, "duration": 1.5}
        cell["metadata"]["papermill"] = {**times, "exception": False, "status": "completed"}
    notebook.metadata["papermill"] = {
        "input_path": f"/srv/{when}",
        "output_path": f"/srv/{when}",
        "start_time": when,
        "end_time": when,
        "duration": 2.5,
        "parameters": {"results": f"/srv/{when}"},
        "exception": None,
    }
    nbformat.write(notebook, executed)


@pytest.fixture
def tidied(make_notebook: MakeNotebook, tmp_path: Path) -> Callable[..., str]:
    """Return a function that gives the text of a tidied notebook."""
    source = make_notebook("1", "2")

    def tidy(when: str, **options: object) -> str:
        executed = tmp_path / "executed.ipynb"
        as_papermill_leaves_it(source, executed, when)
        given = {"project": "falls", "results": f"/srv/{when}"}
        tidy_notebook(executed, source, given, hidden=("results",), **options)  # type: ignore[arg-type]
        return executed.read_text(encoding="utf-8")

    return tidy


def test_two_runs_leave_the_same_bytes(tidied: Callable[..., str]) -> None:
    assert tidied("2026-01-01") == tidied("2026-02-02")


def test_no_place_or_time_is_left(tidied: Callable[..., str]) -> None:
    text = tidied("2026-01-01")
    assert "/srv" not in text
    assert "2026-01-01" not in text
    assert "duration" not in text


def test_hidden_parameters_are_not_set_in_the_injected_cell(tidied: Callable[..., str]) -> None:
    notebook = nbformat.reads(tidied("2026-01-01"), as_version=4)
    assert notebook.cells[2].source == "# Parameters\nproject = 'falls'"
    assert notebook.metadata.papermill.parameters == {"project": "falls"}


def test_papermills_error_marks_are_gone_and_ids_are_fixed(tidied: Callable[..., str]) -> None:
    notebook = nbformat.reads(tidied("2026-01-01"), as_version=4)
    ids = [cell["id"] for cell in notebook.cells]
    assert ids == ["made-0", "made-1", "injected-parameters", "made-2", "made-3", "cell-6"]


def test_a_failed_cell_is_marked_and_those_behind_it_are_pending(
    tidied: Callable[..., str],
) -> None:
    text = tidied("2026-01-01", failed=True, failed_cell=4)
    notebook = nbformat.reads(text, as_version=4)
    statuses = [cell.metadata.papermill.status for cell in notebook.cells]
    assert statuses == ["completed"] * 3 + ["failed", "pending", "pending"]
    assert notebook.metadata.papermill.exception is True


def test_the_first_cell_that_never_ran_is_found(make_notebook: MakeNotebook) -> None:
    path = make_notebook("1", "", "skipped", "2")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1]["execution_count"] = 1
    notebook.cells[2]["execution_count"] = 2
    notebook.cells[4]["metadata"]["tags"] = ["skip-execution"]
    nbformat.write(notebook, path)
    assert first_cell_not_run(path) == 6
    notebook.cells[5]["execution_count"] = 3
    nbformat.write(notebook, path)
    assert first_cell_not_run(path) is None
