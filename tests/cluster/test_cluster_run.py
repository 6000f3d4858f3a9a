"""Whole runs on a real cluster, whose workers see nothing of the workspace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from evaluation.run import Limits, fan, run_projects
from evaluation.run.results import Place, last_attempt, last_good
from evaluation.workspace import Workspace
from tests.cluster.meeting import (
    Background,
    Meeting,
    Recorder,
    is_gone,
    over_on_workers,
    settings,
    statuses,
    worker_of,
)
from tests.cluster.processes import PATIENCE_SECONDS, REPOSITORY, Processes, wait_until
from tests.processes import hear_ctrl_c
from tests.run.clocks import LeapsAtCell

pytestmark = pytest.mark.slow

MakeHub = Callable[..., Workspace]

READ_TABLE = """\
import sys
from evaluation.workspace import open_workspace
folder = open_workspace(Path(workspace)).project(project)
path = folder.table_path(folder.tables["kpi"])
text = path.read_text()
assert "falls,2025-04,7" in text
print(path.name, file=sys.stderr)
"""


def test_results_are_the_same_bytes_as_on_this_machine(
    cluster: Processes, make_hub: MakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    tables = {
        "falls": "kpi.csv",
        "feno": str(tmp_path / "secure" / "feno kpi.csv"),
        "plgf": "~/kpi.csv",
    }
    workspace = make_hub(
        **dict.fromkeys(tables, READ_TABLE),
        tables=tables,
        tables_from=[str(tmp_path / "secure"), "~"],
    )
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
        nutrition="held = b'x' * (500 << 20); import time; time.sleep(60)",
    )
    holding = settings(cluster, limits=Limits(memory_mb=450))
    summary = run_projects(workspace, ["falls", "feno", "nutrition"], settings=holding)
    with over_on_workers(cluster.address, 4) as seconds:
        late = settings(cluster, limits=Limits(seconds=seconds, memory_mb=450))
        stopped = run_projects(workspace, ["plgf"], settings=late)
    reasons = {item.project: item.reason for item in (*summary.failed, *stopped.failed)}
    assert statuses(summary.done) == {"falls": "done"}
    assert reasons["feno"] == "Cell 4 of 5 failed with ValueError: Ann Other is too young."
    assert reasons["plgf"] == "The notebook was stopped in cell 4 of 5 after 1000 seconds."
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
    cluster: Processes, make_hub: MakeHub, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_hub(falls=meeting.code)
    display = LeapsAtCell(4, meeting.wait_for_kernel)
    monkeypatch.setattr(fan, "time", display.clock)
    summary = run_projects(workspace, settings=settings(cluster, seconds=300), display=display)
    assert summary.outcomes[0].reason == (
        "The run's time of 300 seconds was over; the notebook was stopped in cell 4 of 5."
    )
    assert (Place(workspace.reports, "falls").failed / "executed.ipynb").is_file()
    assert is_gone(meeting.wait_for_kernel())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_runner_that_ends_leaves_no_kernel_on_a_worker(
    cluster: Processes,
    make_hub: MakeHub,
    meeting: Meeting,
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
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, preexec_fn=hear_ctrl_c
    ) as runner:
        kernel = meeting.wait_for_kernel()
        worker = worker_of(kernel)
        runner.send_signal(number)
        said = runner.communicate(timeout=PATIENCE_SECONDS)[1].decode()
    assert runner.returncode != 0
    assert is_gone(kernel)
    assert psutil.pid_exists(worker)
    wait_until(lambda: cluster.leftovers() == [])
    assert not workspace.results.exists()
    if number == signal.SIGINT:
        assert [line for line in said.splitlines() if "distributed" in line] == []
        assert list((workspace.reports / ".work").glob("falls.*")) == []
