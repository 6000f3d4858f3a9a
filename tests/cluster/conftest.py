"""A real Dask cluster on this machine: its processes work elsewhere and know no workspace."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from evaluation.workspace import Workspace, open_workspace
from tests.run.conftest import HUB, PROJECT, WRITE, write_notebook

REPOSITORY = Path(__file__).parents[2]
PATIENCE_SECONDS = 60
BEHAVIOUR = """\
from pathlib import Path
exec({codes!r}.get(project, "pass"))"""


def wait_until(holds: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


@dataclass
class Processes:
    """Processes of a Dask cluster, each in a folder of its own, none with our environment.

    Parameters
    ----------
    home : Path
        Where they work; they know no other place of ours but the package's source.
    settings : mapping
        More environment variables.
    """

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    protocol: str = "tcp"
    address: str = ""
    started: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def scheduler(self) -> str:
        """Start a scheduler and return its address."""
        note = self.home / "scheduler.json"
        self._start(
            "scheduler",
            "distributed.cli.dask_scheduler",
            *("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show"),
            *("--protocol", self.protocol, "--scheduler-file", str(note)),
        )
        wait_until(lambda: note.exists() and note.read_text().endswith("}"))
        self.address = json.loads(note.read_text())["address"]
        return self.address

    def worker(
        self, name: str, *, threads: int = 1, nanny: bool = False, source: Path = REPOSITORY
    ) -> subprocess.Popen[bytes]:
        """Start a worker."""
        return self._start(
            name,
            "distributed.cli.dask_worker",
            *(self.address, "--name", name, "--nthreads", str(threads), "--no-dashboard"),
            *("--nanny" if nanny else "--no-nanny", "--host", "127.0.0.1", "--memory-limit", "0"),
            *("--local-directory", str(self.home / name / "space"), "--protocol", self.protocol),
            source=source,
        )

    def log(self, name: str) -> str:
        """Return what a process has written."""
        return (self.home / name / "log").read_text(encoding="utf-8")

    def leftovers(self) -> list[str]:
        """Return parcels and sockets that lie about."""
        return [path.name for path in self.home.rglob("evaluation-*")]

    def end(self) -> None:
        """End them all."""
        for process in reversed(self.started.values()):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(
        self, name: str, module: str, *arguments: str, source: Path = REPOSITORY
    ) -> subprocess.Popen[bytes]:
        folder = self.home / name
        folder.mkdir()
        environment = {
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(source),
            "DASK_DISTRIBUTED__ADMIN__TICK__LIMIT": "1h",
            **self.settings,
        }
        with (folder / "log").open("wb") as log:
            self.started[name] = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=folder,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self.started[name]


@pytest.fixture
def processes() -> Iterator[Processes]:
    """Give processes of a cluster that end with the test."""
    with tempfile.TemporaryDirectory(prefix="c", ignore_cleanup_errors=True) as folder:
        made = Processes(Path(folder).resolve())
        try:
            yield made
        finally:
            made.end()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Processes]:
    """Give a cluster with two workers that the tests of a module share."""
    with tempfile.TemporaryDirectory(prefix="c", ignore_cleanup_errors=True) as folder:
        made = Processes(Path(folder).resolve())
        try:
            made.scheduler()
            made.worker("one")
            made.worker("two")
            yield made
        finally:
            made.end()


@pytest.fixture
def make_hub(tmp_path: Path) -> Callable[..., Workspace]:
    """Return a function that makes a workspace; what each project does is in the notebook."""

    def make(*quiet: str, tables: Mapping[str, str] = {}, **behaviour: str) -> Workspace:
        root = tmp_path / "hub"
        (root / "data").mkdir(parents=True)
        (root / "data" / "hub.yml").write_text(HUB, encoding="utf-8")
        codes = {**dict.fromkeys(quiet, "pass"), **behaviour}
        for slug in codes:
            folder = root / "data" / "projects" / slug
            folder.mkdir(parents=True)
            written = tables.get(slug, "kpi.csv")
            text = PROJECT.format(slug=slug, more="").replace("kpi.csv", json.dumps(written))
            (folder / "project.yml").write_text(text, encoding="utf-8")
            table = (folder / Path(written).expanduser()).resolve()
            table.parent.mkdir(parents=True, exist_ok=True)
            table.write_text("kpi,period,value\nfalls,2025-04,7\n", encoding="utf-8")
        cell = BEHAVIOUR.format(codes=codes)
        write_notebook(root / "notebooks" / "project.ipynb", cell, WRITE)
        return open_workspace(root)

    return make
