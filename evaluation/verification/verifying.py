"""Compute published results again in a folder that is thrown away, and compare.

In: a workspace. Out: for each project whether its results are the same. What is published stays
untouched.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from evaluation.errors import ProjectsFailed
from evaluation.run import (
    HUB,
    Display,
    Outcome,
    RunSettings,
    last_good,
    run_hub,
    run_projects,
    staleness,
)
from evaluation.verification.comparing import USUAL_TOLERANCE, Difference, compare_results
from evaluation.workspace import Workspace

Status = Literal["same", "different", "not published", "failed"]


@dataclass(frozen=True)
class Verified:
    """Whether the results of one project are the same again.

    Parameters
    ----------
    project : str
        Slug, or "hub".
    status : {"same", "different", "not published", "failed"}
    differences : tuple of Difference
    reasons : tuple of str
        What explains a difference, such as an input that has changed since; or why it failed.
    has_same_bytes : bool
        Whether every file is equal to the byte, the executed notebook too.
    """

    project: str
    status: Status
    differences: tuple[Difference, ...] = ()
    reasons: tuple[str, ...] = ()
    has_same_bytes: bool = False

    def __str__(self) -> str:
        text = f"{self.project}: {self.status}"
        if self.status == "same":
            text += ", to the byte" if self.has_same_bytes else ", within the tolerance"
        if self.status == "different":
            text += f" in {len(self.differences)} places"
        return f"{text}. {'; '.join(self.reasons)}".rstrip(" .") + "."


@dataclass(frozen=True)
class Verification:
    """Whether results are the same again, in the order asked for."""

    results: tuple[Verified, ...]

    @property
    def is_same(self) -> bool:
        """Whether all are."""
        return all(item.status == "same" for item in self.results)

    def raise_differences(self) -> None:
        """Raise where a result is not the same.

        Raises
        ------
        ProjectsFailed
            With the projects.
        """
        if not self.is_same:
            named = [item for item in self.results if item.status != "same"]
            slugs = ", ".join(f"{item.project} ({item.status})" for item in named)
            raise ProjectsFailed(
                f"{len(named)} of {len(self.results)} were not the same again: {slugs}.",
                "Run `evaluation status` to see what has changed since.",
            )


def verify(
    workspace: Workspace,
    slugs: Sequence[str] = (),
    *,
    year: str,
    settings: RunSettings,
    display: Display,
    tolerance: float = USUAL_TOLERANCE,
) -> Verification:
    """Compute results again and compare them with those published.

    Parameters
    ----------
    workspace : Workspace
        Checked before by the caller.
    slugs : sequence of str
        Projects; none named means all and the hub's notebook.
    year : str
        Financial year such as 2025/26.
    settings : RunSettings
        How many at once, and limits.
    display : Display
    tolerance : float
        As in `compare_results`.
    """
    forced = replace(settings, force=True)
    with tempfile.TemporaryDirectory(prefix="evaluation-verify-") as folder:
        into = Path(folder)
        options = {"year": year, "settings": forced, "display": display, "into": into}
        outcomes = list(run_projects(workspace, slugs or None, **options).outcomes)  # type: ignore[arg-type]
        if not slugs:
            outcomes += run_hub(workspace, **options).outcomes  # type: ignore[arg-type]
        return Verification(
            tuple(_verified(workspace, into, year, outcome, tolerance) for outcome in outcomes)
        )


def _verified(
    workspace: Workspace, into: Path, year: str, outcome: Outcome, tolerance: float
) -> Verified:
    slug = outcome.project
    published, again = workspace.results / slug, into / "results" / slug
    before = last_good(published)
    if before is None:
        return Verified(slug, "not published")
    now = last_good(again)
    if now is None:
        return Verified(slug, "failed", reasons=(outcome.reason,))
    differences = compare_results(published, again, tolerance)
    if not differences:
        return Verified(slug, "same", has_same_bytes=set(before.outputs) == set(now.outputs))
    reasons = staleness(workspace, slug, year).reasons
    if not reasons and slug == HUB:
        reasons = ("a project's results may have changed since",)
    return Verified(slug, "different", differences, reasons)
