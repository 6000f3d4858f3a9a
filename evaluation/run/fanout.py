"""Run many projects at once, each in its own process; one that fails does not stop the others.

In: a workspace and slugs. Out: a `RunSummary`; results lie under reports/results.
"""

from __future__ import annotations

import contextlib
import os
import queue
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.errors import InvalidInput
from evaluation.run.attempt import REQUEST_FILE, Clock, Request, run_record
from evaluation.run.display import Display, SilentDisplay
from evaluation.run.failures import NotebookFailed, exit_words, safe_message
from evaluation.run.inputs import HUB, PLACES, Task, hub_task, project_task, survey
from evaluation.run.lock import workspace_lock
from evaluation.run.parameters import check_parameters
from evaluation.run.processes import Worker, end_all
from evaluation.run.record import write_text
from evaluation.run.results import (
    EXECUTED_FILE,
    Place,
    discard,
    keep_failure,
    sweep,
    work_folder,
)
from evaluation.run.runtime import make_runtime_folder
from evaluation.run.signals import sigterm_ends, undisturbed
from evaluation.run.staleness import task_staleness
from evaluation.run.summary import Outcome, RunSummary
from evaluation.workspace import Workspace

WAIT_SECONDS = 0.5


def run_projects(
    workspace: Workspace,
    slugs: Sequence[str] | None = None,
    *,
    year: str | None = None,
    jobs: int | None = None,
    force: bool = False,
    display: Display | None = None,
    timeout: float | None = None,
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
    jobs : int, optional
        How many processes at once; by default as many as cores.
    force : bool
        Run also what is up to date.
    display : Display, optional
        By default nothing is shown.
    timeout : float, optional
        Seconds for each notebook.

    Returns
    -------
    RunSummary
        In the order of `slugs`.

    Raises
    ------
    InvalidInput
        If a project or the notebook is not there, its parameters do not fit, or another run is
        under way; nothing was run.
    """
    chosen = _chosen(workspace, slugs)
    with workspace_lock(workspace.root):
        around = survey(workspace)
        tasks = [project_task(workspace, slug, year, around) for slug in chosen]
        return _run(workspace, tasks, jobs, display, force=force, timeout=timeout)


def run_hub(
    workspace: Workspace,
    year: str | None = None,
    *,
    force: bool = False,
    display: Display | None = None,
    timeout: float | None = None,
) -> RunSummary:
    """Run the hub's notebook if it is not up to date; after the projects, whose results it reads.

    Parameters
    ----------
    workspace, year, force, display, timeout
        As in `run_projects`.

    Raises
    ------
    InvalidInput
        As `run_projects`.
    """
    with workspace_lock(workspace.root):
        tasks = [hub_task(workspace, year)]
        return _run(workspace, tasks, 1, display, force=force, timeout=timeout)


def default_jobs() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _chosen(workspace: Workspace, slugs: Sequence[str] | None) -> list[str]:
    if slugs is None:
        chosen = [folder.slug for folder in workspace.projects]
    else:
        chosen = list(dict.fromkeys(workspace.project(slug).slug for slug in slugs))
    if HUB in chosen:
        raise InvalidInput(
            f"A project cannot be called '{HUB}': that is where the hub's own results go.",
            "Rename its folder in data/projects.",
        )
    return chosen


def _run(
    workspace: Workspace,
    tasks: Sequence[Task],
    jobs: int | None,
    display: Display | None,
    *,
    force: bool,
    timeout: float | None,
) -> RunSummary:
    if jobs is not None and jobs < 1:
        raise InvalidInput(f"The number of jobs must be at least 1, not {jobs}.")
    _check(tasks)
    began = time.monotonic()
    sweep(workspace.root)
    root = workspace.root
    stale = [
        task
        for task in tasks
        if force or not task_staleness(Place(root, task.slug), task).is_up_to_date
    ]
    outcomes = {task.slug: Outcome(task.slug, "up to date") for task in tasks}
    with display or SilentDisplay() as shown:
        for slug in outcomes.keys() - {task.slug for task in stale}:
            shown.finished(outcomes[slug])
        if stale:
            shown.expect(len(stale))
            fan = _Fan(root, shown, timeout)
            outcomes |= fan.run(stale, min(jobs or default_jobs(), len(stale)))
    return RunSummary(tuple(outcomes.values()), round(time.monotonic() - began, 3))


def _check(tasks: Iterable[Task]) -> None:
    """Refuse parameters that do not fit before anything slow starts."""
    for notebook, task in {task.notebook: task for task in tasks}.items():
        check_parameters(Path(notebook), {**task.parameters, **dict.fromkeys(PLACES, "")})


class _Fan:
    """Several workers at once; everything but listening happens in the caller's thread."""

    def __init__(self, root: Path, display: Display, timeout: float | None) -> None:
        self._root = root
        self._display = display
        self._timeout = timeout
        self._news: queue.SimpleQueue[_News] = queue.SimpleQueue()
        self._running: dict[str, _Running] = {}
        self._outcomes: dict[str, Outcome] = {}

    def run(self, tasks: Iterable[Task], jobs: int) -> dict[str, Outcome]:
        """Run the tasks, `jobs` at once, and return what became of each."""
        waiting = deque(tasks)
        try:
            with sigterm_ends():
                while waiting or self._running:
                    while waiting and len(self._running) < jobs:
                        self._start(waiting.popleft())
                    self._hear()
        finally:
            with undisturbed():
                self._end()
        return self._outcomes

    def _start(self, task: Task) -> None:
        prefix = f"{task.slug}."
        scratch = Path(tempfile.mkdtemp(prefix=prefix, dir=work_folder(self._root)))
        request = Request(self._root, scratch, make_runtime_folder(), task, self._timeout)
        path = write_text(scratch / REQUEST_FILE, request.to_json())
        worker = Worker(task.slug, path, self._tell, self._tell)
        self._running[task.slug] = _Running(task, worker, Clock.start())
        self._display.started(task.slug)

    def _tell(self, slug: str, news: dict[str, Any] | int) -> None:
        self._news.put((slug, news))

    def _hear(self) -> None:
        try:
            slug, news = self._news.get(timeout=WAIT_SECONDS)
        except queue.Empty:
            return
        running = self._running[slug]
        if isinstance(news, int):
            self._finish(running, news)
        elif "cell" in news:
            running.cell, running.cells = news["cell"], news["of"]
            self._display.progressed(slug, news["cell"], news["of"])
        elif "end" in news:
            running.end = news

    def _finish(self, running: _Running, exit_status: int) -> None:
        worker, slug = running.worker, running.task.slug
        worker.see_it_gone()
        if running.end is None:
            outcome = self._record_death(running, exit_status)
        else:
            seconds = running.clock.seconds
            outcome = Outcome(slug, running.end["end"], running.end["reason"], seconds)
        self._take_leave(running)
        self._outcomes[slug] = outcome
        self._display.finished(outcome)

    def _record_death(self, running: _Running, exit_status: int) -> Outcome:
        failure = _death(running, exit_status)
        record = run_record(running.task, running.clock, failure)
        scratch = running.worker.scratch
        with contextlib.suppress(OSError):
            (scratch / EXECUTED_FILE).unlink(missing_ok=True)
            keep_failure(Place(self._root, record.project), scratch, record)
        return Outcome(record.project, "failed", record.reason, record.seconds)

    def _take_leave(self, running: _Running) -> None:
        running.worker.close()
        discard(self._root, running.worker.scratch)
        del self._running[running.task.slug]

    def _end(self) -> None:
        """End what still runs, because the run was interrupted."""
        end_all([running.worker for running in self._running.values()])
        for running in list(self._running.values()):
            self._take_leave(running)


_News = tuple[str, dict[str, Any] | int]


@dataclass
class _Running:
    task: Task
    worker: Worker
    clock: Clock
    cell: int | None = None
    cells: int = 0
    end: dict[str, Any] | None = None


def _death(running: _Running, exit_status: int) -> NotebookFailed:
    """Return the failure of a worker that ended without saying how."""
    where = f" in cell {running.cell} of {running.cells}" if running.cell else ""
    what = f"The worker process died{where}: {exit_words(exit_status)}."
    said = safe_message("EvaluationError", running.worker.last_words()) if exit_status > 0 else ""
    return NotebookFailed(f"{what} {said}".rstrip(), "WorkerDied", said or what, running.cell)
