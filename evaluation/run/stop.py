"""How a notebook under way is ended from outside, and why."""

from __future__ import annotations

from evaluation.run.failures import NotebookFailed
from evaluation.run.watch import kill_kernel


class Stop:
    """Ends a notebook from outside, for a reason that becomes its failure."""

    def __init__(self) -> None:
        self.failure: NotebookFailed | None = None
        self._kernel: int | None = None

    def now(self, failure: NotebookFailed) -> None:
        """End the notebook; the first reason given is the one that counts."""
        self.failure = self.failure or failure
        if self._kernel is not None:
            kill_kernel(self._kernel)

    def started(self, kernel: int) -> None:
        """Take note of the kernel's process, and end it where it comes too late."""
        self._kernel = kernel
        if self.failure is not None:
            kill_kernel(kernel)
