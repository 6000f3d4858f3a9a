"""How far one notebook has come, what its kernel held, and why we ended it, if we did."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from evaluation.run.failures import CellFailed, MemoryExceeded, NotebookFailed
from evaluation.run.limits import Limits
from evaluation.run.stop import Stop
from evaluation.run.watch import OnMemory, Watch, kill_left_behind

OnCell = Callable[[int, int], None]


@dataclass
class Progress:
    """How far a notebook has come, and how its kernel ended."""

    limits: Limits
    stop: Stop
    on_cell: OnCell | None
    on_memory: OnMemory | None
    cell: int | None = None
    cells: int = 0
    exit_status: int | None = None
    notebook: Any = None
    peak: float | None = None
    began: float = field(default_factory=time.monotonic)
    _watch: Watch | None = None

    def notebook_started(self, notebook: Any) -> None:
        """Take note of the notebook, whose outputs come while it runs."""
        self.notebook, self.cells = notebook, len(notebook.cells)

    def cell_started(self, cell: object, cell_index: int) -> None:  # noqa: ARG002 - nbclient's call
        """Take note of the cell that starts."""
        self.cell = cell_index + 1
        if self.on_cell:
            self.on_cell(self.cell, self.cells)

    def kernel_started(self, process_id: int) -> None:
        """Watch the kernel."""
        self._watch = Watch(process_id, self.limits.memory_mb, self.on_memory)
        self.stop.started(process_id)

    def kernel_ended(self) -> None:
        """Stop watching, and end what the kernel left behind."""
        if self._watch is not None:
            self._watch.close()
            self.peak = self._watch.peak
            kill_left_behind(self._watch.process_id)

    @property
    def failed_cell(self) -> CellFailed | None:
        """The failure of the cell under way, where its error has been heard."""
        if self.notebook is None or self.cell is None:
            return None
        outputs = (output for cell in self.notebook.cells for output in cell.get("outputs", []))
        for output in outputs:
            if output.output_type == "error":
                return CellFailed.from_error(output.ename, output.evalue, self.cell, self.cells)
        return None

    @property
    def why_killed(self) -> NotebookFailed | None:
        """Why we ended the kernel ourselves, if we did."""
        if self._watch is not None and self._watch.reached is not None:
            limit, reached = self.limits.memory_mb or 0, self._watch.reached
            return MemoryExceeded.from_limit(limit, reached, self.cell, self.cells)
        return self.stop.failure
