"""What really breaks: disk, permissions, process, time. Each of these is done, not faked."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from evaluation.errors import InvalidInput
from evaluation.run import (
    Limits,
    RunSettings,
    RunSummary,
    fan,
    last_good,
    run_projects,
    unchanged,
    work_folder,
)
from evaluation.run.results import LOCK_NAME, Place, damaged_outputs, last_attempt
from evaluation.run.staleness import staleness
from evaluation.workspace import Workspace
from tests.processes import hear_ctrl_c
from tests.run.clocks import LeapsAtCell

MakeWorkspace = Callable[..., Workspace]

PATIENCE = 90
MARK = "EVALUATION_TEST_MARK"
# mounts a small or read-only disk where nobody else sees it, and then becomes the runner
IN_A_NAMESPACE = ("unshare", "--map-root-user", "--mount", "sh", "-ec")
RUNNER = """\
import json, sys
from pathlib import Path
from evaluation.errors import EvaluationError
from evaluation.run import RunSettings, last_attempt, run_projects, staleness
from evaluation.workspace import open_workspace
workspace = open_workspace(Path(sys.argv[1]))
try:
    outcomes = run_projects(workspace, settings=RunSettings(jobs=1)).outcomes
    told = {item.project: [item.status, item.reason] for item in outcomes}
except EvaluationError as error:
    told = {"refused": [str(error.exit_code), str(error)]}
for folder in workspace.projects:
    record = last_attempt(workspace.results / folder.slug)
    status = staleness(workspace, folder.slug).status
    told[f"{folder.slug} kept"] = [record and record.status, record and record.reason, status]
print(json.dumps(told))
"""
FILL = """\
with open(Path(results) / "estimates.parquet", "wb") as stream:
    stream.write(b"PAR1" + bytes(20_000_000))
