"""How tests know of kernels on workers, and follow a run that goes on in another thread."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import distributed
import psutil

from evaluation.cluster import cluster_engine
from evaluation.run import Outcome, RunSettings, RunSummary, SilentDisplay
from tests.cluster.leaping import begin_to_leap, end_leaping
from tests.cluster.processes import Processes, wait_until

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

    def progressed(self, project: str, cell: int, cells: int) -> None:  # noqa: ARG002
        self.told.append(f"cell {cell} of {cells}")

    def staged(self, project: str, stage: str) -> None:  # noqa: ARG002
        self.told.append(stage)

    def held(self, project: str, mebibytes: float) -> None:  # noqa: ARG002
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
    def kernels(self) -> set[int]:
        """All kernels that came."""
        return {int(path.name.partition("-")[2]) for path in self.folder.glob("kernel-*")}

    def wait_for_kernel(self, *before: int) -> int:
        """Return the kernel that came after those before."""
        wait_until(lambda: self.kernels - {*before})
        return (self.kernels - {*before}).pop()

    def go_on(self) -> None:
        """Let all kernels go on."""
        (self.folder / "go-on").touch()


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
        """Wait for its end."""
        self._thread.join()
        return self._summary[0]


def settings(processes: Processes, **changes: Any) -> RunSettings:
    """Return the settings of a run on a cluster."""
    return RunSettings(engine=cluster_engine(processes.address), **changes)


@contextlib.contextmanager
def over_on_workers(address: str, number: int) -> Iterator[float]:
    """Give the seconds that notebooks of a cluster may take; a cell of them ends those."""
    with distributed.Client(address, set_as_default=False) as client:
        (seconds,) = set(client.run(begin_to_leap, number).values())
        try:
            yield seconds
        finally:
            client.run(end_leaping)


def statuses(outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    """Return the status of each project."""
    return {outcome.project: outcome.status for outcome in outcomes}


def worker_of(kernel: int) -> int:
    """Return the process of the worker that a kernel belongs to."""
    return next(
        parent.pid
        for parent in psutil.Process(kernel).parents()
        if "forkserver" not in " ".join(parent.cmdline())
    )


def is_gone(process_id: int) -> bool:
    """Wait until a process has ended."""
    wait_until(lambda: not _runs(process_id))
    return True


def _runs(process_id: int) -> bool:
    try:
        return psutil.Process(process_id).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
