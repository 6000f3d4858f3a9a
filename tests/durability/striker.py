"""Runs commands of `evaluation` and strikes at the n-th change that they make below a folder.

In: one JSON object a line, as `Smithy` of `harness` writes it. Out: one a line, how it ended.
Each command runs in a child that is forked from this process, which has everything loaded: so a
blow costs no start of Python. A blow is SIGKILL, or a disk that is full from then on; instead of
one, a child may be bound by permissions, as users are.
"""

from __future__ import annotations

import ctypes
import errno
import importlib
import json
import os
import signal
import sys
from typing import Any

# what makes, changes, moves or removes a file, by the name of its audit event, with the arguments
# that are paths (Python, "Audit events table")
CHANGES = {
    "os.rename": (0, 1),
    "os.remove": (0,),
    "os.mkdir": (0,),
    "os.rmdir": (0,),
    "os.chmod": (0,),
    "os.truncate": (0,),
    "os.link": (1,),
    "os.symlink": (1,),
}
LOADED = (
    "evaluation.annual",
    "evaluation.closing",
    "evaluation.exports",
    "evaluation.fetching",
    "evaluation.lab",
    "evaluation.quarterlies",
    "evaluation.running",
    "evaluation.single",
    "evaluation.starting",
    "sqlalchemy.dialects.sqlite",
)
TAKES_SPACE = ("open", "os.mkdir")
CAPABILITIES_3 = 0x20080522
PAST_PERMISSIONS = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
WRITES = os.O_WRONLY | os.O_RDWR


class Blow:
    """Counts the changes below a folder, and strikes at one of them."""

    def __init__(self, below: str, at: int, kind: str) -> None:
        self.count = 0
        self._below, self._at, self._kind = os.path.realpath(below), at, kind

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Hear of an audit event."""
        if not self._is_change(event, arguments):
            return
        self.count += 1
        if self._kind == "kill" and self.count == self._at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._kind == "full" and self.count >= self._at and event in TAKES_SPACE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), arguments[0])

    def _is_change(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "open":
            path, _, flags = arguments
            return bool(flags & WRITES) and self._is_below(path)
        return event in CHANGES and any(self._is_below(arguments[at]) for at in CHANGES[event])

    def _is_below(self, path: object) -> bool:
        if isinstance(path, int) or not isinstance(path, str | bytes | os.PathLike):
            return False
        return os.path.realpath(os.fsdecode(path)).startswith(f"{self._below}{os.sep}")


def bind() -> None:
    """Let permissions bind this process, also where its user is root (capabilities(7))."""
    if os.geteuid() != 0:
        return
    system = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_3, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice 32 of them
    if system.capget(header, sets):
        raise OSError(ctypes.get_errno(), "The capabilities of root cannot be read.")
    sets[0] &= ~PAST_PERMISSIONS
    if system.capset(header, sets):
        raise OSError(ctypes.get_errno(), "The capabilities of root cannot be given up.")


def obey(order: dict[str, Any], told: str, ended: int) -> None:
    """Run a command in this process, which ends with it."""
    from evaluation.cli import main

    os.chdir(order["folder"])
    os.environ.update(order["environment"])
    said = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if order["kind"] == "bound":
        bind()
    blow = Blow(order["below"], order["at"], order["kind"])
    sys.addaudithook(blow)
    code = 1
    try:
        main(order["words"])
    except SystemExit as left:
        code = int(left.code or 0)
    sys.stdout.flush()
    sys.stderr.flush()
    os.write(ended, str(blow.count).encode())
    os._exit(code)


def load() -> None:
    """Load what the commands load."""
    from evaluation.kernels import preload  # noqa: F401 - it loads when it is imported

    for name in LOADED:
        importlib.import_module(name)
    nbformat = importlib.import_module("nbformat")
    nbformat.validate(nbformat.v4.new_notebook())  # makes its checker


def serve() -> None:
    """Answer orders until there are no more."""
    load()
    for line in sys.stdin:
        order = json.loads(line)
        begun = [begin(order, said) for said in order["said"]]
        answer = [end(child, news) for child, news in begun]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def begin(order: dict[str, Any], said: str) -> tuple[int, int]:
    """Start a command; return its process, and where that writes how many changes it made."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        obey(order, said, theirs)
    os.close(theirs)
    return child, ours


def end(child: int, news: int) -> dict[str, int]:
    """Wait for the end of a command, and return how it ended."""
    _, status = os.waitpid(child, 0)
    count = os.read(news, 20)
    os.close(news)
    return {"code": os.waitstatus_to_exitcode(status), "changes": int(count or 0)}


if __name__ == "__main__":
    serve()
