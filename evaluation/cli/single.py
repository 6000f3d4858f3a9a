"""Commands for one analysis without a project, each from a SPEC.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evaluation.cli.app import JsonOption, SpecArgument, app
from evaluation.cli.console import Listing, print_answer, print_listing, print_plain


@app.command()
def its(spec: SpecArgument, *, as_json: JsonOption = False) -> None:
    """Fit one interrupted time series from SPEC.yml, without a project."""
    from evaluation import single

    result = single.interrupted_time_series(spec, in_words=not as_json)
    print_answer(result if as_json else single.its_text(result))


@app.command()
def audit(spec: SpecArgument, *, as_json: JsonOption = False) -> None:
    """Measure one audit from SPEC.yml, without a project."""
    from evaluation import single
    from evaluation.progress import told_when_slow

    result = single.audit(spec, told_when_slow("auditing"))
    print_answer(result if as_json else single.audit_text(result))


@app.command()
def spc(spec: SpecArgument, *, as_json: JsonOption = False) -> None:
    """Make control charts or run charts from SPEC.yml, without a project."""
    from evaluation import single

    result = single.spc(spec)
    print_answer(result if as_json else single.spc_text(result))


@app.command()
def inequality(spec: SpecArgument, *, as_json: JsonOption = False) -> None:
    """Measure inequality between groups, and its change, from SPEC.yml, without a project."""
    from evaluation import single

    result = single.inequality(spec)
    print_answer(result if as_json else single.inequality_text(result), allow_nan=False)


@app.command()
def standardise(spec: SpecArgument, *, as_json: JsonOption = False) -> None:
    """Standardise rates, or give life expectancy, by group from SPEC.yml, without a project."""
    from evaluation import single

    result = single.standardise(spec)
    print_answer(result if as_json else single.standardise_text(result))


@app.command()
def funnel(
    spec: SpecArgument,
    figure: Annotated[
        Path | None,
        typer.Option(
            "--figure",
            metavar="FILE",
            help="Write the funnel plot here (.svg or .png), its data and words beside it.",
        ),
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Compare units in a funnel plot from SPEC.yml, without a project."""
    from evaluation import planning, single

    if figure is not None:
        planning.require_figure_ending(figure)
    found = single.funnel(spec)
    if figure is not None:
        single.write_funnel_figure(found, figure)
    print_answer(
        single.funnel_json(found) if as_json else single.funnel_text(found), allow_nan=False
    )


@app.command()
def power(
    spec: SpecArgument,
    figure: Annotated[
        Path | None,
        typer.Option(
            "--figure",
            metavar="FILE",
            help="Write the power curve here (.svg or .png), its data and words beside it.",
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
        print_answer(planning.planned_json(planned))
        return
    columns = (*planning.WORDS, *planning.NUMBERS)
    print_listing(Listing(columns, planning.planned_rows(planned), planning.NUMBERS))
    print_plain()
    print_answer(planning.planned_notes(planned))


@app.command(name="sample-size")
def sample_size(spec: SpecArgument, *, as_json: JsonOption = False) -> None:
    """Say how many records an audit needs from SPEC.yml."""
    from evaluation import single

    result = single.planned_sample(spec)
    print_answer(result if as_json else single.sample_text(result))


@app.command()
def impact(
    spec: Annotated[
        Path, typer.Argument(metavar="FILE", help="SPEC.yml, or a workbook that was filled in.")
    ],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FILE", help="Write a workbook with live formulas here (.xlsx)."
        ),
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(
            "--figure",
            metavar="FILE",
            help="Write the net impact's chart here (.svg or .png), its data and words beside it.",
        ),
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Work out a resource impact as NICE's templates do, from SPEC.yml or a filled-in workbook."""
    from evaluation import planning, single
    from evaluation.exports import require_workbook_path

    if figure is not None:
        planning.require_figure_ending(figure)
    if to is not None:
        require_workbook_path(to)
    found = single.worked_impact(spec)
    if to is not None:
        single.write_impact_workbook(found, to)
    if figure is not None:
        single.write_impact_figure(found, figure)
    print_answer(
        single.impact_json(found) if as_json else single.impact_text(found), allow_nan=False
    )
