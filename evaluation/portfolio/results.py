"""The results of all projects, read from where their runs left them.

In: a workspace and its folder of results. Out: for each project its record, its main effect and
verdict, or the reason why there is none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from evaluation.estimate import Estimate, estimates_from_frame
from evaluation.present.words import Region, Verdict, agreed_verdict, verdict
from evaluation.run import RunRecord, last_attempt, last_good
from evaluation.study.study import FINDINGS_FILE
from evaluation.workspace import Kpi, ProjectFolder, Workspace

ABSOLUTE, RELATIVE = "absolute difference", "relative difference"
TESTED = {"absolute": f"{ABSOLUTE}, for equivalence", "relative": f"{RELATIVE}, for equivalence"}


@dataclass(frozen=True)
class ProjectResult:
    """What one project's last run left.

    Parameters
    ----------
    folder : ProjectFolder
    attempt : RunRecord or None
        The last run, whatever became of it.
    good : RunRecord or None
        The last run that succeeded; its estimates are the ones below.
    estimates : tuple of Estimate
        Empty where no run succeeded.
    sentences : mapping of str to sequence of str
        What was found, in words, by section of the notebook; empty where no run succeeded.
    """

    folder: ProjectFolder
    attempt: RunRecord | None
    good: RunRecord | None
    estimates: tuple[Estimate, ...]
    sentences: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def has_failed(self) -> bool:
        """Whether the last run failed."""
        return self.attempt is not None and self.attempt.status == "failed"

    @property
    def main_kpi(self) -> Kpi | None:
        """The KPI of the primary interrupted time series."""
        primary = self.folder.project.primary_its
        return self.folder.project.kpi(primary.kpi) if primary else None

    def effect(self, measure: str) -> Estimate | None:
        """Return the main effect by one measure, or None."""
        kpi = self.main_kpi
        if kpi is None:
            return None
        found = (
            estimate
            for estimate in self.estimates
            if (estimate.analysis, estimate.outcome, estimate.measure) == ("its", kpi.id, measure)
        )
        return next(found, None)

    @property
    def main_verdict(self) -> Verdict | None:
        """What the main effect says; "no clear change" unless both measures agree.

        "no important change" where it lies in the project's region of unimportant effects.
        """
        kpi, absolute, relative = self.main_kpi, self.effect(ABSOLUTE), self.effect(RELATIVE)
        if kpi is None or absolute is None:
            return None
        return agreed_verdict(absolute, relative, kpi.direction, self._region)

    @property
    def _region(self) -> Region | None:
        primary = self.folder.project.primary_its
        chosen = primary.equivalence if primary else None
        tested = self.effect(TESTED[chosen.measure]) if chosen else None
        return Region(chosen.lower, chosen.upper, tested) if chosen and tested else None

    def kpi_verdicts(self) -> Counter[Verdict]:
        """Return how many indicators improved, worsened and so on."""
        directions = {kpi.id: kpi.direction for kpi in self.folder.project.kpis}
        return Counter(
            verdict(estimate, directions[estimate.outcome])
            for estimate in self.estimates
            if (estimate.analysis, estimate.measure) == ("kpi", "difference")
        )


def read_results(workspace: Workspace) -> tuple[ProjectResult, ...]:
    """Return the result of every project, in the order of the report."""
    return tuple(_read(workspace, folder) for folder in workspace.projects)


def _read(workspace: Workspace, folder: ProjectFolder) -> ProjectResult:
    place = workspace.results / folder.slug
    good = last_good(place)
    path = place / "estimates.parquet"
    estimates: tuple[Estimate, ...] = ()
    if good is not None and path.is_file():
        estimates = tuple(estimates_from_frame(pd.read_parquet(path)))
    return ProjectResult(folder, last_attempt(place), good, estimates, _sentences(place, good))


def _sentences(place: Path, good: RunRecord | None) -> dict[str, list[str]]:
    path = place / FINDINGS_FILE
    if good is None or not path.is_file():
        return {}
    found: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return found
