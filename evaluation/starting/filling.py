"""Fill in the texts that come with this room: marks such as @title@ become what was said."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from evaluation.workspace import PLACEHOLDER

FILES = Path(__file__).resolve().parent / "files"
_MARK = re.compile(r"@([a-z_]+)@")
_BLANK_LINES = re.compile(r"\n{3,}")


def filled(name: str, values: Mapping[str, str]) -> str:
    """Return one of this room's files with its marks filled in.

    Parameters
    ----------
    name : str
        Of the file, such as "project.yml".
    values : mapping of str to str
        A text for each mark. A line that holds an empty one and nothing else goes.
    """
    text = (FILES / name).read_text(encoding="utf-8")
    lines = []
    for line in text.split("\n"):
        new = _MARK.sub(lambda mark: values[mark[1]], line)
        if new.strip() or not line.strip():
            lines.append(new)
    return _BLANK_LINES.sub("\n\n", "\n".join(lines))


def quoted(text: str) -> str:
    r"""Return a text as YAML reads it back, whatever it holds.

    Examples
    --------
    >>> quoted('Falls: "strength & balance" #1')
    '"Falls: \\"strength & balance\\" #1"'
    """
    return json.dumps(text, ensure_ascii=False)


def to_fill_in(hint: str) -> str:
    """Return a text that stands for what only the user can say.

    Examples
    --------
    >>> to_fill_in("the hub's name")
    "TO FILL IN: the hub's name"
    """
    return f"{PLACEHOLDER}: {hint}"
