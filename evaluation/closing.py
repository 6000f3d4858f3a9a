"""What a reviewer of a year's report has before them, and the record that they fill in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.present.words import counted
from evaluation.release import obstacles, published_state
from evaluation.saving import save, told_of
from evaluation.workspace import FinancialYear, Workspace
from evaluation.workspace.quality_assurance import CHECKLIST, record_path, template


def write_review(workspace: Workspace, year: FinancialYear) -> Path:
    """Write the record of a year's quality assurance to be filled in, and return its path.

    Raises
    ------
    InvalidInput
        If there is one already: it is never overwritten.
    """
    path = record_path(workspace.root, year)
    if path.exists():
        raise InvalidInput(
            f"{workspace.shown(path)} is there already.", "Edit it, or move it away first."
        )
    with told_of(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    return save(path, template(year, published_state(workspace)))


def review_text(workspace: Workspace, year: FinancialYear) -> str:
    """Return the digest of the results, what to look at, and what stands in the way."""
    places = [workspace.results / folder.slug for folder in workspace.projects]
    lines = [f"Results of {year}: {published_state(workspace)}", ""]
    lines += [f"{place.name}: {_contents(place)}" for place in places]
    lines += ["", "A reviewer answers:", *(f"- {question}" for question in CHECKLIST.values())]
    findings = obstacles(workspace, year)
    if not findings:
        return "\n".join([*lines, "", f"Nothing stands in the way of `evaluation release {year}`."])
    lines += ["", f"Before `evaluation release {year}`:"]
    for finding in findings:
        project = f"{finding.project}: " if finding.project else ""
        lines.append(f"- {project}{finding}")
    return "\n".join(lines)


def _contents(results: Path) -> str:
    try:
        estimates = pd.read_parquet(results / "estimates.parquet", columns=["measure"])
        passed = pd.read_parquet(results / "checks.parquet", columns=["passed"])["passed"]
    except (OSError, ValueError):
        return "no result"
    look = int(passed.eq(other=False).sum())
    asks = "asks" if look == 1 else "ask"
    found = counted(len(estimates), "estimate")
    return f"{found}; {counted(look, 'check')} {asks} for a closer look"
