"""Many projects at once, in real processes, and what happens when things break."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing.util import get_temp_dir
from pathlib import Path

import pytest

from evaluation.errors import InvalidInput
from evaluation.run import fan
from evaluation.run.display import SilentDisplay
from evaluation.run.fanout import run_hub, run_projects
from evaluation.run.limits import Limits
from evaluation.run.results import (
    Place,
    damaged_outputs,
    last_attempt,
    last_good,
    make_scratch,
    work_folder,
)
from evaluation.run.runtime import PREFIX
from evaluation.run.settings import RunSettings, default_jobs
from evaluation.run.staleness import staleness
from evaluation.run.summary import Outcome
from evaluation.workspace import Workspace, open_workspace
from tests.processes import hear_ctrl_c
from tests.run.clocks import over_in_cell

IsAlive = Callable[[int], bool]
MakeWorkspace = Callable[..., Workspace]

PATIENCE = 90
SLEEP = """\
import os, time
(Path(results) / "estimates.parquet").write_bytes(b"PAR1 half")
note = Path(workspace, "data", "projects", project, "processes.txt")
note.with_suffix(".new").write_text(f"{os.getpid()} {os.getppid()}")
note.with_suffix(".new").rename(note)
while not Path(workspace, "go-on").exists():
    time.sleep(0.05)
(Path(results) / "estimates.parquet").unlink()
"""
RUNNER = """\
import sys
from pathlib import Path
from evaluation.run import RunSettings, run_projects
from evaluation.workspace import open_workspace
run_projects(open_workspace(Path(sys.argv[1])), settings=RunSettings(jobs=2))
"""


class Recorder(SilentDisplay):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def started(self, project: str) -> None:
        self.told.append(f"{project} started")

    def progressed(self, project: str, cell: int, cells: int) -> None:
        self.told.append(f"{project} {cell}/{cells}")

    def finished(self, outcome: Outcome) -> None:
        self.told.append(f"{outcome.project} {outcome.status}")


def statuses(outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    return {outcome.project: outcome.status for outcome in outcomes}


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def wait_for_processes(workspace: Workspace) -> list[int]:
    """Return kernels and workers of all projects, when all have come to their sleep."""
    notes = [folder.folder / "processes.txt" for folder in workspace.projects]
    wait_until(lambda: all(note.exists() for note in notes))
    return [int(number) for note in notes for number in note.read_text().split()]


def leftovers(reports: Path) -> list[str]:
    """Return what is left in the folder for unfinished work, and sockets of its kernels."""
    sockets = [str(path) for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*")]
    return sockets + [
        item.name for item in work_folder(reports).iterdir() if item.name != "run.lock"
    ]


@pytest.fixture(autouse=True)
def own_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give each test a temporary folder of its own, short enough for sockets."""
    get_temp_dir()  # multiprocessing keeps its first folder until this process ends
    with tempfile.TemporaryDirectory(prefix="t") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield


