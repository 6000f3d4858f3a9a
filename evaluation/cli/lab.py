"""Commands for work by hand in notebooks: open JupyterLab, give a project a notebook of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from evaluation.cli.app import WorkspaceOption, app, workspace_root

Slug = Annotated[str, typer.Argument(metavar="PROJECT", help="A project, by its folder's name.")]


@app.command()
def lab(
    slug: Annotated[
        str | None,
        typer.Argument(
            metavar="PROJECT", help="Open its notebook; by default the one for every project."
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=1,
            max=65535,
            metavar="NUMBER",
            help="By default the first free one from 8888.",
        ),
    ] = None,
    *,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Whether to open a browser.")
    ] = True,
) -> None:
    """Open the notebooks in JupyterLab, on this machine only; stop it with Ctrl-C.

    A notebook that is run by hand writes no results: only 'evaluation run' does.

    Examples:  evaluation lab   |   evaluation lab falls --no-browser --port 8890
    """
    from evaluation.lab import lab_arguments, notebook_to_open, require_lab, serve_lab

    require_lab()
    root = workspace_root(workspace)
    notebook = notebook_to_open(root, slug)
    typer.echo(f"Opening {notebook.relative_to(root).as_posix()}; stop JupyterLab with Ctrl-C.")
    serve_lab(root, lab_arguments(root, notebook, port=port, browser=browser))


@app.command("copy-notebook")
def copy_notebook(slug: Slug, workspace: WorkspaceOption = None) -> None:
    """Give a project a notebook of its own, to add sections to, and name it in its project.yml.

    Example:  evaluation copy-notebook falls
    """
    from evaluation.lab import copy_notebook

    root = workspace_root(workspace)
    path = copy_notebook(root, slug)
    typer.echo(path.relative_to(root).as_posix())
    typer.echo(
        f"Add sections with 'evaluation lab {slug}', then 'evaluation run {slug}'.", err=True
    )
