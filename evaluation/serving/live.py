"""How a run goes, in words: from the file that the run writes.

In: the progress of a run, if there is any, and the time. Out: one sentence and a row for each
notebook.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from evaluation.present.words import counted, listed
from evaluation.run import ProjectProgress, RunProgress
from evaluation.serving.tables import moment_text, seconds_text

LiveState = Literal["none", "under way", "ended", "broken off"]

NO_RUN = "No run is known here. Start one with: evaluation run"
CHECKING = "A run is under way: the input is being checked."
ALL_UP_TO_DATE = "everything was up to date"
NOTHING = "nothing was run"


@dataclass(frozen=True, slots=True)
class LiveRow:
    """One notebook of a run.

    Parameters
    ----------
    slug, status, stage, elapsed, memory, reason : str
    share : int or None
        Cells begun, in percent, while it runs.
    """

    slug: str
    status: str
    stage: str
    elapsed: str
    memory: str
    reason: str
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Live:
    """A run as a page shows it.

    Parameters
    ----------
    state : {"none", "under way", "ended", "broken off"}
    sentence : str
        Changes when a notebook starts or ends, not with each cell: it is read aloud.
    when : str
        When it began, and ended.
    rows : tuple of LiveRow
    """

    state: LiveState
    sentence: str
    when: str = ""
    rows: tuple[LiveRow, ...] = ()

    @property
    def has_failed(self) -> bool:
        """Whether it was broken off, or any notebook failed."""
        return self.state == "broken off" or any(row.status == "failed" for row in self.rows)


def live(progress: RunProgress | None, now: dt.datetime) -> Live:
    """Return how the last run goes or went.

    Parameters
    ----------
    progress : RunProgress or None
    now : datetime
        With its time zone.
    """
    if progress is None:
        return Live("none", NO_RUN)
    under_way = progress.is_under_way
    state: LiveState = "ended" if progress.ended else "under way" if under_way else "broken off"
    rows = tuple(_row(slug, told, now, runs=under_way) for slug, told in progress.projects.items())
    ended = f" and ended on {moment_text(progress.ended)}" if progress.ended else ""
    when = f"It began on {moment_text(progress.began)}{ended}."
    return Live(state, _sentence(state, progress), when, rows)


def _sentence(state: LiveState, progress: RunProgress) -> str:
    told = progress.projects.values()
    found = Counter(item.status for item in told)
    ended = [f"{found[name]} {name}" for name in ("done", "failed", "not run") if found[name]]
    if state == "ended":
        rest = NOTHING if not told else ALL_UP_TO_DATE
        return f"The last run has ended: {listed(ended) if ended else rest}."
    running = counted(found["running"], "notebook")
    if state == "broken off":
        at_work = f" with {running} at work" if found["running"] else ""
        return f"The last run was broken off{at_work}. What was done stays."
    if not found["running"] and not ended:
        return CHECKING
    so_far = f" So far: {listed(ended)}." if ended else ""
    return f"A run is under way: {running} of {progress.expected} at work.{so_far}"


def _row(slug: str, told: ProjectProgress, now: dt.datetime, *, runs: bool) -> LiveRow:
    status = told.status
    memory = f"{told.mebibytes:,.0f} MiB" if told.mebibytes else ""
    if status != "running":
        elapsed = seconds_text(told.seconds) if told.seconds else ""
        return LiveRow(slug, status, "", elapsed, memory, told.reason)
    if not runs:
        return LiveRow(slug, "broken off", "", "", "", "")
    stage = f"cell {told.cell} of {told.cells}" if told.cell else told.stage
    share = round(100 * told.cell / told.cells) if told.cell and told.cells else None
    return LiveRow(slug, status, stage, seconds_text(_since(told.began, now)), memory, "", share)


def _since(iso: str, now: dt.datetime) -> float:
    try:
        return max(0.0, (now - dt.datetime.fromisoformat(iso)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return 0.0
