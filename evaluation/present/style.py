"""One look for all charts: the report's font and colours, and byte-identical files.

In: a matplotlib figure. Out: SVG text and PNG bytes that are the same on every run.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib import font_manager
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.present import palette

FONT_FAMILY = "Source Sans Pro"
FONT_FACES = ("Regular", "It", "Semibold", "Bold")
WORD_DPI = 200
WIDTH_INCHES = 6.7  # the text width of an A4 page with 2 cm margins
FOOTNOTE_WIDTH = 125  # characters of 8 points across the chart
HASH_SALT = "evaluation"


def font_folder() -> Path:
    """Return the folder of the report's font, from its wheel (SIL Open Font Licence)."""
    return Path(str(files("font_source_sans_pro"))) / "files"


@contextmanager
def chart_style() -> Iterator[None]:
    """Draw charts in the report's look inside this block, and leave no trace of it after."""
    _register_fonts()
    settings: Any = {
        **sns.axes_style("white"),
        "font.family": FONT_FAMILY,
        "font.size": 10,
        "axes.labelsize": 10,
        "axes.titlesize": 9,
        "axes.titlecolor": palette.DARK_GREY,
        "axes.labelcolor": palette.BLACK,
        "axes.edgecolor": palette.MID_GREY,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": True,
        "text.color": palette.BLACK,
        "text.parse_math": False,
        "xtick.color": palette.DARK_GREY,
        "ytick.color": palette.DARK_GREY,
        "xtick.bottom": True,
        "ytick.left": True,
        "svg.fonttype": "path",
        "svg.hashsalt": HASH_SALT,
        "figure.facecolor": palette.WHITE,
    }
    with mpl.rc_context(settings):
        yield


def footnote(figure: MatplotlibFigure, text: str) -> None:
    """Write a line of small text, wrapped, below a chart: what its data are."""
    lines = textwrap.fill(text, FOOTNOTE_WIDTH)
    figure.supxlabel(lines, x=0.01, ha="left", fontsize=8, color=palette.DARK_GREY)


def rendered(figure: MatplotlibFigure) -> tuple[str, bytes]:
    """Return a chart as SVG text and as PNG bytes, without dates or versions in them."""
    svg, png = io.BytesIO(), io.BytesIO()
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    figure.savefig(png, format="png", dpi=WORD_DPI, metadata={"Software": None})
    return svg.getvalue().decode("utf-8"), png.getvalue()


def _register_fonts() -> None:
    if any(entry.name == FONT_FAMILY for entry in font_manager.fontManager.ttflist):
        return
    for face in FONT_FACES:
        font_manager.fontManager.addfont(font_folder() / f"SourceSansPro-{face}.ttf")
