"""Charts of what comes back: the acceptability curve, and the net value up to each year.

In: what an appraisal found. Out: a `Figure` with its words and data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.present import numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.funnel_labels import label_points
from evaluation.present.series_labels import end_label
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
    money_limits,
    money_text,
    payback_sentence,
    price_text,
    share_text,
    worth_it_sentence,
    worth_sentence,
)
from evaluation.value.economics import (
    Acceptability,
    Appraisal,
    CostEffectiveness,
    Quantity,
    acceptability,
)

HEIGHT_INCHES: Final = 3.6
STEPS: Final = 100  # of the curve
PERCENT: Final = 100
TOP: Final = 103  # so that a point at 100% is whole
BEYOND: Final = 1.5  # how far the curve goes on after the last price that matters
GAP: Final = 2 * numbers.NO_BREAK_SPACE  # between two names in one row
QUARTERS: Final = 4  # of the curve, whose ends the alt text has
LIMITS: Final = ("value", "lower", "upper")


def acceptability_figure(
    found: CostEffectiveness,
    *,
    outcome: str,
    price_year: str,
    source: str,
    figure_label: str,
    thresholds: Sequence[float] = (),
) -> Figure:
    """Return how probable it is that a unit is worth its cost, by what is paid for a unit.

    Parameters
    ----------
    found : CostEffectiveness
    outcome : str
        One unit in words, such as "a QALY".
    price_year : str
        Financial year of the prices.
    source : str
        How the numbers were worked out, for the line below the chart.
    figure_label : str
        Unique in the report.
    thresholds : sequence of float, optional
        Prices of a unit that are marked and named.
    """
    marked = sorted(set(thresholds))
    last = _last_price(found, marked)
    curve = acceptability(found, sorted({*np.linspace(0, last, STEPS + 1).tolist(), *marked}))
    named = acceptability(found, marked or _asked(found, last))
    turning = _turning(found, last)
    with chart_style():
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), layout="constrained")
        axes = figure.subplots()
        _draw_curve(axes, curve, marked, turning)
        axes.set_xlabel(f"What is paid for {outcome}, pounds in prices of {price_year}")
        subtitle(figure, f"Draws in which {outcome} is worth its cost, %", _turning_text(turning))
        footnote(figure, source)
        figure.draw_without_rendering()
        if marked:
            _name_points(axes, curve, named, turning)
        svg, png = rendered(figure)
    caption = worth_it_sentence(named, outcome)
    alt = _acceptability_alt(curve, outcome, turning)
    return Figure(svg, png, caption, alt, figure_label, _curve_data(curve))


def cumulative_value_figure(
    found: Appraisal,
    years: Sequence[str],
    *,
    price_year: str,
    source: str,
    figure_label: str,
) -> Figure:
    """Return the discounted net value up to the end of each year, with its interval.

    Parameters
    ----------
    found : Appraisal
    years : sequence of str
        Financial years, one for each cumulative value.
    price_year : str
        Financial year of the prices.
    source : str
        How the numbers were worked out, for the line below the chart.
    figure_label : str
        Unique in the report.

    Raises
    ------
    ValueError
        If there are not as many years as values.
    """
    if len(years) != len(found.cumulative):
        raise ValueError(f"{len(found.cumulative)} values need as many years, not {len(years)}")
    data = pd.DataFrame(
        {
            "year": list(years),
            **{name: [getattr(item, name) for item in found.cumulative] for name in LIMITS},
        }
    )
    level = numbers.level_text(found.level)
    with chart_style():
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), layout="constrained")
        axes = figure.subplots()
        _draw_cumulative(axes, data)
        last = found.cumulative[-1]
        shown = f"{money_text(last.value or 0.0)}\n({money_limits(last)})".replace(" to ", "\nto ")
        end_label(axes, len(years) - 1, last.value or 0.0, shown, palette.DARK_BLUE)
        subtitle(
            figure,
            f"Benefits less costs up to the end of each year, discounted to {years[0]}, pounds in "
            f"prices of {price_year}",
            f"Shaded: {level} interval of draws. Above the line across, benefits exceed costs.",
        )
        footnote(figure, source)
        svg, png = rendered(figure)
    caption = " ".join(
        (worth_sentence(found, (years[0], years[-1])), payback_sentence(found, years[0]))
    )
    alt = _cumulative_alt(years, found.cumulative, level)
    return Figure(svg, png, caption, alt, figure_label, data)


def _last_price(found: CostEffectiveness, marked: Sequence[float]) -> float:
    """Return where the curve ends: past all that are marked, or past what a unit costs."""
    icer = found.icer
    asked = [*marked] or [price for price in (icer.value, icer.upper) if price is not None]
    return BEYOND * max([price for price in asked if price > 0], default=_typical_ratio(found))


def _typical_ratio(found: CostEffectiveness) -> float:
    """Return the size of the ratio where no price is known, from the sizes of its two parts."""
    effect = float(np.median(np.abs(found.effect.draws)))
    cost = float(np.median(np.abs(found.cost.draws)))
    return cost / effect if effect > 0 and cost > 0 else 1.0


def _asked(found: CostEffectiveness, last: float) -> list[float]:
    """Return the prices in the caption where none is marked: what a unit costs, and the last."""
    icer = found.icer.value
    return [icer if icer is not None and icer > 0 else 0.0, last]


def _turning(found: CostEffectiveness, last: float) -> float | None:
    """Return the price from which on the mean net benefit is above 0, None where it is not seen."""
    effect, cost = float(found.effect.draws.mean()), float(found.cost.draws.mean())
    return cost / effect if effect > 0 and 0 < cost < last * effect else None


def _turning_text(turning: float | None) -> str:
    if turning is None:
        return ""
    return f"Dotted line: from {price_text(turning)} on it is worth its cost on average."


def _draw_curve(
    axes: Axes, curve: Acceptability, marked: Sequence[float], turning: float | None
) -> None:
    axes.plot(curve.thresholds, PERCENT * curve.probability, color=palette.BLUE, linewidth=2)
    axes.set_xlim(0, float(curve.thresholds[-1]))
    axes.set_ylim(0, TOP)
    pound_ticks(axes.xaxis)
    plain_ticks(axes.yaxis)
    if turning is not None:
        axes.axvline(turning, color=palette.REFERENCE_LINE, linewidth=1, linestyle=(0, (2, 2)))
    if marked:
        points = _places(curve)[np.isin(curve.thresholds, marked)]
        look: dict[str, Any] = {"color": palette.DARK_BLUE, "markersize": 6, "clip_on": False}
        axes.plot(points["denominator"], points["value"], "o", **look)


def _name_points(
    axes: Axes, curve: Acceptability, named: Acceptability, turning: float | None
) -> None:
    """Write beside each price that was asked about what it is and its share; layout must stand."""
    points = _places(named)
    points["unit"] = [price_text(float(price)) for price in named.thresholds]
    points["status"] = [share_text(float(share)) + GAP for share in named.probability]
    lines = [_places(curve)]
    if turning is not None:
        heights = np.linspace(0, TOP, STEPS + 1)
        lines.append(pd.DataFrame({"denominator": turning, "value": heights}))
    label_points(axes, points, points, lines)


def _places(found: Acceptability) -> pd.DataFrame:
    return pd.DataFrame({"denominator": found.thresholds, "value": PERCENT * found.probability})


def _curve_data(curve: Acceptability) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "paid_for_a_unit": curve.thresholds,
            "probability": curve.probability,
            "frontier": curve.frontier,
            **{name: [getattr(item, name) for item in curve.net_benefit] for name in LIMITS},
            "perfect_information": curve.perfect_information,
        }
    )


def _acceptability_alt(curve: Acceptability, outcome: str, turning: float | None) -> str:
    places = np.linspace(0, len(curve.thresholds) - 1, QUARTERS + 1).astype(int)
    points = [
        f"{share_text(float(curve.probability[place]))} at "
        f"{price_text(float(curve.thresholds[place]))}"
        for place in places
    ]
    text = (
        f"Line chart of the share of draws in which {outcome} is worth its cost: "
        f"{', '.join(points)}."
    )
    return f"{text} {_turning_text(turning)}".strip()


def _draw_cumulative(axes: Axes, data: pd.DataFrame) -> None:
    places = np.arange(len(data))
    axes.axhline(0, color=palette.REFERENCE_LINE, linewidth=1, zorder=1)
    band: dict[str, Any] = {"color": palette.BLUE, "alpha": 0.15, "linewidth": 0}
    axes.fill_between(places, data["lower"], data["upper"], **band)
    axes.plot(places, data["value"], "o-", color=palette.DARK_BLUE, linewidth=2, markersize=5)
    axes.set_xticks(places, data["year"])
    pound_ticks(axes.yaxis)


def _cumulative_alt(years: Sequence[str], values: Sequence[Quantity], level: str) -> str:
    parts = [
        f"{year}, {money_text(item.value or 0.0)} ({money_limits(item)})"
        for year, item in zip(years, values, strict=True)
    ]
    return (
        f"Line chart of benefits less costs up to the end of each year, with {level} interval: "
        f"{'; '.join(parts)}."
    )
