"""The workers of a cluster that may be used: those on which the same is installed as here."""

from __future__ import annotations

import time
from collections.abc import Mapping

from evaluation.cluster.connection import Connection
from evaluation.cluster.identity import Identity, differences, own_identity
from evaluation.errors import InvalidInput
from evaluation.run import stamps

LOOK_SECONDS = 0.5
REMEDY = "Use the same environment for this machine, the scheduler and all workers."


class Crew:
    """Workers by their addresses, with their threads; it is kept up to date with `look`.

    Parameters
    ----------
    connection : Connection
    first_seconds : float
        How long to wait for a first worker.

    Raises
    ------
    InvalidInput
        If there is no worker, or on one of them, or with the scheduler, anything differs.
    """

    def __init__(self, connection: Connection, first_seconds: float) -> None:
        self._connection = connection
        self._unfit: dict[str, str] = {}
        self.threads: dict[str, int] = {}
        self._empty_since: float | None = None
        _refuse("The scheduler", connection.identity_of_scheduler())
        present = self._wait_for_one(first_seconds)
        answers = connection.identities(present)
        for worker, name in self._named(present).items():
            if worker in answers:
                _refuse(name, answers[worker])
        self.threads = {worker: present[worker] for worker in answers}
        if not self.threads:
            raise _none_there(first_seconds)

    def look(self) -> frozenset[str]:
        """See which workers have come and gone; return those gone.

        Raises
        ------
        SchedulerLost
        """
        present = self._connection.threads()
        gone = frozenset(self.threads.keys() - present.keys())
        new = present.keys() - self.threads.keys() - self._unfit.keys()
        answers = self._connection.identities(new) if new else {}
        fit = {worker for worker, found in answers.items() if not _faults(found)}
        self._unfit = {
            **{worker: why for worker, why in self._unfit.items() if worker in present},
            **{worker: _faults(found) for worker, found in answers.items() if _faults(found)},
        }
        kept = (self.threads.keys() | fit) & present.keys()
        self.threads = {worker: present[worker] for worker in kept}
        if self.threads:
            self._empty_since = None
        elif self._empty_since is None:
            self._empty_since = time.monotonic()
        return gone

    @property
    def empty_seconds(self) -> float:
        """How long there has been no worker; 0 where there is one."""
        since = self._empty_since
        return 0.0 if since is None else time.monotonic() - since

    @property
    def unfit(self) -> str:
        """What is wrong with a worker that came later and is not used; empty where none is."""
        return next(iter(self._unfit.values()), "")

    def _wait_for_one(self, seconds: float) -> Mapping[str, int]:
        deadline = time.monotonic() + seconds
        while not (present := self._connection.threads()):
            if time.monotonic() > deadline:
                raise _none_there(seconds)
            time.sleep(LOOK_SECONDS)
        return present

    def _named(self, present: Mapping[str, int]) -> dict[str, str]:
        """Return what users call each worker: its name, else its number; no host."""
        names = self._connection.names()
        return {
            worker: f"Worker {names.get(worker, f'{number} of {len(present)}')}"
            for number, worker in enumerate(sorted(present), start=1)
        }


def _faults(found: Identity | None) -> str:
    if found is None:
        return f"it cannot load the package '{stamps.PACKAGE}', or has another version of it"
    return "; ".join(differences(own_identity(), found))


def _refuse(name: str, found: Identity | None) -> None:
    faults = _faults(found)
    if faults:
        raise InvalidInput(f"{name} is not as this machine: {faults}.", REMEDY)


def _none_there(seconds: float) -> InvalidInput:
    return InvalidInput(
        f"The scheduler has had no worker for {seconds:g} seconds.",
        "Start some with `dask worker ADDRESS`.",
    )
