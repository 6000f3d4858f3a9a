"""Checks that every format shares: order of headings, traces of failure, leaked paths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from evaluation.estimate import CheckResult

# What unresolved references and saved error outputs leave in a text.
FAILURE_TRACES = ("?@", "Figure ??", "Table ??", "Traceback (most recent call last)")


def heading_check(headings: Sequence[tuple[int, str]]) -> CheckResult:
    """Return whether headings go down one level at a time.

    Parameters
    ----------
    headings : sequence of (int, str)
        Level and words of each heading in order.

    Examples
    --------
    >>> heading_check([(1, "Falls"), (3, "Audit")]).text
    'The heading "Audit" of level 3 follows one of level 1; a level is left out.'
    """
    level = 0
    for number, words in headings:
        if number > level + 1:
            found = f'The heading "{words}" of level {number} follows one of level {level}; '
            return CheckResult(
                "Order of headings", passed=False, text=found + "a level is left out."
            )
        level = number
    return CheckResult("Order of headings", passed=True, text=f"{len(headings)} headings in order.")


def trace_check(text: str) -> CheckResult:
    """Return whether a text is free of unresolved references and error traces."""
    for trace in FAILURE_TRACES:
        if trace in text:
            start = text.index(trace)
            where = " ".join(text[start : start + 40].split()[:2])
            found = f'The text holds "{where}", the trace of an unresolved reference or an error.'
            return CheckResult("Traces of failure", passed=False, text=found)
    return CheckResult("Traces of failure", passed=True, text="No trace of failure.")


def path_check(text: str, folders: Sequence[Path]) -> CheckResult:
    """Return whether a text is free of paths of this machine.

    Parameters
    ----------
    text : str
    folders : sequence of Path
        Folders whose absolute paths must not be published, such as the workspace and the home.
    """
    for folder in folders:
        if re.search(rf"(?<![\w.-]){re.escape(str(folder))}(?![\w-])", text) and folder.name:
            found = f"The text holds a path of this machine that ends in {folder.name}."
            return CheckResult("Machine paths", passed=False, text=found)
    return CheckResult("Machine paths", passed=True, text="No path of this machine.")


def completeness_check(name: str, places: Sequence[str], missing: str) -> CheckResult:
    """Return a check that fails where anything in `places` lacks what `missing` names."""
    if places:
        return CheckResult(name, passed=False, text=f"{places[0]} has no {missing}.")
    return CheckResult(name, passed=True, text=f"Each has its {missing}.")


def place_check(name: str, faults: Iterable[str], sound: str) -> CheckResult:
    """Return a check that fails with the first fault, a sentence that names its place.

    Examples
    --------
    >>> place_check("Page size", ["Page 3 is not A4."], "Every page is A4.").text
    'Page 3 is not A4.'
    """
    first = next(iter(faults), None)
    return CheckResult(name, passed=first is None, text=sound if first is None else first)
