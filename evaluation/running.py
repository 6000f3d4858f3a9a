"""Bring a hub's results up to date: find what is stale, check that, run that.

In: a workspace's folder. Out: what became of each project. Where nothing has changed, no setting
and no table is read and nothing is started.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from evaluation.errors import Finding, InvalidInput, by_project
from evaluation.kernels import call_warm, open_nursery, warm_kernels_possible
from evaluation.provenance import manifest_path, write_manifest
from evaluation.run import (
    HUB,
    Display,
    Outcome,
    RunSettings,
    RunSummary,
    default_jobs,
    load_executor,
    noted_progress,
    project_slugs,
    run_hub,
    run_projects,
    unchanged,
    workspace_lock,
)
from evaluation.workspace import (
    Workspace,
    open_hub,
    open_workspace,
    reports_folder,
    sound_workspace,
)

Check = Callable[[Sequence[str]], Workspace]

WORTH_A_PROCESS = 4  # projects; fewer are checked sooner than another process is there


def bring_up_to_date(
    root: Path,
    slugs: Sequence[str] = (),
    *,
    year: str | None,
    settings: RunSettings,
    display: Display,
    check: Check,
) -> RunSummary:
    """Check and run what is stale of some projects (none named: of all), then the hub's notebook.

    Parameters
    ----------
    root : Path
        The workspace.
    slugs : sequence of str
    year : str or None
        Financial year such as 2025/26; None means the hub's reporting year.
    settings : RunSettings
    display : Display
    check : callable
        Given the projects that are to be run, it checks them and returns the workspace, or raises.

    Returns
    -------
    RunSummary
        Of the projects, and of the hub's notebook as the last one.

    Raises
    ------
    InvalidInput
        If anything in what is to be run is wrong, or another run is under way; nothing was run.
    """
    reports = reports_folder(root)
    with workspace_lock(reports), noted_progress(display, reports) as noted:
        wanted = tuple(dict.fromkeys(slugs)) or project_slugs(root)
        chosen = _year(root, year, wanted, check)
        same = frozenset() if settings.force else unchanged(root, (*wanted, HUB), chosen)
        stale = [slug for slug in wanted if slug not in same]
        done = {slug: Outcome(slug, "up to date") for slug in (*wanted, HUB) if slug in same}
        with noted as shown:
            for outcome in done.values():
                shown.finished(outcome)
        everything = project_slugs(root)
        if not stale and HUB in same:
            if not manifest_path(root).is_file():
                _note(root, everything, chosen)
            return RunSummary(tuple(done.values()))
        if settings.engine is None:
            _get_ready()
        workspace = check(stale) if stale else open_workspace(root)
        summary = _run(workspace, stale, done, chosen, settings, noted)
        _note(root, everything, chosen)
        return summary


def checked_warm(root: Path, slugs: Sequence[str] = ()) -> tuple[Workspace, tuple[Finding, ...]]:
    """Return what `evaluation.checking.checked_workspace` does, checked in warm processes.

    Parameters
    ----------
    root, slugs
        As there.

    Raises
    ------
    InvalidInput
        As there.
    """
    chosen = tuple(slugs) or project_slugs(root)
    parts = max(1, min(default_jobs(), len(chosen) // WORTH_A_PROCESS))
    shares = [chosen[part::parts] for part in range(parts)]
    with ThreadPoolExecutor(parts) as pool:
        told = pool.map(lambda share: call_warm(_findings, root, share), shares)
        findings = tuple(dict.fromkeys(finding for share in told for finding in share))
    return sound_workspace(root, sorted(findings, key=by_project))


def _findings(root: Path, slugs: Sequence[str]) -> tuple[Finding, ...]:
    # what a check reads tables with takes seconds to load; a warm process has it
    from evaluation.checking import all_findings

    return all_findings(root, slugs)


def _note(root: Path, slugs: Sequence[str], year: str) -> None:
    """Write the manifest; where the disk is full it is missing, and a release says so."""
    with contextlib.suppress(OSError):
        write_manifest(root, slugs, year)


def _get_ready() -> None:
    """Let the server of warm kernels load its modules while this process loads papermill."""
    if warm_kernels_possible():
        open_nursery()
        load_executor()


def _year(root: Path, year: str | None, wanted: Sequence[str], check: Check) -> str:
    """Return the year; where the hub's file is wrong, let the check tell all else as well."""
    try:
        hub = open_hub(root)
    except InvalidInput:
        check(wanted)
        raise
    return str(hub.chosen_year(year))


def _run(
    workspace: Workspace,
    stale: Sequence[str],
    done: dict[str, Outcome],
    year: str,
    settings: RunSettings,
    display: Display,
) -> RunSummary:
    projects = run_projects(workspace, stale, year=year, settings=settings, display=display)
    left = None if settings.seconds is None else max(settings.seconds - projects.seconds, 0)
    hub = run_hub(workspace, year, settings=replace(settings, seconds=left), display=display)
    before = tuple(outcome for slug, outcome in done.items() if slug != HUB)
    outcomes = (*before, *projects.outcomes, *hub.outcomes)
    return RunSummary(outcomes, projects.seconds + hub.seconds)
