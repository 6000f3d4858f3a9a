"""What can be wrong with an expression: as it is written, or for the columns of a table."""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.errors import InvalidInput

CONTEXT = 24  # characters of the text shown before and after the place of a fault


class ExpressionError(InvalidInput):
    """An expression that cannot be read.

    Parameters
    ----------
    what, remedy : str
        What is wrong and what to do next.
    text : str
        The expression.
    position : int
        Where in it, from 0.
    """

    def __init__(self, what: str, remedy: str, text: str, position: int) -> None:
        super().__init__(
            f"{what} It is at character {position + 1}: {_near(text, position)}.", remedy
        )
        self.text = text
        self.position = position
        self.args = (what, remedy, text, position)


@dataclass(frozen=True, slots=True)
class ExpressionFault:
    """What in an expression does not go with the columns of a table."""

    sentence: str
    remedy: str


def _near(text: str, position: int) -> str:
    """Return the surroundings of a place, with an arrow at it."""
    start, end = max(0, position - CONTEXT), position + CONTEXT
    before = ("…" if start else "") + text[start:position]
    after = text[position:end] + ("…" if end < len(text) else "")
    flat = " ".join(f"{before}▸{after}".split())
    return f"“{flat}”"
