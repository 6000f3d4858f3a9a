"""The cells of a notebook as they are written: their tags, their text and what they call.

In: a notebook's file. Out: `Cell`s, numbered from 1 as JupyterLab's users count them.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from evaluation.errors import InvalidInput

# what stays out of chapters
REMOVED_TAGS = frozenset(("remove-cell", "parameters", "injected-parameters"))
_NOT_PYTHON = re.compile(r"^([ \t]*)(?:[%!?].*|[\w.]+\?{1,2}[ \t]*)$", re.M)


@dataclass(frozen=True)
class Call:
    """A call of a function or a method, by its last name and the names of its arguments."""

    name: str
    keywords: tuple[str | None, ...]


@dataclass(frozen=True)
class Cell:
    """One cell.

    Parameters
    ----------
    number : int
        From 1.
    kind : str
        "code", "markdown" or "raw".
    source : str
    tags : frozenset of str
    """

    number: int
    kind: str
    source: str
    tags: frozenset[str]

    @property
    def is_code(self) -> bool:
        """Whether it is run."""
        return self.kind == "code"

    @property
    def is_published(self) -> bool:
        """Whether its text or what it shows goes into the chapter."""
        return not self.tags & REMOVED_TAGS

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in it."""
        return not self.source.strip()

    @cached_property
    def tree(self) -> ast.Module | None:
        """Its code without the lines that only Jupyter reads; None where it is not Python."""
        found = _parsed(self.source) or _parsed(_NOT_PYTHON.sub(r"\1pass", self.source))
        is_other = self.source.lstrip().startswith("%%")  # such as %%bash
        return ast.Module([], []) if found is None and is_other else found

    @property
    def calls(self) -> tuple[Call, ...]:
        """What its code calls."""
        if not self.is_code or self.tree is None:
            return ()
        return tuple(
            Call(name, tuple(item.arg for item in node.keywords))
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call) and (name := _name(node.func))
        )


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def read_cells(notebook: Path) -> tuple[Cell, ...]:
    """Return the cells of a notebook.

    Raises
    ------
    InvalidInput
        If it is no notebook of format 4.
    """
    try:
        content = json.loads(notebook.read_text(encoding="utf-8"))
        return tuple(_cell(number, cell) for number, cell in enumerate(content["cells"], start=1))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InvalidInput(
            f"{notebook.name} is not a notebook of format 4.", "Open and save it in JupyterLab."
        ) from None


def _cell(number: int, cell: dict[str, Any]) -> Cell:
    tags = frozenset(str(tag) for tag in cell.get("metadata", {}).get("tags", ()))
    return Cell(number, str(cell["cell_type"]), "".join(cell["source"]), tags)


def kernel_language(notebook: Path) -> str:
    """Return the language that a notebook says it is written in; empty where it does not say."""
    about = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {})
    for part, key in (("kernelspec", "language"), ("language_info", "name")):
        try:
            return str(about[part][key])
        except (KeyError, TypeError):
            continue
    return ""
