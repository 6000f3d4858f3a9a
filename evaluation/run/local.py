"""Execute notebooks on this machine: a thread for each, which only waits for the kernel's process.

papermill and nbclient run in the threads; all computing is done in the kernels.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from evaluation.kernels import open_nursery, warm_kernels_possible
from evaluation.run.attempt import Request
from evaluation.run.engine import Began, Ended, Tell
from evaluation.run.failures import NotebookFailed
from evaluation.run.record import RunRecord
from evaluation.run.stop import Stop

PATIENCE_SECONDS = 5.0
STARTING = "starting"
INTERRUPTED = "The run was interrupted."


class LocalEngine:
    """Executes notebooks in kernels of this machine.

    Parameters
    ----------
    tell : callable
        Called with a project's slug and what happens.
    jobs : int
        How many at once.
    """

    def __init__(self, tell: Tell, jobs: int) -> None:
        self.slots = jobs
        self._tell = tell
        self._running: dict[str, _Running] = {}
        if warm_kernels_possible():
            open_nursery()

    def start(self, request: Request) -> None:
        """Start the notebook of a request."""
        stop = Stop()
        slug = request.task.slug
        name = f"run-{request.scratch.name}"
        thread = threading.Thread(
            target=self._perform, args=(request, stop), name=name, daemon=True
        )
        self._running[slug] = _Running(thread, stop)
        self._tell(slug, Began(STARTING))
        thread.start()

    def stop(self, slug: str, failure: NotebookFailed) -> None:
        """End a notebook that is under way."""
        running = self._running.get(slug)
        if running is not None:
            running.stop.now(failure)

    def close(self) -> None:
        """End all notebooks that are under way, and their kernels."""
        for running in list(self._running.values()):
            running.stop.now(NotebookFailed(INTERRUPTED, "Interrupted", INTERRUPTED))
        for running in list(self._running.values()):
            running.thread.join(PATIENCE_SECONDS)

    def _perform(self, request: Request, stop: Stop) -> None:
        record = load_executor()(request, self._tell, stop)
        self._running.pop(request.task.slug, None)
        self._tell(request.task.slug, Ended(record))


def load_executor() -> Callable[[Request, Tell, Stop], RunRecord]:
    """Load papermill, which takes seconds, and return what executes a request with it."""
    from evaluation.run.performing import perform

    return perform


@dataclass
class _Running:
    thread: threading.Thread
    stop: Stop
