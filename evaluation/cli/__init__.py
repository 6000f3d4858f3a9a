"""The console script `evaluation`: parse, call, print."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

import typer

# The modules of commands are imported for what they hang on `app`.
from evaluation.cli import (
    case_study,
    new,
    projects,
    quarterly,
    release,
    serve,
    single,
    templates,
    verify,
    warehouse,
)
from evaluation.cli.app import DEBUG, app, print_findings
from evaluation.errors import EXIT_DEFECT, EXIT_DONE, EvaluationError, InvalidInput

__all__ = [
    "app",
    "case_study",
    "main",
    "new",
    "projects",
    "quarterly",
    "release",
    "serve",
    "single",
    "templates",
    "verify",
    "warehouse",
]

INTERRUPTED = (130, 143)  # what shells give for Ctrl-C and SIGTERM


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the console script and leave with the promised exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(_code(given))


def _code(given: list[str]) -> int:
    try:
        app([argument for argument in given if argument != DEBUG])
    except EvaluationError as error:
        if isinstance(error, InvalidInput):
            print_findings(error.findings)
        return _told(error, f"evaluation: {error}", error.exit_code, given)
    except SystemExit as leave:  # typer's way to end, good or not
        if leave.code in INTERRUPTED:
            text = "evaluation: interrupted; what was done stays, the rest was not run."
            typer.echo(text, err=True)
        return leave.code if isinstance(leave.code, int) else EXIT_DEFECT
    except Exception as error:  # noqa: BLE001 - the last border: a defect of ours
        text = f"evaluation: a defect of this program: {type(error).__name__}: see --debug."
        return _told(error, text, EXIT_DEFECT, given)
    return EXIT_DONE


def _told(error: Exception, text: str, code: int, given: list[str]) -> int:
    if DEBUG in given:
        traceback.print_exception(error)
    typer.echo(text, err=True)
    return code
