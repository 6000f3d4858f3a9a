"""Read a YAML file safely, refuse duplicate keys, and remember the line of every key.

In: a path. Out: plain data and a map from a key's place to its line number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evaluation.errors import Finding
from evaluation.workspace.unseen import UNSEEN

Place = tuple[str | int, ...]


# more groups within groups than any settings have: the reader in C ends the process at some depth
DEEP = 500
_STEPS = re.compile(rf"(?:[-?:][ \t]+){{{DEEP}}}|^ {{{DEEP}}}", re.M)

# far more than any settings need
MOST_BYTES = 5_000_000
MOST_ENTRIES = 200_000  # with every alias unfolded: a few lines of aliases of aliases make billions


# a code such as 007 or 10:30, which YAML 1.1 takes for a number to the base of 8 or 60
_CODE = re.compile(r"[-+]?(?:0[\d_]+|[\d_]+(?::\d+)+)", re.ASCII)


class _Words:
    """A key such as `on`, which YAML 1.1 takes for true, stays a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - the signature of yaml
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:bool":
                key.tag = "tag:yaml.org,2002:str"
        found: dict[Any, Any] = super().construct_mapping(node, deep)  # type: ignore[misc]
        return found


class _Loader(_Words, yaml.SafeLoader):
    """Reads plain data, at any depth that Python allows."""


class _QuickLoader(_Words, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads the same ten times as fast, where PyYAML has its reader in C."""


def _whole_number(loader: Any, node: yaml.ScalarNode) -> Any:
    """Return a whole number, or a code as it is written."""
    return node.value if _CODE.fullmatch(node.value) else loader.construct_yaml_int(node)


for _each in (_Loader, _QuickLoader):
    _each.add_constructor("tag:yaml.org,2002:int", _whole_number)


def _loader_for(text: str) -> Any:
    """Return a reader of a text: the quick one, unless its groups may lie too deep for it."""
    is_deep = text.count("[") + text.count("{") > DEEP or _STEPS.search(text)
    return _Loader(text) if is_deep else _QuickLoader(text)


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
        if path.stat().st_size > MOST_BYTES:
            return _unreadable(
                shown_as,
                f"The file is larger than {MOST_BYTES // 1_000_000} MB.",
                "Keep settings in it and data in tables.",
            )
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return _unreadable(shown_as, "The file does not exist.", "Create it or correct its name.")
    except (UnicodeDecodeError, OSError):
        return _unreadable(shown_as, "The file cannot be read as UTF-8 text.", "Save it as UTF-8.")
    return read_yaml_text(text, shown_as)


def read_yaml_text(text: str, shown_as: str) -> YamlSource:
    """Return what `read_yaml` does, from the text of a file."""
    lines: dict[Place, int] = {}
    faults: list[Finding] = []
    try:
        loader = _loader_for(text)
        node = loader.get_single_node()
        if node is not None:
            # before it is constructed, which merges and renames within it
            _walk(node, (), lines, faults, shown_as, {})
            if not faults and _entries(node, {}) > MOST_ENTRIES:
                return _unreadable(
                    shown_as,
                    f"The aliases in this file unfold to more than {MOST_ENTRIES:,} entries.",
                    "Write out what is needed instead of aliases of aliases.",
                )
        data = None if node is None or faults else loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark is not None else ""
        return _unreadable(
            shown_as,
            "This is not valid YAML.",
            "Look for a missing colon, quote or indentation at or just above this line.",
            place,
        )
    except (ValueError, OverflowError):
        return _unreadable(
            shown_as,
            "A date or number in this file does not exist.",
            "Write dates as YYYY-MM-DD and numbers as plain digits.",
        )
    except RecursionError:
        return _unreadable(
            shown_as, "The groups in this file are nested too deep.", "Look for stray brackets."
        )
    if faults:
        return YamlSource(None, lines, tuple(faults))
    return YamlSource(data, lines)


def _unreadable(shown_as: str, sentence: str, remedy: str, place: str = "") -> YamlSource:
    return YamlSource(None, {}, (Finding(sentence, remedy, file=shown_as, place=place),))


def _walk(
    node: yaml.Node,
    place: Place,
    lines: dict[Place, int],
    faults: list[Finding],
    shown_as: str,
    is_done: dict[int, bool],
) -> None:
    """Note the line of every place below `node`, and keys given twice.

    What an alias stands for is walked once: `is_done` says of each node whether its walk is over.
    """
    lines.setdefault(place, node.start_mark.line + 1)
    if id(node) in is_done:
        if not is_done[id(node)]:
            line = f"line {node.start_mark.line + 1}"
            sentence = "A group in this file contains itself."
            faults.append(Finding(sentence, "Remove the alias.", file=shown_as, place=line))
        return
    is_done[id(node)] = False
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in seen:
                faults.append(
                    Finding(
                        f"The key '{key}' is given twice.",
                        "Keep one of the two.",
                        file=shown_as,
                        place=f"line {line}",
                    )
                )
            seen.add(key)
            lines[(*place, key)] = line
            _walk(value_node, (*place, key), lines, faults, shown_as, is_done)
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            _walk(item, (*place, position), lines, faults, shown_as, is_done)
    elif UNSEEN.search(str(node.value)):
        line = f"line {node.start_mark.line + 1}"
        sentence = "A text here holds a character that cannot be seen."
        remedy = "Type the text again, without control characters and marks of direction."
        faults.append(Finding(sentence, remedy, file=shown_as, place=line))
    is_done[id(node)] = True


def _entries(node: yaml.Node, counted: dict[int, int]) -> int:
    """Return how many nodes a tree without circles has once its aliases are unfolded."""
    if id(node) not in counted:
        below: list[yaml.Node] = []
        if isinstance(node, yaml.MappingNode):
            below = [part for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            below = node.value
        counted[id(node)] = 1 + sum(_entries(item, counted) for item in below)
    return counted[id(node)]
