"""The parameters a notebook declares, and whether those given fit, before anything starts.

In: a notebook's file and the values to be given. Out: nothing, or `InvalidInput`. papermill itself
only warns of an unknown name and takes any type.
"""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluation.errors import InvalidInput, nearest

PARAMETERS_TAG = "parameters"


def declared_parameters(notebook: Path) -> dict[str, Any]:
    """Return the names and defaults of the cell tagged `parameters`.

    Parameters
    ----------
    notebook : Path
        A notebook of format 4.

    Returns
    -------
    dict
        Default of each name.

    Raises
    ------
    InvalidInput
        If the notebook cannot be read, or does not have exactly one such cell, made of plain
        assignments.
    """
    cells = [cell for cell in _cells(notebook) if PARAMETERS_TAG in _tags(cell)]
    if len(cells) != 1:
        raise InvalidInput(
            f"{notebook.name} has {len(cells)} cells tagged '{PARAMETERS_TAG}'.",
            "Tag exactly one code cell.",
        )
    source = cells[0].get("source", "")
    return _assignments("".join(source), notebook)


def check_parameters(notebook: Path, parameters: Mapping[str, Any]) -> None:
    """Refuse parameters that the notebook does not declare, of another type, or not plain JSON.

    Parameters
    ----------
    notebook : Path
        The notebook.
    parameters : mapping
        The values to be given.

    Raises
    ------
    InvalidInput
        At the first parameter that does not fit.
    """
    declared = declared_parameters(notebook)
    for name, value in parameters.items():
        if name not in declared:
            near = nearest(name, declared)
            remedy = f"Did you mean '{near}'?" if near else f"It has: {', '.join(declared)}."
            raise InvalidInput(f"{notebook.name} has no parameter '{name}'.", remedy)
        if not is_plain(value):
            raise InvalidInput(
                f"The parameter '{name}' of {notebook.name} is not plain JSON.",
                "Give text, a finite number, true, false, a list or a mapping of these.",
            )
        if not _fits(value, declared[name]):
            raise InvalidInput(
                f"The parameter '{name}' of {notebook.name} must be "
                f"{type(declared[name]).__name__}, not {type(value).__name__}."
            )


def is_plain(value: object) -> bool:
    """Return whether a value survives JSON unchanged.

    Examples
    --------
    >>> is_plain({"lags": [1, 2.5, None, True]})
    True
    >>> is_plain((1, 2)) or is_plain(float("nan"))
    False
    """
    if isinstance(value, dict):
        return all(type(key) is str and is_plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(is_plain(item) for item in value)
    if type(value) is float:
        return math.isfinite(value)
    return value is None or type(value) in (str, int, bool)


def _fits(value: object, default: object) -> bool:
    if default is None:
        return True
    if type(default) is float:
        return type(value) in (float, int)
    return type(value) is type(default)


def _cells(notebook: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(notebook.read_text(encoding="utf-8"))
        return [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    except FileNotFoundError:
        raise InvalidInput(f"The notebook {notebook.name} does not exist.") from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise InvalidInput(
            f"{notebook.name} is not a notebook of format 4.", "Open and save it in JupyterLab."
        ) from None


def _tags(cell: dict[str, Any]) -> list[str]:
    tags: list[str] = cell.get("metadata", {}).get("tags", [])
    return tags


def _assignments(source: str, notebook: Path) -> dict[str, Any]:
    try:
        return dict(_assignment(statement) for statement in ast.parse(source).body)
    except (SyntaxError, ValueError):
        raise InvalidInput(
            f"The cell tagged '{PARAMETERS_TAG}' of {notebook.name} is not made of plain "
            "assignments.",
            'Write one default a line, such as year = "".',
        ) from None


def _assignment(statement: ast.stmt) -> tuple[str, Any]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, ast.literal_eval(value)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            return name, ast.literal_eval(value)
    raise ValueError