@pytest.fixture
def start_runner() -> Iterator[Callable[[Workspace], subprocess.Popen[bytes]]]:
    """Return a function that runs all projects in another process."""
    started: list[subprocess.Popen[bytes]] = []

    def start(workspace: Workspace) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", RUNNER, str(workspace.root)]
        started.append(
            subprocess.Popen(
                command,
                start_new_session=True,
                stderr=subprocess.DEVNULL,
                preexec_fn=hear_ctrl_c,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


StartRunner = Callable[[Workspace], subprocess.Popen[bytes]]


@pytest.mark.slow
def test_one_failing_project_does_not_stop_the_others(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(
        "falls", feno="raise ValueError('too short')", plgf="import os; os.kill(os.getpid(), 9)"
    )
    recorder = Recorder()
    summary = run_projects(workspace, display=recorder)
    assert statuses(summary.outcomes) == {"falls": "done", "feno": "failed", "plgf": "failed"}
    reasons = {outcome.project: outcome.reason for outcome in summary.failed}
    assert reasons["feno"] == "Cell 4 of 5 failed with ValueError: too short."
    assert "SIGKILL (often out of memory)" in reasons["plgf"]
    assert {"falls started", "falls 5/5", "falls done", "feno failed"} <= set(recorder.told)
    assert leftovers(workspace.reports) == []
    assert staleness(workspace, "falls").is_up_to_date
    assert staleness(workspace, "feno").status == "failed"
    assert not (workspace.executed / "feno.ipynb").exists()

    (workspace.root / "data/projects/feno/cell.py").write_text("pass")
    monitored = Recorder()
    again = run_projects(workspace, ["feno", "falls", "feno"], display=monitored)
    assert statuses(again.outcomes) == {"feno": "done", "falls": "up to date"}
    assert "falls started" not in monitored.told
    assert not Place(workspace.reports, "feno").failed.exists()


@pytest.mark.slow
def test_a_project_without_room_to_begin_fails_and_the_others_go_on(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(reports: Path, slug: str, runtime: Path) -> Path:
        if slug == "falls":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return make_scratch(reports, slug, runtime)

    monkeypatch.setattr(fan, "make_scratch", make)
    workspace = make_workspace("falls", "feno")
    summary = run_projects(workspace, settings=RunSettings(jobs=1))
    assert statuses(summary.outcomes) == {"falls": "failed", "feno": "done"}
    reason = "The results could not be written: No space left on device."
    attempt = last_attempt(workspace.results / "falls")
    assert attempt is not None
    assert (summary.outcomes[0].reason, attempt.reason) == (reason, reason)
    assert work_folder(workspace.reports).is_dir()
    assert list(work_folder(workspace.reports).glob("*.*/")) == []


@pytest.mark.slow
def test_a_second_run_starts_no_process_and_prose_starts_one(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace("falls", "feno")
    run_projects(workspace)
    with monkeypatch.context() as patched:
        patched.setattr(fan, "LocalEngine", None)
        again = run_projects(workspace)
    assert set(statuses(again.outcomes).values()) == {"up to date"}

    file = workspace.project("falls").file
    file.write_text(file.read_text().replace("A tiny project.", "A small project."))
    changed = open_workspace(workspace.root)
    after = run_projects(changed)
    assert statuses(after.outcomes) == {"falls": "done", "feno": "up to date"}

    (changed.results / "feno" / "checks.parquet").write_bytes(b"corrupted")
    repaired = run_projects(changed, settings=RunSettings(jobs=1))
    assert statuses(repaired.outcomes) == {"falls": "up to date", "feno": "done"}
    assert staleness(changed, "feno").is_up_to_date


@pytest.mark.slow
def test_a_run_again_gives_the_same_bytes_and_a_failure_keeps_them(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace("falls")
    place = Place(workspace.reports, "falls")
    run_projects(workspace)
    first = last_good(place.results)
    run_projects(workspace, settings=RunSettings(force=True))
    second = last_good(place.results)
    assert first is not None
    assert second is not None
    assert (second.outputs, second.fingerprint) == (first.outputs, first.fingerprint)
    assert second.start > first.start

    (workspace.root / "data/projects/falls/cell.py").write_text("1 / 0")
    summary = run_projects(workspace, settings=RunSettings(force=True))
    attempt = last_attempt(place.results)
    assert attempt is not None
    assert attempt.error is not None
    assert (attempt.reason, attempt.error.name) == (summary.outcomes[0].reason, "ZeroDivisionError")
    assert last_good(place.results) == second
    assert damaged_outputs(place, second) == []


@pytest.mark.slow
def test_a_notebook_that_takes_too_long_is_a_failed_project(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace(falls="import time; time.sleep(60)")
    with over_in_cell(4) as seconds:
        settings = RunSettings(limits=Limits(seconds=seconds))
        summary = run_projects(workspace, settings=settings)
    assert summary.outcomes[0].reason == (
        "The notebook was stopped in cell 4 of 5 after 1000 seconds."
    )


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_no_process_and_no_half_written_result(
    make_workspace: MakeWorkspace,
    start_runner: StartRunner,
    number: signal.Signals,
    is_alive: IsAlive,
    is_gone: IsAlive,
) -> None:
    workspace = make_workspace(falls=SLEEP, feno=SLEEP)
    runner = start_runner(workspace)
    processes = wait_for_processes(workspace)
    assert all(is_alive(item) for item in processes)
    runner.send_signal(number)
    assert runner.wait(PATIENCE) != 0
    assert all(is_gone(item) for item in processes)
    assert leftovers(workspace.reports) == []
    assert not workspace.results.exists()
    assert not workspace.executed.exists()


@pytest.mark.slow
def test_a_killed_runner_leaves_no_process_and_the_next_run_tidies_up(
    make_workspace: MakeWorkspace, start_runner: StartRunner, is_alive: IsAlive
) -> None:
    workspace = make_workspace(falls=SLEEP)
    runner = start_runner(workspace)
    processes = wait_for_processes(workspace)
    runner.kill()
    runner.wait()
    wait_until(lambda: not any(is_alive(item) for item in processes))
    assert not workspace.results.exists()
    assert len(leftovers(workspace.reports)) == 3
    (workspace.root / "go-on").touch()
    assert statuses(run_projects(workspace).outcomes) == {"falls": "done"}
    assert leftovers(workspace.reports) == []


@pytest.mark.slow
def test_a_second_run_at_once_is_refused(
    make_workspace: MakeWorkspace, start_runner: StartRunner
) -> None:
    workspace = make_workspace(falls=SLEEP)
    runner = start_runner(workspace)
    wait_for_processes(workspace)
    with pytest.raises(InvalidInput, match=rf"under way .* \(process {runner.pid}\)"):
        run_projects(workspace)
    (workspace.root / "go-on").touch()
    assert runner.wait(PATIENCE) == 0
    assert last_good(workspace.results / "falls") is not None


@pytest.mark.slow
def test_the_hub_runs_after_its_projects_and_again_when_they_change(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace("falls")
    assert statuses(run_hub(workspace).outcomes) == {"hub": "done"}
    assert statuses(run_hub(workspace).outcomes) == {"hub": "up to date"}
    folder = workspace.results / "falls"
    folder.mkdir()
    (folder / "estimates.parquet").write_bytes(b"PAR1 changed PAR1")
    assert staleness(workspace, "hub").reasons == ("estimates.parquet is new",)
    content = json.loads((workspace.results / "hub" / "run.json").read_text())
    assert content["parameters"] == {"year": "2025/26"}


def test_a_wrong_parameter_name_starts_nothing(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace("falls")
    notebook = workspace.root / "notebooks" / "project.ipynb"
    notebook.write_text(notebook.read_text().replace("results = ", "result = "))
    with pytest.raises(InvalidInput, match="has no parameter 'results'"):
        run_projects(workspace)
    assert not workspace.results.exists()


def test_an_unknown_project_starts_nothing(make_workspace: MakeWorkspace) -> None:
    with pytest.raises(InvalidInput, match="no project 'fals'"):
        run_projects(make_workspace("falls"), ["fals"])


def test_no_project_may_be_called_hub(make_workspace: MakeWorkspace) -> None:
    with pytest.raises(InvalidInput) as refused:
        make_workspace("hub")
    assert [finding.sentence for finding in refused.value.findings] == [
        "The folder name 'hub' is kept for something else."
    ]


def test_no_projects_are_no_work(make_workspace: MakeWorkspace) -> None:
    assert run_projects(make_workspace("falls"), []).outcomes == ()


def test_as_many_jobs_as_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 <= default_jobs() <= (os.cpu_count() or 1)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert default_jobs() == (os.cpu_count() or 1)
