"""The typeface of every publication: Source Sans Pro, from its wheel.

Charts, HTML, PDF and Word name the same family; HTML carries a Latin subset inside the file.
"""

from __future__ import annotations

import base64
import io
from functools import cache, lru_cache
from pathlib import Path

import font_source_sans_pro
from fontTools import subset
from fontTools.ttLib import TTFont

KNOWN_WIDTHS = 50_000  # texts: cells are measured often
FONT_FAMILY = "Source Sans Pro"

# Weight and style of each face that the theme uses, by CSS names.
FACES: dict[tuple[int, str], str] = {
    (400, "normal"): "SourceSansPro-Regular.ttf",
    (400, "italic"): "SourceSansPro-It.ttf",
    (600, "normal"): "SourceSansPro-Semibold.ttf",
    (700, "normal"): "SourceSansPro-Bold.ttf",
}

# Unicode ranges kept in HTML: Latin, Latin extended A, figure space, punctuation, currency, arrows,
# operators, and the triangles that mark a change for better or worse.
SUBSET_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x2007, 0x2007),
    (0x2010, 0x2044),
    (0x2070, 0x209C),
    (0x20AC, 0x20AC),
    (0x2122, 0x2122),
    (0x2190, 0x2193),
    (0x2200, 0x2265),
    (0x25B2, 0x25BD),
)


def font_folder() -> Path:
    """Return the folder of the font files."""
    return Path(font_source_sans_pro.font_directory)


@cache
def font_face_styles() -> str:
    """Return CSS that defines the faces from data within itself."""
    return "\n".join(
        f'@font-face{{font-family:"{FONT_FAMILY}";font-weight:{weight};font-style:{style};'
        f"font-display:swap;src:url(data:font/woff;base64,{_subset(name)})"
        f'format("woff")}}'
        for (weight, style), name in FACES.items()
    )


@lru_cache(maxsize=KNOWN_WIDTHS)
def text_width(text: str, weight: int = 400) -> float:
    """Return how wide a text is set in one line, in ems.

    Parameters
    ----------
    text : str
    weight : {400, 600, 700}

    Notes
    -----
    The sum of the glyphs' advances; kerning is left out. A letter that the font lacks counts as a
    digit.

    Examples
    --------
    >>> round(text_width("1.5"), 3), text_width("1.5") < text_width("1.5", 600)
    (1.243, True)
    """
    advances = _advances(weight)
    return sum(advances.get(letter, advances["0"]) for letter in text)


@cache
def _advances(weight: int) -> dict[str, float]:
    font = TTFont(font_folder() / FACES[weight, "normal"])
    size = font["head"].unitsPerEm
    return {chr(code): font["hmtx"][name][0] / size for code, name in font.getBestCmap().items()}


def _subset(name: str) -> str:
    path = font_folder() / name
    options = subset.Options()
    options.layout_features = ["kern", "liga", "tnum", "lnum", "mark"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[c for low, high in SUBSET_RANGES for c in range(low, high + 1)])
    made = io.BytesIO()
    # What stays out of the subset is never read.
    with TTFont(path, recalcTimestamp=False, recalcBBoxes=False, lazy=True) as font:
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(made)
    return base64.b64encode(made.getvalue()).decode("ascii")
