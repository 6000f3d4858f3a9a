"""Put what is made from the code into pages: a line `<!-- made: commands -->` becomes its text.

Links to Markdown that is no page of the site become downloads.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docs.ext import commands, errors, modules, settings, tables

MARK = re.compile(r"^<!-- made: ([a-z]+)(?: (\S+))? -->$", re.M)
OUTSIDE = re.compile(r"\[`([^`]+)`\]\((\.\./[^)\s]+\.md)\)")
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


def with_downloads(text: str, page: Path, sources: Path) -> str:
    """Return a page's text whose links to Markdown beside the sources are downloads.

    GitHub shows such a file; the site has no page of it.
    """

    def download(link: re.Match[str]) -> str:
        is_page = (page.parent / link[2]).resolve().is_relative_to(sources.resolve())
        return link[0] if is_page else f"{{download}}`{link[1]} <{link[2]}>`"

    return OUTSIDE.sub(download, text)


def _on_source_read(app: Any, page: str, source: list[str]) -> None:
    sources = Path(app.srcdir)
    source[0] = with_downloads(filled(source[0]), sources / page, sources)


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("source-read", _on_source_read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
