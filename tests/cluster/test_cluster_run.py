"""Whole runs on a real cluster, whose workers see nothing of the workspace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from evaluation.cluster import cluster_engine
from evaluation.run import Limits, Outcome, RunSettings, RunSummary, SilentDisplay, run_projects
from evaluation.run.results import Place, last_attempt, last_good
from evaluation.workspace import Workspace
from tests.cluster.conftest import REPOSITORY, Processes, wait_until

pytestmark = pytest.mark.slow

MakeHub = Callable[..., Workspace]

READ_TABLE = """\
from evaluation.workspace import open_workspace
folder = open_workspace(Path(workspace)).project(project)
path = folder.table_path(folder.tables["kpi"])
text = path.read_text()
assert "falls,2025-04,7" in text
print(path.name)
"""
WAIT = """\
import os, time
here = Path({here!r})
(here / "new").write_text(str(os.getpid()))
(here / "new").rename(here / f"kernel-{{os.getpid()}}")
while not (here / "go-on").exists():
    time.sleep(0.05)
"""


class Recorder(SilentDisplay):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def progressed(self, project: str, cell: int, cells: int) -> None:
        self.told.append(f"cell {cell} of {cells}")

    def staged(self, project: str, stage: str) -> None:
        self.told.append(stage)

    def held(self, project: str, mebibytes: float) -> None:
        self.told.append("memory")


class Meeting:
    """A folder by which kernels and the test know of each other.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.code = WAIT.format(here=str(folder))

    @property
    def kernels(self) -> list[int]:
        return [int(path.name.partition("-")[2]) for path in self.folder.glob("kernel-*")]

    def wait_for_kernel(self, number: int = 1) -> int:
        """Return the kernel that came as the first, the second, ... of all."""
        known: list[int] = []

        def has_come() -> bool:
            known.extend(item for item in self.kernels if item not in known)
            return len(known) >= number

        wait_until(has_come)
        return known[number - 1]

    def go_on(self) -> None:
        (self.folder / "go-on").touch()


@pytest.fixture
def meeting(tmp_path: Path) -> Meeting:
    """Give the folder where kernels say that they are there."""
    return Meeting(tmp_path / "meeting")


class Background:
    """A run in another thread.

    Parameters
    ----------
    begin : callable
        Returns the summary.
    """

    def __init__(self, begin: Callable[[], RunSummary]) -> None:
        self._summary: list[RunSummary] = []
        self._thread = threading.Thread(target=lambda: self._summary.append(begin()))
        self._thread.start()

    def summary(self) -> RunSummary:
        self._thread.join()
        return self._summary[0]


def settings(processes: Processes, **changes: Any) -> RunSettings:
    return RunSettings(engine=cluster_engine(processes.address), **changes)


