"""Put rows and their record in place, whole or not at all, whatever the disk or a signal does."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from evaluation.saving import ENDING, write_whole, written_beside
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
    folder = parquet.parent
    older = () if before is None or content is None else (before,)
    text = records_text(record, *older).encode()
    try:
        _prepare(folder, parquet.stem)
        with contextlib.ExitStack() as stack:
            records = stack.enter_context(written_beside(record_path(parquet), text))
            if content is not None:
                rows = stack.enter_context(written_beside(parquet, content))
            records.replace(record_path(parquet))
            if content is not None:
                rows.replace(parquet)
        _settle(folder)
    except OSError as error:
        why = error.strerror or type(error).__name__
        sentence = f"What was fetched cannot be written: {why.lower()}."
        remedy = "Free some space or correct the permissions, and fetch again."
        raise Refused(sentence, remedy) from None


def _prepare(folder: Path, stem: str) -> None:
    """Make the folder, kept out of version control, and clear away what a kill left in it."""
    if folder.is_symlink():
        sentence = f"The folder '{folder.name}' is a link to elsewhere."
        raise Refused(sentence, "Remove the link: rows stay in the project's folder.")
    folder.mkdir(exist_ok=True)
    if not (folder / IGNORE_NAME).exists():
        write_whole(folder / IGNORE_NAME, IGNORE_ALL)
    for left in folder.glob(f".{stem}.*{ENDING}"):
        left.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Have the renames on the disk too, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