"""
NO_SPACE = "No space left on device"


def can_mount() -> bool:
    """Return whether this system lets us mount disks of our own."""
    if shutil.which("unshare") is None:
        return False
    command = [*IN_A_NAMESPACE, "mount -t tmpfs tmpfs /mnt"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


needs_mounts = pytest.mark.skipif(not can_mount(), reason="mounting needs user namespaces")


def run_with_mounts(workspace: Workspace, mounts: str) -> dict[str, list[str]]:
    """Run all projects where `mounts` holds, and return what was told and kept."""
    root = str(workspace.root)
    script = f'cd "$1"; mkdir -p reports; {mounts}; exec "$2" -c "$3" "$1"'
    command = [*IN_A_NAMESPACE, script, "sh", root, sys.executable, RUNNER]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, list[str]] = json.loads(done.stdout)
    return told


@pytest.mark.slow
@needs_mounts
def test_a_disk_that_a_notebook_fills_fails_that_project_with_the_reason_on_record(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace("feno", falls=FILL)
    told = run_with_mounts(workspace, "mount -t tmpfs -o size=2m tmpfs reports")
    reason = f"Cell 4 of 5 failed with OSError: {NO_SPACE}."
    assert told["falls"] == ["failed", reason]
    assert told["falls kept"] == ["failed", reason, "failed"]
    assert told["feno"] == ["done", ""]
    assert told["feno kept"] == ["done", "", "up to date"]


@pytest.mark.slow
@needs_mounts
def test_a_disk_that_the_executed_notebook_does_not_fit_on_is_told(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace(falls="print('x' * 5_000_000)")
    told = run_with_mounts(workspace, "mount -t tmpfs -o size=2m tmpfs reports")
    reason = f"The results could not be written: {NO_SPACE}."
    assert told["falls"] == ["failed", reason]
    assert told["falls kept"] == ["failed", reason, "failed"]


@pytest.mark.slow
@needs_mounts
def test_a_disk_that_is_full_from_the_start_is_refused(make_workspace: MakeWorkspace) -> None:
    told = run_with_mounts(
        make_workspace("falls"), "mount -t tmpfs -o size=16k tmpfs reports; mkdir reports/.work"
    )
    code, sentence = told["refused"]
    assert code == "2"
    assert sentence.startswith(f"Nothing can be written into 'reports': {NO_SPACE}. Free some")
    assert told["falls kept"] == [None, None, "never run"]


@pytest.mark.slow
@needs_mounts
def test_a_folder_that_may_not_be_written_is_refused(make_workspace: MakeWorkspace) -> None:
    told = run_with_mounts(make_workspace("falls"), "mount -t tmpfs -o ro tmpfs reports")
    code, sentence = told["refused"]
    assert code == "2"
    assert sentence.startswith("The folder 'reports' of the workspace cannot be written: Read-only")


@pytest.mark.slow
@needs_mounts
def test_results_that_may_not_be_replaced_are_told_and_stay(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace("falls")
    run_projects(workspace)
    before = (workspace.results / "falls" / "run.json").read_bytes()
    (workspace.root / "data/projects/falls/kpi.csv").write_text("kpi,period,value\n")
    mounts = (
        "mount --bind reports/results reports/results; mount -o remount,ro,bind reports/results"
    )
    told = run_with_mounts(workspace, mounts)
    status, reason = told["falls"]
    assert status == "failed"
    assert reason.startswith("The results could not be written: ")
    assert (workspace.results / "falls" / "run.json").read_bytes() == before
    assert staleness(workspace, "falls").reasons == ("kpi.csv has changed",)


@pytest.mark.slow
def test_too_much_memory_is_the_reason_on_record(make_workspace: MakeWorkspace) -> None:
    hold = "import time; held = bytearray(b'1') * 700_000_000; time.sleep(60)"
    workspace = make_workspace("feno", falls=hold)
    limits = Limits(memory_mb=600)
    summary = run_projects(workspace, settings=RunSettings(limits=limits))
    outcome = {item.project: item for item in summary.outcomes}
    assert outcome["feno"].status == "done"
    reason = outcome["falls"].reason
    assert reason.startswith("The notebook was stopped in cell 4 of 5: it held ")
    record = last_attempt(workspace.results / "falls")
    assert record is not None
    assert (record.status, record.reason) == ("failed", reason)
    assert record.peak_memory_mb is not None
    assert f"{record.peak_memory_mb:.0f} MiB" in reason
    assert staleness(workspace, "falls").reasons[0] == reason


@pytest.mark.slow
def test_a_run_that_takes_too_long_stops_one_project_and_leaves_the_next(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace("plgf", falls="import time; time.sleep(60)")
    display = LeapsAtCell(4)
    monkeypatch.setattr(fan, "time", display.clock)
    settings = RunSettings(jobs=1, seconds=300)
    summary = run_projects(workspace, ["falls", "plgf"], settings=settings, display=display)
    falls, plgf = summary.outcomes
    assert falls.status == "failed"
    assert falls.reason == (
        "The run's time of 300 seconds was over; the notebook was stopped in cell 4 of 5."
    )
    assert (plgf.status, plgf.reason) == (
        "not run",
        "The run's time of 300 seconds was over before it began.",
    )
    assert staleness(workspace, "falls").status == "failed"
    assert staleness(workspace, "plgf").status == "never run"


MANY = tuple(f"project-{number:02}" for number in range(8))
FREE = MANY[:5]  # the others wait until the test lets them go on
HELD = """\
import time
Path(workspace, f"held-{project}").touch()
while not Path(workspace, "go-on").exists():
    time.sleep(0.05)
