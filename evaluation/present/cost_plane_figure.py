"""The cost-effectiveness plane: additional cost against additional effect, draw by draw.

In: a `CostEffectiveness`. Out: a `Figure` whose data are the draws that are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.text import Annotation

from evaluation.estimate import DEFAULT_LEVEL
from evaluation.present import numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.series_labels import END_FONT_SIZE, end_label, spread_ends
from evaluation.present.style import (
    WIDTH_INCHES,
    chart_style,
    footnote,
    plain_ticks,
    pound_ticks,
    rendered,
    subtitle,
)
from evaluation.present.value_words import (
    cost_per_outcome_sentence,
    money_text,
    price_text,
    share_text,
)
from evaluation.present.words import listed
from evaluation.value.economics import QUADRANTS, CostEffectiveness
from evaluation.value.economics.effectiveness import Quadrant

HEIGHT_INCHES: Final = 4.4
MOST_POINTS: Final = 200  # draws are independent, so that the first ones are a fair sample
EDGE: Final = 0.005  # share of draws beyond each edge of the chart
LEAST_SIDE: Final = {"x": 0.42, "y": 0.25}  # of the longer side from 0, so that all corners show
PADDING: Final = {"x": 0.06, "y": 0.3}  # of a side, for the words in its corners
CORNER_GAP: Final = 0.012
BOX_POINTS: Final = 1.5  # of white around the words of a corner, so that no line strikes them
NAME_POINTS: Final = 2
ROW_POINTS: Final = 12  # of names above the chart, when one would cover another
QUADRANT_WORDS: Final[dict[Quadrant, str]] = {
    "dominant": "more effect, less cost",
    "trade-off": "more effect, more cost",
    "saves-for-less": "less effect, less cost",
    "dominated": "less effect, more cost",
}


def cost_plane_figure(
    found: CostEffectiveness,
    *,
    outcome: str,
    price_year: str,
    source: str,
    figure_label: str,
    thresholds: Sequence[float] = (),
    level: float = DEFAULT_LEVEL,
) -> Figure:
    """Return the plane with a sample of draws, the point values and what a unit may cost.

    Parameters
    ----------
    found : CostEffectiveness
    outcome : str
        One unit in words, such as "an admission avoided" or "a QALY".
    price_year : str
        Financial year of the prices.
    source : str
        How the numbers were worked out, for the line below the chart.
    figure_label : str
        Unique in the report.
    thresholds : sequence of float, optional
        What a unit may cost; a line for each.
    level : float
        Coverage of the interval in the caption.
    """
    data = _data(found)
    shown = sorted({price for price in thresholds if price > 0})
    with chart_style():
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), layout="constrained")
        axes = figure.subplots()
        axes.set_xlim(*_limits(found.effect.draws, found.effect.point, "x"))
        axes.set_ylim(*_limits(found.cost.draws, found.cost.point, "y"))
        _draw(axes, data)
        axes.set_xlabel(f"Additional effect; one unit is {outcome}")
        subtitle(
            figure,
            f"Additional cost, pounds in prices of {price_year}, against additional effect",
            "Each point is a draw; the diamond stands at the point values of the inputs.",
            f"Below a dashed line {outcome} costs less than the price at its end." if shown else "",
        )
        footnote(figure, _note(found, data, axes, source))
        _write_corners(axes, found)
        ends = _draw_thresholds(axes, shown)
        figure.draw_without_rendering()
        _name_thresholds(axes, shown, ends)
        svg, png = rendered(figure)
    caption = cost_per_outcome_sentence(found, outcome, level)
    return Figure(svg, png, caption, _alt(found, data, shown, outcome), figure_label, data)


def _data(found: CostEffectiveness) -> pd.DataFrame:
    """Return the point values and the draws that are shown, one row each."""
    effects, costs = found.effect.draws[:MOST_POINTS], found.cost.draws[:MOST_POINTS]
    return pd.DataFrame(
        {
            "kind": ["point value", *["draw"] * len(effects)],
            "effect": [found.effect.point, *effects],
            "cost": [found.cost.point, *costs],
        }
    )


def _limits(draws: np.ndarray, point: float, axis: str) -> tuple[float, float]:
    """Return the ends of an axis: nearly all draws are inside, and 0 well inside."""
    low, high = np.quantile(draws, (EDGE, 1 - EDGE))
    below, above = max(-low, -point, 0.0), max(high, point, 0.0)
    longer = max(below, above) or 1.0
    wider = 1 + PADDING[axis]
    least = LEAST_SIDE[axis] * longer
    return -wider * max(below, least), wider * max(above, least)


def _draw(axes: Axes, data: pd.DataFrame) -> None:
    is_point = data["kind"] == "point value"
    cloud, point = data[~is_point], data[is_point]
    for line in (axes.axhline, axes.axvline):
        line(0, color=palette.REFERENCE_LINE, linewidth=1, zorder=1)
    axes.plot(
        cloud["effect"],
        cloud["cost"],
        "o",
        markersize=3.5,
        markerfacecolor=palette.BLUE,
        markeredgewidth=0,
        alpha=0.45,
        zorder=2,
    )
    axes.plot(
        point["effect"],
        point["cost"],
        "D",
        markersize=8,
        markerfacecolor=palette.PINK,
        markeredgecolor=palette.WHITE,
        zorder=4,
    )
    plain_ticks(axes.xaxis)
    pound_ticks(axes.yaxis)


def _write_corners(axes: Axes, found: CostEffectiveness) -> None:
    """Write into each corner what it means and its share of draws."""
    for quadrant in QUADRANTS:
        is_right = quadrant in ("dominant", "trade-off")
        is_low = quadrant in ("dominant", "saves-for-less")
        words = QUADRANT_WORDS[quadrant].capitalize()
        axes.text(
            1 - CORNER_GAP if is_right else CORNER_GAP,
            2 * CORNER_GAP if is_low else 1 - 2 * CORNER_GAP,
            f"{words}:\n{share_text(found.quadrants[quadrant])} of draws",
            transform=axes.transAxes,
            ha="right" if is_right else "left",
            va="bottom" if is_low else "top",
            fontsize=END_FONT_SIZE,
            color=palette.BLACK,
            bbox={"facecolor": palette.WHITE, "edgecolor": "none", "pad": BOX_POINTS},
            zorder=5,
        )


def _draw_thresholds(axes: Axes, prices: Sequence[float]) -> list[tuple[float, float]]:
    """Draw a line for each price of a unit, and return where each leaves the chart."""
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    ends = []
    for price in prices:
        start, end = max(left, bottom / price), min(right, top / price)
        heights = [price * start, price * end]
        axes.plot([start, end], heights, color=palette.DARK_GREY, linestyle="--", linewidth=1)
        ends.append((end, price * end))
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    return ends


def _name_thresholds(
    axes: Axes, prices: Sequence[float], ends: Sequence[tuple[float, float]]
) -> None:
    """Name each line where it leaves the chart, at the right or above; the layout must stand."""
    right = axes.get_xlim()[1]
    beside: list[Annotation] = []
    above: list[Annotation] = []
    for price, (end, height) in zip(prices, ends, strict=True):
        if end >= right:
            beside.append(end_label(axes, end, height, price_text(price), palette.DARK_GREY))
        else:
            above.append(_name_above(axes, (end, height), price_text(price), above))
    spread_ends(axes, beside)


def _name_above(
    axes: Axes, end: tuple[float, float], name: str, others: Sequence[Annotation]
) -> Annotation:
    """Write a name above the chart, one row higher where it would cover another."""
    written = axes.annotate(
        name,
        end,
        xytext=(0, NAME_POINTS),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=END_FONT_SIZE,
        color=palette.DARK_GREY,
        annotation_clip=False,
    )
    row = 0
    while any(written.get_window_extent().overlaps(other.get_window_extent()) for other in others):
        row += 1
        written.set_position((0, NAME_POINTS + row * ROW_POINTS))
    return written


def _note(found: CostEffectiveness, data: pd.DataFrame, axes: Axes, source: str) -> str:
    draws, shown = len(found.effect.draws), data[data["kind"] == "draw"]
    parts = [f"Shares are of all {draws:,} draws, {len(shown):,} of which are shown."]
    inside = shown["effect"].between(*axes.get_xlim()) & shown["cost"].between(*axes.get_ylim())
    beyond = int((~inside).sum())
    if beyond:
        parts.append(f"{beyond} beyond the edges {'is' if beyond == 1 else 'are'} not seen.")
    return " ".join([*parts, source])


def _alt(
    found: CostEffectiveness, data: pd.DataFrame, prices: Sequence[float], outcome: str
) -> str:
    effect = found.effect.point
    size = numbers.number(effect, numbers.decimals_for(effect, ""))
    shares = [
        f"{QUADRANT_WORDS[name]} in {share_text(found.quadrants[name])}" for name in QUADRANTS
    ]
    parts = [
        f"Scatter plot of additional cost against additional effect with {len(data) - 1} draws.",
        f"At the point values the effect is {size}, where one unit is {outcome}, and the cost is "
        f"{money_text(found.cost.point)}.",
        f"All {len(found.effect.draws):,} draws: {'; '.join(shares)}.",
    ]
    if prices:
        marked = listed([price_text(price) for price in prices])
        lines = "A line marks" if len(prices) == 1 else "Lines mark"
        parts.append(f"{lines} {marked} for {outcome}.")
    return " ".join(parts)
