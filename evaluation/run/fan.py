"""Several notebooks at once: start them, hear of them, put what they leave in place.

All but the executing happens in the caller's thread, so that nothing is put in place twice.
"""

from __future__ import annotations

import contextlib
import queue
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evaluation.run.attempt import Request
from evaluation.run.display import Display
from evaluation.run.engine import Began, CellBegan, Ended, Engine, MemoryHeld, News
from evaluation.run.failures import NotebookTimedOut
from evaluation.run.local import LocalEngine
from evaluation.run.record import RunRecord
from evaluation.run.results import Place, discard, make_scratch
from evaluation.run.runtime import make_runtime_folder
from evaluation.run.settings import RunSettings, default_jobs
from evaluation.run.settling import Reserve, settle, settle_unbegun
from evaluation.run.signals import deferred, sigterm_ends, undisturbed
from evaluation.run.summary import Outcome
from evaluation.run.task import Task

WAIT_SECONDS = 0.5


class Fan:
    """One run of several notebooks.

    Parameters
    ----------
    root : Path
        The workspace, whose tables the notebooks read.
    reports : Path
        Where results go.
    display : Display
    settings : RunSettings
    reserve : Reserve
        Space for records of failures.
    """

    def __init__(
        self, root: Path, reports: Path, display: Display, settings: RunSettings, reserve: Reserve
    ) -> None:
        self._root = root
        self._reports = reports
        self._display = display
        self._settings = settings
        self._reserve = reserve
        self._began = time.monotonic()
        self._news: queue.SimpleQueue[tuple[str, News]] = queue.SimpleQueue()
        self._running: dict[str, _Running] = {}
        self._outcomes: dict[str, Outcome] = {}

    def run(self, tasks: Iterable[Task]) -> dict[str, Outcome]:
        """Run the tasks and return what became of each."""
        waiting = deque(tasks)
        with sigterm_ends(), contextlib.ExitStack() as stack:
            engine = self._make_engine(len(waiting))
            stack.callback(self._end, engine)
            while waiting or self._running:
                if self._is_over:
                    self._give_up(engine, waiting)
                while waiting and len(self._running) < engine.slots:
                    self._start(engine, waiting.popleft())
                self._hear()
        return self._outcomes

    def _make_engine(self, tasks: int) -> Engine:
        def tell(slug: str, news: News) -> None:
            self._news.put((slug, news))

        if self._settings.engine is not None:
            return self._settings.engine(tell)
        return LocalEngine(tell, min(self._settings.jobs or default_jobs(), tasks))

    @property
    def _is_over(self) -> bool:
        limit = self._settings.seconds
        return limit is not None and time.monotonic() - self._began > limit

    def _start(self, engine: Engine, task: Task) -> None:
        with deferred():
            self._display.started(task.slug)
            try:
                runtime = make_runtime_folder()
                scratch = make_scratch(self._reports, task.slug, runtime)
            except OSError as error:
                self._settled(settle_unbegun(self._reports, task, error, self._reserve))
                return
            self._running[task.slug] = _Running(task, scratch)
            engine.start(Request(self._root, scratch, runtime, task, self._settings.limits))

    def _hear(self) -> None:
        try:
            slug, news = self._news.get(timeout=WAIT_SECONDS)
        except queue.Empty:
            return
        running = self._running.get(slug)
        if running is None:
            return
        match news:
            case Ended():
                self._finish(running, news)
            case CellBegan(cell, cells):
                running.cell, running.cells = cell, cells
                self._display.progressed(slug, cell, cells)
            case Began(stage):
                self._display.staged(slug, stage)
            case MemoryHeld(mebibytes):
                self._display.held(slug, mebibytes)

    def _finish(self, running: _Running, ended: Ended) -> None:
        slug = running.task.slug
        with deferred():
            record = settle(
                Place(self._reports, slug), running.scratch, ended.record, self._reserve
            )
            discard(self._reports, running.scratch)
            del self._running[slug]
            self._settled(record)

    def _settled(self, record: RunRecord) -> None:
        slug, peak = record.project, record.peak_memory_mb
        outcome = Outcome(slug, record.status, record.reason, record.seconds, peak)
        self._outcomes[slug] = outcome
        self._display.finished(outcome)

    def _give_up(self, engine: Engine, waiting: deque[Task]) -> None:
        """End what is under way, and leave what waits, because the run's time is over."""
        limit = self._settings.seconds or 0
        for slug, running in self._running.items():
            if not running.is_stopped:
                running.is_stopped = True
                failure = NotebookTimedOut.from_run(limit, running.cell, running.cells)
                engine.stop(slug, failure)
        while waiting:
            slug = waiting.popleft().slug
            reason = f"The run's time of {limit:g} seconds was over before it began."
            self._outcomes[slug] = Outcome(slug, "not run", reason)
            self._display.finished(self._outcomes[slug])

    def _end(self, engine: Engine) -> None:
        """End what still runs, where the run was interrupted."""
        with undisturbed():
            engine.close()
            for running in self._running.values():
                discard(self._reports, running.scratch)
            self._running.clear()


@dataclass
class _Running:
    task: Task
    scratch: Path
    cell: int | None = None
    cells: int = 0
    is_stopped: bool = False
