"""One project on the cluster, from its sending to its return, whatever becomes of its workers."""

from __future__ import annotations

import queue
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from evaluation.cluster.connection import Connection, SchedulerLost, Sending
from evaluation.cluster.crew import Crew
from evaluation.cluster.errand import BEGUN, CELL, MEMORY, Errand
from evaluation.cluster.identity import own_identity
from evaluation.cluster.parcel import Parcel
from evaluation.cluster.returns import Returned
from evaluation.run.engine import Began, CellBegan, MemoryHeld, Tell
from evaluation.run.failures import NotebookFailed
from evaluation.run.limits import Limits

SENDING = "sending"
WAITING = "waiting for a worker"
STARTING = "starting"
AGAIN = "its worker was lost; waiting for another"
LOOK_SECONDS = 0.5
# a project that takes its worker with it three times will do so a fourth time
MOST_LOSSES = 3
# how long a worker may take to end a kernel and to send what it had come to
STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Heard:
    """News of a worker: its kind, the worker's address and numbers."""

    kind: str
    worker: str
    numbers: tuple[float, ...]


@dataclass(frozen=True)
class Gone:
    """Workers that are gone."""

    workers: frozenset[str]


@dataclass(frozen=True)
class Order:
    """The order to end, and why."""

    failure: NotebookFailed


@dataclass(frozen=True)
class Look:
    """Something may have changed."""


Message = Heard | Gone | Order | Look


@dataclass
class Job:
    """One project under way; `run` is called in a thread of its own, the rest from any.

    Parameters
    ----------
    slug : str
    connection : Connection
    crew : Crew
    tell : callable
    topic : str
        Where workers tell their news.
    patience : float
        Seconds to wait for a worker when all are gone.
    """

    slug: str
    connection: Connection
    crew: Crew
    tell: Tell
    topic: str
    patience: float
    token: str = ""
    _inbox: queue.SimpleQueue[Message] = field(default_factory=queue.SimpleQueue)
    _sending: Sending | None = None
    _among: frozenset[str] = frozenset()
    _worker: str | None = None
    _losses: int = 0
    _order: NotebookFailed | None = None
    _deadline: float | None = None
    _said: str = ""

    def hear(self, message: Message) -> None:
        """Take note of something that concerns this project."""
        self._inbox.put(message)

    def run(self, parcel: Parcel, limits: Limits) -> Returned:
        """Have the parcel worked on and return what came back.

        Raises
        ------
        NotebookFailed
            If nothing came back: it was stopped, lost too often, or the cluster went away.
        """
        try:
            while True:
                if self._is_to_be_sent:
                    self._send(parcel, limits)
                returned = self._returned()
                if returned is not None:
                    return returned
                self._look_at_limits()
                self._wait()
        finally:
            self._give_up()

    @property
    def _is_to_be_sent(self) -> bool:
        if self._sending is None:
            return bool(self.crew.threads)
        # none of the workers it may go to is left, but there are others now
        left = self._among & self.crew.threads.keys()
        return self._worker is None and not left and bool(self.crew.threads)

    def _send(self, parcel: Parcel, limits: Limits) -> None:
        self._give_up()
        self.token = uuid.uuid4().hex
        self._among = frozenset(self.crew.threads)
        errand = Errand(self.token, self.topic, parcel, limits, own_identity())
        self._sending = self.connection.submit(errand, self._among)
        self._sending.when_ended(lambda: self.hear(Look()))
        self._say(AGAIN if self._losses else WAITING)

    def _returned(self) -> Returned | None:
        if self._sending is None:
            return None
        match self._sending.progress:
            case "finished":
                return self._sending.result()
            case "lost":
                if self._worker is not None:
                    self._count_loss()
                self._give_up()
            case "failed":
                raise self._order or self._sending.failure
        return None

    def _look_at_limits(self) -> None:
        """Fail where waiting is of no use any more."""
        if self._losses >= MOST_LOSSES:
            raise lost_too_often(self._losses)
        if self._order is not None and (
            self._worker is None or time.monotonic() > (self._deadline or 0)
        ):
            raise self._order
        empty = self.crew.empty_seconds
        if empty > self.patience:
            raise nobody_left(self.patience, self.crew.unfit)
        if empty:
            self._say(f"no worker is left; waiting {self.patience:g} s for one")

    def _wait(self) -> None:
        try:
            message = self._inbox.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            return
        match message:
            case Heard():
                self._heard(message)
            case Gone(workers):
                if self._worker in workers:
                    self._count_loss()
            case Order(failure):
                self._obey(failure)
            case Look():
                pass

    def _heard(self, news: Heard) -> None:
        match news.kind, news.numbers:
            case (kind, _) if kind == BEGUN:
                if self._worker is not None:  # Dask has begun it again before we heard of the loss
                    self._count_loss()
                self._worker = news.worker
                self._say(STARTING)
            case (kind, (cell, cells)) if kind == CELL:
                self.tell(self.slug, CellBegan(int(cell), int(cells)))
            case (kind, (mebibytes,)) if kind == MEMORY:
                self.tell(self.slug, MemoryHeld(mebibytes))

    def _count_loss(self) -> None:
        self._losses += 1
        self._worker = None
        self._say(AGAIN)

    def _obey(self, failure: NotebookFailed) -> None:
        if self._order is None:
            self._order = failure
            self._deadline = time.monotonic() + STOP_SECONDS
            if self._worker is not None:
                self.connection.stop(self._worker, self.token, failure)

    def _say(self, stage: str) -> None:
        if stage != self._said or stage == STARTING:
            self._said = stage
            self.tell(self.slug, Began(stage))

    def _give_up(self) -> None:
        if self._sending is not None:
            self._sending.give_up()
            self._sending = self._worker = None


def message_of(news: list[Any]) -> tuple[str, Heard]:
    """Return the token and the message of what a worker told."""
    token, kind, worker, *numbers = news
    return str(token), Heard(str(kind), str(worker), tuple(numbers))


def lost_too_often(times: int) -> NotebookFailed:
    """Return the failure of a project whose workers were lost."""
    what = f"It was lost {times} times with its worker (often out of memory)."
    return NotebookFailed(what, "WorkerLost", what)


def nobody_left(seconds: float, unfit: str) -> NotebookFailed:
    """Return the failure of a project for which no worker is left."""
    other = f" One that came could not be used: {unfit}." if unfit else ""
    what = f"No worker of the cluster is left, and none came within {seconds:g} seconds.{other}"
    return NotebookFailed(what, "NoWorkerLeft", what)


def scheduler_gone(error: SchedulerLost) -> NotebookFailed:
    """Return the failure of a project whose scheduler is gone."""
    return NotebookFailed(str(error), "SchedulerLost", str(error))
