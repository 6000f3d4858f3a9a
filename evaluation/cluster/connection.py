"""The connection to a Dask cluster: the only module that speaks with `distributed` on our side.

Encryption and certificates are Dask's own settings (`distributed.comm.tls`), with an address
that begins with tls://.
"""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Callable, Collection
from typing import Any, Literal

import dask
import distributed
from distributed.comm.addressing import parse_address, parse_host_port
from distributed.scheduler import KilledWorker

from evaluation.cluster.errand import Errand, run_errand, stop_errand
from evaluation.cluster.identity import Identity, own_identity, worker_identity
from evaluation.cluster.returns import Returned
from evaluation.errors import InvalidInput
from evaluation.run.failures import NotebookFailed, defect

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 20.0
# loading the package takes a worker some seconds, and longer from a slow disk
IDENTITY_SECONDS = 120.0
# a parcel of tables is what is meant to be sent, however large
NO_WARNING = {"distributed.admin.large-graph-warning-threshold": "1TB"}
PROTOCOLS = ("tcp", "tls", "ws", "wss")
ENCRYPTED = ("tls", "wss")
SCHEDULER_LOST = "The connection to the scheduler was lost."

OnNews = Callable[[list[Any]], None]
Progress = Literal["pending", "finished", "lost", "failed"]


class SchedulerLost(Exception):
    """The scheduler does not answer any more."""


class Connection:
    """A client of one scheduler.

    Parameters
    ----------
    address : str
        Such as `tls://scheduler:8786`, or `localhost:8786`.

    Raises
    ------
    InvalidInput
        If it cannot be reached.
    """

    def __init__(self, address: str) -> None:
        _be_quiet()
        _check(address)
        dask.config.set(NO_WARNING)
        try:
            with warnings.catch_warnings():
                # versions are compared by us, and told with the worker's number
                warnings.simplefilter("ignore")
                # Any, because distributed has few types
                self._client: Any = distributed.Client(
                    address, timeout=CONNECT_SECONDS, set_as_default=False
                )
        except OSError:
            raise InvalidInput(
                f"No scheduler at '{address}' answers within {CONNECT_SECONDS:g} seconds.",
                "Start one with `dask scheduler`, or correct the address, its port and tls://.",
            ) from None

    def threads(self) -> dict[str, int]:
        """Return the threads of each worker, by its address.

        Raises
        ------
        SchedulerLost
        """
        found: dict[str, int] = self._ask(self._client.scheduler.ncores)
        return dict(found)

    def identity_of_scheduler(self) -> Identity | None:
        """Return what is installed with the scheduler; None where it has no such package."""
        try:
            found: Identity = self._client.run_on_scheduler(own_identity)
        except Exception:  # noqa: BLE001 - whatever keeps it from loading the package
            return None
        return found

    def identities(self, workers: Collection[str]) -> dict[str, Identity | None]:
        """Return what is installed on workers; None where one cannot load the package.

        A worker that has gone meanwhile is left out.
        """
        answers = self._ask(
            self._client._run,  # `run` has no time limit
            worker_identity,
            workers=list(workers),
            on_error="return",
            seconds=IDENTITY_SECONDS,
        )
        return {
            worker: answer if isinstance(answer, dict) else None
            for worker, answer in answers.items()
            if not isinstance(answer, OSError)
        }

    def names(self) -> dict[str, str]:
        """Return the names that were given to workers, by their addresses."""
        found = self._ask(self._client.scheduler.identity)
        return {
            worker: str(facts["name"])
            for worker, facts in found["workers"].items()
            if str(facts["name"]) != worker
        }

    def listen(self, topic: str, on_news: OnNews) -> None:
        """Hear the news of a topic, in a thread of Dask's."""
        self._client.subscribe_topic(topic, lambda event: on_news(event[1]))

    def submit(self, errand: Errand, workers: Collection[str]) -> Sending:
        """Send an errand to one of some workers, whichever is free first."""
        future = self._client.submit(
            run_errand,
            errand,
            key=f"evaluation-{errand.token}",
            workers=list(workers),
            allow_other_workers=False,
            pure=False,
            retries=0,
        )
        return Sending(future)

    def stop(self, worker: str, token: str, failure: NotebookFailed) -> None:
        """Ask a worker to end an errand; a worker that is gone has ended it already."""
        with contextlib.suppress(SchedulerLost):
            self._ask(
                self._client._run,
                stop_errand,
                token,
                failure,
                workers=[worker],
                on_error="ignore",
            )

    def close(self) -> None:
        """Take leave; what is still under way is no longer wanted."""
        with contextlib.suppress(Exception):
            self._client.close(timeout=CONNECT_SECONDS)

    def _ask(self, function: Any, *args: Any, seconds: float = ANSWER_SECONDS, **named: Any) -> Any:
        if self._client.status != "running":
            raise SchedulerLost(SCHEDULER_LOST)
        try:
            return self._client.sync(function, *args, callback_timeout=seconds, **named)
        except (OSError, RuntimeError, TimeoutError):
            raise SchedulerLost(SCHEDULER_LOST) from None


