"""Start a worker in a process group of its own, hear its events, and end it with its kernel."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

PATIENCE_SECONDS = 5.0
LAST_WORDS_BYTES = 2000

OnEvent = Callable[[str, dict[str, Any]], None]
OnEnd = Callable[[str, int], None]


class Worker:
    """One worker process.

    Parameters
    ----------
    slug : str
        What it works on.
    request : Path
        Its request, in its scratch folder.
    on_event, on_end : callable
        Called, from a thread, with `slug` and each event, and at last the exit status.
    """

    def __init__(self, slug: str, request: Path, on_event: OnEvent, on_end: OnEnd) -> None:
        self.slug = slug
        self.scratch = request.parent
        self.kernel: int | None = None
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the worker
        self._process = _start(request, self._said)
        self._thread = threading.Thread(target=self._listen, args=(on_event, on_end), daemon=True)
        self._thread.start()

    def last_words(self) -> str:
        """Return the last line that it wrote to standard error."""
        self._said.seek(max(os.fstat(self._said.fileno()).st_size - LAST_WORDS_BYTES, 0))
        lines = self._said.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""

    def ask_to_end(self) -> None:
        """Ask it to end, with its kernel."""
        if self._process.poll() is None:
            self._process.terminate()

    def see_it_gone(self) -> None:
        """Wait until it has ended; kill it where it takes too long, and its kernel where it lives.

        Returns with no process of it left.
        """
        try:
            exit_status = self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            kill_group(self._process.pid)
            exit_status = self._process.wait()
        if exit_status != 0 and self.kernel is not None:
            kill_group(self.kernel)
        self._thread.join()

    def close(self) -> None:
        """Close its pipes, after it has gone."""
        for stream in (self._process.stdin, self._process.stdout, self._said):
            if stream is not None:
                stream.close()

    def _listen(self, on_event: OnEvent, on_end: OnEnd) -> None:
        for line in self._process.stdout or ():
            event = _event(line)
            self.kernel = event.get("kernel", self.kernel)
            on_event(self.slug, event)
        on_end(self.slug, self._process.wait())


def end_all(workers: Sequence[Worker]) -> None:
    """End workers and their kernels, politely at first, and wait until they are gone."""
    for worker in workers:
        worker.ask_to_end()
    for worker in workers:
        worker.see_it_gone()


def kill_group(process_id: int) -> None:
    """Kill a process that leads a group, and its group; nothing happens where it is gone."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            os.kill(process_id, signal.SIGTERM)
        elif os.getpgid(process_id) == process_id:
            os.killpg(process_id, signal.SIGKILL)


def _event(line: bytes) -> dict[str, Any]:
    """Return the event of a line; what a library prints before the worker begins is none."""
    with contextlib.suppress(ValueError):
        event = json.loads(line)
        if isinstance(event, dict):
            return event
    return {}


def _start(request: Path, said: IO[bytes]) -> subprocess.Popen[bytes]:
    own_group: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        own_group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-P", "-m", "evaluation.run.worker", str(request)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
        cwd=request.parent,
        env=os.environ | {"JUPYTER_PREFER_ENV_PATH": "1"},
        **own_group,
    )