"""


def let_go_on(workspace: Workspace) -> None:
    """Let notebooks of `HELD` go on, those that run later too."""
    (workspace.root / "go-on").touch()


def wait_until(holds: Callable[[], bool], *, every: float = 0.05) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(every)


class Runner:
    """`evaluation run` in another process, whose processes are found again by a mark."""

    def __init__(self, root: Path) -> None:
        self._mark = uuid.uuid4().hex
        self.process = subprocess.Popen(
            [sys.executable, "-m", "evaluation", "run", "--workspace", str(root)],
            env=os.environ | {MARK: self._mark},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=hear_ctrl_c,
        )

    def processes(self) -> list[psutil.Process]:
        """Return all processes that descend from this run, dead ones apart."""
        return [item for item in psutil.process_iter() if self._is_marked(item)]

    def _is_marked(self, process: psutil.Process) -> bool:
        try:
            is_marked: bool = process.environ().get(MARK) == self._mark
            return is_marked and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    def wait_until_gone(self) -> None:
        """Wait until none of its processes is left."""
        wait_until(lambda: not self.processes())


@pytest.fixture
def start() -> Iterator[Callable[[Workspace], Runner]]:
    """Return a function that starts `evaluation run`."""
    runners: list[Runner] = []

    def begin(workspace: Workspace) -> Runner:
        runners.append(Runner(workspace.root))
        return runners[-1]

    yield begin
    for runner in runners:
        runner.process.kill()
        runner.process.communicate()
        for process in runner.processes():
            process.kill()


def done_slugs(workspace: Workspace) -> set[str]:
    return {path.parent.name for path in workspace.results.glob("*/run.json")} & set(MANY)


def names_its_holder(lock: Path) -> bool:
    return lock.is_file() and lock.read_text() != ""


def is_held(workspace: Workspace) -> bool:
    """Return whether a notebook waits for the test."""
    return any(workspace.root.glob("held-*"))


def check_that_what_is_there_is_whole_and_the_rest_is_done(workspace: Workspace) -> None:
    finished = done_slugs(workspace)
    for slug in finished:
        place = Place(workspace.reports, slug)
        good = last_good(place.results)
        assert good is not None
        if place.executed.exists():
            assert damaged_outputs(place, good) == []
    whole = unchanged(workspace.root, MANY, "2025/26")
    again: RunSummary = run_projects(workspace)
    assert {item.project for item in again.done} == set(MANY) - whole
    assert finished - whole <= {item.project for item in again.done}
    assert unchanged(workspace.root, MANY, "2025/26") == set(MANY)
    leftovers = {item.name for item in (workspace.reports / ".work").iterdir()}
    assert leftovers == {"progress.json", "run.lock"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_a_run_ended_while_results_come_in_leaves_whole_ones_and_does_the_rest_later(
    make_workspace: MakeWorkspace,
    start: Callable[[Workspace], Runner],
    number: signal.Signals,
    code: int,
) -> None:
    workspace = make_workspace(*FREE, **dict.fromkeys(MANY[len(FREE) :], HELD))
    runner = start(workspace)
    wait_until(lambda: len(done_slugs(workspace)) >= 3, every=0.002)
    runner.process.send_signal(number)
    _, told = runner.process.communicate(timeout=PATIENCE)
    assert runner.process.returncode == code
    if number != signal.SIGKILL:
        assert "interrupted; what was done stays" in told
        assert "Traceback" not in told
    runner.wait_until_gone()
    assert 3 <= len(done_slugs(workspace)) <= len(FREE)
    let_go_on(workspace)
    check_that_what_is_there_is_whole_and_the_rest_is_done(workspace)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("when", ["it holds the lock", "its notebook is at work"])
def test_a_run_ended_before_its_first_result_leaves_nothing(
    make_workspace: MakeWorkspace,
    start: Callable[[Workspace], Runner],
    number: signal.Signals,
    when: str,
) -> None:
    workspace = make_workspace(falls=HELD)
    runner = start(workspace)
    moments: dict[str, Callable[[], bool]] = {
        "it holds the lock": lambda: names_its_holder(work_folder(workspace.reports) / LOCK_NAME),
        "its notebook is at work": lambda: is_held(workspace),
    }
    wait_until(moments[when], every=0.002)
    runner.process.send_signal(number)
    runner.process.communicate(timeout=PATIENCE)
    assert runner.process.returncode in (128 + number, -number)
    runner.wait_until_gone()
    assert not workspace.results.exists()
    assert not workspace.executed.exists()


@pytest.mark.slow
def test_a_second_run_at_once_says_who_is_at_it(
    make_workspace: MakeWorkspace, start: Callable[[Workspace], Runner]
) -> None:
    workspace = make_workspace(falls=HELD)
    first = start(workspace)
    wait_until(lambda: is_held(workspace))
    second = start(workspace)
    _, told = second.process.communicate(timeout=PATIENCE)
    assert second.process.returncode == 2
    assert f"Another run is under way in this workspace (process {first.process.pid})." in told
    let_go_on(workspace)
    first.process.communicate(timeout=PATIENCE)
    assert last_good(workspace.results / "falls") is not None


def test_a_workspace_whose_reports_is_a_file_is_refused(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace("falls")
    workspace.reports.write_text("a file where a folder should be")
    with pytest.raises(InvalidInput, match="'reports' of the workspace cannot be written"):
        run_projects(workspace)
