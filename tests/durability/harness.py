"""Strikes at a command at many of its changes, and looks at what is then there.

`Smithy` keeps the process that runs commands, `Trial` is a command on what it is tried on. What
fails is told with the seed of the spread and the number of the change at which the blow fell.
"""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import nbformat
import pyarrow.parquet

REPOSITORY = Path(__file__).parents[2]
# another spread of blows: set the variable to another number
SEED = int(os.environ.get("DURABILITY_SEED", "20260401"))
# which hold times and processes; the last is what is known of the rows of a query
CHANGING = ("run.json", "manifest.json", "progress.json", "run.lock", "kpi.json")
DONE_ALREADY = ("already", "is not empty")
CREATED = "docProps/core.xml"  # of a workbook, with the time at which it was made

Kind = Literal["none", "kill", "full", "bound"]
Contents = dict[str, bytes]


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, negative for a signal, its changes, what it said."""

    code: int
    changes: int
    said: str


class Smithy:
    """A process that has everything loaded and runs commands in children of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.striker"],
            cwd=REPOSITORY,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(REPOSITORY)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._said = tempfile.TemporaryDirectory(prefix="said-")

    def run(
        self,
        words: Iterable[str],
        folder: Path,
        *,
        below: Path | None = None,
        at: int = 0,
        kind: Kind = "none",
        environment: Mapping[str, str] | None = None,
        times: int = 1,
    ) -> list[Ended]:
        """Run `evaluation WORDS` some times at once, with a blow at the n-th of its changes."""
        said = [str(Path(self._said.name, str(number))) for number in range(times)]
        order = {
            "words": [str(word) for word in words],
            "folder": str(folder),
            "below": str(below or folder),
            "at": at,
            "kind": kind,
            "said": said,
            "environment": dict(environment or {}),
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answers = json.loads(self._process.stdout.readline())
        return [
            Ended(answer["code"], answer["changes"], Path(path).read_text(encoding="utf-8"))
            for answer, path in zip(answers, said, strict=True)
        ]

    def end(self) -> None:
        """End the process."""
        self._process.communicate()
        self._said.cleanup()


def contents(root: Path) -> Contents:
    """Return all files below a folder, and its empty folders as such."""
    found: Contents = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file():
            found[name] = path.read_bytes()
        elif not any(path.iterdir()):
            found[f"{name}/"] = b""
    return found


def is_visible(name: str) -> bool:
    """Return whether users see a file: neither it nor a folder of it is hidden."""
    return not any(part.startswith(".") for part in Path(name).parts)


def require_whole(name: str, content: bytes) -> None:
    """Refuse a file that is cut off, by what its ending promises."""
    stream = io.BytesIO(content)
    match Path(name).suffix:
        case ".json":
            json.loads(content)
        case ".parquet":
            pyarrow.parquet.read_table(stream)
        case ".xlsx":
            assert zipfile.ZipFile(stream).testzip() is None
        case ".ipynb":
            nbformat.reads(content.decode(), as_version=4)
        case ".lock":
            content.decode()
        case other:
            raise AssertionError(f"{name}: nobody knows when {other or 'such a file'} is whole")


def alike(found: Contents) -> Contents:
    """Return contents without what differs from one call of a command to the next."""
    return {name: _plain(name, content) for name, content in found.items()}


def _plain(name: str, content: bytes) -> bytes:
    if Path(name).name in CHANGING:
        return b""
    if not name.endswith(".xlsx"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return b"".join(book.read(part) for part in sorted(book.namelist()) if part != CREATED)


@dataclass(frozen=True)
class Writing:
    """A command that writes.

    Parameters
    ----------
    words : sequence of str
    make : callable
        Makes what it is tried on.
    codes : sequence of int
        With which it may end where nothing can be written.
    blows : int
        How often it is struck at: fewer where it takes long.
    environment : mapping
    """

    words: Sequence[str]
    make: Callable[[Path], object]
    codes: Sequence[int] = (2,)
    blows: int = 2
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Undisturbed:
    """What is there before and after a command, and how often it changes something."""

    before: Contents
    after: Contents
    changes: int


@dataclass(frozen=True)
class Trial:
    """A command, tried in a folder of its own; its workspace is `hub` in it.

    Parameters
    ----------
    smithy : Smithy
    home : Path
    writing : Writing
    """

    smithy: Smithy
    home: Path
    writing: Writing

    def afresh(self) -> Contents:
        """Make everything anew and return what there is."""
        if self.home.exists():
            shutil.rmtree(self.home)
        self.home.mkdir(parents=True)
        self.writing.make(self.home / "hub")
        return contents(self.home)

    def call(self, at: int = 0, kind: Kind = "none") -> Ended:
        """Call the command, with a blow at its n-th change."""
        (ended,) = self._run(at=at, kind=kind)
        return ended

    @cached_property
    def undisturbed(self) -> Undisturbed:
        """What is there before and after the command, and how often it changes something."""
        before = self.afresh()
        ended = self.call()
        assert ended.code == 0, ended.said
        return Undisturbed(before, contents(self.home), ended.changes)

    def several(self, times: int) -> list[Ended]:
        """Call the command some times at once."""
        return self._run(times=times)

    def _run(self, **named: Any) -> list[Ended]:
        about = self.writing
        return self.smithy.run(about.words, self.home, environment=about.environment, **named)


def spread(changes: int, blows: int) -> list[int]:
    """Return some of the changes of a command by the seed; of several, the last is one."""
    last = {changes} if blows > 1 else set()
    others = range(1, changes)
    drawn = random.Random(SEED).sample(others, min(blows - len(last), len(others)))
    return sorted({*drawn, *last})


def require_whole_files(trial: Trial, blow: str) -> Contents:
    """Refuse visible files that are neither as before nor as after the command."""
    found, before, after = contents(trial.home), trial.undisturbed.before, trial.undisturbed.after
    was, will_be, now = alike(before), alike(after), alike(found)
    for name, content in now.items():
        if is_visible(name) and not name.endswith("/"):
            assert content in (was.get(name), will_be.get(name)), f"{blow}: {name} is not whole"
            if found[name] not in (before.get(name), after.get(name)):
                require_whole(name, found[name])
    kept = {name for name in was.keys() & will_be.keys() if not name.endswith("/")}
    assert kept <= now.keys(), f"{blow}: {kept - now.keys()} went away"
    return found


def require_the_rest(trial: Trial, blow: str) -> None:
    """Call the command again: it does what is left to do, and nothing else is left."""
    after = trial.undisturbed.after
    was_done = alike(contents(trial.home)).items() >= alike(after).items()
    again = trial.call()
    # what makes something new says of what is there already that it is
    is_told = any(words in again.said for words in DONE_ALREADY)
    assert again.code == 0 or (was_done and is_told), f"{blow}: {again.said}"
    left, wanted = alike(contents(trial.home)), alike(after)
    assert left.keys() == wanted.keys(), f"{blow}: {sorted(left.keys() ^ wanted.keys())}"
    assert [name for name in wanted if left[name] != wanted[name]] == [], blow
