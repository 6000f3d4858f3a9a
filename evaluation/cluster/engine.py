"""The engine of a cluster: a thread for each project under way, and one that watches the workers.

In: requests. Out: the same news as of this machine's engine, and results in scratch folders.
"""

from __future__ import annotations

import threading
import uuid
from functools import cached_property
from pathlib import Path
from typing import Any

from evaluation.cluster.connection import Connection, SchedulerLost
from evaluation.cluster.crew import LOOK_SECONDS, Crew
from evaluation.cluster.job import SENDING, Gone, Job, Order, message_of, scheduler_gone
from evaluation.cluster.parcel import pack
from evaluation.cluster.returns import put_down
from evaluation.errors import EvaluationError
from evaluation.run.attempt import Clock, Request, run_record
from evaluation.run.engine import Began, Ended, Tell
from evaluation.run.failures import NotebookFailed, defect, not_written
from evaluation.run.local import INTERRUPTED
from evaluation.run.record import RunRecord
from evaluation.workspace import Workspace, open_workspace

FIRST_WORKER_SECONDS = 20.0
PATIENCE_SECONDS = 60.0
CLOSING_SECONDS = 15.0


class ClusterEngine:
    """Executes notebooks on the workers of a Dask cluster.

    Parameters
    ----------
    tell : callable
        Called with a project's slug and what happens.
    address : str
        Of the scheduler.
    jobs : int, optional
        How many at once at most; by default one a thread of the workers.
    first_worker_seconds : float
        How long to wait for a first worker.
    patience : float
        How long to wait for another when the last worker is gone, in seconds.

    Raises
    ------
    InvalidInput
        If the cluster cannot be reached, has no worker, or differs from this machine.
    """

    def __init__(
        self,
        tell: Tell,
        address: str,
        jobs: int | None = None,
        *,
        first_worker_seconds: float = FIRST_WORKER_SECONDS,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._tell = tell
        self._jobs_at_once = jobs
        self._patience = patience
        self._topic = f"evaluation-{uuid.uuid4().hex}"
        self._running: dict[str, tuple[Job, threading.Thread]] = {}
        self._root = Path()
        self._lost: NotebookFailed | None = None
        self._closed = threading.Event()
        self._connection = Connection(address)
        try:
            self._crew = Crew(self._connection, first_worker_seconds)
        except BaseException:
            self._connection.close()
            raise
        self.slots = self._count_slots()
        self._connection.listen(self._topic, self._hear)
        self._watch = threading.Thread(target=self._look_after, name="cluster", daemon=True)
        self._watch.start()

    def start(self, request: Request) -> None:
        """Start the notebook of a request."""
        self._root = request.root
        slug = request.task.slug
        job = Job(slug, self._connection, self._crew, self._tell, self._topic, self._patience)
        thread = threading.Thread(
            target=self._perform, args=(request, job), name=f"run-{slug}", daemon=True
        )
        self._running[slug] = (job, thread)
        if self._lost is not None:
            job.hear(Order(self._lost))
        thread.start()

    def stop(self, slug: str, failure: NotebookFailed) -> None:
        """End a notebook that is under way."""
        running = self._running.get(slug)
        if running is not None:
            running[0].hear(Order(failure))

    def close(self) -> None:
        """End all notebooks that are under way, with their kernels, and take leave."""
        running = list(self._running.values())
        for job, _ in running:
            job.hear(Order(NotebookFailed(INTERRUPTED, "Interrupted", INTERRUPTED)))
        for _, thread in running:
            thread.join(CLOSING_SECONDS)
        self._closed.set()
        self._watch.join(CLOSING_SECONDS)
        self._connection.close()

    @cached_property
    def _workspace(self) -> Workspace:
        return open_workspace(self._root)

    def _perform(self, request: Request, job: Job) -> None:
        slug = request.task.slug
        record = self._record(request, job)
        self._running.pop(slug, None)
        self._tell(slug, Ended(record))

    def _record(self, request: Request, job: Job) -> RunRecord:
        clock = Clock.start()
        try:
            self._tell(request.task.slug, Began(SENDING))
            parcel = pack(self._workspace, request.task)
            return put_down(job.run(parcel, request.limits), request.scratch)
        except EvaluationError as error:
            failure: EvaluationError = error
        except SchedulerLost as error:
            failure = scheduler_gone(error)
        except OSError as error:
            failure = not_written(error)
        except Exception as error:  # noqa: BLE001 - the last border: one project's, not the run's
            failure = defect(error)
        return run_record(request.task, clock, failure)

    def _look_after(self) -> None:
        """Keep up with workers that come and go, until the engine is closed."""
        while not self._closed.wait(LOOK_SECONDS):
            try:
                gone = self._crew.look()
            except SchedulerLost as error:
                self._lost = scheduler_gone(error)
                for job, _ in list(self._running.values()):
                    job.hear(Order(self._lost))
                return
            self.slots = self._count_slots()
            if gone:
                for job, _ in list(self._running.values()):
                    job.hear(Gone(gone))

    def _count_slots(self) -> int:
        threads = max(sum(self._crew.threads.values()), 1)
        return threads if self._jobs_at_once is None else min(threads, self._jobs_at_once)

    def _hear(self, news: list[Any]) -> None:
        token, message = message_of(news)
        for job, _ in list(self._running.values()):
            if job.token == token:
                job.hear(message)
