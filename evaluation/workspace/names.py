"""Compare names as people write them, whatever case, spaces, hyphens or underscores they use."""

from __future__ import annotations

import re
from collections.abc import Collection

_BETWEEN_WORDS = re.compile(r"[\s_-]+")


def fold(name: str) -> str:
    """Return a name in lower case with one underscore between words.

    Examples
    --------
    >>> fold(" Not  Met ")
    'not_met'
    """
    return _BETWEEN_WORDS.sub("_", name.strip().lower())


def meant_by(written: Collection[str], known: Collection[str]) -> dict[str, str]:
    """Return the known name that each written one is, where it is one.

    Parameters
    ----------
    written, known : collection of str
        Of two that fold alike, the one that is written exactly so is meant.

    Examples
    --------
    >>> meant_by(["Falls Admissions", "R1", "other"], ["falls-admissions", "r1"])
    {'Falls Admissions': 'falls-admissions', 'R1': 'r1'}
    """
    by_folded = {fold(name): name for name in known}
    exact = {name: name for name in written if name in known}
    folded = {name: by_folded[fold(name)] for name in written if fold(name) in by_folded}
    return {**folded, **exact}
