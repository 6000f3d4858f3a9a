"""The worker's function, in this process, and its main, as the runner starts it."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evaluation.run import worker
from evaluation.run.attempt import Request
from evaluation.run.inputs import project_task
from evaluation.run.record import RunRecord
from evaluation.run.results import Place, damaged_outputs, last_attempt, last_good, work_folder
from evaluation.run.runtime import make_runtime_folder, remove_runtime_folder
from evaluation.run.worker import perform
from evaluation.workspace import Workspace

MakeWorkspace = Callable[..., Workspace]


@pytest.fixture
def runtime() -> Iterator[Path]:
    """Make the folder for a kernel's sockets."""
    folder = make_runtime_folder()
    yield folder
    remove_runtime_folder(folder)


def request_of(workspace: Workspace, runtime: Path, **changes: Any) -> Request:
    scratch = work_folder(workspace.root) / "falls.test"
    scratch.mkdir(parents=True)
    task = replace(project_task(workspace, "falls"), **changes)
    return Request(workspace.root, scratch, runtime, task)


def run(
    workspace: Workspace, runtime: Path, **changes: Any
) -> tuple[RunRecord, list[dict[str, Any]]]:
    events: list[dict[str, Any]] = []
    return perform(request_of(workspace, runtime, **changes), events.append), events


def test_a_good_run_is_in_place_with_its_record(
    make_workspace: MakeWorkspace, runtime: Path
) -> None:
    workspace = make_workspace("falls")
    record, events = run(workspace, runtime)
    place = Place(workspace.root, "falls")
    assert (record.status, record.reason, record.error) == ("done", "", None)
    assert last_good(place.results) == record
    assert [item.path for item in record.outputs] == [
        "reports/results/falls/checks.parquet",
        "reports/results/falls/estimates.parquet",
        "reports/results/falls/figures/effect.csv",
        "reports/executed/falls.ipynb",
    ]
    assert damaged_outputs(place, record) == []
    assert record.start < record.end
    assert record.seconds > 0
    assert record.peak_memory_mb is None or record.peak_memory_mb > 10
    assert record.parameters == {"project": "falls", "year": "2025/26"}
    assert [event for event in events if "cell" in event][-1] == {"cell": 5, "of": 5}
    assert sum("kernel" in event for event in events) == 1


def test_nothing_that_is_kept_tells_a_place_on_the_machine(
    make_workspace: MakeWorkspace, runtime: Path
) -> None:
    workspace = make_workspace("falls")
    run(workspace, runtime)
    place = Place(workspace.root, "falls")
    for path in (place.results / "run.json", place.executed):
        assert str(workspace.root) not in path.read_text(encoding="utf-8")


def test_a_failed_run_is_kept_apart(make_workspace: MakeWorkspace, runtime: Path) -> None:
    workspace = make_workspace(falls="raise KeyError('Ann Other')")
    record, _ = run(workspace, runtime)
    place = Place(workspace.root, "falls")
    assert record.reason == "Cell 4 of 5 failed with KeyError: …."
    assert record.error is not None
    assert (record.error.name, record.error.cell) == ("KeyError", 4)
    assert last_attempt(place.results) == record
    assert last_good(place.results) is None
    assert [item.name for item in place.results.iterdir()] == ["failed"]
    assert (place.failed / "executed.ipynb").is_file()
    assert not place.executed.exists()


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

    monkeypatch.setattr(worker, "execute", execute)
    record, _ = run(make_workspace("falls"), runtime)
    assert record.reason == reason


def test_parameters_that_do_not_fit_are_a_failed_run(
    make_workspace: MakeWorkspace, runtime: Path
) -> None:
    record, events = run(make_workspace("falls"), runtime, parameters={"projct": "falls"})
    assert record.error is not None
    assert record.error.name == "InvalidInput"
    assert "Did you mean 'project'" in record.reason
    assert events == []


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told(
    make_workspace: MakeWorkspace, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace("falls")
    monkeypatch.setattr(worker, "execute", full_disk)
    record, _ = run(workspace, runtime)
    assert record.reason == "The results could not be written: No space left on device."
    assert last_attempt(Place(workspace.root, "falls").results) == record


def test_a_failure_that_cannot_be_kept_is_told_all_the_same(
    make_workspace: MakeWorkspace, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "execute", full_disk)
    monkeypatch.setattr(worker, "keep_failure", full_disk)
    record, _ = run(make_workspace("falls"), runtime)
    assert record.status == "failed"


@pytest.fixture
def saved_output() -> Iterator[None]:
    """Put standard output back after a test that redirects it."""
    saved = os.dup(1)
    yield
    os.dup2(saved, 1)
    os.close(saved)


@pytest.mark.usefixtures("saved_output")
def test_main_performs_the_request_of_a_file(
    make_workspace: MakeWorkspace,
    runtime: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    request = request_of(make_workspace("falls"), runtime)
    path = request.scratch / "request.json"
    path.write_text(request.to_json(), encoding="utf-8")
    known: list[list[int]] = []
    monkeypatch.setattr(worker, "_end_with_the_runner", known.append)
    assert worker.main([str(path)]) == 0
    events = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert events[-1]["end"] == "done"
    assert known == [[event["kernel"]] for event in events if "kernel" in event]


def test_the_worker_ends_with_its_kernel_when_the_runner_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading, writing = os.pipe()
    killed: list[int] = []
    sent: list[tuple[int, int]] = []
    handlers: dict[int, Any] = {}
    monkeypatch.setattr(worker, "STANDARD_INPUT", reading)
    monkeypatch.setattr(worker, "kill_group", killed.append)
    monkeypatch.setattr(worker.signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(worker.os, "kill", lambda *order: sent.append(order))
    before = threading.active_count()
    worker._end_with_the_runner([123])
    os.write(writing, b".")
    os.close(writing)
    while threading.active_count() > before:
        time.sleep(0.01)
    os.close(reading)
    assert sent == [(os.getpid(), signal.SIGTERM)]
    handlers[signal.SIGTERM](signal.SIGTERM, None)
    assert killed == [123]
    assert handlers[signal.SIGTERM] == signal.SIG_DFL
    assert len(sent) == 2


def test_the_process_tells_events_only_on_standard_output(
    make_workspace: MakeWorkspace, runtime: Path
) -> None:
    workspace = make_workspace(falls="import os; os.write(1, b'noise'); print('noise')")
    request = request_of(workspace, runtime)
    path = request.scratch / "request.json"
    path.write_text(request.to_json(), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "evaluation.run.worker", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        events = [json.loads(line) for line in process.stdout]
        process.wait()
    assert process.returncode == 0
    assert events[-1]["end"] == "done"
    assert events[-1]["reason"] == ""
    assert [event["cell"] for event in events if "cell" in event] == [1, 2, 3, 4, 5]
