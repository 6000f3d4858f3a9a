"""Listens on this machine alone, and answers until it is told to end.

In: an application and a port. Out: answers on 127.0.0.1. There is no option for another address:
what is shown has no log-in, so nobody else may reach it; an SSH tunnel brings it to another desk.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import uvicorn

from evaluation.errors import InvalidInput
from evaluation.serving.guard import Guard

ADDRESS = "127.0.0.1"
SECONDS_TO_END = 1


@dataclass(frozen=True)
class Listening:
    """A port that is ours.

    Parameters
    ----------
    socket : socket
    port : int
    """

    socket: socket.socket
    port: int

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://{ADDRESS}:{self.port}/"


@contextlib.contextmanager
def listen(port: int) -> Iterator[Listening]:
    """Take a port on this machine.

    Parameters
    ----------
    port : int
        0 takes any that is free.

    Raises
    ------
    InvalidInput
        If the port is in use or may not be taken.
    """
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with taken:
        if sys.platform != "win32":  # there it would let two programs take one port
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((ADDRESS, port))
            taken.listen()
        except OSError as error:
            raise _refused(port, error) from None
        yield Listening(taken, taken.getsockname()[1])


def _refused(port: int, error: OSError) -> InvalidInput:
    remedy = "Give another one with --port, or --port 0 for any that is free."
    if error.errno == errno.EADDRINUSE:
        return InvalidInput(f"Port {port} is in use by another program.", remedy)
    return InvalidInput(f"Port {port} cannot be taken: {error.strerror}.", remedy)


def serve(app: Guard, listening: Listening, *, ready: Callable[[], None] | None = None) -> None:
    """Answer until Ctrl-C.

    Parameters
    ----------
    app : ASGI application
    listening : Listening
        Of `listen`.
    ready : callable, optional
        Called before the first answer; who connects then is answered.
    """
    server = uvicorn.Server(server_settings(app))
    if ready:
        ready()
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening.socket])


def server_settings(app: Guard) -> uvicorn.Config:
    """Return how the server runs: no log, no trust in forwarded addresses, no name of itself."""
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=SECONDS_TO_END,
    )
