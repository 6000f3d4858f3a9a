"""Short texts that a line of a table must not break: a shape and its word, a quarter's heading."""

from __future__ import annotations

from evaluation.hub.governance.quarters import Quarter
from evaluation.present.numbers import NO_BREAK_SPACE


def unbroken(text: str) -> str:
    """Return a text whose spaces do not break a line.

    Examples
    --------
    >>> unbroken("▲ Amber").replace(NO_BREAK_SPACE, "_")
    '▲_Amber'
    """
    return text.replace(" ", NO_BREAK_SPACE)


def quarter_heading(quarter: Quarter) -> str:
    """Return a quarter for the head of a column, which may break after the year.

    Examples
    --------
    >>> quarter_heading(Quarter.parse("2025/26-Q3"))
    '2025/26 Q3'
    """
    return f"{quarter.year} Q{quarter.number}"
