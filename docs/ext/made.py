"""Put what is made from the code into pages: a line `<!-- made: commands -->` becomes its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from docs.ext import commands, errors, modules, settings, tables

MARK = re.compile(r"^<!-- made: ([a-z]+)(?: (\S+))? -->$", re.M)
MAKERS: dict[str, Callable[[str], str]] = {
    "command": commands.command_text,
    "commands": commands.commands_text,
    "errors": errors.errors_text,
    "module": modules.module_text,
    "settings": settings.settings_text,
    "tables": tables.tables_text,
}


def filled(text: str) -> str:
    """Return a page's text with what its marks ask for."""
    return MARK.sub(lambda mark: MAKERS[mark[1]](mark[2] or ""), text)


def _on_source_read(_app: Any, _page: str, source: list[str]) -> None:
    source[0] = filled(source[0])


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("source-read", _on_source_read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
