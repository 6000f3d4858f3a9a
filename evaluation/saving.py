"""Writes a file whole or not at all, whatever a kill, a full disk or another writer does.

The text or picture goes into a hidden file beside its place and is renamed from there. That file
has one name for each place: what a killed process leaves is taken away by the next one. Who writes
it holds its lock, so that of two at once one waits; the system frees the lock of who is killed.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from evaluation.errors import InvalidInput

ENDING = ".part"
# Windows itself keeps a file in use from being renamed or removed
IS_HELD: bool = sys.platform != "win32"
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_AS_IT_IS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def unfinished_path(path: Path) -> Path:
    """Return where a file or folder is made before it is renamed to its place.

    Examples
    --------
    >>> unfinished_path(Path("out/report.pdf")).name
    '.report.pdf.part'
    """
    return path.with_name(f".{path.name}{ENDING}")


@contextlib.contextmanager
def written_beside(path: Path, content: bytes, *, on_disk: bool = True) -> Iterator[Path]:
    """Give a file beside its place, to be renamed there; it is removed if it is not.

    Parameters
    ----------
    path : Path
        The place.
    content : bytes
    on_disk : bool, optional
        Wait until the disk has it, so that it outlives a power cut.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    beside = unfinished_path(path)
    with os.fdopen(_claimed(beside), "wb") as stream:
        try:
            stream.write(content)
            stream.flush()
            if on_disk:
                os.fsync(stream.fileno())
            if not IS_HELD:
                stream.close()
            yield beside
        finally:
            with contextlib.suppress(OSError):
                if stream.closed or _is_at(stream.fileno(), beside):
                    beside.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes | str, *, on_disk: bool = True) -> Path:
    """Write a file so that no half of it is ever seen, and return its path.

    Parameters
    ----------
    path : Path
        What is there before stays until the new one is whole.
    content : bytes or str
        A text is written in UTF-8 with its line ends as they are.
    on_disk : bool, optional
        As for `written_beside`.

    Raises
    ------
    OSError
        If it cannot be written; what was there before is then untouched.
    """
    with written_beside(path, _plain(content), on_disk=on_disk) as beside:
        beside.replace(path)
    return path


def write_all(files: Mapping[Path, bytes | str]) -> None:
    """Write files that belong together: none is put in its place before all are on the disk.

    Raises
    ------
    OSError
        If one cannot be written; what was there before is then untouched.
    """
    with contextlib.ExitStack() as stack:
        besides = {
            path: stack.enter_context(written_beside(path, _plain(content)))
            for path, content in files.items()
        }
        for path, beside in besides.items():
            beside.replace(path)


def save(path: Path, content: bytes | str) -> Path:
    """Write a file that the user asked for, as `write_whole`, and return its path.

    Raises
    ------
    InvalidInput
        If it cannot be written; what was there before is then untouched.
    """
    save_all({path: content})
    return path


def save_all(files: Mapping[Path, bytes | str]) -> None:
    """Write files that the user asked for and that belong together, as `write_all`.

    Raises
    ------
    InvalidInput
        If one cannot be written; what was there before is then untouched.
    """
    with told_of(*files):
        write_all(files)


@contextlib.contextmanager
def told_of(*files: Path) -> Iterator[None]:
    """Say in a sentence why files that the user asked for cannot be written.

    Raises
    ------
    InvalidInput
    """
    try:
        yield
    except OSError as error:
        named = _named_by(error, files)
        what = f"The file {named.name} cannot be written: {error.strerror or error}."
        raise InvalidInput(what, "Close it where it is open, or choose another place.") from error


def _named_by(error: OSError, places: Sequence[Path]) -> Path:
    """Return which of some files an error is about; the first, where it does not say."""
    told = {str(error.filename), str(error.filename2)}
    return next(
        (path for path in places if told & {str(path), str(unfinished_path(path))}), places[0]
    )


def _plain(content: bytes | str) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process that asks for the same is at work in a folder, and keep it so.

    Where the disk or the system knows no locks of folders, nothing is waited for.
    """
    with contextlib.ExitStack() as stack:
        if IS_HELD:
            with contextlib.suppress(OSError):
                descriptor = os.open(folder, os.O_RDONLY)
                stack.callback(os.close, descriptor)
                _lock(descriptor)
        yield


def remove_unfinished(*places: Path) -> None:
    """Remove what killed processes left of the files that were to stand at some places."""
    for place in places:
        left = unfinished_path(place)
        if os.path.lexists(left):
            with contextlib.suppress(OSError):
                _take_away(left)


def remove_all_unfinished(folder: Path) -> None:
    """Remove what killed processes left of any file of a folder."""
    for left in folder.glob(f".*{ENDING}"):
        with contextlib.suppress(OSError):
            _take_away(left)


def _claimed(path: Path) -> int:
    """Return a new file that nobody else writes; wait for who is at it, and clear what was left."""
    while True:
        try:
            descriptor = os.open(path, _NEW, 0o666)
        except FileExistsError:
            _take_away(path)
            continue
        _lock(descriptor)
        if _is_at(descriptor, path):  # nobody took it for something left, before it was locked
            return descriptor
        os.close(descriptor)


def _take_away(path: Path) -> None:
    """Remove what is at a path as soon as nobody writes it any more."""
    try:
        descriptor = os.open(path, _AS_IT_IS)
    except FileNotFoundError:
        return
    except OSError:  # a link, or what belongs to somebody else: nobody of us writes it
        path.unlink(missing_ok=True)
        return
    try:
        _lock(descriptor)
        is_left = _is_at(descriptor, path)
        if is_left and IS_HELD:
            path.unlink(missing_ok=True)
    finally:
        os.close(descriptor)
    if is_left and not IS_HELD:
        path.unlink(missing_ok=True)


def _is_at(descriptor: int, path: Path) -> bool:
    """Return whether an open file is the one at a path, and no link leads there."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        """Do nothing: a file that is in use is so for all."""

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        """Wait for the lock of a file, where its disk knows locks."""
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
