"""Small parts of Markdown: cells of tables, tables, and reStructuredText marks as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def cell(text: str) -> str:
    """Return a text that can stand in a cell of a table and is shown as it is."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def code(text: str) -> str:
    """Return a text as code in a cell."""
    return f"`{text}`".replace("|", "\\|") if text else ""


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose cells are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines) + "\n"


def plain_marks(text: str) -> str:
    """Return a docstring's text with its double backticks as single ones."""
    return re.sub(r"``([^`]+)``", r"`\1`", text)
