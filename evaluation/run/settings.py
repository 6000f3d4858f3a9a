"""How a run is to go: how many notebooks at once, what each and all may take, and where."""

from __future__ import annotations

import os
from dataclasses import dataclass

from evaluation.errors import InvalidInput
from evaluation.run.engine import MakeEngine
from evaluation.run.limits import NO_LIMITS, Limits


@dataclass(frozen=True)
class RunSettings:
    """The choices of whoever starts a run.

    Parameters
    ----------
    jobs : int, optional
        How many notebooks at once; by default as many as cores.
    force : bool
        Run also what is up to date.
    limits : Limits
        Of each notebook.
    seconds : float, optional
        For the whole run.
    engine : callable, optional
        Makes what executes the notebooks; by default this machine.

    Raises
    ------
    InvalidInput
        If a number is not one that can be meant.
    """

    jobs: int | None = None
    force: bool = False
    limits: Limits = NO_LIMITS
    seconds: float | None = None
    engine: MakeEngine | None = None

    def __post_init__(self) -> None:
        if self.jobs is not None and self.jobs < 1:
            raise InvalidInput(f"The number of jobs must be at least 1, not {self.jobs}.")
        if self.seconds is not None and self.seconds < 0:
            raise InvalidInput(f"The run's time must not be less than 0 seconds: {self.seconds:g}.")


def default_jobs() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
