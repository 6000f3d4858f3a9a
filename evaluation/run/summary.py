"""What a run of many projects came to: one `Outcome` each, and the sentence about those failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evaluation.errors import ProjectsFailed

OutcomeStatus = Literal["done", "failed", "up to date", "not run"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one project.

    Parameters
    ----------
    project : str
        Slug, or "hub".
    status : {"done", "failed", "up to date", "not run"}
    reason : str
        Why it failed or was not run; empty otherwise.
    seconds : float
        How long it took, the start of its kernel included.
    peak_memory_mb : float or None
        The most memory that its kernel held, in MiB.
    """

    project: str
    status: OutcomeStatus
    reason: str = ""
    seconds: float = 0.0
    peak_memory_mb: float | None = None

    def __str__(self) -> str:
        if self.status == "up to date":
            return f"{self.project}: up to date"
        if self.status == "not run":
            return f"{self.project}: not run. {self.reason}"
        if self.status == "done":
            memory = f", {self.peak_memory_mb:.0f} MiB" if self.peak_memory_mb else ""
            return f"{self.project}: done in {self.seconds:.1f} s{memory}"
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
        up_to_date = len(self._with("up to date"))
        counts = f"{len(self.done)} done, {up_to_date} up to date, {len(self.failed)} failed"
        not_run = f", {len(self.not_run)} not run" if self.not_run else ""
        return f"{counts}{not_run}, in {self.seconds:.1f} s"

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Those that failed."""
        return self._with("failed")

    @property
    def done(self) -> tuple[Outcome, ...]:
        """Those that ran to their end."""
        return self._with("done")

    @property
    def not_run(self) -> tuple[Outcome, ...]:
        """Those that the run's time did not suffice for."""
        return self._with("not run")

    def raise_failures(self) -> None:
        """Raise where a project failed, or was not run for want of time.

        Raises
        ------
        ProjectsFailed
            With each failed project and its reason.
        """
        if not self.failed and not self.not_run:
            return
        not_run = f", {len(self.not_run)} not run" if self.not_run else ""
        lost = (*self.failed, *self.not_run)
        names = " ".join(f"{item.project}: {item.reason}" for item in lost)
        one = self.failed[0].project if len(self.failed) == 1 else "<project>"
        those = "notebook as far as it" if len(self.failed) == 1 else "notebooks as far as they"
        remedy = f"See the {those} came, with the whole error, in reports/results/{one}/failed."
        raise ProjectsFailed(
            f"{len(self.failed)} of {len(self.outcomes)} failed{not_run}. {names}",
            remedy if self.failed else "Give it more time, or run it again: what is done stays.",
        )

    def _with(self, status: OutcomeStatus) -> tuple[Outcome, ...]:
        return tuple(item for item in self.outcomes if item.status == status)
