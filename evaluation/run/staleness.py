"""Whether a project's result is up to date, and why not.

In: a workspace and a project. Out: `Staleness`, found by comparing digests, never times of files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from evaluation.run.inputs import HUB, Surroundings, hub_task, project_task
from evaluation.run.record import RECORD_FILE, FileStamp, RunRecord
from evaluation.run.results import Place, damaged_outputs, last_attempt, last_good
from evaluation.run.stamps import PACKAGE
from evaluation.run.task import Task
from evaluation.workspace import Workspace

StalenessStatus = Literal["up to date", "stale", "never run", "failed"]


@dataclass(frozen=True, slots=True)
class Staleness:
    """Whether a result is up to date.

    Parameters
    ----------
    status : {"up to date", "stale", "never run", "failed"}
        "failed" where the last attempt failed, whatever there is of before.
    reasons : tuple of str
        Why it must run again, in words; empty where it is up to date.
    """

    status: StalenessStatus
    reasons: tuple[str, ...] = ()

    @property
    def is_up_to_date(self) -> bool:
        """Whether nothing needs to run."""
        return self.status == "up to date"


def staleness(
    workspace: Workspace,
    slug: str,
    year: str | None = None,
    surroundings: Surroundings | None = None,
) -> Staleness:
    """Return whether the result of a project, or of the hub's notebook, is up to date.

    Parameters
    ----------
    workspace : Workspace
    slug : str
        The project, or "hub".
    year : str, optional
        Financial year; by default the hub's reporting year.
    surroundings : Surroundings, optional
        Of `survey`, where many are asked for.

    Raises
    ------
    InvalidInput
        If there is no such project or no notebook.
    """
    make = hub_task(workspace, year, surroundings) if slug == HUB else None
    task = make or project_task(workspace, slug, year, surroundings)
    return task_staleness(Place(workspace.reports, slug), task)


def task_staleness(place: Place, task: Task) -> Staleness:
    """Return whether the result at `place` is what `task` would make."""
    attempt = last_attempt(place.results)
    if attempt is None:
        if (place.results / RECORD_FILE).exists():
            return Staleness("stale", (f"{RECORD_FILE} is damaged",))
        return Staleness("never run", ("it has never run",))
    if attempt.status == "failed":
        return Staleness("failed", (attempt.reason, *differences(task, attempt)))
    reasons = differences(task, attempt)
    good = last_good(place.results)
    damaged = damaged_outputs(place, good) if good else []
    reasons += tuple(f"{_name(item)} is missing or damaged" for item in damaged)
    return Staleness("stale", reasons) if reasons else Staleness("up to date")


def differences(task: Task, record: RunRecord) -> tuple[str, ...]:
    """Return what has changed since a run, one clause each.

    Parameters
    ----------
    task : Task
        What would be run now.
    record : RunRecord
        What was run.
    """
    if task.fingerprint == record.fingerprint:
        return ()
    return (*_changed_inputs(task, record), *_changed_facts(task, record))


def _changed_inputs(task: Task, record: RunRecord) -> Iterator[str]:
    before = {item.path: item for item in record.inputs}
    now = {item.path: item for item in task.inputs}
    names = [PurePosixPath(path).name for path in {**before, **now}]
    for path, item in {**before, **now}.items():
        if before.get(path) == now.get(path):
            continue
        name = _name(item)
        subject = path if names.count(name) > 1 else name
        if path == PACKAGE:
            subject = "the analysis package"
        yield f"{subject} {_change(before.get(path), now.get(path))}"


def _change(before: FileStamp | None, now: FileStamp | None) -> str:
    if now is None:
        return "is no longer used"
    if not now.sha256:
        return "is missing"
    return "is new" if before is None or not before.sha256 else "has changed"


def _changed_facts(task: Task, record: RunRecord) -> Iterator[str]:
    for old, new, noun in (
        (record.parameters, task.parameters, "the parameter "),
        (record.versions, task.versions, "the version of "),
    ):
        for name in {**old, **new}:
            if old.get(name) != new.get(name):
                was, now = old.get(name, "none"), new.get(name, "none")
                yield f"{noun}{name} has changed from {was} to {now}"


def _name(item: FileStamp) -> str:
    return PurePosixPath(item.path).name
