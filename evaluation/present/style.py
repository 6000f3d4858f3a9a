"""One look for all charts: the report's font and colours, and byte-identical files.

In: a matplotlib figure. Out: SVG text and PNG bytes that are the same on every run.
"""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis
from matplotlib.dates import MONTHLY, AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.ticker import Formatter, MaxNLocator

from evaluation.present import numbers, palette
from evaluation.present.blocks import WORD_DPI

FONT_FAMILY = "Source Sans Pro"
FONT_FACES = ("Regular", "It", "Semibold", "Bold")
WIDTH_INCHES = 6.7  # the text width of an A4 page with 2 cm margins
FOOTNOTE_WIDTH = 125  # characters of 8 points across the chart
SUBTITLE_WIDTH = 108  # characters of 9 points across the chart
SUBTITLE_SIZE, FOOTNOTE_SIZE = 9, 8
LEFT_EDGE = 0.01  # of the chart, where its subtitle and its footnote begin
MOST_STEPS_UP, MOST_STEPS_ALONG = 6, 8
MOST_DATES, MONTHS_IN_YEAR = 8, 12
TICK_STEPS = (1, 2, 5, 10)
MOST_TICK_DECIMALS = 6
ROOM_ABOVE = 0.9  # of a row, for the name of the first mark
NAME_GAP_POINTS = 5
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
    with mpl.rc_context(settings), warnings.catch_warnings():
        # a letter that the font lacks is drawn as a box; it must not keep a report from being made
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font")
        yield


def subtitle(figure: MatplotlibFigure, *sentences: str) -> None:
    """Write above a chart what, where and when it shows, in what unit, and how to read it.

    Each sentence begins a line. The finding is the caption, which stands above the chart.
    """
    lines = "\n".join(textwrap.fill(text, SUBTITLE_WIDTH) for text in sentences if text)
    look = {"ha": "left", "fontsize": SUBTITLE_SIZE, "color": palette.DARK_GREY}
    figure.suptitle(lines, x=LEFT_EDGE, **look)


def with_its_unit(words: str, unit: str) -> str:
    """Return what a chart shows with its unit behind it, unless the words say it already.

    Examples
    --------
    >>> with_its_unit("Waits", "days"), with_its_unit("Attacks a week", "attacks a week")
    ('Waits, days', 'Attacks a week')
    """
    return words if unit.lower() in words.lower() else f"{words}, {unit}"


def footnote(figure: MatplotlibFigure, text: str) -> None:
    """Write a line of small text, wrapped, below a chart: what its data are."""
    lines = textwrap.fill(text, FOOTNOTE_WIDTH)
    look = {"ha": "left", "fontsize": FOOTNOTE_SIZE, "color": palette.DARK_GREY}
    figure.supxlabel(lines, x=LEFT_EDGE, **look)


class EvenTicks(Formatter):
    """Writes the ticks of an axis with the same decimals, commas and a true minus sign."""

    def format_ticks(self, values: Any) -> list[str]:
        """Return the labels of all ticks."""
        enough = range(MOST_TICK_DECIMALS)
        fits = (
            n for n in enough if all(round(v, n) == round(v, MOST_TICK_DECIMALS) for v in values)
        )
        decimals = next(fits, MOST_TICK_DECIMALS)
        return [numbers.number(float(value), decimals) for value in values]

    def __call__(self, x: float, pos: int | None = None) -> str:  # noqa: ARG002 - matplotlib's signature
        """Return the label of one tick."""
        return self.format_ticks([x])[0]


class PoundTicks(EvenTicks):
    """Writes the ticks of an axis as amounts in pounds."""

    def format_ticks(self, values: Any) -> list[str]:
        """Return the labels of all ticks."""
        return [numbers.with_unit(text, numbers.POUNDS) for text in super().format_ticks(values)]


def row_guides(axes: Axes, groups: Sequence[str]) -> None:
    """Set a chart of dots in rows, first on top: names without ticks, faint lines down."""
    axes.set_yticks(range(len(groups)), groups)
    axes.set_ylim(len(groups) - 0.5, -ROOM_ABOVE)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_axisbelow(True)
    axes.grid(axis="x", color=palette.PALE_GREY, linewidth=0.8)
    plain_ticks(axes.xaxis)


def name_mark(axes: Axes, place: tuple[float, float], text: str, side: float) -> None:
    """Write what a mark means above it, or below where `side` is positive, in dark grey or blue."""
    axes.annotate(
        text,
        place,
        xytext=(0, -NAME_GAP_POINTS if side > 0 else NAME_GAP_POINTS),
        textcoords="offset points",
        ha="center",
        va="top" if side > 0 else "bottom",
        fontsize=SUBTITLE_SIZE,
        color=palette.BLUE if side > 0 else palette.DARK_GREY,
    )


def plain_ticks(axis: Axis) -> None:
    """Put few ticks on an axis of numbers, at round values, with the same decimals."""
    is_along = isinstance(axis, XAxis)
    most = MOST_STEPS_ALONG if is_along else MOST_STEPS_UP
    axis.set_major_locator(MaxNLocator(nbins=most, steps=list(TICK_STEPS)))
    axis.set_major_formatter(EvenTicks())


def date_ticks(axis: Axis, fewest: int = 4) -> None:
    """Put few ticks on an axis of days, at round dates.

    matplotlib warns between 43 and 47 months, which are more than 7 half-years and fewer than 4
    years; steps of 12 months are allowed for that.
    """
    locator = AutoDateLocator(minticks=fewest, maxticks=MOST_DATES)
    locator.intervald[MONTHLY] = [*locator.intervald[MONTHLY], MONTHS_IN_YEAR]
    axis.set_major_locator(locator)
    axis.set_major_formatter(ConciseDateFormatter(locator))


def pound_ticks(axis: Axis) -> None:
    """Put few ticks on an axis of money, at round amounts in pounds."""
    plain_ticks(axis)
    axis.set_major_formatter(PoundTicks())


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
