"""The command that finds all that is wrong before anything runs: check."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from evaluation.cli.app import JsonOption, Slugs, WorkspaceOption, app, workspace_root
from evaluation.cli.console import COLUMNS, print_answer, print_plain, show_findings
from evaluation.errors import EXIT_INVALID_INPUT, Finding

VALID = "The workspace is valid."


@app.command()
def check(
    slugs: Slugs = None, workspace: WorkspaceOption = None, *, as_json: JsonOption = False
) -> None:
    """Validate every file, column and parameter, before anything runs.

    Also warns of what statistics will suffer from: too few points, steps before go-live, shrinking
    denominators, changes on the same date. An error stops a run; a warning does not.
    """
    from evaluation.checking import all_findings

    findings = all_findings(workspace_root(workspace), slugs or ())
    errors = sum(finding.severity == "error" for finding in findings)
    if as_json:
        rows = [{name: getattr(finding, name) for name in COLUMNS} for finding in findings]
        counts = {"errors": errors, "warnings": len(findings) - errors}
        print_answer({"findings": rows, **counts})
    else:
        show_findings(findings)
        print_plain(summary(findings))
    if errors:
        raise typer.Exit(EXIT_INVALID_INPUT)


def summary(findings: Sequence[Finding]) -> str:
    """Return how many findings there are, and what is to be done.

    Examples
    --------
    >>> summary([])
    'The workspace is valid.'
    >>> summary([Finding("A month is missing.", project="falls", severity="warning")])
    'The workspace is valid. 1 warning in 1 project.'
    >>> summary([Finding("The file does not exist.")])
    "1 error in the hub's files; correct and check again."
    """
    from evaluation.present.words import counted

    if not findings:
        return VALID
    errors = sum(finding.severity == "error" for finding in findings)
    kinds = ((errors, "error"), (len(findings) - errors, "warning"))
    counts = " and ".join(counted(count, noun) for count, noun in kinds if count)
    found = f"{counts} in {_places({finding.project for finding in findings})}"
    return f"{found}; correct and check again." if errors else f"{VALID} {found}."


def _places(projects: set[str]) -> str:
    from evaluation.present.words import counted

    named = len(projects - {""})
    hub = "the hub's files" if "" in projects else ""
    return " and ".join(part for part in (hub, counted(named, "project") if named else "") if part)
