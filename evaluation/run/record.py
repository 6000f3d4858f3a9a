"""What happened in one run: `RunRecord`, kept as run.json and trusted instead of the notebook."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from evaluation.saving import write_whole
from evaluation.workspace import FetchRecord

RECORD_FILE = "run.json"

RunStatus = Literal["done", "failed"]


@dataclass(frozen=True, slots=True)
class FileStamp:
    """A file by its content.

    Parameters
    ----------
    path : str
        As shown to the user, relative to the workspace; never a place on the machine.
    sha256 : str
        Hexadecimal digest; empty where the file is missing.
    bytes : int
        Size.
    """

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class RunError:
    """The error of a failed run: the exception's name, its message without row values, the cell."""

    name: str
    message: str
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of one notebook.

    Parameters
    ----------
    project : str
        Slug, or "hub".
    status : {"done", "failed"}
    reason : str
        One sentence why it failed; empty where it is done.
    error : RunError or None
    parameters : dict
        What the notebook was given, without places on the machine.
    fingerprint : str
        One digest of inputs, parameters and versions.
    versions : dict
        Of Python and the packages that matter.
    inputs, outputs : tuple of FileStamp
        What it read, and what it wrote.
    start, end : str
        ISO 8601, UTC.
    seconds : float
    peak_memory_mb : float or None
        In MiB; None where the system does not tell.
    notebook : str
        Path shown to the user.
    queries : tuple of FetchRecord
        Where the rows of its queries came from, and when.
    """

    project: str
    status: RunStatus
    reason: str
    error: RunError | None
    parameters: dict[str, Any]
    fingerprint: str
    versions: dict[str, str]
    inputs: tuple[FileStamp, ...]
    outputs: tuple[FileStamp, ...]
    start: str
    end: str
    seconds: float
    peak_memory_mb: float | None
    notebook: str
    queries: tuple[FetchRecord, ...] = ()

    def failed_for(self, reason: str, error: RunError) -> RunRecord:
        """Return the record of the same run, which failed after all."""
        return replace(self, status="failed", reason=reason, error=error, outputs=())

    def to_json(self) -> str:
        """Return the record as text, keys in the order above."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> RunRecord:
        """Return the record of a text that `to_json` made.

        Raises
        ------
        ValueError
            If the text is not a run record.
        """
        try:
            fields = json.loads(text)
            error = fields.pop("error")
            inputs, outputs = fields.pop("inputs"), fields.pop("outputs")
            queries = fields.pop("queries", ())
            return cls(
                **fields,
                error=RunError(**error) if error else None,
                inputs=stamps_from(inputs),
                outputs=stamps_from(outputs),
                queries=tuple(FetchRecord.from_plain(item) for item in queries),
            )
        except (TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ValueError("This is not a run record.") from error


def stamps_from(items: Iterable[dict[str, Any]]) -> tuple[FileStamp, ...]:
    """Return stamps from their plain form in JSON."""
    return tuple(FileStamp(**item) for item in items)


def write_record(record: RunRecord, folder: Path) -> Path:
    """Write run.json into a folder and return its path."""
    return write_whole(folder / RECORD_FILE, record.to_json())


def read_record(folder: Path) -> RunRecord | None:
    """Return the record of a folder, or None where there is none that can be read."""
    try:
        return RunRecord.from_json((folder / RECORD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
