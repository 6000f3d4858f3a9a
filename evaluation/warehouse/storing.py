"""Put rows and their record in place, whole or not at all, whatever the disk or a signal does."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from evaluation.saving import alone_in, remove_unfinished, write_all, write_whole
from evaluation.warehouse.refusal import Refused
from evaluation.workspace.query_cache import FetchRecord, record_path, records_text

IGNORE_NAME = ".gitignore"
IGNORE_ALL = "# rows of a database do not go under version control\n*\n"


def store(
    parquet: Path, content: bytes | None, record: FetchRecord, before: FetchRecord | None
) -> None:
    """Write the rows of a query and their record.

    Parameters
    ----------
    parquet : Path
        Where the rows go.
    content : bytes or None
        None leaves the rows that lie there.
    record : FetchRecord
    before : FetchRecord or None
        Of the rows that lie there.

    Raises
    ------
    Refused
        If they cannot be written; what lay there is then untouched.
    """
    older = () if before is None or content is None else (before,)
    files: dict[Path, bytes | str] = {record_path(parquet): records_text(record, *older)}
    if content is not None:
        files[parquet] = content
    with _told():
        remove_unfinished(parquet)
        write_all(files)
        _settle(parquet.parent)


@contextlib.contextmanager
def alone_with(parquet: Path) -> Iterator[None]:
    """Make the folder of some rows, kept out of version control, and let one at once be at it.

    Raises
    ------
    Refused
        If it cannot be written.
    """
    folder = parquet.parent
    if folder.is_symlink():
        sentence = f"The folder '{folder.name}' is a link to elsewhere."
        raise Refused(sentence, "Remove the link: rows stay in the project's folder.")
    with _told():
        folder.mkdir(exist_ok=True)
    with alone_in(folder):
        with _told():
            if not (folder / IGNORE_NAME).exists():
                write_whole(folder / IGNORE_NAME, IGNORE_ALL)
        yield


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Say in a sentence why what was fetched cannot be written."""
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        sentence = f"What was fetched cannot be written: {why.lower()}."
        remedy = "Free some space or correct the permissions, and fetch again."
        raise Refused(sentence, remedy) from None


def _settle(folder: Path) -> None:
    """Have the renames on the disk too, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
