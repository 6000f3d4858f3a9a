"""The application that all commands hang on, and their common options."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import evaluation
from evaluation.cli import completing
from evaluation.cli.console import print_findings as print_findings
from evaluation.cli.groups import InOrder

if TYPE_CHECKING:
    from evaluation.run.engine import MakeEngine

DEBUG = "--debug"
ELSEWHERE = (
    "Note: no workspace is here or above, so the demonstration hub of this program is used. "
    "For your own, go to its folder or give it with --workspace."
)

app = typer.Typer(
    name="evaluation",
    cls=InOrder,
    help="Evaluate an innovation hub: check its data, run its projects, publish its report.",
    no_args_is_help=True,
    add_completion=True,
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
    XLSX = "xlsx"
    ALL = "all"


class ExportChoice(StrEnum):
    """Which workbook an export writes."""

    BASELINE_ASSESSMENT = "baseline-assessment"
    SERVICE_IMPROVEMENT = "service-improvement"
    BENEFITS = "benefits"
    RESOURCE_IMPACT = "resource-impact"


WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        metavar="DIR",
        help="Folder that holds data/hub.yml; by default the nearest parent.",
    ),
]
YearOption = Annotated[
    str | None,
    typer.Option(
        "--year",
        metavar="YEAR",
        help="Financial year, such as 2025/26.",
        autocompletion=completing.years,
    ),
]
Slugs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PROJECT",
        help="Projects by the names of their folders; none means all.",
        autocompletion=completing.projects,
    ),
]
SpecArgument = Annotated[
    Path, typer.Argument(metavar="SPEC.yml", help="The file that says what is analysed, and how.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        min=1,
        metavar="NUMBER",
        help="Projects at once; by default one a core, or one a thread of a cluster.",
    ),
]
TimeoutOption = Annotated[
    float | None,
    typer.Option("--timeout", metavar="SECONDS", help="Seconds that one notebook may take."),
]
RunTimeoutOption = Annotated[
    float | None,
    typer.Option("--run-timeout", metavar="SECONDS", help="Seconds that all notebooks may take."),
]
MemoryOption = Annotated[
    float | None,
    typer.Option("--memory-limit", metavar="MIB", help="MiB of memory that one notebook may hold."),
]
SchedulerOption = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Run on a Dask cluster, such as tls://HOST:8786; by default on this machine.",
    ),
]


@app.callback(invoke_without_command=True)
def root(
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    debug: Annotated[  # noqa: ARG001 - read in `cli.main`, which takes it at any place
        bool, typer.Option(DEBUG, help="Show tracebacks.")
    ] = False,
) -> None:
    """Evaluate an innovation hub: check its data, run its projects, publish its report."""
    if version:
        typer.echo(evaluation.__version__)
        raise typer.Exit


def workspace_root(given: Path | None) -> Path:
    """Return the folder of the workspace, and say so where it is only the demonstration hub's.

    Parameters
    ----------
    given : Path, optional
        What stands behind --workspace.

    Raises
    ------
    InvalidInput
        If there is none.
    """
    from evaluation.errors import InvalidInput
    from evaluation.workspace import find_root

    try:
        return find_root(given, demonstration=False)
    except InvalidInput:
        root = find_root(given)
        typer.echo(ELSEWHERE, err=True)
        return root


def engine_at(scheduler: str | None, jobs: int | None) -> MakeEngine | None:
    """Return the engine of a scheduler's cluster, or None for this machine."""
    if scheduler is None:
        return None
    from evaluation.cluster import cluster_engine

    return cluster_engine(scheduler, jobs)
