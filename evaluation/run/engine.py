"""What a run needs of whoever executes its notebooks: this machine, or a cluster.

In: requests. Out: news of each, told from any thread; the last is how it ended.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from evaluation.run.attempt import Request
from evaluation.run.failures import NotebookFailed
from evaluation.run.record import RunRecord


class Began(NamedTuple):
    """A stage without cells begins, such as "starting" or "sending"."""

    stage: str


class CellBegan(NamedTuple):
    """A cell begins."""

    cell: int
    cells: int


class MemoryHeld(NamedTuple):
    """The memory that the kernel holds now, in MiB."""

    mebibytes: float


class Ended(NamedTuple):
    """The notebook has ended; its scratch folder holds what `settle` puts in place."""

    record: RunRecord


News = Began | CellBegan | MemoryHeld | Ended
Tell = Callable[[str, News], None]


class Engine(Protocol):
    """Executes notebooks, some at once."""

    slots: int
    """How many at once."""

    def start(self, request: Request) -> None:
        """Start one; `Ended` follows in any case, unless the engine is closed before."""

    def stop(self, slug: str, failure: NotebookFailed) -> None:
        """End one that is under way for a reason; `Ended` follows."""

    def close(self) -> None:
        """End all that are under way, and return when no process of them is left."""


MakeEngine = Callable[[Tell], Engine]
