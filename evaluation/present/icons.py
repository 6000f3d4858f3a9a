"""The icons of process control: what the last point means, and whether the target will be met.

Drawn here, each with a shape, a letter or mark, and words of its own, so that none depends on
colour. The shape of a variation icon is that of the points of its cause on the chart:

- common cause: a circle with a level, wavy line;
- special cause of improvement: a square; of concern: a diamond; of neither: a hexagon; each with
  an arrow and H (higher values) or L (lower values);
- assurance: a shield with P (the target will be met), F (missed) or ? (hit or miss).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, Patch, Polygon, RegularPolygon
from matplotlib.transforms import Affine2D

from evaluation.present import palette

WIDTH: Final = 2.0  # of an icon's own axes, which run from -1 to 1 in both directions
RIM_POINTS: Final = 1.6
LETTER_SIZE: Final = 9.0
WORDS_SIZE: Final = 8.0
WAVE_POINTS: Final = 60

MEANINGS: Final = ("common", "improvement", "concern", "neither")
COLOURS: Final = {
    "common": palette.MID_GREY,
    "improvement": palette.BLUE,
    "concern": palette.ORANGE,
    "neither": palette.PURPLE,
}
MARKERS: Final = {"common": "o", "improvement": "s", "concern": "D", "neither": "h"}
MEANING_WORDS: Final = {
    "common": "Common cause",
    "improvement": "Improvement",
    "concern": "Concern",
    "neither": "Special cause",
}
LETTERS: Final = {"high": "H", "low": "L"}
ASSURANCE_LETTERS: Final = {"pass": "P", "fail": "F", "hit-or-miss": "?"}
ASSURANCE_COLOURS: Final = {
    "pass": palette.BLUE,
    "fail": palette.ORANGE,
    "hit-or-miss": palette.DARK_GREY,
}
ASSURANCE_SHORT: Final = {"pass": "Will pass", "fail": "Will fail", "hit-or-miss": "Hit or miss"}
NOTHING: Final = "–"

_SHIELD: Final = np.array(
    [
        [-0.8, 0.85],
        [0.8, 0.85],
        [0.8, -0.05],
        [0.45, -0.65],
        [0, -0.95],
        [-0.45, -0.65],
        [-0.8, -0.05],
    ]
)
_SQUARE: Final = np.array([[-0.8, -0.8], [0.8, -0.8], [0.8, 0.8], [-0.8, 0.8]])
_DIAMOND: Final = np.array([[0, -1.0], [1.0, 0], [0, 1.0], [-1.0, 0]])


@dataclass(frozen=True)
class Meaning:
    """What a variation icon says, taken apart.

    Parameters
    ----------
    kind : {"common", "improvement", "concern", "neither"}
    side : {"high", "low", ""}
    """

    kind: str
    side: str


def meaning_of(variation: str) -> Meaning:
    """Return the parts of a variation such as "improvement-high".

    Examples
    --------
    >>> meaning_of("concern-low")
    Meaning(kind='concern', side='low')
    >>> meaning_of("common-cause")
    Meaning(kind='common', side='')
    """
    kind, _, side = variation.partition("-")
    return Meaning(kind, "" if kind == "common" else side)


def variation_icon(axes: Axes, variation: str | None) -> None:
    """Fill axes with a variation icon and its words; a dash where there is none."""
    _prepare(axes)
    if variation is None:
        _nothing(axes)
        return
    meaning = meaning_of(variation)
    colour = COLOURS[meaning.kind]
    axes.add_patch(_outline(meaning.kind, colour))
    if meaning.kind == "common":
        along = np.linspace(-0.65, 0.65, WAVE_POINTS)
        wave = 0.18 * np.sin(along / 0.65 * 2 * np.pi)
        axes.plot(along, wave, color=colour, linewidth=RIM_POINTS, solid_capstyle="round")
    else:
        _arrow(axes, meaning.side, colour)
        _letter(axes, 0.22, LETTERS[meaning.side], colour)
    _words(axes, MEANING_WORDS[meaning.kind])


def assurance_icon(axes: Axes, assurance: str | None) -> None:
    """Fill axes with an assurance icon and its words; a dash where there is none."""
    _prepare(axes)
    if assurance is None:
        _nothing(axes)
        return
    colour = ASSURANCE_COLOURS[assurance]
    axes.add_patch(
        Polygon(_SHIELD, closed=True, fill=False, edgecolor=colour, linewidth=RIM_POINTS)
    )
    _letter(axes, 0.0, ASSURANCE_LETTERS[assurance], colour)
    _words(axes, ASSURANCE_SHORT[assurance])


def _prepare(axes: Axes) -> None:
    axes.set_xlim(-1.1, 1.1)
    axes.set_ylim(-1.1, 1.1)
    axes.set_aspect("equal")
    axes.set_axis_off()


def _outline(kind: str, colour: str) -> Patch:
    look = {"fill": False, "edgecolor": colour, "linewidth": RIM_POINTS}
    if kind == "common":
        return Circle((0, 0), 0.9, **look)
    if kind == "neither":
        return RegularPolygon((0, 0), 6, radius=1.0, orientation=np.pi / 6, **look)
    return Polygon(_SQUARE if kind == "improvement" else _DIAMOND, closed=True, **look)


def _arrow(axes: Axes, side: str, colour: str) -> None:
    flip = Affine2D().scale(1, 1 if side == "high" else -1) + axes.transData
    axes.add_patch(
        FancyArrowPatch(
            (-0.32, -0.42),
            (-0.32, 0.46),
            arrowstyle="-|>",
            mutation_scale=7,
            color=colour,
            linewidth=RIM_POINTS,
            shrinkA=0,
            shrinkB=0,
            transform=flip,
        )
    )


def _letter(axes: Axes, x: float, letter: str, colour: str) -> None:
    axes.text(
        x,
        0,
        letter,
        ha="center",
        va="center_baseline",
        fontsize=LETTER_SIZE,
        fontweight="bold",
        color=colour,
    )


def _words(axes: Axes, words: str) -> None:
    axes.text(
        0.5,
        -0.02,
        words,
        transform=axes.transAxes,
        ha="center",
        va="top",
        fontsize=WORDS_SIZE,
        color=palette.DARK_GREY,
    )


def _nothing(axes: Axes) -> None:
    axes.text(0, 0, NOTHING, ha="center", va="center", color=palette.DARK_GREY)
