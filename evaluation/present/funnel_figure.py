"""The funnel plot: units against both pairs of limits, outliers marked by shape and by name.

In: a `Funnel` of counts that passed disclosure control. Out: a `Figure` with caption, alt text and
its data.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.text import Annotation
from numpy.typing import NDArray

from evaluation.monitoring.funnels import Funnel
from evaluation.monitoring.funnels.status import ALARM, ALERT, LIMIT_NAMES, WITHIN
from evaluation.present import funnel_words, palette
from evaluation.present.blocks import Figure
from evaluation.present.funnel_labels import label_points
from evaluation.present.funnel_words import MOST_NAMED, FunnelNames
from evaluation.present.series_labels import end_label, spread_ends
from evaluation.present.style import (
    WIDTH_INCHES,
    chart_style,
    footnote,
    plain_ticks,
    rendered,
)
from evaluation.present.style import subtitle as write_subtitle
from evaluation.present.words import counted

HEIGHT_INCHES: Final = 4.6
MARGIN: Final = 0.06  # of the span of what is drawn, above and below
TYPICAL: Final = 0.1  # quantile of size from which on limits must be seen whole
LOGARITHMIC_FROM: Final = 50  # times the smallest unit that the largest is
DECIMALS: Final = 4

LIMIT_LOOKS: Final[dict[tuple[str, str], dict[str, Any]]] = {
    ("", "95"): {"color": palette.MID_GREY, "linestyle": ":", "linewidth": 1.4},
    ("", "998"): {"color": palette.MID_GREY, "linestyle": "-.", "linewidth": 1.2},
    ("adjusted_", "95"): {"color": palette.DARK_BLUE, "linestyle": "--", "linewidth": 1.3},
    ("adjusted_", "998"): {"color": palette.DARK_BLUE, "linestyle": "-", "linewidth": 1.5},
}
LIMIT_WORDS: Final = {"": "unadjusted", "adjusted_": "adjusted"}
LEVEL_WORDS: Final = {"95": "95%", "998": "99.8%"}
POINT_LOOKS: Final[dict[str, dict[str, Any]]] = {
    WITHIN: {"marker": "o", "color": palette.BLUE, "markersize": 4.5, "alpha": 0.8},
    ALERT: {"marker": "s", "color": palette.PINK, "markersize": 6.5},
    ALARM: {"marker": "D", "color": palette.DARK_RED, "markersize": 7},
}
KEY_WORDS: Final = {
    WITHIN: ("circle", "within the limits"),
    ALERT: ("square", "alert (95%)"),
    ALARM: ("diamond", "alarm (99.8%)"),
}


def funnel_figure(
    made: Funnel,
    names: FunnelNames,
    *,
    caption: str,
    subtitle: str,
    source: str,
    figure_label: str,
) -> Figure:
    """Return the funnel plot.

    Parameters
    ----------
    made : Funnel
    names : FunnelNames
        What a reader calls its parts.
    caption : str
        States the finding.
    subtitle, source : str
        Above the chart, and below it: what the data are.
    figure_label : str
        Unique in the report.
    """
    shown = made.units[made.units["value"].notna()]
    with chart_style():
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), layout="constrained")
        axes = figure.subplots()
        ends = _draw_limits(axes, made, names)
        _draw_points(axes, shown)
        _scale_axes(axes, made, shown)
        axes.set_xlabel(names.size)
        unit = "observed / expected" if names.unit == "ratio" else names.unit
        write_subtitle(figure, f"{subtitle}, {unit}", _key(shown))
        footnote(figure, source)
        figure.draw_without_rendering()
        named = funnel_words.outliers(made).head(MOST_NAMED)
        spread_ends(axes, ends)
        label_points(axes, named, shown, _drawn_lines(made))
        svg, png = rendered(figure)
    alt = funnel_words.funnel_alt(made, names)
    return Figure(svg, png, caption, alt, figure_label, _data(made))


def _draw_limits(axes: Axes, made: Funnel, names: FunnelNames) -> list[Annotation]:
    """Draw the centre and the limits, adjusted ones only where there is something to adjust.

    Returns
    -------
    list of Annotation
        Their names, at the right ends of the centre and of the upper limits.
    """
    word = "Average" if made.options.target is None and made.kind != "ratio" else "Target"
    last = made.curve.iloc[-1]
    end = float(last["denominator"])
    axes.axhline(made.target, color=palette.BLACK, linewidth=1)
    label = f"{word}, {names.value(made.target)}"
    ends = [end_label(axes, end, made.target, label, palette.BLACK)]
    for (prefix, level), look in LIMIT_LOOKS.items():
        if prefix and made.tau2 == 0:
            continue
        for side in ("lower", "upper"):
            axes.plot(made.curve["denominator"], made.curve[f"{prefix}{side}_{level}"], **look)
        colour = palette.DARK_BLUE if prefix else palette.DARK_GREY
        text = f"{LEVEL_WORDS[level]}, {LIMIT_WORDS[prefix]}"
        ends.append(end_label(axes, end, float(last[f"{prefix}upper_{level}"]), text, colour))
    return ends


def _drawn_lines(made: Funnel) -> list[pd.DataFrame]:
    """Return each limit that is drawn as a table of denominator and value."""
    prefixes = ["", "adjusted_"] if made.tau2 else [""]
    return [
        made.curve[["denominator", f"{prefix}{name}"]].set_axis(["denominator", "value"], axis=1)
        for prefix in prefixes
        for name in LIMIT_NAMES
    ]


def _draw_points(axes: Axes, shown: pd.DataFrame) -> None:
    for status, look in POINT_LOOKS.items():
        rows = shown[shown["status"] == status]
        if not rows.empty:
            axes.plot(
                rows["denominator"],
                rows["value"],
                linestyle="",
                zorder=3,
                **look,
            )


def _key(shown: pd.DataFrame) -> str:
    """Return what the marks mean and how many there are of each; lines have names beside them."""
    found = shown["status"].value_counts()
    parts = [
        f"{counted(int(found[status]), mark)}: {words}"
        for status, (mark, words) in KEY_WORDS.items()
        if status in found
    ]
    return "; ".join([*parts, "lines: limits of chance."])


def _scale_axes(axes: Axes, made: Funnel, shown: pd.DataFrame) -> None:
    size = shown["denominator"].to_numpy(dtype="float64")
    if size.max() > LOGARITHMIC_FROM * size.min():
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.6g}")
    else:
        axes.set_xlim(0, float(made.curve["denominator"].max()))
        plain_ticks(axes.xaxis)
    plain_ticks(axes.yaxis)
    low, high = _span(made, shown, size)
    edge = MARGIN * ((high - low) or made.target)
    top = float(made.options.multiplier or 1) if made.kind == "proportion" else np.inf
    axes.set_ylim(max(low - edge, -edge / 2), min(high + edge, top + edge / 2))


def _span(made: Funnel, shown: pd.DataFrame, size: NDArray[np.float64]) -> tuple[float, float]:
    """Return from where to where points and the limits of all but the smallest units reach."""
    prefix = "adjusted_" if made.tau2 else ""
    seen = shown[size >= np.quantile(size, TYPICAL)]
    limits = seen[[f"{prefix}{name}" for name in LIMIT_NAMES]].to_numpy(dtype="float64")
    ends = np.concatenate([limits.ravel(), shown["value"].to_numpy(dtype="float64")])
    return float(np.nanmin(ends)), float(np.nanmax(ends))


def _data(made: Funnel) -> pd.DataFrame:
    """Return the numbers behind the chart, rounded; counts as they are, protected."""
    frame = made.units.copy()
    numeric = [name for name in frame.columns if frame[name].dtype == "float64"]
    return frame.round(dict.fromkeys(numeric, DECIMALS)).assign(
        target=round(made.target, DECIMALS), limits_used=made.limits_used
    )
