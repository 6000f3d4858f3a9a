"""The processes of a real Dask cluster: they work elsewhere and know no workspace."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PATIENCE_SECONDS = 180
GOODBYE_SECONDS = 3
# kernels started anew need no server that loads everything first, which takes each worker seconds
ORDINARY = {"EVALUATION_KERNELS": "ordinary"}


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
            *("--local-directory", str(self.home / name), "--protocol", self.protocol),
            source=source,
        )

    def log(self, name: str) -> str:
        """Return what a process has written."""
        return (self.home / name / "log").read_text(encoding="utf-8")

    def leftovers(self) -> list[str]:
        """Return parcels and sockets that lie about; folders may go while they are looked at."""
        names = (name for _, folders, files in os.walk(self.home) for name in (*folders, *files))
        return [name for name in names if name.startswith("evaluation-")]

    def end(self) -> None:
        """End them all; those who can say goodbye do so."""
        for process in reversed(self.started.values()):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(GOODBYE_SECONDS)
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
