"""Commands on a workspace: run, report, prespecify, actions, export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from evaluation.cli.app import (
    EngineChoice,
    ExportChoice,
    FormatChoice,
    JobsOption,
    JsonOption,
    MemoryOption,
    RunTimeoutOption,
    SchedulerOption,
    Slugs,
    TimeoutOption,
    WorkspaceOption,
    YearOption,
    app,
    engine_at,
    workspace_root,
)
from evaluation.cli.console import (
    STACKED_BELOW,
    Listing,
    print_answer,
    print_findings,
    print_listing,
)


@app.command()
def run(
    slugs: Slugs = None,
    workspace: WorkspaceOption = None,
    year: YearOption = None,
    jobs: JobsOption = None,
    timeout: TimeoutOption = None,
    run_timeout: RunTimeoutOption = None,
    memory_limit: MemoryOption = None,
    scheduler: SchedulerOption = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Run what is up to date too.")] = False,
) -> None:
    """Execute the notebooks of the projects whose inputs have changed."""
    from evaluation.run import Limits, RunSettings, choose_display
    from evaluation.running import bring_up_to_date, checked_warm
    from evaluation.workspace import Workspace

    root = workspace_root(workspace)

    def checked(stale: Sequence[str]) -> Workspace:
        opened, warnings = checked_warm(root, stale)
        print_findings(warnings)
        return opened

    summary = bring_up_to_date(
        root,
        slugs or (),
        year=year,
        settings=RunSettings(
            jobs,
            force,
            Limits(timeout, memory_limit),
            run_timeout,
            engine_at(scheduler, jobs),
        ),
        display=choose_display(),
        check=checked,
    )
    typer.echo(str(summary))
    summary.raise_failures()


@app.command()
def report(
    workspace: WorkspaceOption = None,
    year: YearOption = None,
    engine: Annotated[EngineChoice, typer.Option(help="Who publishes.")] = EngineChoice.AUTO,
    to: Annotated[FormatChoice, typer.Option(help="Which documents.")] = FormatChoice.ALL,
    jobs: JobsOption = None,
    timeout: TimeoutOption = None,
    run_timeout: RunTimeoutOption = None,
    memory_limit: MemoryOption = None,
    scheduler: SchedulerOption = None,
) -> None:
    """Run what is stale and publish the annual report; print the paths of its files last."""
    from evaluation import annual
    from evaluation.publish import FORMATS
    from evaluation.run import Limits, RunSettings, choose_display

    formats = tuple(name for name in FORMATS if to.value in ("all", name))
    made = annual.report(
        workspace_root(workspace),
        year=year,
        engine=engine.value,
        formats=formats,
        workbook=to.value in ("all", "xlsx"),
        settings=RunSettings(
            jobs,
            limits=Limits(timeout, memory_limit),
            seconds=run_timeout,
            engine=engine_at(scheduler, jobs),
        ),
        display=choose_display(),
        on_findings=print_findings,
    )
    typer.echo(made.publication.reason, err=True)
    for path in (*made.beside, *made.publication.paths.values()):
        typer.echo(str(path))
    made.projects.raise_failures()


@app.command()
def prespecify(
    slugs: Slugs = None,
    workspace: WorkspaceOption = None,
    amend: Annotated[
        str, typer.Option(metavar="WHY", help="Why a recorded analysis may be replaced.")
    ] = "",
    date: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Day of the record; else today."
        ),
    ] = None,
) -> None:
    """Record the analyses as they are fixed in project.yml, beside it, with their hash."""
    from evaluation.saving import alone_in
    from evaluation.workspace import PROJECTS_FOLDER, open_workspace, record_projects

    root = workspace_root(workspace)
    today = (date or dt.datetime.now().astimezone()).date()
    with alone_in(root / PROJECTS_FOLDER):  # records are read, and written again with more
        opened = open_workspace(root)
        recorded = record_projects(opened, slugs or (), today, amend.strip())
    for done in recorded:
        names = ", ".join(done.analyses)
        shown = opened.shown(done.path)
        typer.echo(
            f"{done.slug}: {names} recorded in {shown}" if names else f"{done.slug}: unchanged"
        )


@app.command()
def actions(
    slugs: Slugs = None,
    workspace: WorkspaceOption = None,
    on: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="Day on which actions are judged; else today.",
        ),
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """List the action plans: what is due, what is overdue, which unmet criterion has none."""
    from evaluation.actions import COLUMNS, plans_json, plans_rows, project_plans
    from evaluation.workspace import open_workspace

    day = (on or dt.datetime.now().astimezone()).date()
    plans = project_plans(open_workspace(workspace_root(workspace)), slugs or (), day)
    if as_json:
        print_answer(plans_json(plans))
        return
    if not any(plan.review.rows for plan in plans):
        typer.echo("There are no actions, and no criterion that needs one.")
        return
    print_listing(Listing(COLUMNS, plans_rows(plans), stacked_below=STACKED_BELOW))


@app.command()
def export(
    kind: Annotated[ExportChoice, typer.Argument(metavar="KIND", help="Which workbook.")],
    slugs: Slugs = None,
    to: Annotated[
        Path, typer.Option("--to", metavar="FILE", help="The .xlsx file to write.")
    ] = Path("export.xlsx"),
    workspace: WorkspaceOption = None,
) -> None:
    """Write audits as one of NICE's workbooks, benefits as tools, or a resource impact."""
    from evaluation.exports import KINDS, export_bytes, require_workbook_path
    from evaluation.saving import save
    from evaluation.templates import benefits_export_bytes
    from evaluation.templates.impact_export import impact_export_bytes
    from evaluation.workspace import open_workspace

    require_workbook_path(to)
    opened = open_workspace(workspace_root(workspace))
    if kind is ExportChoice.BENEFITS:
        content = benefits_export_bytes(opened, slugs or ())
    elif kind is ExportChoice.RESOURCE_IMPACT:
        content = impact_export_bytes(opened, slugs or ())
    else:
        audit = next(name for name in KINDS if name == kind.value)
        content = export_bytes(opened, audit, slugs or ())
    save(to, content)
    typer.echo(str(to))
