"""The command that computes published results again: verify."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from evaluation.cli.app import (
    JobsOption,
    JsonOption,
    MemoryOption,
    RunTimeoutOption,
    Slugs,
    TimeoutOption,
    WorkspaceOption,
    YearOption,
    app,
    workspace_root,
)
from evaluation.cli.console import print_answer, print_findings

SHOWN = 20  # differences of a project that are printed; --json has them all


@app.command()
def verify(
    slugs: Slugs = None,
    workspace: WorkspaceOption = None,
    year: YearOption = None,
    tolerance: Annotated[
        float,
        typer.Option(min=0, metavar="NUMBER", help="Largest relative difference that is none."),
    ] = 1e-9,
    jobs: JobsOption = None,
    timeout: TimeoutOption = None,
    run_timeout: RunTimeoutOption = None,
    memory_limit: MemoryOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Compute results again elsewhere, and compare every number with what was published."""
    from evaluation.run import Limits, RunSettings, SilentDisplay, choose_display
    from evaluation.running import checked_warm
    from evaluation.verification import verify as compute_again

    opened, warnings = checked_warm(workspace_root(workspace), slugs or ())
    print_findings(warnings)
    found = compute_again(
        opened,
        slugs or (),
        year=str(opened.year(year)),
        settings=RunSettings(jobs, limits=Limits(timeout, memory_limit), seconds=run_timeout),
        display=SilentDisplay() if as_json else choose_display(),
        tolerance=tolerance,
    )
    if as_json:
        rows = [asdict(item) for item in found.results]
        print_answer({"results": rows})
    for item in found.results if not as_json else ():
        print_answer(str(item))
        for each in item.differences[:SHOWN]:
            place = ", ".join(part for part in (each.where, each.what, each.column) if part)
            print_answer(f"  {place}: published {each.published}, recomputed {each.recomputed}")
        if len(item.differences) > SHOWN:
            print_answer(f"  and {len(item.differences) - SHOWN} more (--json has them all)")
    found.raise_differences()
