"""What a notebook, and a whole run, may take at most."""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one notebook; None is no limit.

    Parameters
    ----------
    seconds : float or None
        From its start to its end, the start of its kernel included.
    memory_mb : float or None
        Resident memory of its kernel and of what that starts, in MiB.
    """

    seconds: float | None = None
    memory_mb: float | None = None

    def __post_init__(self) -> None:
        if self.seconds is not None and self.seconds <= 0:
            raise InvalidInput(f"A notebook's time must be more than 0 seconds: {self.seconds:g}.")
        if self.memory_mb is not None and self.memory_mb <= 0:
            raise InvalidInput(f"A notebook's memory must be more than 0 MiB: {self.memory_mb:g}.")


NO_LIMITS = Limits()
