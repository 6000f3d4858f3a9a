"""The command that says whether everything is there that a report needs: doctor."""

from __future__ import annotations

import typer

from evaluation.cli.app import JsonOption, WorkspaceOption, app
from evaluation.cli.console import Listing, print_answer, print_listing, print_plain
from evaluation.errors import EXIT_INVALID_INPUT

COLUMNS = ("state", "what", "found", "remedy")
STACKED_BELOW = 80


@app.command()
def doctor(workspace: WorkspaceOption = None, *, as_json: JsonOption = False) -> None:
    """Look at the environment, the machine and the workspace; each fault with its remedy.

    Packages, Quarto, fonts, disk, memory, kernels, encoding, the workspace, its lock and the
    variables that are set. Ends with 2 where something would stop a report.
    """
    from evaluation.doctor import examine

    exams = list(examine(workspace))
    faults = sum(exam.state == "fault" for exam in exams)
    warnings = sum(exam.state == "warning" for exam in exams)
    if as_json:
        rows = [
            {"name": exam.name, "state": exam.state, "found": exam.found, "remedy": exam.remedy}
            for exam in exams
        ]
        print_answer({"checks": rows, "faults": faults, "warnings": warnings})
    else:
        cells = [(exam.state, exam.name, exam.found, exam.remedy) for exam in exams]
        print_listing(Listing(COLUMNS, cells, stacked_below=STACKED_BELOW))
        print_plain()
        print_plain(summary(faults, warnings))
    if faults:
        raise typer.Exit(EXIT_INVALID_INPUT)


def summary(faults: int, warnings: int) -> str:
    """Return whether a report can be made.

    Examples
    --------
    >>> summary(0, 1)
    'Everything is there that a report needs; 1 warning.'
    """
    from evaluation.present.words import counted

    told = counted(warnings, "warning")
    if faults:
        return f"{counted(faults, 'fault')} would stop a report, {told}; see the remedies."
    return f"Everything is there that a report needs{f'; {told}' if warnings else ''}."
