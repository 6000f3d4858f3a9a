"""The user's errors: what is wrong, where, and what to do next, each kind with its exit code.

`Finding` is one fault in the user's input; `check` collects them all before anything starts.
An `EvaluationError` that is not one of the kinds below is a defect of ours (exit code 1).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]

# control characters but tabs and ends of lines, and marks that turn the direction of text
UNSEEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069"
# with weaker marks of direction and halves of letters
_COMMANDING = re.compile(rf"[{UNSEEN}\u200e\u200f\ud800-\udfff]")
_BLANKS = re.compile("[\t\v\f\r\x85\u2028\u2029]+")
LAST_OF_ONE_BYTE = 0xFF

EXIT_DONE = 0
EXIT_DEFECT = 1
EXIT_INVALID_INPUT = 2
EXIT_PROJECTS_FAILED = 3
EXIT_PUBLISHING_FAILED = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in the user's input, never with a value of a row.

    Parameters
    ----------
    sentence : str
        What is wrong.
    remedy : str
        What to do next.
    file : str
        Path shown to the user, relative to the workspace where possible; empty if none.
    place : str
        Row number, column, sheet or key within the file; empty if none.
    project : str
        Slug of the project; empty for the hub's own files.
    severity : {"error", "warning"}
        An error stops the run; a warning does not.
    """

    sentence: str
    remedy: str = ""
    file: str = ""
    place: str = ""
    project: str = ""
    severity: Severity = "error"

    def __post_init__(self) -> None:
        for name in ("sentence", "remedy", "file", "place", "project"):
            object.__setattr__(self, name, seen(getattr(self, name)))

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.place) if part)
        text = f"{where}: {self.sentence}" if where else self.sentence
        return f"{text} {self.remedy}".rstrip()


def by_project(finding: Finding) -> tuple[str, bool]:
    """Return what findings are sorted by: the hub first, and errors before warnings."""
    return (finding.project, finding.severity != "error")


class EvaluationError(Exception):
    """Base of all errors that this package raises on purpose.

    Parameters
    ----------
    what : str
        One sentence: what went wrong.
    remedy : str
        One sentence: what to do next.
    """

    exit_code: int = EXIT_DEFECT

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what, remedy)
        self.what = seen(what)
        self.remedy = seen(remedy)

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".rstrip()


class InvalidInput(EvaluationError):
    """The input is invalid and nothing was run (exit code 2)."""

    exit_code = EXIT_INVALID_INPUT

    def __init__(self, what: str, remedy: str = "", findings: Iterable[Finding] = ()) -> None:
        super().__init__(what, remedy)
        self.findings = tuple(findings)
        self.args = (what, remedy, self.findings)

    def _render_traceback_(self) -> list[str]:
        """Return what Jupyter shows in the place of a traceback."""
        return [*(str(finding) for finding in self.findings), str(self)]

    @classmethod
    def from_findings(cls, findings: Iterable[Finding]) -> InvalidInput:
        """Return one error that carries all `findings`, in their order."""
        found = tuple(findings)
        errors = sum(finding.severity == "error" for finding in found)
        noun = "fault" if errors == 1 else "faults"
        return cls(f"The input has {errors} {noun}; nothing was run.", findings=found)


class ProjectsFailed(EvaluationError):
    """Some projects failed; the others are done (exit code 3)."""

    exit_code = EXIT_PROJECTS_FAILED


class PublishingFailed(EvaluationError):
    """The report could not be published (exit code 4)."""

    exit_code = EXIT_PUBLISHING_FAILED


def seen(text: str) -> str:
    r"""Return a text as a terminal may show it: what would be an order to it stands there as code.

    Names of files, columns and keys come from users, and so may hold anything.

    Examples
    --------
    >>> print(seen("the column '\x1b[2J\ra\u202eb'"))
    the column '\x1b[2J a\u202eb'
    """
    return text if text.isprintable() else _COMMANDING.sub(_as_code, _BLANKS.sub(" ", text))


def _as_code(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code <= LAST_OF_ONE_BYTE else f"\\u{code:04x}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known spelling nearest to `word`, or None where none is near.

    Examples
    --------
    >>> nearest("go_liv", ["title", "go_live"])
    'go_live'
    >>> nearest("zzz", ["title"]) is None
    True
    """
    matches = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None
