"""Find what a new workspace or project still has to say: texts that begin with "TO FILL IN"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from evaluation.errors import Finding
from evaluation.workspace.yaml_source import Place, YamlSource

PLACEHOLDER: Final = "TO FILL IN"


def placeholder_findings(source: YamlSource, shown: str, project: str = "") -> list[Finding]:
    """Return a warning for each text that is not filled in yet.

    Parameters
    ----------
    source : YamlSource
    shown, project : str
        How findings name the file and the project.
    """
    return [
        Finding(
            f"'{_name(place)}' is not filled in yet.",
            f"Write {hint}." if hint else "Write it.",
            file=shown,
            place=f"line {source.line_of(place)}, {_path(place)}",
            project=project,
            severity="warning",
        )
        for place, hint in _left(source.data)
    ]


def _left(data: Any) -> Iterator[tuple[Place, str]]:
    """Return the places of texts to fill in with their hints; what an alias repeats counts once."""
    seen: set[int] = set()
    waiting: list[tuple[Place, Any]] = [((), data)]
    while waiting:
        place, item = waiting.pop()
        if isinstance(item, str):
            if item.startswith(PLACEHOLDER):
                yield place, item.removeprefix(PLACEHOLDER).lstrip(": ").rstrip(". ")
        elif isinstance(item, dict | list) and id(item) not in seen:
            seen.add(id(item))
            parts = item.items() if isinstance(item, dict) else enumerate(item)
            waiting += [((*place, key), part) for key, part in reversed(list(parts))]


def _path(place: Place) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in place)


def _name(place: Place) -> str:
    return next((part for part in reversed(place) if isinstance(part, str)), "the file")
