"""Run many projects at once, each in its own kernel; one that fails does not stop the others.

In: a workspace and slugs. Out: a `RunSummary`; results lie under reports/results.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from evaluation.run.display import Display, SilentDisplay
from evaluation.run.fan import Fan
from evaluation.run.inputs import PLACES, hub_task, project_task, survey
from evaluation.run.lock import workspace_lock
from evaluation.run.parameters import check_parameters
from evaluation.run.results import Place, sweep
from evaluation.run.settings import RunSettings
from evaluation.run.settling import Reserve
from evaluation.run.staleness import task_staleness
from evaluation.run.summary import Outcome, RunSummary
from evaluation.run.task import Task
from evaluation.workspace import Workspace

DEFAULT_SETTINGS = RunSettings()


def run_projects(
    workspace: Workspace,
    slugs: Sequence[str] | None = None,
    *,
    year: str | None = None,
    settings: RunSettings = DEFAULT_SETTINGS,
    display: Display | None = None,
    into: Path | None = None,
) -> RunSummary:
    """Run the projects that are not up to date.

    Parameters
    ----------
    workspace : Workspace
        Its tables are checked before by the caller.
    slugs : sequence of str, optional
        By default all projects.
    year : str, optional
        Financial year such as 2025/26; by default the hub's reporting year.
    settings : RunSettings, optional
        How many at once, limits, where.
    display : Display, optional
        By default nothing is shown.
    into : Path, optional
        Folder in which results and executed notebooks are put instead of the workspace's
        `reports`, which stays as it is.

    Returns
    -------
    RunSummary
        In the order of `slugs`.

    Raises
    ------
    InvalidInput
        If a project or the notebook is not there, its parameters do not fit, another run is
        under way, or nothing can be written; nothing was run.
    """
    chosen = _chosen(workspace, slugs)
    reports = into or workspace.reports
    with workspace_lock(reports):
        around = survey(workspace)
        tasks = [project_task(workspace, slug, year, around) for slug in chosen]
        return _run(workspace.root, reports, tasks, settings, display)


def run_hub(
    workspace: Workspace,
    year: str | None = None,
    *,
    settings: RunSettings = DEFAULT_SETTINGS,
    display: Display | None = None,
    into: Path | None = None,
) -> RunSummary:
    """Run the hub's notebook if it is not up to date; after the projects, whose results it reads.

    Parameters
    ----------
    workspace, year, settings, display, into
        As in `run_projects`. The notebook runs on this machine.

    Raises
    ------
    InvalidInput
        As `run_projects`.
    """
    reports = into or workspace.reports
    with workspace_lock(reports):
        tasks = [hub_task(workspace, year)]
        return _run(workspace.root, reports, tasks, replace(settings, engine=None), display)


def _chosen(workspace: Workspace, slugs: Sequence[str] | None) -> list[str]:
    if slugs is None:
        return [folder.slug for folder in workspace.projects]
    return list(dict.fromkeys(workspace.project(slug).slug for slug in slugs))


def _run(
    root: Path,
    reports: Path,
    tasks: Sequence[Task],
    settings: RunSettings,
    display: Display | None,
) -> RunSummary:
    _check(tasks)
    began = time.monotonic()
    sweep(reports)
    stale = [
        task
        for task in tasks
        if settings.force or not task_staleness(Place(reports, task.slug), task).is_up_to_date
    ]
    outcomes = {task.slug: Outcome(task.slug, "up to date") for task in tasks}
    with display or SilentDisplay() as shown:
        for slug in outcomes.keys() - {task.slug for task in stale}:
            shown.finished(outcomes[slug])
        if stale:
            shown.expect(len(stale))
            reserve = Reserve(reports)
            try:
                outcomes |= Fan(root, reports, shown, settings, reserve).run(stale)
            finally:
                reserve.free()
    return RunSummary(tuple(outcomes.values()), round(time.monotonic() - began, 3))


def _check(tasks: Iterable[Task]) -> None:
    """Refuse parameters that do not fit before anything slow starts."""
    for notebook, task in {task.notebook: task for task in tasks}.items():
        check_parameters(Path(notebook), {**task.parameters, **dict.fromkeys(PLACES, "")})
