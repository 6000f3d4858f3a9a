"""The console script `evaluation`: parse, call, print."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

import typer

# The modules of commands are imported for what they hang on `app`.
from evaluation.cli import (
    case_study,
    checking,
    doctor,
    lab,
    new,
    projects,
    quarterly,
    release,
    serve,
    single,
    status,
    templates,
    verify,
    warehouse,
)
from evaluation.cli.app import DEBUG, app
from evaluation.cli.console import print_findings
from evaluation.cli.examples import add_examples
from evaluation.cli.groups import put_in_groups
from evaluation.errors import EXIT_DEFECT, EXIT_DONE, EvaluationError, InvalidInput
from evaluation.terminal import bear_any_text, cleaned, is_terminal

__all__ = [
    "app",
    "case_study",
    "checking",
    "doctor",
    "lab",
    "main",
    "new",
    "projects",
    "quarterly",
    "release",
    "serve",
    "single",
    "status",
    "templates",
    "verify",
    "warehouse",
]

WIDTH_OF_HELP = 120
add_examples(app)
put_in_groups(app)

INTERRUPTED = (130, 143)  # what shells give for Ctrl-C and SIGTERM


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the console script and leave with the promised exit code."""
    bear_any_text(sys.stdout, sys.stderr)
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(_code(given))


def _code(given: list[str]) -> int:
    in_terminal = is_terminal(sys.stdout) and is_terminal(sys.stderr)
    app.rich_markup_mode = "rich" if in_terminal else None  # else help has no boxes
    width = None if in_terminal else WIDTH_OF_HELP
    app.info.context_settings = {"terminal_width": width, "max_content_width": WIDTH_OF_HELP}
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
    typer.echo(cleaned(text), err=True)
    return code
