"""Every command and option as a page, from the console script itself."""

from __future__ import annotations

import datetime as dt
import inspect
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from docs.ext.markdown import cell, code, plain_marks, table
from evaluation.cli import app

PROGRAM = "evaluation"
ARGUMENT = "argument"
VALUES = {
    str: "text",
    Path: "path",
    int: "whole number",
    float: "number",
    dt.datetime: "day, such as 2026-03-31",
}


def all_commands() -> dict[str, Any]:
    """Return every command by what is typed after `evaluation`, in order."""
    return dict(_below(typer.main.get_command(app), ()))


def _below(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    inside = getattr(command, "commands", None)
    if inside is None:
        yield " ".join(words), command
        return
    for name, each in sorted(inside.items()):
        if not each.hidden:
            yield from _below(each, (*words, name))


def commands_text(_argument: str = "") -> str:
    """Return a section for each command: what it does, its arguments and its options."""
    root = typer.main.get_command(app)
    parts = [f"## Options of `{PROGRAM}` itself\n\n{_parameters(root, shown_parameters(root))}"]
    parts += [f"## `{PROGRAM} {name}`\n\n{command_text(name)}" for name in all_commands()]
    return "\n".join(parts)


def shown_parameters(command: Any) -> list[Any]:
    """Return the arguments and options of a command that are not hidden."""
    return [item for item in command.params if not item.hidden and item.name != "help"]


def command_text(name: str) -> str:
    """Return what one command does, how it is called, its arguments and options."""
    command = all_commands()[name]
    shown = shown_parameters(command)
    arguments = [_argument(item) for item in shown if item.param_type_name == ARGUMENT]
    usage = " ".join((PROGRAM, name, *arguments))
    words = plain_marks(command.help or "").replace("\b\n", "").strip()
    return f"{words}\n\n```text\n{usage} [options]\n```\n\n{_parameters(command, shown)}"


def _argument(item: Any) -> str:
    name = (item.metavar or item.name.upper()) + (" ..." if item.nargs < 0 else "")
    return name if item.required else f"[{name}]"


def _parameters(command: Any, items: list[Any]) -> str:
    kinds = typing.get_type_hints(inspect.unwrap(command.callback))
    rows = [
        (
            code(_argument(item) if item.param_type_name == ARGUMENT else ", ".join(item.opts)),
            cell(_values(kinds.get(item.name))),
            cell(_default(item)),
            cell(plain_marks(item.help or "")),
        )
        for item in items
    ]
    return table(("argument or option", "value", "default", "meaning"), rows) if rows else ""


def _values(kind: Any) -> str:
    if inside := [each for each in typing.get_args(kind) if each is not type(None)]:
        return _values(inside[0])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(str(each.value) for each in kind)
    return VALUES.get(kind, "")


def _default(item: Any) -> str:
    if item.default in (None, False) or callable(item.default):
        return ""
    return str(getattr(item.default, "value", item.default))
