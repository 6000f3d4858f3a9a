"""One attempt from its request to its record."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evaluation.run import performing
from evaluation.run.attempt import Request
from evaluation.run.engine import CellBegan, MemoryHeld, News
from evaluation.run.inputs import project_task
from evaluation.run.performing import perform
from evaluation.run.record import RunRecord, read_record
from evaluation.run.results import work_folder
from evaluation.run.runtime import make_runtime_folder, remove_runtime_folder
from evaluation.workspace import Workspace

MakeWorkspace = Callable[..., Workspace]


@pytest.fixture
def runtime() -> Iterator[Path]:
    """Make the folder for a kernel's sockets."""
    folder = make_runtime_folder()
    yield folder
    remove_runtime_folder(folder)


def request_of(workspace: Workspace, runtime: Path, **changes: Any) -> Request:
    scratch = work_folder(workspace.reports) / "falls.test"
    scratch.mkdir(parents=True)
    task = replace(project_task(workspace, "falls"), **changes)
    return Request(workspace.root, scratch, runtime, task)


def run(workspace: Workspace, runtime: Path, **changes: Any) -> tuple[RunRecord, list[News]]:
    news: list[News] = []
    request = request_of(workspace, runtime, **changes)
    return perform(request, lambda _, item: news.append(item)), news


def test_a_good_run_leaves_results_and_their_record(
    make_workspace: MakeWorkspace, runtime: Path
) -> None:
    workspace = make_workspace("falls")
    record, news = run(workspace, runtime)
    assert (record.status, record.reason, record.error) == ("done", "", None)
    scratch = work_folder(workspace.reports) / "falls.test"
    assert read_record(scratch / "results") == record
    assert not workspace.results.exists()
    assert [item.path for item in record.outputs] == [
        "reports/results/falls/checks.parquet",
        "reports/results/falls/estimates.parquet",
        "reports/results/falls/figures/effect.csv",
        "reports/executed/falls.ipynb",
    ]
    assert record.start < record.end
    assert record.seconds > 0
    assert record.peak_memory_mb is None or record.peak_memory_mb > 10
    assert record.parameters == {"project": "falls", "year": "2025/26"}
    assert [item for item in news if isinstance(item, CellBegan)][-1] == CellBegan(5, 5)
    assert any(isinstance(item, MemoryHeld) for item in news)


def test_nothing_that_is_kept_tells_a_place_on_the_machine(
    make_workspace: MakeWorkspace, runtime: Path
) -> None:
    workspace = make_workspace("falls")
    run(workspace, runtime)
    scratch = work_folder(workspace.reports) / "falls.test"
    for path in (scratch / "results" / "run.json", scratch / "executed.ipynb"):
        assert str(workspace.root) not in path.read_text(encoding="utf-8")


def test_a_failed_run_has_a_reason_and_its_notebook(
    make_workspace: MakeWorkspace, runtime: Path
) -> None:
    workspace = make_workspace(falls="raise KeyError('Ann Other')")
    record, _ = run(workspace, runtime)
    assert record.reason == "Cell 4 of 5 failed with KeyError."
    assert record.error is not None
    assert (record.error.name, record.error.cell) == ("KeyError", 4)
    assert record.peak_memory_mb is None or record.peak_memory_mb > 10
    scratch = work_folder(workspace.reports) / "falls.test"
    assert (scratch / "executed.ipynb").is_file()
    assert not (scratch / "results" / "run.json").exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "The notebook wrote no estimates.parquet."),
        (b"PAR1", "The notebook wrote a damaged estimates.parquet."),
        (b"PAR1 but cut off", "The notebook wrote a damaged estimates.parquet."),
    ],
)
def test_a_notebook_that_did_not_write_its_tables_failed(
    make_workspace: MakeWorkspace,
    runtime: Path,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes | None,
    reason: str,
) -> None:
    def execute(notebook: Path, output: Path, parameters: dict[str, Any], **_: object) -> None:
        output.write_text("{}")
        if content is not None:
            (Path(parameters["results"]) / "estimates.parquet").write_bytes(content)

    monkeypatch.setattr(performing, "execute", execute)
    record, _ = run(make_workspace("falls"), runtime)
    assert record.reason == reason


def test_parameters_that_do_not_fit_are_a_failed_run(
    make_workspace: MakeWorkspace, runtime: Path
) -> None:
    record, news = run(make_workspace("falls"), runtime, parameters={"projct": "falls"})
    assert record.error is not None
    assert record.error.name == "InvalidInput"
    assert "Did you mean 'project'" in record.reason
    assert news == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "The results could not be written: No space left on device.",
        ),
        (
            TypeError("unsupported: 'Ann Other' and 12"),
            "A defect of this program stopped it: TypeError: unsupported: … and #.",
        ),
    ],
)
def test_what_nobody_foresaw_is_one_projects_failure(
    make_workspace: MakeWorkspace,
    runtime: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    reason: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(performing, "execute", fail)
    record, _ = run(make_workspace("falls"), runtime)
    assert (record.status, record.reason) == ("failed", reason)
