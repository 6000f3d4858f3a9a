"""Read a YAML file safely, refuse duplicate keys, and remember the line of every key.

In: a path. Out: plain data and a map from a key's place to its line number.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evaluation.errors import Finding

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class YamlSource:
    """The content of one YAML file.

    Parameters
    ----------
    data : object
        Plain Python data (mappings, lists, text, numbers, dates).
    lines : dict
        Line number (from 1) of each place, where a place is the keys and positions from the root.
    findings : tuple of Finding
        What makes the file unreadable; `data` is None then.
    """

    data: Any
    lines: dict[Place, int]
    findings: tuple[Finding, ...] = ()

    def line_of(self, place: Place) -> int | None:
        """Return the line of the nearest known ancestor of `place`."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return None


def read_yaml(path: Path, shown_as: str) -> YamlSource:
    """Read a YAML file.

    Parameters
    ----------
    path : Path
        The file.
    shown_as : str
        How findings name the file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return _unreadable(shown_as, "The file does not exist.", "Create it or correct its name.")
    except (UnicodeDecodeError, OSError):
        return _unreadable(shown_as, "The file cannot be read as UTF-8 text.", "Save it as UTF-8.")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark is not None else ""
        return _unreadable(
            shown_as,
            "This is not valid YAML.",
            "Look for a missing colon, quote or indentation at or just above this line.",
            place,
        )
    except ValueError:
        return _unreadable(
            shown_as, "A date in this file does not exist.", "Write dates as YYYY-MM-DD."
        )
    lines: dict[Place, int] = {}
    duplicates: list[Finding] = []
    if node is not None:
        _walk(node, (), lines, duplicates, shown_as)
    if duplicates:
        return YamlSource(None, lines, tuple(duplicates))
    return YamlSource(data, lines)


def _unreadable(shown_as: str, sentence: str, remedy: str, place: str = "") -> YamlSource:
    return YamlSource(None, {}, (Finding(sentence, remedy, file=shown_as, place=place),))


def _walk(
    node: yaml.Node,
    place: Place,
    lines: dict[Place, int],
    duplicates: list[Finding],
    shown_as: str,
) -> None:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in seen:
                duplicates.append(
                    Finding(
                        f"The key '{key}' is given twice.",
                        "Keep one of the two.",
                        file=shown_as,
                        place=f"line {line}",
                    )
                )
            seen.add(key)
            lines[(*place, key)] = line
            _walk(value_node, (*place, key), lines, duplicates, shown_as)
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            _walk(item, (*place, position), lines, duplicates, shown_as)
