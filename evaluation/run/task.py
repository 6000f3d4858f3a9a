"""What is executed, one notebook, and what it rests on: one fingerprint of it all."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evaluation.run.record import FileStamp, stamps_from
from evaluation.workspace import FetchRecord


@dataclass(frozen=True)
class Task:
    """One notebook to execute, and everything its result rests on.

    Parameters
    ----------
    slug : str
        The project, or "hub".
    notebook : str
        Path of the notebook on this machine.
    shown_notebook : str
        Path shown to the user.
    parameters : dict
        For the notebook, without places on this machine.
    inputs : tuple of FileStamp
    versions : dict
        Of Python and the packages that matter.
    required : tuple of str
        Files that the notebook must write.
    queries : tuple of FetchRecord
        Where the rows of a query came from. They are no part of the fingerprint: the same rows
        fetched again change nothing.
    """

    slug: str
    notebook: str
    shown_notebook: str
    parameters: dict[str, Any]
    inputs: tuple[FileStamp, ...]
    versions: dict[str, str]
    required: tuple[str, ...]
    queries: tuple[FetchRecord, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """One SHA-256 of inputs, parameters and versions."""
        facts = {
            "inputs": sorted((stamp.path, stamp.sha256) for stamp in self.inputs),
            "parameters": self.parameters,
            "versions": self.versions,
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Task:
        """Return the task of `dataclasses.asdict`, after a journey through JSON."""
        queries = tuple(FetchRecord.from_plain(item) for item in plain["queries"])
        inputs, required = stamps_from(plain["inputs"]), tuple(plain["required"])
        return cls(**{**plain, "inputs": inputs, "required": required, "queries": queries})
