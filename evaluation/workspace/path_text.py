"""A path as settings write it: a text that some system can take for one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

MOST_BYTES_OF_A_NAME = 255  # what Linux, macOS and Windows take
MOST_BYTES = 1000  # the folder of the workspace comes before it; macOS takes 1,024


def require_short(written: str) -> str:
    """Return a path, unless no file could have its name.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> require_short("extracts/kpi.csv")
    'extracts/kpi.csv'
    """
    names = re.split(r"[/\\]", written)
    longest = max(len(name.encode("utf-8", "replace")) for name in names)
    if longest > MOST_BYTES_OF_A_NAME or len(written.encode("utf-8", "replace")) > MOST_BYTES:
        raise ValueError("This path is too long to be that of a file. Give it a shorter name.")
    return written


def expanded(path: Path) -> Path:
    """Return a path with its `~` replaced; as it is where there is no such user.

    Examples
    --------
    >>> expanded(Path("~no-such-user/kpi.csv")).as_posix()
    '~no-such-user/kpi.csv'
    """
    try:
        return path.expanduser()
    except RuntimeError:
        return path


PathText = Annotated[
    str, StringConstraints(min_length=1, pattern=r"^[^\x00]+$"), AfterValidator(require_short)
]
