"""Errors and exit codes as a page, from the classes that carry them."""

from __future__ import annotations

import inspect

from docs.ext.markdown import cell, code, table
from evaluation import errors
from evaluation.cli import INTERRUPTED

WORDS = {
    "EXIT_DONE": "Done.",
    "EXIT_DEFECT": "A defect of this program: please report it, with what `--debug` shows.",
    "EXIT_INVALID_INPUT": "The input is invalid and nothing was run: correct what is named.",
    "EXIT_PROJECTS_FAILED": "Some projects failed, or are not the same again; the others are done.",
    "EXIT_PUBLISHING_FAILED": "The report could not be published; the one before is untouched.",
}
SIGNALS = dict(zip(INTERRUPTED, ("Ctrl-C", "SIGTERM"), strict=True))


def exit_codes() -> dict[str, int]:
    """Return the names of the exit codes and their numbers."""
    return {name: code for name, code in vars(errors).items() if name.startswith("EXIT_")}


def errors_text(_argument: str = "") -> str:
    """Return the table of exit codes, and that of the classes of errors."""
    codes = sorted(exit_codes().items(), key=lambda item: item[1])
    rows = [(str(number), WORDS[name]) for name, number in codes]
    for number, signal in SIGNALS.items():
        rows.append((str(number), f"Stopped by {signal}; what was done stays."))
    kinds = [errors.EvaluationError, *errors.EvaluationError.__subclasses__()]
    said = [cell((inspect.getdoc(kind) or "").split("\n")[0]) for kind in kinds]
    classes = [
        (code(kind.__name__), str(kind.exit_code), words)
        for kind, words in zip(kinds, said, strict=True)
    ]
    return "\n".join(
        (
            "## Exit codes\n",
            table(("code", "meaning"), rows),
            "## Errors in Python\n",
            table(("class of `evaluation.errors`", "exit code", "meaning"), classes),
        )
    )
