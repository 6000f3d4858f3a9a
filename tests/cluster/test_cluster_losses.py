"""Workers that are lost, come late or differ, and a scheduler that goes away."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation.cluster import job
from evaluation.cluster.engine import ClusterEngine
from evaluation.errors import InvalidInput
from evaluation.run import RunSettings, run_projects
from evaluation.run.engine import Engine, MakeEngine, Tell
from evaluation.run.results import last_good
from evaluation.workspace import Workspace
from tests.cluster.meeting import (
    Background,
    Meeting,
    Recorder,
    is_gone,
    settings,
    statuses,
    worker_of,
)
from tests.cluster.processes import ORDINARY, REPOSITORY, Processes, wait_until

pytestmark = pytest.mark.slow

MakeHub = Callable[..., Workspace]

KILL_WORKER = """\
import os, psutil
parents = psutil.Process().parents()
os.kill(next(item.pid for item in parents if "forkserver" not in " ".join(item.cmdline())), 9)
import time; time.sleep(60)
"""
BE_WARM = """\
import os, psutil
assert "forkserver" in " ".join(psutil.Process(os.getppid()).cmdline())
"""


def impatient(address: str, patience: float) -> MakeEngine:
    """Return what makes an engine that does not wait long."""

    def make(tell: Tell) -> Engine:
        return ClusterEngine(tell, address, first_worker_seconds=patience, patience=patience)

    return make


def test_a_worker_killed_midway_is_made_good_by_another(
    processes: Processes, make_hub: MakeHub, meeting: Meeting
) -> None:
    processes.settings = ORDINARY
    processes.scheduler()
    processes.worker("one")
    processes.worker("two")
    workspace = make_hub(falls=meeting.code)
    recorder = Recorder()
    run = Background(
        lambda: run_projects(workspace, settings=settings(processes), display=recorder)
    )
    first = meeting.wait_for_kernel()
    os.kill(worker_of(first), signal.SIGKILL)
    second = meeting.wait_for_kernel(first)
    assert is_gone(first)
    meeting.go_on()
    assert statuses(run.summary().outcomes) == {"falls": "done"}
    assert second != first
    assert "its worker was lost; waiting for another" in recorder.told
    assert last_good(workspace.results / "falls") is not None

    # now the only worker left is lost, and then the scheduler
    (meeting.folder / "go-on").unlink()
    alone = RunSettings(force=True, engine=impatient(processes.address, 1))
    run = Background(lambda: run_projects(workspace, settings=alone, display=recorder))
    third = meeting.wait_for_kernel(first, second)
    os.kill(worker_of(third), signal.SIGKILL)
    assert run.summary().outcomes[0].reason == (
        "No worker of the cluster is left, and none came within 1 seconds."
    )
    assert "no worker is left; waiting 1 s for one" in recorder.told
    with pytest.raises(InvalidInput, match="has had no worker for 1 seconds"):
        run_projects(workspace, settings=alone)


def test_a_project_that_takes_its_worker_with_it_is_not_tried_for_ever(
    processes: Processes, make_hub: MakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "MOST_LOSSES", 2)
    processes.scheduler()
    processes.worker("kept", nanny=True)
    workspace = make_hub(falls=BE_WARM + KILL_WORKER)
    summary = run_projects(workspace, settings=settings(processes))
    assert summary.outcomes[0].reason == (
        "It was lost 2 times with its worker (often out of memory)."
    )
    # a worker that its nanny has started again tidies up after the one that was killed
    wait_until(lambda: processes.leftovers() == [])


def test_only_workers_like_this_machine_are_used_and_a_run_ends_with_its_scheduler(
    processes: Processes, make_hub: MakeHub, meeting: Meeting, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(REPOSITORY / "evaluation", other / "evaluation")
    with (other / "evaluation" / "estimate.py").open("a") as source:
        source.write("# changed\n")
    processes.settings = ORDINARY
    processes.scheduler()
    processes.worker("one")
    workspace = make_hub(falls=meeting.code, feno=meeting.code, plgf=meeting.code)
    run = Background(lambda: run_projects(workspace, settings=settings(processes)))
    first = meeting.wait_for_kernel()
    processes.worker("changed", source=other)
    wait_until(lambda: "worker_identity" in processes.log("changed"))
    processes.worker("two", threads=2)
    second = meeting.wait_for_kernel(first)
    third = meeting.wait_for_kernel(first, second)
    workers = {worker_of(kernel) for kernel in (first, second, third)}
    assert workers == {processes.started[name].pid for name in ("one", "two")}
    meeting.go_on()
    assert set(statuses(run.summary().outcomes).values()) == {"done"}

    again = settings(processes, force=True, jobs=1)
    with pytest.raises(InvalidInput) as caught:
        run_projects(workspace, settings=again)
    assert str(caught.value) == (
        "Worker changed is not as this machine: the source of evaluation differs; "
        "requirements.lock is missing there. "
        "Use the same environment for this machine, the scheduler and all workers."
    )
    assert meeting.kernels == {first, second, third}

    processes.started["changed"].kill()
    (meeting.folder / "go-on").unlink()
    run = Background(lambda: run_projects(workspace, ["falls", "feno"], settings=again))
    kernel = meeting.wait_for_kernel(first, second, third)
    processes.started["scheduler"].kill()
    reasons = {outcome.project: outcome.reason for outcome in run.summary().outcomes}
    assert reasons == dict.fromkeys(("falls", "feno"), "The connection to the scheduler was lost.")
    assert is_gone(kernel)
