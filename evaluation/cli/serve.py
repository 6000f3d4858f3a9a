"""The command that shows the workspace to a browser on this machine."""

from __future__ import annotations

import contextlib
import sys
import webbrowser
from functools import partial
from typing import Annotated

import typer

from evaluation.cli.app import DEBUG, WorkspaceOption, app, workspace_root

PORT = 8765
HIGHEST_PORT = 65535


@app.command()
def serve(
    port: Annotated[
        int,
        typer.Option(
            min=0,
            max=HIGHEST_PORT,
            metavar="NUMBER",
            help="Where to listen on this machine; 0 for any free port.",
        ),
    ] = PORT,
    workspace: WorkspaceOption = None,
    *,
    opens: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Show projects, findings, runs and reports in a browser on this machine, read-only.

    It listens on 127.0.0.1 only and changes nothing. Ctrl-C ends it.
    """
    from evaluation.checking import all_findings
    from evaluation.kernels import call_warm
    from evaluation.serving import listen, make_app
    from evaluation.serving import serve as answer

    root = workspace_root(workspace)
    with contextlib.suppress(KeyboardInterrupt), listen(port) as listening:
        typer.echo("Reading the workspace.", err=True)
        # In a process of its own, so that a long check takes no time from the pages.
        check = partial(call_warm, all_findings)
        made = make_app(root, check, shows_defects=DEBUG in sys.argv)

        def ready() -> None:
            typer.echo(f"The workspace is shown at {listening.address} (Ctrl-C ends it).")
            if opens:
                webbrowser.open(listening.address)

        answer(made, listening, ready=ready)
    typer.echo("The page is closed.", err=True)
