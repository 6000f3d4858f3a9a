"""The commands in the order in which they are needed, and under the headings of their help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer
from typer.core import TyperGroup

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Start": ("doctor", "template", "fetch", "new"),
    "Check and run": ("check", "settings", "run", "status", "serve", "lab", "copy-notebook"),
    "Publish": ("report", "quarterly", "case-study", "export"),
    "Fix, verify and seal": ("prespecify", "actions", "verify", "review", "release"),
    "One analysis, without a project": (
        "its",
        "power",
        "spc",
        "funnel",
        "audit",
        "sample-size",
        "inequality",
        "standardise",
        "impact",
    ),
}
_PLACES = {
    name: (place, heading)
    for place, (heading, name) in enumerate(
        (heading, name) for heading, names in GROUPS.items() for name in names
    )
}


class InOrder(TyperGroup):
    """Lists commands in the order of `GROUPS`."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands, in order."""
        return sorted(super().list_commands(ctx), key=lambda name: _PLACES[name][0])


def put_in_groups(app: typer.Typer) -> None:
    """Put each command of an application under its heading, as `GROUPS` has it.

    Parameters
    ----------
    app : Typer
    """
    for command in app.registered_commands:
        command.rich_help_panel = _PLACES[command_name(command)][1]
    for group in app.registered_groups:
        group.rich_help_panel = _PLACES[command_name(group)][1]


def command_name(command: object) -> str:
    """Return what is typed for a command or a group of commands."""
    function = getattr(getattr(command, "callback", None), "__name__", "")
    inner = getattr(getattr(command, "typer_instance", None), "info", None)
    name = getattr(command, "name", None) or getattr(inner, "name", None)
    return name if isinstance(name, str) else function.replace("_", "-")
