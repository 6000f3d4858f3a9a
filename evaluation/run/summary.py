"""What a run of many projects came to: one `Outcome` each, and the sentence about those failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evaluation.errors import ProjectsFailed

OutcomeStatus = Literal["done", "failed", "up to date"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one project.

    Parameters
    ----------
    project : str
        Slug, or "hub".
    status : {"done", "failed", "up to date"}
    reason : str
        Why it failed; empty otherwise.
    seconds : float
        How long it took, the start of its process included.
    """

    project: str
    status: OutcomeStatus
    reason: str = ""
    seconds: float = 0.0

    def __str__(self) -> str:
        if self.status == "up to date":
            return f"{self.project}: up to date"
        if self.status == "done":
            return f"{self.project}: done in {self.seconds:.1f} s"
        return f"{self.project}: failed after {self.seconds:.1f} s. {self.reason}"


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What became of all projects, in the order asked for.

    Parameters
    ----------
    outcomes : tuple of Outcome
    seconds : float
        From start to end.
    """

    outcomes: tuple[Outcome, ...]
    seconds: float = 0.0

    def __str__(self) -> str:
        up_to_date = len(self.outcomes) - len(self.done) - len(self.failed)
        counts = f"{len(self.done)} done, {up_to_date} up to date, {len(self.failed)} failed"
        return f"{counts}, in {self.seconds:.1f} s"

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Those that failed."""
        return tuple(item for item in self.outcomes if item.status == "failed")

    @property
    def done(self) -> tuple[Outcome, ...]:
        """Those that ran to their end."""
        return tuple(item for item in self.outcomes if item.status == "done")

    def raise_failures(self) -> None:
        """Raise where a project failed.

        Raises
        ------
        ProjectsFailed
            With each failed project and its reason.
        """
        if not self.failed:
            return
        names = " ".join(f"{item.project}: {item.reason}" for item in self.failed)
        raise ProjectsFailed(
            f"{len(self.failed)} of {len(self.outcomes)} failed. {names}",
            "Each failed notebook is in reports/results/<project>/failed.",
        )