def statuses(outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    return {outcome.project: outcome.status for outcome in outcomes}


def worker_of(kernel: int) -> int:
    """Return the worker's process of a warm kernel, whose parent is the server of kernels."""
    return psutil.Process(kernel).parents()[1].pid


def test_results_are_the_same_bytes_as_on_this_machine(
    cluster: Processes, make_hub: MakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    tables = {
        "falls": "kpi.csv",
        "feno": str(tmp_path / "secure" / "feno kpi.csv"),
        "plgf": "../../../../outside/kpi.csv",
        "seat-belts": "~/kpi.csv",
    }
    workspace = make_hub(**dict.fromkeys(tables, READ_TABLE), tables=tables)
    recorder = Recorder()
    run_projects(workspace)
    summary = run_projects(
        workspace, settings=settings(cluster), display=recorder, into=tmp_path / "from-cluster"
    )
    assert [outcome.reason for outcome in summary.failed] == []
    assert statuses(summary.outcomes) == dict.fromkeys(tables, "done")
    for slug in tables:
        here = last_good(workspace.results / slug)
        there = last_good(Place(tmp_path / "from-cluster", slug).results)
        assert here is not None
        assert there is not None
        assert there.outputs == here.outputs
        assert there.fingerprint == here.fingerprint
        for inside in ("results/{}/figures/effect.csv", "executed/{}.ipynb"):
            name = inside.format(slug)
            ours, theirs = workspace.reports / name, tmp_path / "from-cluster" / name
            assert theirs.read_bytes() == ours.read_bytes()
    told = ["sending", "waiting for a worker", "starting", "cell 4 of 5", "memory"]
    assert set(told) <= set(recorder.told)
    assert [recorder.told.index(stage) for stage in told[:4]] == sorted(
        recorder.told.index(stage) for stage in told[:4]
    )
    assert cluster.leftovers() == []


def test_the_workspace_may_go_away_while_its_project_runs(
    cluster: Processes, make_hub: MakeHub, meeting: Meeting, tmp_path: Path
) -> None:
    workspace = make_hub(falls=meeting.code + READ_TABLE)
    run = Background(
        lambda: run_projects(workspace, settings=settings(cluster), into=tmp_path / "reports")
    )
    meeting.wait_for_kernel()
    workspace.root.rename(tmp_path / "gone")
    meeting.go_on()
    assert [(item.status, item.reason) for item in run.summary().outcomes] == [("done", "")]
    logs = cluster.log("one") + cluster.log("two") + cluster.log("scheduler")
    assert workspace.root.name not in logs.replace("tests", "")
    assert "falls" not in logs


def test_failures_and_limits_are_as_at_home(cluster: Processes, make_hub: MakeHub) -> None:
    workspace = make_hub(
        "falls",
        feno="raise ValueError('Ann Other is too young')",
        plgf="import time; time.sleep(60)",
        nutrition="bytearray(400 << 20)[::4096]; import time; time.sleep(60)",
    )
    limits = Limits(seconds=6, memory_mb=450)
    summary = run_projects(workspace, settings=settings(cluster, limits=limits))
    reasons = {outcome.project: outcome.reason for outcome in summary.failed}
    assert statuses(summary.done) == {"falls": "done"}
    assert reasons["feno"] == "Cell 4 of 5 failed with ValueError: Ann Other is too young."
    assert reasons["plgf"] == "The notebook was stopped in cell 4 of 5 after 6 seconds."
    assert "and may hold 450 MiB" in reasons["nutrition"]
    for slug in reasons:
        assert [item.name for item in (workspace.results / slug).iterdir()] == ["failed"]
        assert (Place(workspace.reports, slug).failed / "executed.ipynb").is_file()
        attempt = last_attempt(workspace.results / slug)
        assert attempt is not None
        assert attempt.error is not None
        assert attempt.error.cell == 4
    assert cluster.leftovers() == []


def test_a_run_whose_time_is_over_stops_the_kernel_and_keeps_its_notebook(
    cluster: Processes, make_hub: MakeHub, meeting: Meeting, is_gone: Callable[[int], bool]
) -> None:
    workspace = make_hub(falls=meeting.code)
    summary = run_projects(workspace, settings=settings(cluster, seconds=3))
    assert summary.outcomes[0].reason == (
        "The run's time of 3 seconds was over; the notebook was stopped in cell 4 of 5."
    )
    assert (Place(workspace.reports, "falls").failed / "executed.ipynb").is_file()
    assert is_gone(meeting.wait_for_kernel())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_runner_that_ends_leaves_no_kernel_on_a_worker(
    cluster: Processes,
    make_hub: MakeHub,
    meeting: Meeting,
    is_gone: Callable[[int], bool],
    number: signal.Signals,
) -> None:
    workspace = make_hub(falls=meeting.code)
    code = (
        "import sys; from pathlib import Path\n"
        "from evaluation.cluster import cluster_engine\n"
        "from evaluation.run import RunSettings, run_projects\n"
        "from evaluation.workspace import open_workspace\n"
        "settings = RunSettings(engine=cluster_engine(sys.argv[2]))\n"
        "run_projects(open_workspace(Path(sys.argv[1])), settings=settings)\n"
    )
    command = [sys.executable, "-c", code, str(workspace.root), cluster.address]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as runner:
        kernel = meeting.wait_for_kernel()
        worker = worker_of(kernel)
        runner.send_signal(number)
        said = runner.communicate()[1].decode()
    assert runner.returncode != 0
    assert is_gone(kernel)
    assert psutil.pid_exists(worker)
    wait_until(lambda: cluster.leftovers() == [])
    assert not workspace.results.exists()
    if number == signal.SIGINT:
        assert [line for line in said.splitlines() if "distributed" in line] == []
        assert list((workspace.reports / ".work").glob("falls.*")) == []


@pytest.fixture
def is_gone() -> Callable[[int], bool]:
    """Return whether a process ends within some seconds."""

    def ends(process_id: int) -> bool:
        wait_until(lambda: not _runs(process_id), 20)
        return True

    return ends


def _runs(process_id: int) -> bool:
    try:
        return psutil.Process(process_id).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