class Sending:
    """An errand that was sent.

    Parameters
    ----------
    future : distributed.Future
    """

    def __init__(self, future: Any) -> None:
        self._future = future

    def when_ended(self, call: Callable[[], None]) -> None:
        """Call a function when it has ended in any way."""
        self._future.add_done_callback(lambda _: call())

    @property
    def progress(self) -> Progress:
        """How it stands; "lost" means with its workers, by Dask's own count."""
        match self._future.status:
            case "finished":
                return "finished"
            case "error":
                return "lost" if isinstance(self._exception(), KilledWorker) else "failed"
            case "cancelled":
                return "failed"
        return "pending"

    def result(self) -> Returned | None:
        """Return what came back; None where its worker was lost before it could be fetched."""
        try:
            returned: Returned = self._future.result(timeout=ANSWER_SECONDS)
        except (OSError, TimeoutError):
            return None
        return returned

    @property
    def failure(self) -> NotebookFailed:
        """Why it failed on the way, not on the worker."""
        if self._future.status == "cancelled":
            return NotebookFailed(SCHEDULER_LOST, "SchedulerLost", SCHEDULER_LOST)
        return defect(self._exception())

    def give_up(self) -> None:
        """Say that nobody waits for it any more, which ends it."""
        with contextlib.suppress(Exception):
            self._future.cancel(force=True)

    def _exception(self) -> Exception:
        try:
            error = self._future.exception(timeout=ANSWER_SECONDS)
        except Exception as found:  # noqa: BLE001 - the connection was lost meanwhile
            return found
        return error if isinstance(error, Exception) else RuntimeError(str(error))


def _check(address: str) -> None:
    """Refuse what cannot be an address, and encryption without certificates.

    Dask's client finds out too, but does not close what it has opened by then.
    """
    try:
        protocol, place = parse_address(address)
        host, _ = parse_host_port(place)
    except ValueError:
        protocol, host = "", ""
    if protocol not in PROTOCOLS or not host or not host.isprintable() or " " in host:
        raise InvalidInput(
            f"'{address}' is not the address of a scheduler.", "Write it as tls://HOST:8786."
        )
    if protocol in ENCRYPTED and "ssl_context" not in _certificates():
        raise InvalidInput(
            f"The scheduler '{address}' asks for certificates, which Dask does not know.",
            "Name them in Dask's settings, distributed.comm.tls; docs/how-to/server.md says how.",
        )


def _certificates() -> dict[str, Any]:
    try:
        found: dict[str, Any] = distributed.Security().get_connection_args("client")
    except (OSError, ValueError) as error:
        raise InvalidInput(
            f"Dask's certificates cannot be read: {type(error).__name__}.",
            "Correct the files named in Dask's settings, distributed.comm.tls.",
        ) from None
    return {name: value for name, value in found.items() if value is not None}


def _be_quiet() -> None:
    """Keep Dask's words off the display: what goes wrong is told once, by us."""
    for name in ("distributed", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    for name in list(logging.root.manager.loggerDict):
        if name.startswith("distributed."):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
