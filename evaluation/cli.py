"""The console script `evaluation`: parse, call, print."""

from __future__ import annotations

import datetime as dt
import json
import sys
import traceback
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import evaluation
from evaluation.errors import (
    EXIT_DEFECT,
    EXIT_DONE,
    EXIT_INVALID_INPUT,
    EvaluationError,
    Finding,
    InvalidInput,
)

INTERRUPTED = 130  # what shells give for Ctrl-C
DEBUG = "--debug"
WIDTH_OF_FILES = 120  # columns of a table that goes elsewhere than to a terminal

app = typer.Typer(
    name="evaluation",
    help="Evaluate an innovation hub: check its data, run its projects, publish its report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class EngineChoice(StrEnum):
    """Who turns the chapters into documents."""

    AUTO = "auto"
    QUARTO = "quarto"
    EMBEDDED = "embedded"


class FormatChoice(StrEnum):
    """Which documents are made."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    ALL = "all"


WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace", help="Folder that holds data/hub.yml; by default the nearest parent."
    ),
]
YearOption = Annotated[str | None, typer.Option("--year", help="Financial year, such as 2025/26.")]
Slugs = Annotated[
    list[str] | None, typer.Argument(help="Projects by the names of their folders; none means all.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@app.callback(invoke_without_command=True)
def root(
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    debug: Annotated[  # noqa: ARG001 - read in `main`, which takes it at any place
        bool, typer.Option(DEBUG, help="Show tracebacks.")
    ] = False,
) -> None:
    """Evaluate an innovation hub: check its data, run its projects, publish its report."""
    if version:
        typer.echo(evaluation.__version__)
        raise typer.Exit


@app.command()
def check(
    slugs: Slugs = None, workspace: WorkspaceOption = None, *, as_json: JsonOption = False
) -> None:
    """Validate every file, column and parameter, before anything runs."""
    from evaluation.design import design_findings
    from evaluation.present.words import counted
    from evaluation.tables.check import check_workspace
    from evaluation.workspace import find_root

    root = find_root(workspace)
    findings = [*check_workspace(root, slugs or ()), *design_findings(root, slugs or ())]
    if as_json:
        names = ("severity", "project", "file", "place", "sentence", "remedy")
        rows = [{name: getattr(finding, name) for name in names} for finding in findings]
        typer.echo(json.dumps({"findings": rows}, ensure_ascii=False, indent=2))
    else:
        print_findings(findings)
    faults = sum(finding.severity == "error" for finding in findings)
    if not as_json:
        found = f"evaluation: {counted(faults, 'fault')}; correct and check again."
        typer.echo(found if faults else "The workspace is valid.", err=faults > 0)
    if faults:
        raise typer.Exit(EXIT_INVALID_INPUT)


@app.command()
def run(
    slugs: Slugs = None,
    workspace: WorkspaceOption = None,
    year: YearOption = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Projects at once.")] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Run what is up to date too.")] = False,
) -> None:
    """Execute the notebooks of the projects whose inputs have changed."""
    from evaluation import annual
    from evaluation.run import choose_display
    from evaluation.workspace import find_root

    opened, warnings = annual.checked_workspace(find_root(workspace), slugs or ())
    print_findings(warnings)
    summary = annual.run(
        opened,
        slugs or (),
        year=opened.year(year),
        jobs=jobs,
        force=force,
        display=choose_display(),
    )
    typer.echo(str(summary))
    summary.raise_failures()


@app.command()
def report(
    workspace: WorkspaceOption = None,
    year: YearOption = None,
    engine: Annotated[EngineChoice, typer.Option(help="Who publishes.")] = EngineChoice.AUTO,
    to: Annotated[FormatChoice, typer.Option(help="Which documents.")] = FormatChoice.ALL,
) -> None:
    """Run what is stale and publish the annual report; print the paths of its files last."""
    from evaluation import annual
    from evaluation.publish import FORMATS
    from evaluation.run import choose_display
    from evaluation.workspace import find_root

    opened, warnings = annual.checked_workspace(find_root(workspace))
    print_findings(warnings)
    formats = tuple(name for name in FORMATS if to.value in ("all", name))
    made = annual.report(
        opened,
        warnings,
        year=opened.year(year),
        engine=engine.value,
        formats=formats,
        display=choose_display(),
    )
    typer.echo(made.publication.reason, err=True)
    for path in made.publication.paths.values():
        typer.echo(str(path))
    made.projects.raise_failures()


@app.command()
def status(workspace: WorkspaceOption = None, year: YearOption = None) -> None:
    """Say for each project whether it is up to date, why it is stale, or why it failed."""
    from evaluation.run import staleness, survey
    from evaluation.workspace import find_root, open_workspace

    opened = open_workspace(find_root(workspace))
    chosen = str(opened.year(year))
    around = survey(opened)
    table = Table("project", "status", "why", box=None, pad_edge=False)
    for slug in (*(folder.slug for folder in opened.projects), "hub"):
        found = staleness(opened, slug, chosen, around)
        table.add_row(slug, found.status, escape("; ".join(found.reasons)))
    Console().print(table)


@app.command()
def prespecify(
    slugs: Slugs = None,
    workspace: WorkspaceOption = None,
    amend: Annotated[str, typer.Option(help="Why a recorded analysis may be replaced.")] = "",
    date: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day of the record; else today."),
    ] = None,
) -> None:
    """Record the analyses as they are fixed in project.yml, beside it, with their hash."""
    from evaluation.workspace import find_root, open_workspace, record_projects

    opened = open_workspace(find_root(workspace))
    today = (date or dt.datetime.now().astimezone()).date()
    for done in record_projects(opened, slugs or (), today, amend.strip()):
        names = ", ".join(done.analyses)
        shown = opened.shown(done.path)
        typer.echo(
            f"{done.slug}: {names} recorded in {shown}" if names else f"{done.slug}: unchanged"
        )


@app.command()
def its(spec: Path, *, as_json: JsonOption = False) -> None:
    """Fit one interrupted time series from SPEC.yml, without a project."""
    from evaluation import single

    result = single.interrupted_time_series(spec, in_words=not as_json)
    typer.echo(
        json.dumps(result, ensure_ascii=False, indent=2) if as_json else single.its_text(result)
    )


@app.command()
def audit(spec: Path, *, as_json: JsonOption = False) -> None:
    """Measure one audit from SPEC.yml, without a project."""
    from evaluation import single

    result = single.audit(spec)
    typer.echo(
        json.dumps(result, ensure_ascii=False, indent=2) if as_json else single.audit_text(result)
    )


@app.command()
def power(
    spec: Path,
    figure: Annotated[
        Path | None,
        typer.Option(
            "--figure",
            help="Write the power curve here (.svg or .png), its data as .csv beside it.",
        ),
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Simulate the power of a planned interrupted time series from SPEC.yml."""
    from evaluation import planning
    from evaluation.progress import told_when_slow

    if figure is not None:
        planning.require_figure_ending(figure)
    planned = planning.planned_power(spec, told_when_slow("simulating"))
    if figure is not None:
        planning.write_figure(planned, figure)
    if as_json:
        typer.echo(json.dumps(planning.planned_json(planned), ensure_ascii=False, indent=2))
        return
    width = None if sys.stdout.isatty() else WIDTH_OF_FILES
    Console(width=width).print(planning.planned_table(planned))
    typer.echo(f"\n{planning.planned_notes(planned)}")


def print_findings(findings: Sequence[Finding]) -> None:
    """Print findings to standard error, one line each."""
    for finding in findings:
        project = f"{finding.project}: " if finding.project else ""
        typer.echo(f"{finding.severity}: {project}{finding}", err=True)


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
        if leave.code == INTERRUPTED:
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
