"""Breaks text into lines that fit a width, measured in the report's font.

In: text and a width in points. Out: lines.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from evaluation.present.style import FONT_FAMILY

HYPHEN: Final = "-"


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: str = "regular") -> float:
    """Return how wide a text is in points, in the report's font."""
    font = FontProperties(family=FONT_FAMILY, size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def wrapped(text: str, width: float, size: float, weight: str = "regular") -> tuple[str, ...]:
    """Return a text in lines that are no wider than `width` points.

    A word that is wider than a line is broken with a hyphen.
    """
    lines: list[str] = []
    line = ""
    words = [part for word in text.split() for part in _broken(word, width, size, weight)]
    for word in words:
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size, weight) > width:
            lines.append(line)
            longer = word
        line = longer
    return (*lines, line) if line else tuple(lines)


def _broken(word: str, width: float, size: float, weight: str) -> list[str]:
    parts, rest = [], word
    while text_width(rest, size, weight) > width and len(rest) > 1:
        fits = (n for n in range(len(rest) - 1, 1, -1) if _fits(rest[:n], width, size, weight))
        cut = next(fits, 1)
        parts.append(rest[:cut] + HYPHEN)
        rest = rest[cut:]
    return [*parts, rest]


def _fits(part: str, width: float, size: float, weight: str) -> bool:
    return text_width(part + HYPHEN, size, weight) <= width
